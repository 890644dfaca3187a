//! How bytes are written as text.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use crate::contract::convert::Encoding;

/// Base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// What [`base64`] has written.
pub(crate) fn unbase64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    Base64::decode_vec(text).ok().map(Zeroizing::new)
}

/// Upper-case hexadecimal digits, as data keys are answered.
pub(crate) fn hex(bytes: &[u8]) -> String {
    base16ct::upper::encode_string(bytes)
}

/// Lower-case hexadecimal digits, as codes are answered.
pub(crate) fn lower_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// The bytes that text stands for: hexadecimal digits, else Base64, each with white space anywhere. What
/// is neither stands for itself.
pub(crate) fn decoded(given: &[u8]) -> Zeroizing<Vec<u8>> {
    let dense: Zeroizing<Vec<u8>> =
        Zeroizing::new(given.iter().copied().filter(|c| !c.is_ascii_whitespace()).collect());
    let text = core::str::from_utf8(&dense).ok().filter(|text| !text.is_empty());
    let hex = || base16ct::mixed::decode_vec(text?).ok().map(Zeroizing::new);
    hex().or_else(|| unbase64(text?)).unwrap_or_else(|| Zeroizing::new(given.to_vec()))
}

/// Bytes as `encoding` writes them.
pub(crate) fn encoded(bytes: Zeroizing<Vec<u8>>, encoding: Encoding) -> Zeroizing<Vec<u8>> {
    match encoding {
        Encoding::Binary => bytes,
        Encoding::Hex => Zeroizing::new(lower_hex(&bytes).into_bytes()),
        Encoding::Base64 => Zeroizing::new(base64(&bytes).into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_for_bytes_in_hexadecimal_digits_or_base64() {
        for (text, bytes) in [
            ("0aFF", &[0x0a, 0xff][..]),
            (" 0a\r\nFF\n", &[0x0a, 0xff]),
            ("+/8=", &[0xfb, 0xff]),
            ("+/\n8=\n", &[0xfb, 0xff]),
        ] {
            assert_eq!(**decoded(text.as_bytes()), *bytes, "{text}");
        }
    }

    #[test]
    fn what_is_no_such_text_stands_for_itself() {
        for given in [&b""[..], b" \n", b"0aF", b"+/8", b"{}", &[0x30, 0x00], &[0xff]] {
            assert_eq!(**decoded(given), *given);
        }
    }
}
