//! JSON Web Keys: RFC 7517 and 7518.

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

/// The value of a member.
pub(super) enum Value<'a> {
    /// A name that needs no escapes.
    Name(&'static str),
    /// Bytes, written as base64url without padding.
    Bytes(&'a [u8]),
}

/// The JSON text of a key with these members, in this order.
pub(super) fn object<'a>(
    members: impl IntoIterator<Item = &'a (&'static str, Value<'a>)>,
) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::from("{"));
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(name);
        text.push_str("\":\"");
        match value {
            Value::Name(value) => text.push_str(value),
            Value::Bytes(bytes) => {
                text.push_str(&Zeroizing::new(Base64UrlUnpadded::encode_string(bytes)));
            }
        }
        text.push('"');
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_an_object_of_names_and_base64url() {
        let text = object(&[("kty", Value::Name("oct")), ("k", Value::Bytes(&[0xfb, 0xff]))]);
        assert_eq!(*text, r#"{"kty":"oct","k":"-_8"}"#);
    }
}
