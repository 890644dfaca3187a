//! `POST …/sign`, `POST …/verify`, `POST …/get-publickey`

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::algorithm::{MessageType, SigningAlgorithm};
use super::encoded::{base64, base64_decoded};
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::{Member, Members};
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};
use super::secret::Secret;

/// `POST …/sign`
#[derive(Debug)]
pub struct SignRequest {
    /// The key.
    pub key_id: KeyName,
    /// 1 to 4095 bytes; on the wire in Base64.
    pub message: Secret<Vec<u8>>,
    /// A row of the table of signing algorithms.
    pub signing_algorithm: &'static SigningAlgorithm,
    /// Whether `message` is a digest, the default, or is still to be hashed.
    pub message_type: MessageType,
}

/// The answer of sign.
#[derive(Debug, Serialize)]
pub struct SignResponse {
    /// The key.
    pub key_id: String,
    /// Base64. Of a curve's key it is DER, `SEQUENCE { r, s }`.
    pub signature: String,
}

/// `POST …/verify`
#[derive(Debug)]
pub struct VerifyRequest {
    /// What was signed, with which key, and how.
    pub signed: SignRequest,
    /// The signature; none if it is no Base64, which is no valid one.
    pub signature: Option<Vec<u8>>,
}

/// The answer of verify.
#[derive(Debug, Serialize)]
pub struct VerifyResponse {
    /// The key.
    pub key_id: String,
    /// "true" or "false".
    pub signature_valid: &'static str,
}

/// The answer of get-publickey.
#[derive(Debug, Serialize)]
pub struct GetPublicKeyResponse {
    /// The key.
    pub key_id: String,
    /// `SubjectPublicKeyInfo` in PEM, lines of 64 characters that end in CR LF.
    pub public_key: String,
}

const MESSAGE: Rule =
    Rule::new("message", Code::Kms0308, "message must be 1 to 4095 bytes in Base64.");
const SIGNING_ALGORITHM: Rule = Rule::new(
    "signing_algorithm",
    Code::Kms0308,
    "signing_algorithm must be RSASSA_PSS_SHA_256, _384 or _512, RSASSA_PKCS1_V1_5_SHA_256, _384 or _512, ECDSA_SHA_256, _384 or _512, SM2DSA_SM3, ED25519_SHA_512 or ED25519_PH_SHA_512.",
);
const MESSAGE_TYPE: Rule =
    Rule::new("message_type", Code::Kms0308, "message_type must be DIGEST or RAW.");
const SIGNATURE: Rule = Rule::new("signature", Code::Kms0308, "signature must be Base64.");

impl Request for SignRequest {
    const MEMBERS: &'static [&'static str] =
        &[KEY_ID.name, MESSAGE.name, SIGNING_ALGORITHM.name, MESSAGE_TYPE.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let message = base64(&MESSAGE, members, |bytes| (1..4096).contains(&bytes.len()))?.into();
        let algorithm = SIGNING_ALGORITHM.named(members, SigningAlgorithm::named)?;
        let signing_algorithm = SIGNING_ALGORITHM.required(algorithm)?;
        let message_type = MESSAGE_TYPE.named(members, MessageType::named)?;
        sequence(members)?;
        Ok(Self {
            key_id,
            message,
            signing_algorithm,
            message_type: message_type.unwrap_or(MessageType::Digest),
        })
    }
}

impl SignRequest {
    /// The error of an algorithm that is not for keys of this spec.
    pub(crate) const UNFIT: Error = Error::in_field(
        Code::Kms0332,
        SIGNING_ALGORITHM.name,
        "RSA keys take RSASSA_…, EC_P256 and SECP256K1 ECDSA_SHA_256, EC_P384 ECDSA_SHA_384, SM2 SM2DSA_SM3, ED25519 ED25519_….",
    );
}

impl Request for VerifyRequest {
    const MEMBERS: &'static [&'static str] = &[
        KEY_ID.name,
        MESSAGE.name,
        SIGNATURE.name,
        SIGNING_ALGORITHM.name,
        MESSAGE_TYPE.name,
        SEQUENCE.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let signed = SignRequest::read(members)?;
        let signature = match members.take(SIGNATURE.name) {
            Member::Absent => return Err(Error { code: Code::Kms0204, ..SIGNATURE.invalid() }),
            Member::Other(_) => return Err(SIGNATURE.invalid()),
            Member::Malformed => None,
            Member::Text(text) => base64_decoded(&text).map(|bytes| bytes.to_vec()),
        };
        Ok(Self { signed, signature })
    }
}
