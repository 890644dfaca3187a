//! PEM (RFC 7468), written, in a time that does not depend on what is written.

use alloc::string::String;

use zeroize::Zeroizing;

use crate::base64_writer::{Alphabet, push};

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnding {
    /// As the service ends them.
    CRLF,
    /// As most others do.
    LF,
}

/// The bytes of a line, which are 64 characters.
const LINE: usize = 48;

/// `-----BEGIN label-----`, the bytes in Base64 in lines of 64 characters, `-----END label-----`.
pub(super) fn encode(label: &str, bytes: &[u8], ending: LineEnding) -> Zeroizing<String> {
    let ending = match ending {
        LineEnding::CRLF => "\r\n",
        LineEnding::LF => "\n",
    };
    // Enough for all of it: no part of a secret stays where it has grown out of.
    let length = bytes.len().saturating_mul(2).saturating_add(128);
    let mut pem = Zeroizing::new(String::with_capacity(length));
    let boundary = |pem: &mut String, begins: &str| {
        for part in [begins, label, "-----", ending] {
            pem.push_str(part);
        }
    };
    boundary(&mut pem, "-----BEGIN ");
    for line in bytes.chunks(LINE) {
        push(&mut pem, line, Alphabet::Standard);
        pem.push_str(ending);
    }
    boundary(&mut pem, "-----END ");
    pem
}
