//! How a request names a key, and how an answer describes one.

use alloc::string::{String, ToString};

use serde::Serialize;

use super::create_key::{DomainId, Origin};
use super::error::{Code, Error};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, is_alias, is_uuid_shaped, sequence};
use super::spec::Usage;
use super::state::State;

/// What a request calls a key by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// Its id, 36 characters.
    Id(String),
    /// One of its aliases, `alias/…`, which the newer pages allow wherever a key is used.
    Alias(String),
}

pub(super) const KEY_ID: Rule = Rule::new(
    "key_id",
    Code::Kms0205,
    "A key is named by the 36 characters of its id, or by one of its aliases, alias/….",
);

/// The key that a request is about, mandatory.
pub(super) fn key_id(members: &mut Members) -> Result<KeyName, Error> {
    KEY_ID.required(key_name(&KEY_ID, members)?)
}

/// A key that a request names, or none.
pub(super) fn key_name(rule: &Rule, members: &mut Members) -> Result<Option<KeyName>, Error> {
    rule.named(members, KeyName::of)
}

impl KeyName {
    /// The key of that id; none if it is no id.
    pub(crate) fn of_id(text: &str) -> Option<Self> {
        is_uuid_shaped(text).then(|| Self::Id(text.to_string()))
    }

    fn of(text: &str) -> Option<Self> {
        Self::of_id(text).or_else(|| is_extra_alias(text).then(|| Self::Alias(text.to_string())))
    }
}

/// `alias/` and 1 to 255 characters of those that a `key_alias` has.
pub(super) fn is_extra_alias(text: &str) -> bool {
    text.strip_prefix("alias/").is_some_and(is_alias)
}

/// A request that names a key and says no more: describe-key and twelve others.
#[derive(Debug)]
pub struct KeyRequest {
    /// The key.
    pub key_id: KeyName,
}

impl Request for KeyRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        sequence(members)?;
        Ok(Self { key_id })
    }
}

/// A request that asks for nothing in particular: user-instances, user-quotas, tags.
#[derive(Debug)]
pub struct EmptyRequest;

impl Request for EmptyRequest {
    const MEMBERS: &'static [&'static str] = &[];

    fn read(_members: &mut Members) -> Result<Self, Error> {
        Ok(Self)
    }
}

/// The answer of describe-key.
#[derive(Debug, Serialize)]
pub struct DescribeKeyResponse {
    /// The key.
    pub key_info: KeyDetails,
}

/// `KeyDetails`: every member is text, and a date is epoch milliseconds, empty if there is none.
#[derive(Debug, Serialize)]
pub struct KeyDetails {
    /// 36 characters.
    pub key_id: String,
    /// The account.
    pub domain_id: DomainId,
    /// The key's own name.
    pub key_alias: String,
    /// The region.
    pub realm: &'static str,
    /// The spec's name.
    pub key_spec: &'static str,
    /// The usage's name.
    pub key_usage: Usage,
    /// Up to 255 characters.
    pub key_description: String,
    /// When it was created.
    pub creation_date: String,
    /// When it will be gone.
    pub scheduled_deletion_date: String,
    /// The digit of its state.
    pub key_state: State,
    /// "1" for a default key of a cloud service: there is none here.
    pub default_key_flag: &'static str,
    /// Always "1".
    pub key_type: &'static str,
    /// When its material will be gone.
    pub expiration_time: String,
    /// Where its material comes from.
    pub origin: Origin,
    /// "true" or "false".
    pub key_rotation_enabled: &'static str,
    /// The enterprise project.
    pub sys_enterprise_project_id: String,
    /// Always "0".
    pub keystore_id: &'static str,
}

/// An answer without members: `{}`.
#[derive(Debug, Serialize)]
pub struct EmptyResponse {}

/// An answer that names the key and says no more.
#[derive(Debug, Serialize)]
pub struct KeyIdResponse {
    /// The key.
    pub key_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_by_its_id_or_by_an_alias_with_its_prefix() {
        let id = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
        assert_eq!(KeyName::of(id), Some(KeyName::Id(id.into())));
        assert_eq!(KeyName::of("alias/a"), Some(KeyName::Alias("alias/a".into())));
        for bad in ["", "a", "alias/", "alias/a b", "alias/x/default", &id.to_uppercase(), &id[1..]]
        {
            assert_eq!(KeyName::of(bad), None, "{bad}");
        }
    }
}
