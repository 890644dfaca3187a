//! PEM (RFC 7468), written, in a time that does not depend on what is written.

use alloc::string::String;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnding {
    /// As the service ends them.
    CRLF,
    /// As most others do.
    LF,
}

/// The characters of a line, at most.
const LINE: usize = 64;

/// `-----BEGIN label-----`, the bytes in Base64 in lines of 64 characters, `-----END label-----`.
pub(super) fn encode(label: &str, bytes: &[u8], ending: LineEnding) -> Zeroizing<String> {
    let ending = match ending {
        LineEnding::CRLF => "\r\n",
        LineEnding::LF => "\n",
    };
    let base64 = Zeroizing::new(Base64::encode_string(bytes));
    let lines = base64.as_bytes().chunks(LINE).filter_map(|line| core::str::from_utf8(line).ok());
    // Enough for all of it: no part of a secret stays where it has grown out of.
    let mut pem =
        Zeroizing::new(String::with_capacity(base64.len().saturating_mul(2).saturating_add(128)));
    for part in ["-----BEGIN ", label, "-----", ending] {
        pem.push_str(part);
    }
    for line in lines {
        pem.push_str(line);
        pem.push_str(ending);
    }
    for part in ["-----END ", label, "-----", ending] {
        pem.push_str(part);
    }
    pem
}
