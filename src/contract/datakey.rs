//! Data keys: made, wrapped and unwrapped by a key.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::encoded::{ADDITIONAL_DATA, additional_data, hex_decoded};
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::Members;
use super::random::bytes_of;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};
use super::secret::Secret;

/// `POST …/create-datakey`
#[derive(Debug)]
pub struct CreateDatakeyRequest {
    /// The key that wraps it.
    pub key_id: KeyName,
    /// The data key's length in bytes: 1 to 1024. On the wire in bits.
    pub bytes: usize,
    /// Bound to the ciphertext.
    pub additional_authenticated_data: String,
}

/// `POST …/create-datakey-without-plaintext`
#[derive(Debug)]
pub struct CreateDatakeyWithoutPlaintextRequest(
    /// The same in every other respect.
    pub CreateDatakeyRequest,
);

/// The answer of create-datakey.
#[derive(Debug, Serialize)]
pub struct CreateDatakeyResponse {
    /// The key.
    pub key_id: String,
    /// The data key, upper-case hexadecimal digits.
    pub plain_text: Secret<String>,
    /// The wrapped data key, upper-case hexadecimal digits.
    pub cipher_text: String,
}

/// The answer of create-datakey-without-plaintext.
#[derive(Debug, Serialize)]
pub struct CreateDatakeyWithoutPlaintextResponse {
    /// The key.
    pub key_id: String,
    /// The wrapped data key, upper-case hexadecimal digits.
    pub cipher_text: String,
}

/// `POST …/encrypt-datakey`
#[derive(Debug)]
pub struct EncryptDatakeyRequest {
    /// The key that wraps it.
    pub key_id: KeyName,
    /// The data key, then its digest of 32 bytes.
    pub plain_text: Secret<Vec<u8>>,
    /// The length of the data key alone, in bytes: 1 to 1024.
    pub datakey_plain_length: usize,
    /// Bound to the ciphertext.
    pub additional_authenticated_data: String,
}

/// The answer of encrypt-datakey.
#[derive(Debug, Serialize)]
pub struct EncryptDatakeyResponse {
    /// The key.
    pub key_id: String,
    /// The wrapped data key, upper-case hexadecimal digits.
    pub cipher_text: String,
    /// The length of the data key in bytes, as text.
    pub datakey_length: String,
}

/// `POST …/decrypt-datakey`
#[derive(Debug)]
pub struct DecryptDatakeyRequest {
    /// The key that wrapped it.
    pub key_id: KeyName,
    /// The wrapped data key.
    pub cipher_text: Vec<u8>,
    /// The length of the data key in bytes: 1 to 1024.
    pub datakey_cipher_length: usize,
    /// What it was bound to.
    pub additional_authenticated_data: String,
}

/// The answer of decrypt-datakey.
#[derive(Debug, Serialize)]
pub struct DecryptDatakeyResponse {
    /// The data key, upper-case hexadecimal digits.
    pub data_key: Secret<String>,
    /// Its length in bytes, as text.
    pub datakey_length: String,
    /// Its SHA-256, upper-case hexadecimal digits.
    pub datakey_dgst: String,
}

/// The specs of a data key, and their lengths in bytes.
const DATAKEY_SPECS: [(&str, usize); 7] = [
    ("AES_256", 32),
    ("AES_128", 16),
    ("SM4", 16),
    ("HMAC_256", 32),
    ("HMAC_384", 48),
    ("HMAC_512", 64),
    ("HMAC_SM3", 32),
];

const DATAKEY_SPEC: Rule = Rule::new(
    "key_spec",
    Code::Kms1902,
    "key_spec of a data key must be one of AES_256, AES_128, SM4, HMAC_256, HMAC_384, HMAC_512, HMAC_SM3.",
);
const DATAKEY_LENGTH: Rule = Rule::new(
    "datakey_length",
    Code::Kms1901,
    "datakey_length must be 8 to 8192 bits, a multiple of 8, as text.",
);
const PLAIN_TEXT: Rule = Rule::new(
    "plain_text",
    Code::Kms2101,
    "plain_text must be hexadecimal: the data key, then its SHA-256, or its SM3 for an SM4 or SM2 key.",
);
const DATAKEY_PLAIN_LENGTH: Rule = Rule::new(
    "datakey_plain_length",
    Code::Kms2102,
    "datakey_plain_length must be 1 to 1024 bytes, as text.",
);
const CIPHER_TEXT: Rule = Rule::new(
    "cipher_text",
    Code::Kms2201,
    "cipher_text must be the hexadecimal cipher_text of a data key.",
);
const DATAKEY_CIPHER_LENGTH: Rule = Rule::new(
    "datakey_cipher_length",
    Code::Kms2202,
    "datakey_cipher_length must be the data key's length in bytes, 1 to 1024, as text.",
);

impl Request for CreateDatakeyRequest {
    const MEMBERS: &'static [&'static str] =
        &[KEY_ID.name, DATAKEY_SPEC.name, DATAKEY_LENGTH.name, ADDITIONAL_DATA.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        create_datakey(members, DATAKEY_LENGTH.code)
    }
}

impl Request for CreateDatakeyWithoutPlaintextRequest {
    const MEMBERS: &'static [&'static str] = CreateDatakeyRequest::MEMBERS;

    fn read(members: &mut Members) -> Result<Self, Error> {
        create_datakey(members, Code::Kms2001).map(Self)
    }
}

/// `out_of_range` is the code of a `datakey_length` that is.
fn create_datakey(
    members: &mut Members,
    out_of_range: Code,
) -> Result<CreateDatakeyRequest, Error> {
    let key_id = key_id(members)?;
    let by_spec = DATAKEY_SPEC.named(members, |name| {
        DATAKEY_SPECS.iter().find(|(spec, _)| *spec == name).map(|(_, bytes)| *bytes)
    })?;
    let rule = Rule { code: out_of_range, ..DATAKEY_LENGTH };
    let by_length = rule.number(members)?;
    // The length wins over the spec; without either it is 256 bits.
    let bytes = match by_length {
        Some(bits) => bytes_of(bits, &rule, Code::Kms1903)?,
        None => by_spec.unwrap_or(32),
    };
    let additional_authenticated_data = additional_data(&ADDITIONAL_DATA, members)?;
    sequence(members)?;
    Ok(CreateDatakeyRequest { key_id, bytes, additional_authenticated_data })
}

impl Request for EncryptDatakeyRequest {
    const MEMBERS: &'static [&'static str] = &[
        KEY_ID.name,
        PLAIN_TEXT.name,
        DATAKEY_PLAIN_LENGTH.name,
        ADDITIONAL_DATA.name,
        SEQUENCE.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let plain_text = PLAIN_TEXT.required(PLAIN_TEXT.named(members, hex_decoded)?)?;
        let datakey_plain_length = length(&DATAKEY_PLAIN_LENGTH, members)?;
        if plain_text.is_empty() {
            return Err(PLAIN_TEXT.invalid());
        }
        if plain_text.len() != datakey_plain_length.saturating_add(32) {
            return Err(Error { code: Code::Kms2104, ..PLAIN_TEXT.invalid() });
        }
        let additional_authenticated_data = additional_data(&ADDITIONAL_DATA, members)?;
        sequence(members)?;
        Ok(Self {
            key_id,
            plain_text: plain_text.into(),
            datakey_plain_length,
            additional_authenticated_data,
        })
    }
}

impl EncryptDatakeyRequest {
    /// The error of a digest that is not the data key's.
    pub(crate) const WRONG_DIGEST: Error = Error { code: Code::Kms2103, ..PLAIN_TEXT.invalid() };
}

impl Request for DecryptDatakeyRequest {
    const MEMBERS: &'static [&'static str] = &[
        KEY_ID.name,
        CIPHER_TEXT.name,
        DATAKEY_CIPHER_LENGTH.name,
        ADDITIONAL_DATA.name,
        SEQUENCE.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let cipher_text = CIPHER_TEXT.required(CIPHER_TEXT.named(members, hex_decoded)?)?;
        let datakey_cipher_length = length(&DATAKEY_CIPHER_LENGTH, members)?;
        let additional_authenticated_data = additional_data(&ADDITIONAL_DATA, members)?;
        sequence(members)?;
        Ok(Self {
            key_id,
            cipher_text: cipher_text.to_vec(),
            datakey_cipher_length,
            additional_authenticated_data,
        })
    }
}

impl DecryptDatakeyRequest {
    /// The error of a data key that is not as long as is said.
    pub(crate) const WRONG_LENGTH: Error =
        Error { code: Code::Kms2204, ..DATAKEY_CIPHER_LENGTH.invalid() };
}

/// A mandatory length in bytes, 1 to 1024.
fn length(rule: &Rule, members: &mut Members) -> Result<usize, Error> {
    let bytes = rule.required(rule.number(members)?)?;
    match usize::try_from(bytes) {
        Ok(bytes @ 1..=1024) => Ok(bytes),
        _ => Err(rule.invalid()),
    }
}
