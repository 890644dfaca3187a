//! Aliases of a key beside its own name: `alias/…`, which can be moved to another key.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::create_key::DomainId;
use super::error::{Code, Error};
use super::key::{KEY_ID, KeyName, is_extra_alias, key_id, key_name};
use super::list_keys;
use super::members::Members;
use super::request::Request;
use super::rule::Rule;

/// `POST …/aliases`
#[derive(Debug)]
pub struct CreateAliasRequest {
    /// The key.
    pub key_id: KeyName,
    /// `alias/` and 1 to 255 characters.
    pub alias: String,
}

/// `POST …/alias/associate`
#[derive(Debug)]
pub struct AssociateAliasRequest {
    /// The alias.
    pub alias: String,
    /// The key that it is of from now on.
    pub target_key_id: KeyName,
}

/// `DELETE …/aliases`
#[derive(Debug)]
pub struct DeleteAliasRequest {
    /// The key.
    pub key_id: KeyName,
    /// Its aliases that are to go.
    pub aliases: Vec<String>,
}

/// `GET …/aliases`
#[derive(Debug)]
pub struct ListAliasesRequest {
    /// The key; all keys if absent.
    pub key_id: Option<KeyName>,
    /// How many at the most: 1 to 1000, default 10.
    pub limit: u64,
    /// How many to pass over first. Default 0.
    pub marker: u64,
}

/// An alias.
#[derive(Debug, Serialize)]
pub struct AliasEntity {
    /// The account.
    pub domain_id: DomainId,
    /// The key.
    pub key_id: String,
    /// `alias/…`
    pub alias: String,
    /// `kms:<region>:<domain>:alias:<name>`
    pub alias_urn: String,
    /// Epoch milliseconds, as text.
    pub create_time: String,
    /// Epoch milliseconds, as text.
    pub update_time: String,
}

/// A page of aliases. The SDKs model it as an array of such pages, the examples as one.
#[derive(Debug, Serialize)]
pub struct ListAliasesResponse {
    /// The aliases, the oldest first.
    pub aliases: Vec<AliasEntity>,
    /// What follows.
    pub page_info: PageInfo,
}

/// What follows a page.
#[derive(Debug, Serialize)]
pub struct PageInfo {
    /// The `marker` of the next page; empty if this is the last.
    pub next_marker: String,
    /// How many are on this page.
    pub current_count: usize,
}

const ALIAS: Rule = Rule::new("alias", Code::Kms0308, ALLOWED);
const ALIASES: Rule = Rule::new("aliases", Code::Kms0308, ALLOWED);
const TARGET_KEY_ID: Rule = Rule { name: "target_key_id", ..KEY_ID };

const ALLOWED: &str =
    "An alias must be alias/ and 1 to 255 characters of a-z, A-Z, 0-9 and : / _ -.";

impl Request for CreateAliasRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, ALIAS.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let alias = ALIAS.where_valid(members, is_extra_alias)?;
        Ok(Self { key_id, alias: ALIAS.required(alias)? })
    }
}

impl CreateAliasRequest {
    /// The error of an alias that is there already.
    pub(crate) const TAKEN: Error = Error { code: Code::Kms1104, ..ALIAS.invalid() };
    /// The error of an alias that is not there.
    pub(crate) const UNKNOWN: Error = Error::in_field(
        Code::Kms0207,
        ALIAS.name,
        "The alias does not exist, or is of another key.",
    );
    /// The error of a key that has as many as it may have.
    pub(crate) const TOO_MANY: Error =
        Error::in_field(Code::Kms0308, ALIAS.name, "A key may have up to 50 aliases.");
}

impl Request for AssociateAliasRequest {
    const MEMBERS: &'static [&'static str] = &[ALIAS.name, TARGET_KEY_ID.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let alias = ALIAS.where_valid(members, is_extra_alias)?;
        let alias = ALIAS.required(alias)?;
        let target = key_name(&TARGET_KEY_ID, members)?;
        Ok(Self { alias, target_key_id: TARGET_KEY_ID.required(target)? })
    }
}

impl Request for DeleteAliasRequest {
    const MEMBERS: &'static [&'static str] = &[ALIASES.name, KEY_ID.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let aliases: Vec<String> = ALIASES.required(ALIASES.composed(members)?)?;
        if aliases.is_empty() || !aliases.iter().all(|alias| is_extra_alias(alias)) {
            return Err(ALIASES.invalid());
        }
        Ok(Self { key_id: key_id(members)?, aliases })
    }
}

impl Request for ListAliasesRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, "limit", "marker"];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_name(&KEY_ID, members)?;
        let (limit, marker) = list_keys::page(members)?;
        Ok(Self { key_id, limit, marker })
    }
}
