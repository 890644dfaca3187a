//! `POST …/list-keys`

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::error::{Code, Error};
use super::key::KeyDetails;
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, is_uuid_shaped, sequence};
use super::spec::Spec;

/// Which keys are asked for.
#[derive(Debug)]
pub struct ListKeysRequest {
    /// How many at the most: 1 to 1000, default 10.
    pub limit: u64,
    /// How many to pass over first. Default 0.
    pub marker: u64,
    /// The digit of a state; any if absent.
    pub key_state: Option<String>,
    /// A spec; any for `ALL`. Default `AES_256`.
    pub key_spec: Option<&'static Spec>,
    /// An enterprise project; any for `all`, the default.
    pub enterprise_project_id: Option<String>,
}

/// A page of keys.
#[derive(Debug, Serialize)]
pub struct ListKeysResponse {
    /// Their ids.
    pub keys: Vec<String>,
    /// The keys, in the order of `keys`: the oldest first.
    pub key_details: Vec<KeyDetails>,
    /// The `marker` of the next page; empty if this is the last.
    pub next_marker: String,
    /// "true" if there is a next page.
    pub truncated: &'static str,
    /// How many there are of them in all.
    pub total: u64,
}

const LIMIT: Rule = Rule::new("limit", Code::Kms1601, "limit must be 1 to 1000, as text.");
const MARKER: Rule = Rule::new(
    "marker",
    Code::Kms1602,
    "marker must be a whole number as text: next_marker of the page before.",
);
const KEY_STATE: Rule = Rule::new("key_state", Code::Kms0308, "key_state must be 1 to 5, as text.");
const KEY_SPEC: Rule =
    Rule::new("key_spec", Code::Kms1110, "key_spec must be the name of a spec, or ALL.");
const ENTERPRISE_PROJECT_ID: Rule = Rule::new(
    "enterprise_project_id",
    Code::Kms0308,
    "enterprise_project_id must be all, 0 or the 36-character id of an enterprise project.",
);

/// The page of a list: `limit` and `marker`.
pub(super) fn page(members: &mut Members) -> Result<(u64, u64), Error> {
    let limit = LIMIT.number(members)?.unwrap_or(10);
    if !(1..=1000).contains(&limit) {
        return Err(LIMIT.invalid());
    }
    let marker = MARKER.number(members)?.unwrap_or(0);
    Ok((limit, marker))
}

impl Request for ListKeysRequest {
    const MEMBERS: &'static [&'static str] = &[
        LIMIT.name,
        MARKER.name,
        KEY_STATE.name,
        KEY_SPEC.name,
        ENTERPRISE_PROJECT_ID.name,
        SEQUENCE.name,
    ];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let (limit, marker) = page(members)?;
        let key_state =
            KEY_STATE.where_valid(members, |text| matches!(text, "1" | "2" | "3" | "4" | "5"))?;
        let key_spec = KEY_SPEC
            .named(members, |name| match name {
                "ALL" => Some(None),
                _ => Spec::named(name).map(Some),
            })?
            .unwrap_or(Some(Spec::default_spec()));
        let project = ENTERPRISE_PROJECT_ID.where_valid(members, |text| {
            matches!(text, "" | "all" | "0") || is_uuid_shaped(text)
        })?;
        sequence(members)?;
        Ok(Self {
            limit,
            marker,
            key_state,
            key_spec,
            enterprise_project_id: project.filter(|id| !matches!(id.as_str(), "" | "all")),
        })
    }
}

/// What follows a page of `shown` that starts at `marker`, of `total`: `next_marker`, `truncated`.
pub(crate) fn next_page(marker: u64, shown: usize, total: u64) -> (String, &'static str) {
    let next = marker.saturating_add(u64::try_from(shown).unwrap_or(u64::MAX));
    if shown > 0 && next < total { (next.to_string(), "true") } else { (String::new(), "false") }
}
