//! Small data: `POST …/encrypt-data`, `POST …/decrypt-data`, `POST …/re-encrypt`.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::algorithm::EncryptionAlgorithm;
use super::encoded::{ADDITIONAL_DATA, additional_data, base64_decoded, hex_decoded};
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id, key_name};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};
use super::secret::Secret;

/// `POST …/encrypt-data`
#[derive(Debug)]
pub struct EncryptDataRequest {
    /// The key.
    pub key_id: KeyName,
    /// 1 to 4096 bytes.
    pub plain_text: Secret<String>,
    /// Default `SYMMETRIC_DEFAULT`.
    pub encryption_algorithm: EncryptionAlgorithm,
    /// Bound to the ciphertext, by a symmetric key.
    pub additional_authenticated_data: String,
}

/// The answer of encrypt-data.
#[derive(Debug, Serialize)]
pub struct EncryptDataResponse {
    /// The key.
    pub key_id: String,
    /// Base64; of a symmetric key the blob of `docs/formats.md`.
    pub cipher_text: String,
}

/// `POST …/decrypt-data`
#[derive(Debug)]
pub struct DecryptDataRequest {
    /// The ciphertext, decoded.
    pub cipher_text: Vec<u8>,
    /// Default `SYMMETRIC_DEFAULT`.
    pub encryption_algorithm: EncryptionAlgorithm,
    /// The key. Mandatory if it is a pair; a symmetric key's ciphertext says which.
    pub key_id: Option<KeyName>,
    /// What it was bound to.
    pub additional_authenticated_data: String,
}

/// The answer of decrypt-data.
#[derive(Debug, Serialize)]
pub struct DecryptDataResponse {
    /// The key.
    pub key_id: String,
    /// The plaintext as text. What is not UTF-8 is replaced: then `plain_text_base64` counts.
    pub plain_text: Secret<String>,
    /// The plaintext in Base64.
    pub plain_text_base64: Secret<String>,
}

/// `POST …/re-encrypt`
#[derive(Debug)]
pub struct ReEncryptRequest {
    /// The ciphertext, decoded.
    pub cipher_text: Vec<u8>,
    /// Whether it came in hexadecimal, as those of data keys do: it goes as it came.
    pub is_hex: bool,
    /// The key that encrypted it, as in decrypt-data.
    pub source_key_id: Option<KeyName>,
    /// The algorithm it is encrypted by.
    pub source_encryption_algorithm: EncryptionAlgorithm,
    /// What it was bound to.
    pub source_additional_authenticated_data: String,
    /// The key that is to encrypt it.
    pub destination_key_id: KeyName,
    /// The algorithm it is to be encrypted by.
    pub destination_encryption_algorithm: EncryptionAlgorithm,
    /// What it is to be bound to.
    pub destination_additional_authenticated_data: String,
}

/// The answer of re-encrypt.
#[derive(Debug, Serialize)]
pub struct ReEncryptResponse {
    /// The key that it is encrypted by now.
    pub key_id: String,
    /// The key that it was encrypted by.
    pub source_key_id: String,
    /// The algorithm that it was encrypted by.
    pub source_encryption_algorithm: EncryptionAlgorithm,
    /// The algorithm that it is encrypted by now.
    pub destination_encryption_algorithm: EncryptionAlgorithm,
    /// The new ciphertext, in the alphabet of the old.
    pub cipher_text: String,
}

const PLAIN_TEXT: Rule =
    Rule::new("plain_text", Code::Kms0308, "plain_text must be text of 1 to 4096 bytes in UTF-8.");
const CIPHER_TEXT: Rule = Rule::new(
    "cipher_text",
    Code::Kms2201,
    "cipher_text must be 128 to 5648 characters of Base64: what encrypt-data has answered.",
);
const OLD_CIPHER_TEXT: Rule = Rule::new(
    "cipher_text",
    Code::Kms2201,
    "cipher_text must be what encrypt-data, or create-datakey, has answered.",
);
const ALGORITHM: Rule = Rule::new("encryption_algorithm", Code::Kms0308, ALGORITHMS);
const SOURCE_ALGORITHM: Rule = Rule { name: "source_encryption_algorithm", ..ALGORITHM };
const DESTINATION_ALGORITHM: Rule = Rule { name: "destination_encryption_algorithm", ..ALGORITHM };
const SOURCE_KEY: Rule = Rule { name: "source_key_id", ..KEY_ID };
const DESTINATION_KEY: Rule = Rule { name: "destination_key_id", ..KEY_ID };
const SOURCE_DATA: Rule = Rule { name: "source_additional_authenticated_data", ..ADDITIONAL_DATA };
const DESTINATION_DATA: Rule =
    Rule { name: "destination_additional_authenticated_data", ..ADDITIONAL_DATA };

const ALGORITHMS: &str =
    "The algorithm must be SYMMETRIC_DEFAULT, RSAES_OAEP_SHA_256 or SM2_ENCRYPT.";

impl Request for EncryptDataRequest {
    const MEMBERS: &'static [&'static str] =
        &[KEY_ID.name, PLAIN_TEXT.name, ALGORITHM.name, ADDITIONAL_DATA.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let text = PLAIN_TEXT.where_valid(members, |text| (1..=4096).contains(&text.len()))?;
        let plain_text = Secret::new(PLAIN_TEXT.required(text)?);
        let encryption_algorithm = algorithm(&ALGORITHM, members)?;
        let additional_authenticated_data = additional_data(&ADDITIONAL_DATA, members)?;
        sequence(members)?;
        Ok(Self { key_id, plain_text, encryption_algorithm, additional_authenticated_data })
    }
}

impl Request for DecryptDataRequest {
    const MEMBERS: &'static [&'static str] =
        &[CIPHER_TEXT.name, ALGORITHM.name, KEY_ID.name, ADDITIONAL_DATA.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let decoded = CIPHER_TEXT.named(members, |text| {
            (128..=5648).contains(&text.len()).then(|| base64_decoded(text)).flatten()
        })?;
        let cipher_text = CIPHER_TEXT.required(decoded)?.to_vec();
        let encryption_algorithm = algorithm(&ALGORITHM, members)?;
        let key_id = source(&KEY_ID, encryption_algorithm, members)?;
        let additional_authenticated_data = additional_data(&ADDITIONAL_DATA, members)?;
        sequence(members)?;
        Ok(Self { cipher_text, encryption_algorithm, key_id, additional_authenticated_data })
    }
}

impl Request for ReEncryptRequest {
    const MEMBERS: &'static [&'static str] = &[
        SOURCE_ALGORITHM.name,
        SOURCE_KEY.name,
        SOURCE_DATA.name,
        DESTINATION_KEY.name,
        DESTINATION_DATA.name,
        DESTINATION_ALGORITHM.name,
        OLD_CIPHER_TEXT.name,
        SEQUENCE.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let source_encryption_algorithm = algorithm(&SOURCE_ALGORITHM, members)?;
        let source_key_id = source(&SOURCE_KEY, source_encryption_algorithm, members)?;
        let source_additional_authenticated_data = additional_data(&SOURCE_DATA, members)?;
        let destination = key_name(&DESTINATION_KEY, members)?;
        let destination_key_id = DESTINATION_KEY.required(destination)?;
        let destination_additional_authenticated_data =
            additional_data(&DESTINATION_DATA, members)?;
        let destination_encryption_algorithm = algorithm(&DESTINATION_ALGORITHM, members)?;
        // Hexadecimal is Base64 as well, but no ciphertext is both: the longer reading would be three
        // quarters of it, which no blob's first bytes survive.
        let decoded = OLD_CIPHER_TEXT.named(members, |text| {
            let hex = hex_decoded(text).map(|bytes| (bytes, true));
            hex.or_else(|| base64_decoded(text).map(|bytes| (bytes, false)))
        })?;
        let (cipher_text, is_hex) = OLD_CIPHER_TEXT.required(decoded)?;
        sequence(members)?;
        Ok(Self {
            cipher_text: cipher_text.to_vec(),
            is_hex,
            source_key_id,
            source_encryption_algorithm,
            source_additional_authenticated_data,
            destination_key_id,
            destination_encryption_algorithm,
            destination_additional_authenticated_data,
        })
    }
}

fn algorithm(rule: &Rule, members: &mut Members) -> Result<EncryptionAlgorithm, Error> {
    let named = rule.named(members, EncryptionAlgorithm::named)?;
    Ok(named.unwrap_or(EncryptionAlgorithm::SymmetricDefault))
}

/// The key of a ciphertext, which has to be named unless the ciphertext says which.
fn source(
    rule: &Rule,
    algorithm: EncryptionAlgorithm,
    members: &mut Members,
) -> Result<Option<KeyName>, Error> {
    let key = key_name(rule, members)?;
    if algorithm == EncryptionAlgorithm::SymmetricDefault {
        return Ok(key);
    }
    rule.required(key).map(Some)
}
