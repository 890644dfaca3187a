//! Material from outside: `POST …/get-parameters-for-import`, `POST …/import-key-material`.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::algorithm::EncryptionAlgorithm;
use super::encoded::base64_decoded;
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};

/// `POST …/get-parameters-for-import`
#[derive(Debug)]
pub struct GetParametersForImportRequest {
    /// The key that waits for material.
    pub key_id: KeyName,
    /// What the material will be wrapped by: `RSAES_OAEP_SHA_256` or `SM2_ENCRYPT`.
    pub wrapping_algorithm: EncryptionAlgorithm,
}

/// What a sender needs.
#[derive(Debug, Serialize)]
pub struct GetParametersForImportResponse {
    /// The key.
    pub key_id: String,
    /// To be sent back with the material; Base64.
    pub import_token: String,
    /// When the token expires: epoch seconds, 24 hours from now.
    pub expiration_time: u64,
    /// What to wrap the material by: `SubjectPublicKeyInfo` in DER, in Base64.
    pub public_key: String,
}

/// `POST …/import-key-material`
#[derive(Debug)]
pub struct ImportKeyMaterialRequest {
    /// The key that waits for material.
    pub key_id: KeyName,
    /// From get-parameters-for-import, decoded.
    pub import_token: Vec<u8>,
    /// The material of a symmetric key, or the key that wraps a private key; wrapped.
    pub encrypted_key_material: Vec<u8>,
    /// A private key, wrapped; none for a symmetric key.
    pub encrypted_privatekey: Option<Vec<u8>>,
    /// When the material is to be gone: epoch seconds; never if absent.
    pub expiration_time: Option<u64>,
}

const WRAPPING_ALGORITHM: Rule = Rule::new(
    "wrapping_algorithm",
    Code::Kms0308,
    "wrapping_algorithm must be RSAES_OAEP_SHA_256 or SM2_ENCRYPT.",
);
const IMPORT_TOKEN: Rule = Rule::new(
    "import_token",
    Code::Kms2605,
    "import_token must be what get-parameters-for-import has answered.",
);
const ENCRYPTED_KEY_MATERIAL: Rule = Rule::new(
    "encrypted_key_material",
    Code::Kms0308,
    "encrypted_key_material must be the wrapped material in Base64, up to 684 characters.",
);
const ENCRYPTED_PRIVATEKEY: Rule = Rule::new(
    "encrypted_privatekey",
    Code::Kms0308,
    "encrypted_privatekey must be the wrapped private key in Base64, up to 6144 characters.",
);
const EXPIRATION_TIME: Rule = Rule::new(
    "expiration_time",
    Code::Kms2602,
    "expiration_time must be in the future, in seconds since 1970.",
);

/// `RSAES_OAEP_SHA_256` or `SM2_ENCRYPT`, mandatory.
pub(super) fn wrapping_algorithm(members: &mut Members) -> Result<EncryptionAlgorithm, Error> {
    let named = WRAPPING_ALGORITHM.named(members, |name| {
        EncryptionAlgorithm::named(name).filter(|it| *it != EncryptionAlgorithm::SymmetricDefault)
    })?;
    WRAPPING_ALGORITHM.required(named)
}

impl Request for GetParametersForImportRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, WRAPPING_ALGORITHM.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let request =
            Self { key_id: key_id(members)?, wrapping_algorithm: wrapping_algorithm(members)? };
        sequence(members)?;
        Ok(request)
    }
}

impl Request for ImportKeyMaterialRequest {
    const MEMBERS: &'static [&'static str] = &[
        KEY_ID.name,
        IMPORT_TOKEN.name,
        ENCRYPTED_KEY_MATERIAL.name,
        ENCRYPTED_PRIVATEKEY.name,
        EXPIRATION_TIME.name,
        SEQUENCE.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let import_token = IMPORT_TOKEN.required(wrapped(&IMPORT_TOKEN, 6144, members)?)?;
        let material = wrapped(&ENCRYPTED_KEY_MATERIAL, 684, members)?;
        let encrypted_key_material = ENCRYPTED_KEY_MATERIAL.required(material)?;
        let encrypted_privatekey = wrapped(&ENCRYPTED_PRIVATEKEY, 6144, members)?;
        let expiration_time = EXPIRATION_TIME.number(members)?;
        sequence(members)?;
        Ok(Self {
            key_id,
            import_token,
            encrypted_key_material,
            encrypted_privatekey,
            expiration_time,
        })
    }
}

impl ImportKeyMaterialRequest {
    /// The error of a token that is none of ours, was changed, or was used.
    pub(crate) const BAD_TOKEN: Error = IMPORT_TOKEN.invalid();
    /// The error of a token that is older than 24 hours.
    pub(crate) const OLD_TOKEN: Error = Error { code: Code::Kms2601, ..IMPORT_TOKEN.invalid() };
    /// The error of a token for another key.
    pub(crate) const OTHER_TOKEN: Error = Error { code: Code::Kms2603, ..IMPORT_TOKEN.invalid() };
    /// The error of material that is to expire in the past.
    pub(crate) const EXPIRED: Error = EXPIRATION_TIME.invalid();
    /// The error of a key pair that comes with an expiry: its material stays.
    pub(crate) const STAYS: Error = Error::in_field(
        Code::Kms0308,
        EXPIRATION_TIME.name,
        "expiration_time must be absent: the material of a key pair does not expire.",
    );
    /// The error of what is wrapped, whatever is wrong with it: one code, one text, one member. How far the
    /// receiving side came with it is not for the sender to know, who may have found it somewhere and
    /// would ask again and again.
    pub(crate) const UNUSABLE: Error = Error::in_field(
        Code::Kms0311,
        ENCRYPTED_KEY_MATERIAL.name,
        "What is wrapped must be sound material of the key's spec, wrapped as the token's parameters say.",
    );
    /// The error of a private key that is absent.
    pub(crate) const NO_PRIVATE_KEY: Error = Error::in_field(
        Code::Kms2608,
        ENCRYPTED_PRIVATEKEY.name,
        "encrypted_privatekey is mandatory for a key pair.",
    );
    /// The error of a private key that a symmetric key is given.
    pub(crate) const NEEDLESS_PRIVATE_KEY: Error = Error::in_field(
        Code::Kms0308,
        ENCRYPTED_PRIVATEKEY.name,
        "encrypted_privatekey must be absent for a symmetric key.",
    );
    /// The error of material that is not what the key had before.
    pub(crate) const OTHER_MATERIAL: Error =
        Error::in_field(Code::Kms2606, ENCRYPTED_KEY_MATERIAL.name, "");

    /// What the sender is told of an error that what is wrapped has brought about: nothing but that it is
    /// unusable. An error of this side, such as missing randomness, stays what it is.
    pub(crate) fn untold(error: Error) -> Error {
        if error.code.status() < 500 { Self::UNUSABLE } else { error }
    }
}

/// Base64 of up to `longest` characters. The documented least lengths are left out: wrapped keys of
/// some specs are shorter.
fn wrapped(rule: &Rule, longest: usize, members: &mut Members) -> Result<Option<Vec<u8>>, Error> {
    let bytes = rule.named(members, |text| {
        (1..=longest).contains(&text.len()).then(|| base64_decoded(text)).flatten()
    })?;
    Ok(bytes.map(|bytes| bytes.to_vec()))
}
