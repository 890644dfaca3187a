//! `POST …/generate-mac`, `POST …/verify-mac`

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::algorithm::MacAlgorithm;
use super::encoded::{base64, hex_decoded};
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};
use super::secret::Secret;

/// `POST …/generate-mac`
#[derive(Debug)]
pub struct GenerateMacRequest {
    /// The key.
    pub key_id: KeyName,
    /// The algorithm of the key's spec.
    pub mac_algorithm: MacAlgorithm,
    /// 1 to 4096 bytes; on the wire in Base64.
    pub message: Secret<Vec<u8>>,
}

/// The answer of generate-mac.
#[derive(Debug, Serialize)]
pub struct GenerateMacResponse {
    /// The key.
    pub key_id: String,
    /// The algorithm.
    pub mac_algorithm: MacAlgorithm,
    /// Lower-case hexadecimal digits.
    pub mac: String,
}

/// `POST …/verify-mac`
#[derive(Debug)]
pub struct VerifyMacRequest {
    /// What the code is of.
    pub message: GenerateMacRequest,
    /// The code; none if it is not hexadecimal, which is no valid one.
    pub mac: Option<Vec<u8>>,
}

/// The answer of verify-mac.
#[derive(Debug, Serialize)]
pub struct VerifyMacResponse {
    /// The key.
    pub key_id: String,
    /// The algorithm.
    pub mac_algorithm: MacAlgorithm,
    /// Whether the code is right.
    pub mac_valid: bool,
}

const MAC_ALGORITHM: Rule = Rule::new(
    "mac_algorithm",
    Code::Kms0308,
    "mac_algorithm must be the one of the key's spec: HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512 or HMAC_SM3.",
);
const MESSAGE: Rule =
    Rule::new("message", Code::Kms0308, "message must be 1 to 4096 bytes in Base64.");
const MAC: Rule = Rule::new("mac", Code::Kms0308, "mac must be hexadecimal digits as text.");

impl Request for GenerateMacRequest {
    const MEMBERS: &'static [&'static str] =
        &[KEY_ID.name, MAC_ALGORITHM.name, MESSAGE.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let algorithm = MAC_ALGORITHM.named(members, MacAlgorithm::named)?;
        let mac_algorithm = MAC_ALGORITHM.required(algorithm)?;
        let message = base64(&MESSAGE, members, |bytes| (1..=4096).contains(&bytes.len()))?.into();
        sequence(members)?;
        Ok(Self { key_id, mac_algorithm, message })
    }
}

impl GenerateMacRequest {
    /// The error of an algorithm that is not the one of the key's spec.
    pub(crate) const UNFIT: Error = MAC_ALGORITHM.invalid();
}

impl Request for VerifyMacRequest {
    const MEMBERS: &'static [&'static str] =
        &[KEY_ID.name, MAC_ALGORITHM.name, MESSAGE.name, MAC.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let message = GenerateMacRequest::read(members)?;
        let mac = MAC.required(MAC.text(members)?)?;
        let mac = hex_decoded(&mac).map(|bytes| bytes.to_vec());
        Ok(Self { message, mac })
    }
}
