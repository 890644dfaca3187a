//! The one table that knows the key specs. Everything else is handed a row of it.

#[cfg(feature = "kms")]
use alloc::string::String;

#[cfg(feature = "kms")]
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::error::Code;

/// A row of the table: all that is known of a `key_spec` before there is a key.
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    /// The value of `key_spec`.
    pub name: &'static str,
    /// What kind of material it takes.
    pub family: Family,
    /// The length of the secret key, of the RSA modulus, or of the curve's order, in bits.
    pub bits: u32,
    /// The usage of a key whose request names none.
    pub default_usage: Usage,
    /// Whether a key of this spec may encrypt and decrypt, and the code that refuses it.
    pub encrypt_decrypt: Result<(), Code>,
    /// Whether a key of this spec may sign and verify, and the code that refuses it.
    pub sign_verify: Result<(), Code>,
    /// Whether the spec is on the page "Creating a Key". The others are known to the official SDKs
    /// alone.
    pub is_on_page: bool,
}

/// The families of key material.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A block cipher's key: random bytes.
    Symmetric,
    /// A key of HMAC: random bytes.
    Hmac,
    /// A pair of primes.
    Rsa,
    /// A point of NIST P-256.
    P256,
    /// A point of NIST P-384.
    P384,
    /// A point of secp256k1.
    Secp256k1,
    /// A point of edwards25519.
    Ed25519,
    /// A point of the SM2 curve.
    Sm2,
}

/// What a key is for: `key_usage`. It never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "kms",
    derive(Deserialize, Serialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum Usage {
    /// `ENCRYPT_DECRYPT`
    EncryptDecrypt,
    /// `SIGN_VERIFY`
    SignVerify,
    /// `GENERATE_VERIFY_MAC`: what keys of HMAC are for, and no others.
    GenerateVerifyMac,
}

/// The eight specs of the service's page in its order, then those that only the official SDKs know.
/// The first is the default.
///
/// Sources: "Creating a Key", Table 3 (2026-06-09) for names and default usages. That page prints
/// no spec × usage matrix; it is the service's user guide and its codes 1114 and 1115. The others:
/// huaweicloudsdkkms 3.1.219; the lengths of HMAC keys go by their names, `HMAC_SM3` by its hash.
#[rustfmt::skip]
pub static SPECS: [Spec; 14] = [
    row("AES_256",  Family::Symmetric, 256,  ENCRYPTS, YES,                no(Code::Kms1115)),
    row("SM4",      Family::Symmetric, 128,  ENCRYPTS, YES,                no(Code::Kms1115)),
    row("RSA_2048", Family::Rsa,       2048, SIGNS,    YES,                YES),
    row("RSA_3072", Family::Rsa,       3072, SIGNS,    YES,                YES),
    row("RSA_4096", Family::Rsa,       4096, SIGNS,    YES,                YES),
    row("EC_P256",  Family::P256,      256,  SIGNS,    no(Code::Kms1114),  YES),
    row("EC_P384",  Family::P384,      384,  SIGNS,    no(Code::Kms1114),  YES),
    row("SM2",      Family::Sm2,       256,  SIGNS,    YES,                YES),
    row("SECP256K1", Family::Secp256k1, 256, SIGNS, no(Code::Kms1114), YES).beyond_page(),
    row("ED25519",   Family::Ed25519,   256, SIGNS, no(Code::Kms1114), YES).beyond_page(),
    row("HMAC_256",  Family::Hmac,      256, MACS,  no(Code::Kms0308), no(Code::Kms0308)).beyond_page(),
    row("HMAC_384",  Family::Hmac,      384, MACS,  no(Code::Kms0308), no(Code::Kms0308)).beyond_page(),
    row("HMAC_512",  Family::Hmac,      512, MACS,  no(Code::Kms0308), no(Code::Kms0308)).beyond_page(),
    row("HMAC_SM3",  Family::Hmac,      256, MACS,  no(Code::Kms0308), no(Code::Kms0308)).beyond_page(),
];

impl Spec {
    const fn beyond_page(self) -> Self {
        Self { is_on_page: false, ..self }
    }

    /// The spec of a request that names none: `AES_256`.
    pub fn default_spec() -> &'static Self {
        let [aes_256, ..] = &SPECS;
        aes_256
    }

    /// The row of a `key_spec`; none if there is no such spec. Case matters.
    pub fn named(name: &str) -> Option<&'static Self> {
        SPECS.iter().find(|spec| spec.name == name)
    }

    /// The row of a `key_spec` of the page; none if there is no such spec on it. Case matters.
    pub fn on_page(name: &str) -> Option<&'static Self> {
        Self::named(name).filter(|spec| spec.is_on_page)
    }

    /// Whether a key of this spec may be used so, and the code that refuses it.
    ///
    /// # Errors
    /// `KMS.1114` for a curve that is to encrypt, `KMS.1115` for a symmetric key that is to sign,
    /// `KMS.0308` for any other pair.
    pub fn allows(&self, usage: Usage) -> Result<(), Code> {
        match usage {
            Usage::EncryptDecrypt => self.encrypt_decrypt,
            Usage::SignVerify => self.sign_verify,
            Usage::GenerateVerifyMac if self.family == Family::Hmac => Ok(()),
            Usage::GenerateVerifyMac => Err(Code::Kms0308),
        }
    }
}

#[cfg(feature = "kms")]
impl Serialize for Spec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

#[cfg(feature = "kms")]
impl<'de> Deserialize<'de> for &'static Spec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Spec::named(&name).ok_or_else(|| D::Error::custom("no such spec"))
    }
}

impl Usage {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EncryptDecrypt => "ENCRYPT_DECRYPT",
            Self::SignVerify => "SIGN_VERIFY",
            Self::GenerateVerifyMac => "GENERATE_VERIFY_MAC",
        }
    }

    /// The usage of that name; none if there is no such usage. Case matters.
    pub fn named(name: &str) -> Option<Self> {
        [Self::EncryptDecrypt, Self::SignVerify, Self::GenerateVerifyMac]
            .into_iter()
            .find(|usage| usage.name() == name)
    }
}

const ENCRYPTS: Usage = Usage::EncryptDecrypt;
const SIGNS: Usage = Usage::SignVerify;
const MACS: Usage = Usage::GenerateVerifyMac;
const YES: Result<(), Code> = Ok(());

const fn no(code: Code) -> Result<(), Code> {
    Err(code)
}

const fn row(
    name: &'static str,
    family: Family,
    bits: u32,
    default_usage: Usage,
    encrypt_decrypt: Result<(), Code>,
    sign_verify: Result<(), Code>,
) -> Spec {
    Spec { name, family, bits, default_usage, encrypt_decrypt, sign_verify, is_on_page: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spec_is_found_by_its_own_name_and_no_other() {
        for spec in &SPECS {
            assert_eq!(Spec::named(spec.name), Some(spec));
            assert_eq!(Spec::named(&spec.name.to_lowercase()), None);
        }
        assert_eq!(Spec::named(""), None);
    }

    #[test]
    fn every_default_usage_is_allowed() {
        for spec in &SPECS {
            assert_eq!(spec.allows(spec.default_usage), Ok(()), "{}", spec.name);
        }
    }

    #[test]
    fn symmetric_keys_encrypt_and_pairs_sign_by_default() {
        for spec in &SPECS {
            let usage = match spec.family {
                Family::Symmetric => Usage::EncryptDecrypt,
                Family::Hmac => Usage::GenerateVerifyMac,
                _ => Usage::SignVerify,
            };
            assert_eq!(spec.default_usage, usage, "{}", spec.name);
        }
    }

    #[test]
    fn keys_of_hmac_make_macs_and_do_nothing_else_and_no_other_key_makes_one() {
        for spec in &SPECS {
            let is_hmac = spec.family == Family::Hmac;
            assert_eq!(spec.allows(Usage::GenerateVerifyMac).is_ok(), is_hmac, "{}", spec.name);
            assert_eq!(spec.allows(Usage::SignVerify) == Err(Code::Kms0308), is_hmac);
            assert_eq!(spec.allows(Usage::EncryptDecrypt) == Err(Code::Kms0308), is_hmac);
        }
    }

    #[test]
    fn eight_specs_are_on_the_page() {
        assert_eq!(SPECS.iter().take_while(|spec| spec.is_on_page).count(), 8);
        assert_eq!(SPECS.iter().filter(|spec| spec.is_on_page).count(), 8);
    }

    #[test]
    fn the_default_spec_is_aes_256() {
        assert_eq!(Spec::default_spec().name, "AES_256");
    }
}
