//! Percent-encoding: RFC 3986, 2.1. Strict: what is malformed is nothing, and never something else.

use alloc::string::String;
use alloc::vec::Vec;

/// The text that `encoded` stands for; none if a percent sign has no two digits behind it, or the bytes
/// are no UTF-8.
pub(super) fn decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, behind) = rest.split_first_chunk::<2>()?;
        let mut byte = [0];
        base16ct::mixed::decode(digits, &mut byte).ok()?;
        bytes.extend(byte);
        rest = behind;
    }
    String::from_utf8(bytes).ok()
}

/// The names and values of a query; none if one of them is malformed. One without `=` has the value `""`.
pub(super) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}

/// `text` with every byte encoded but the unreserved ones: letters, digits and `-_.~`.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&crate::text::hex(&[byte]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        for (text, code) in [("a b", "a%20b"), ("ü/~*", "%C3%BC%2F~%2A"), ("", ""), ("%", "%25")] {
            assert_eq!((encoded(text).as_str(), decoded(code).as_deref()), (code, Some(text)));
        }
        assert_eq!(decoded("%c3%bc+"), Some("ü+".into()));
    }

    #[test]
    fn what_is_malformed_is_nothing() {
        for bad in ["%", "%4", "%zz", "%%20", "a%2", "%ff", "%C3", "%ed%a0%80", "%+1"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
