//! Rules of texts that stand for bytes, and of the text that is bound to a ciphertext.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use zeroize::Zeroizing;

use super::error::{Code, Error};
use super::members::Members;
use super::rule::Rule;

pub(super) const ADDITIONAL_DATA: Rule = Rule {
    name: "additional_authenticated_data",
    code: Code::Kms0208,
    allowed: "Additional authenticated data must be text of up to 128 bytes.",
};

/// What is bound to a ciphertext without being in it: up to 128 bytes, empty if absent.
pub(super) fn additional_data(rule: &Rule, members: &mut Members) -> Result<String, Error> {
    Ok(rule.where_valid(members, |text| text.len() <= 128)?.unwrap_or_default())
}

/// The bytes of a mandatory text in Base64 that is `valid` once it is decoded.
pub(super) fn base64(
    rule: &Rule,
    members: &mut Members,
    valid: impl FnOnce(&[u8]) -> bool,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let bytes = rule.required(rule.named(members, base64_decoded)?)?;
    if valid(&bytes) { Ok(bytes) } else { Err(rule.invalid()) }
}

/// The bytes of a text in Base64 (RFC 4648, 4). Padding may be missing, and the last character may hold
/// bits of no byte: the service's own examples do.
pub(super) fn base64_decoded(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const LENIENT: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    LENIENT.decode(text).ok().map(Zeroizing::new)
}

/// The bytes of a text of hexadecimal digits, of either case.
pub(super) fn hex_decoded(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    base16ct::mixed::decode_vec(text).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_may_lack_its_padding_and_end_in_bits_of_no_byte() {
        let decoded = |text| base64_decoded(text).map(|bytes| bytes.to_vec());
        for good in ["aGk=", "aGk", "aGl", "aGl="] {
            assert_eq!(decoded(good).as_deref(), Some(&b"hi"[..]), "{good}");
        }
        for bad in ["a", "aGk-", "aG k", "aGk=\n", "====", "é"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
        assert_eq!(decoded("").as_deref(), Some(&[][..]));
    }

    #[test]
    fn hexadecimal_digits_are_of_either_case_and_even_in_number() {
        assert_eq!(hex_decoded("0aFF").map(|b| b.to_vec()), Some(vec![0x0a, 0xff]));
        for bad in ["0", "0g", "0x00", " 00"] {
            assert!(hex_decoded(bad).is_none(), "{bad}");
        }
    }
}
