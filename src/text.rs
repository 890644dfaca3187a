//! How bytes are written in an answer.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

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
