//! What changes a key: its state, its name, its description.

use alloc::string::String;

use serde::Serialize;

use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, key_id};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{KEY_ALIAS, KEY_DESCRIPTION, SEQUENCE, key_alias, key_description, sequence};
use super::state::State;

/// `POST …/schedule-key-deletion`
#[derive(Debug)]
pub struct ScheduleKeyDeletionRequest {
    /// The key.
    pub key_id: KeyName,
    /// Days from now until it is gone: 7 to 1096.
    pub pending_days: u64,
}

const PENDING_DAYS: Rule =
    Rule::new("pending_days", Code::Kms1401, "pending_days must be 7 to 1096, as text.");

impl Request for ScheduleKeyDeletionRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, PENDING_DAYS.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let pending_days = PENDING_DAYS.required(PENDING_DAYS.number(members)?)?;
        if !(7..=1096).contains(&pending_days) {
            return Err(PENDING_DAYS.invalid());
        }
        sequence(members)?;
        Ok(Self { key_id, pending_days })
    }
}

/// `POST …/update-key-alias`
#[derive(Debug)]
pub struct UpdateKeyAliasRequest {
    /// The key.
    pub key_id: KeyName,
    /// Its new name.
    pub key_alias: String,
}

impl Request for UpdateKeyAliasRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, KEY_ALIAS.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let request = Self { key_id: key_id(members)?, key_alias: key_alias(members)? };
        sequence(members)?;
        Ok(request)
    }
}

/// `POST …/update-key-description`
#[derive(Debug)]
pub struct UpdateKeyDescriptionRequest {
    /// The key.
    pub key_id: KeyName,
    /// Its new description.
    pub key_description: String,
}

impl Request for UpdateKeyDescriptionRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, KEY_DESCRIPTION.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let key_description = KEY_DESCRIPTION.required(key_description(members)?)?;
        sequence(members)?;
        Ok(Self { key_id, key_description })
    }
}

/// The answer of schedule-key-deletion and cancel-key-deletion: flat.
#[derive(Debug, Serialize)]
pub struct KeyState {
    /// The key.
    pub key_id: String,
    /// Its state now.
    pub key_state: State,
}

/// The answer of enable-key and disable-key: the same, one level down.
#[derive(Debug, Serialize)]
pub struct KeyStatusResponse {
    /// The key and its state.
    pub key_info: KeyState,
}

/// The answer of update-key-alias.
#[derive(Debug, Serialize)]
pub struct UpdateKeyAliasResponse {
    /// The key and its name.
    pub key_info: KeyAliasInfo,
}

/// A key and its name.
#[derive(Debug, Serialize)]
pub struct KeyAliasInfo {
    /// The key.
    pub key_id: String,
    /// Its name now.
    pub key_alias: String,
}

/// The answer of update-key-description.
#[derive(Debug, Serialize)]
pub struct UpdateKeyDescriptionResponse {
    /// The key and its description.
    pub key_info: KeyDescriptionInfo,
}

/// A key and its description.
#[derive(Debug, Serialize)]
pub struct KeyDescriptionInfo {
    /// The key.
    pub key_id: String,
    /// Its description now.
    pub key_description: String,
}
