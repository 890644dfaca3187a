//! What a key is for, checked before anything is computed with it.

use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, Usage};
use crate::key::Key;

/// What an operation does with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Encrypts or decrypts.
    Encrypt,
    /// Signs or verifies.
    Sign,
    /// Makes or checks an authentication code.
    Mac,
    /// Shows its public half.
    Publish,
}

/// Whether `key` is for `purpose`.
///
/// # Errors
/// The code that says what the key is for instead.
pub(super) fn check(key: &Key, purpose: Purpose) -> Result<(), Error> {
    let code = match (purpose, key.key_spec.family, key.key_usage) {
        (Purpose::Encrypt, _, Usage::EncryptDecrypt)
        | (Purpose::Sign, _, Usage::SignVerify)
        | (Purpose::Mac, _, Usage::GenerateVerifyMac) => return Ok(()),
        (Purpose::Mac, ..) => Code::Kms0308,
        (_, Family::Hmac, _) => Code::Kms0341,
        (Purpose::Sign | Purpose::Publish, Family::Symmetric, _) => Code::Kms0331,
        (Purpose::Publish, ..) => return Ok(()),
        (Purpose::Sign, ..) => Code::Kms0334,
        (Purpose::Encrypt, Family::Rsa | Family::Sm2, _) => Code::Kms0335,
        (Purpose::Encrypt, ..) => Code::Kms1114,
    };
    let allowed = if purpose == Purpose::Mac { "key_id must be of an HMAC key." } else { "" };
    Err(Error::in_field(code, "key_id", allowed))
}
