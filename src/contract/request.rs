//! A request: members that have been checked, or an error.

#[cfg(feature = "kms")]
use alloc::string::String;
#[cfg(feature = "kms")]
use alloc::vec::Vec;

use super::error::Error;
pub use super::members::MAX_TEXT_BYTES;
use super::members::Members;
#[cfg(feature = "kms")]
pub(crate) use super::members::TOO_LONG;

/// What a request is read from.
#[cfg(feature = "kms")]
#[derive(Debug)]
pub struct Source<'a> {
    /// The JSON text of a body.
    pub text: &'a str,
    /// Members that stand outside of it, in a path or a query, as text. They win.
    pub outside: Vec<(&'static str, String)>,
}

/// What an operation is asked, checked: nothing in it can be wrong any more.
pub trait Request: Sized {
    /// The names of the members that it reads, in the order in which they are checked.
    const MEMBERS: &'static [&'static str];

    /// Checks the members one by one.
    ///
    /// # Errors
    /// The first fault: `KMS.0204` for a mandatory member that is absent, otherwise the member's own
    /// code, or `KMS.0308`.
    fn read(members: &mut Members) -> Result<Self, Error>;

    /// Checks the text of a body. Unknown members are ignored; an optional one that is null counts as
    /// absent.
    ///
    /// # Errors
    /// As [`Self::read`]; before that `KMS.0202`, `KMS.0203` for the text as a whole.
    #[cfg(feature = "kms")]
    fn parse<'a>(source: impl Into<Source<'a>>) -> Result<Self, Error> {
        let Source { text, outside } = source.into();
        let mut members = Members::of(text, Self::MEMBERS)?;
        for (name, value) in outside {
            members.put(name, value);
        }
        Self::read(&mut members)
    }
}

#[cfg(feature = "kms")]
impl<'a> From<&'a str> for Source<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, outside: Vec::new() }
    }
}

#[cfg(feature = "kms")]
impl<'a> From<&'a String> for Source<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}
