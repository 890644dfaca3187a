//! Rotation: a key goes on with new material, and keeps the old to decrypt.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};

/// `POST …/update-key-rotation-interval`
#[derive(Debug)]
pub struct UpdateKeyRotationIntervalRequest {
    /// The key.
    pub key_id: KeyName,
    /// Days: 30 to 365.
    pub rotation_interval: u64,
}

/// The answer of get-key-rotation-status: real booleans and numbers.
#[derive(Debug, Serialize)]
pub struct KeyRotationStatusResponse {
    /// Whether the key rotates by itself.
    pub key_rotation_enabled: bool,
    /// Days; absent if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation_interval: Option<u64>,
    /// Epoch milliseconds, as text; absent if it has not rotated yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_rotation_time: Option<String>,
    /// How often it has rotated.
    pub number_of_rotations: u64,
    /// Its material, the newest last.
    pub key_materials: Vec<KeyMaterialStatus>,
}

/// One version of a key's material.
#[derive(Debug, Serialize)]
pub struct KeyMaterialStatus {
    /// Its number within the key, as text.
    pub material_id: String,
    /// Epoch milliseconds, as text.
    pub create_time: String,
    /// Epoch milliseconds, as text; empty if it does not expire.
    pub expiration_time: String,
    /// 2: it is in use.
    pub state: u8,
}

const ROTATION_INTERVAL: Rule =
    Rule::new("rotation_interval", Code::Kms3001, "rotation_interval must be 30 to 365 days.");

/// The error of a key that has rotated as often as it may.
pub(crate) const TOO_MANY: Error = Error::in_field(
    Code::Kms0308,
    KEY_ID.name,
    "key_id must be of a key that has rotated fewer than 1,000 times.",
);

impl Request for UpdateKeyRotationIntervalRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, ROTATION_INTERVAL.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let days = ROTATION_INTERVAL.number(members)?;
        let rotation_interval = ROTATION_INTERVAL.required(days)?;
        if !(30..=365).contains(&rotation_interval) {
            return Err(ROTATION_INTERVAL.invalid());
        }
        sequence(members)?;
        Ok(Self { key_id, rotation_interval })
    }
}
