//! Base64 (RFC 4648), written. Bytes may be secret: no branch and no address depends on one.

use alloc::string::String;

/// Which characters stand for 62 and 63, and whether the end is filled up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, padded with `=` (RFC 4648, 4).
    Standard,
    /// `-` and `_`, without padding (RFC 4648, 5).
    Url,
}

/// Appends `bytes` to `text`.
pub(crate) fn push(text: &mut String, bytes: &[u8], alphabet: Alphabet) {
    for group in bytes.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (i, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            if i <= group.len() {
                text.push(character(word >> shift & 63, alphabet));
            } else if alphabet == Alphabet::Standard {
                text.push('=');
            }
        }
    }
}

/// The character of a number from 0 to 63: `A` and so many more, and for each bound that the number is above a step
/// further, which brings the next one to `a`, `0`, `+` and `/`, or `-` and `_`.
fn character(number: u32, alphabet: Alphabet) -> char {
    const STANDARD: [(u32, i32); 4] = [(25, 6), (51, -75), (61, -15), (62, 3)];
    const URL: [(u32, i32); 4] = [(25, 6), (51, -75), (61, -13), (62, 49)];
    let steps = if alphabet == Alphabet::Url { URL } else { STANDARD };
    let mut code = number.wrapping_add(65);
    for (bound, step) in steps {
        let is_above = (bound.wrapping_sub(number) >> 31).wrapping_neg();
        code = code.wrapping_add(step.cast_unsigned() & is_above);
    }
    let [code, ..] = code.to_le_bytes();
    char::from(code)
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding};

    use super::*;

    #[test]
    fn every_byte_at_every_place_is_written_as_base64ct_does() {
        let all: Vec<u8> = (0..=255).flat_map(|byte| [byte, 0x5a, !byte, 0, byte ^ 0x33]).collect();
        for length in 0..all.len() {
            let bytes = &all[..length];
            let written = |alphabet| {
                let mut text = String::new();
                push(&mut text, bytes, alphabet);
                text
            };
            assert_eq!(written(Alphabet::Standard), Base64::encode_string(bytes));
            assert_eq!(written(Alphabet::Url), Base64UrlUnpadded::encode_string(bytes));
        }
    }
}
