//! A value that is wiped when it is dropped and never shown.

use core::fmt;
use core::ops::Deref;

use serde::{Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

/// Plaintext in a request or an answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Takes `value` over.
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }
}

impl<T: Zeroize> From<Zeroizing<T>> for Secret<T> {
    fn from(value: Zeroizing<T>) -> Self {
        Self(value)
    }
}

impl<T: Zeroize> Deref for Secret<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<T: Zeroize + Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_what_it_is() {
        assert_eq!(format!("{:?}", Secret::new(String::from("swordfish"))), "Secret");
    }

    #[test]
    fn a_secret_is_answered_as_what_it_is() {
        let json = serde_json::to_string(&Secret::new(String::from("swordfish"))).unwrap();
        assert_eq!(json, r#""swordfish""#);
    }
}
