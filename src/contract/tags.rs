//! Tags: names and values that a key is marked with.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::{Code, Error};
use super::key::{KEY_ID, KeyDetails, KeyName, key_id};
use super::members::Members;
use super::request::Request;
use super::rule::Rule;
use super::rules::{SEQUENCE, sequence};

/// The most tags of a key.
pub const MAX_TAGS: usize = 20;

/// A tag of a key. No two tags of a key share a `key`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct TagItem {
    /// 1 to 36 characters.
    pub key: String,
    /// 0 to 43 characters.
    pub value: String,
}

/// A tag's name with several of its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// 1 to 36 characters.
    pub key: String,
    /// Values, of which any counts; all if there is none.
    pub values: Vec<String>,
}

/// `POST …/{key_id}/tags`
#[derive(Debug)]
pub struct CreateTagRequest {
    /// The key.
    pub key_id: KeyName,
    /// The tag. It takes the place of one of the same name.
    pub tag: TagItem,
}

/// `POST …/{key_id}/tags/action`
#[derive(Debug)]
pub struct BatchTagsRequest {
    /// The key.
    pub key_id: KeyName,
    /// The tags.
    pub tags: Vec<TagItem>,
    /// Whether they are to be deleted, by name alone, rather than created.
    pub deletes: bool,
}

/// `DELETE …/{key_id}/tags/{key}`
#[derive(Debug)]
pub struct DeleteTagRequest {
    /// The key.
    pub key_id: KeyName,
    /// The tag's name.
    pub key: String,
}

/// `POST …/resource_instances/action`
#[derive(Debug)]
pub struct FindByTagsRequest {
    /// How many at the most: 1 to 1000, default 10.
    pub limit: u64,
    /// How many to pass over first. Default 0.
    pub offset: u64,
    /// Whether they are only to be counted.
    pub counts: bool,
    /// What each of them is marked with.
    pub tags: Vec<Tag>,
    /// Parts of their `key_alias`.
    pub names: Vec<String>,
}

/// The answer of `GET …/{key_id}/tags`.
#[derive(Debug, Serialize)]
pub struct TagsResponse {
    /// The key's tags.
    pub tags: Vec<TagItem>,
    /// How many there are.
    #[serde(rename = "existTagsNum")]
    pub exist_tags_num: usize,
}

/// The answer of `GET …/tags`: all of the project.
#[derive(Debug, Serialize)]
pub struct ProjectTagsResponse {
    /// By name.
    pub tags: Vec<Tag>,
}

/// The answer of `POST …/resource_instances/action`.
#[derive(Debug, Serialize)]
pub struct FindByTagsResponse {
    /// The keys; absent if they were only counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<TaggedKey>>,
    /// How many there are in all.
    pub total_count: u64,
}

/// A key that was found by its tags.
#[derive(Debug, Serialize)]
pub struct TaggedKey {
    /// Its id.
    pub resource_id: String,
    /// The key.
    pub resource_detail: KeyDetails,
    /// Its alias.
    pub resource_name: String,
    /// Its tags.
    pub tags: Vec<TagItem>,
}

const TAG: Rule = Rule::new(
    "tag",
    Code::Kms0406,
    "A tag must be { key, value }: a key of 1 to 36 characters and a value of up to 43, without control characters and * < > \\ =.",
);
const TAGS: Rule = Rule { name: "tags", ..TAG };
const KEY: Rule = Rule::new("key", Code::Kms0406, "key must be the name of a tag.");
const ACTION: Rule = Rule::new("action", Code::Kms0404, "action must be create or delete.");
const FIND_ACTION: Rule = Rule::new("action", Code::Kms0404, "action must be filter or count.");
const LIMIT: Rule = Rule::new("limit", Code::Kms1601, "limit must be 1 to 1000, as text.");
const OFFSET: Rule = Rule::new("offset", Code::Kms0417, "offset must be a whole number, as text.");
const MATCHES: Rule = Rule::new(
    "matches",
    Code::Kms0403,
    "matches must be up to 10 of { key: resource_name, value }, a value of 1 to 255 characters.",
);

impl TagItem {
    /// The tag that `rule` has found.
    fn read(raw: &RawValue, rule: &Rule) -> Result<Self, Error> {
        let [key, value] = texts(raw, rule)?;
        Ok(Self { key: rule.required(key)?, value: value.unwrap_or_default() })
    }

    /// Checks both halves.
    ///
    /// # Errors
    /// `KMS.0411`, `KMS.0410` for lengths, `KMS.0406`, `KMS.0405` for characters.
    fn check(&self, rule: &Rule) -> Result<(), Error> {
        check_key(&self.key, rule)?;
        check_value(&self.value, rule)
    }
}

impl Tag {
    fn read(raw: &RawValue, rule: &Rule) -> Result<Self, Error> {
        let members =
            &mut Members::of(raw.get(), &["key", "values"]).map_err(|_| rule.mistyped())?;
        let in_rule = |error| Error { field: Some(rule.name), ..error };
        let key = Rule { name: "key", ..*rule }.text(members).map_err(in_rule)?;
        let values = Rule { name: "values", ..*rule }.composed(members).map_err(in_rule)?;
        Ok(Self { key: rule.required(key)?, values: values.unwrap_or_default() })
    }
}

/// The members `key` and `value` of an object that `rule` has found.
fn texts(raw: &RawValue, rule: &Rule) -> Result<[Option<String>; 2], Error> {
    let members = &mut Members::of(raw.get(), &["key", "value"]).map_err(|_| rule.mistyped())?;
    let mut text = |name| {
        let member = Rule { name, ..*rule }.text(members);
        member.map_err(|error| Error { field: Some(rule.name), ..error })
    };
    Ok([text("key")?, text("value")?])
}

/// The objects of a list that `rule` has found, each as `read` reads it; none if it is absent.
fn list<T>(
    members: &mut Members,
    rule: &Rule,
    read: fn(&RawValue, &Rule) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let raws: Vec<Box<RawValue>> = rule.composed(members)?.unwrap_or_default();
    raws.iter().map(|raw| read(raw, rule)).collect()
}

fn check_key(key: &str, rule: &Rule) -> Result<(), Error> {
    if !(1..=36).contains(&key.chars().count()) {
        return Err(Error { code: Code::Kms0411, ..rule.invalid() });
    }
    if key.contains(is_barred) {
        return Err(Error { code: Code::Kms0406, ..rule.invalid() });
    }
    Ok(())
}

fn check_value(value: &str, rule: &Rule) -> Result<(), Error> {
    if value.chars().count() > 43 {
        return Err(Error { code: Code::Kms0410, ..rule.invalid() });
    }
    if value.contains(is_barred) {
        return Err(Error { code: Code::Kms0405, ..rule.invalid() });
    }
    Ok(())
}

fn is_barred(c: char) -> bool {
    c < ' ' || "*<>\\=".contains(c)
}

/// The tags that a key is to have from the beginning.
///
/// # Errors
/// As a tag's own; `KMS.0409` if there are more than a key may have.
pub(super) fn tags(raws: &[Box<RawValue>]) -> Result<Vec<TagItem>, Error> {
    let tags: Vec<_> =
        raws.iter().map(|raw| TagItem::read(raw, &TAGS)).collect::<Result<_, _>>()?;
    tags.iter().try_for_each(|tag| tag.check(&TAGS))?;
    if tags.len() > MAX_TAGS { Err(TOO_MANY) } else { Ok(tags) }
}

/// The error of a key that would have too many tags.
pub(crate) const TOO_MANY: Error =
    Error::in_field(Code::Kms0409, TAGS.name, "A key may have up to 20 tags.");

/// The error of a tag that is not there.
pub(crate) const NO_SUCH_TAG: Error =
    Error::in_field(Code::Kms0416, KEY.name, "key must be the name of a tag that the key has.");

impl Request for CreateTagRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, TAG.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let raw: Box<RawValue> = TAG.required(TAG.composed(members)?)?;
        let tag = TagItem::read(&raw, &TAG)?;
        tag.check(&TAG)?;
        sequence(members)?;
        Ok(Self { key_id, tag })
    }
}

impl Request for BatchTagsRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, TAGS.name, ACTION.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let tags = list(members, &TAGS, TagItem::read)?;
        if tags.is_empty() {
            return Err(Error { code: Code::Kms0401, ..TAGS.invalid() });
        }
        if tags.len() > MAX_TAGS {
            return Err(Error { code: Code::Kms0407, ..TOO_MANY });
        }
        tags.iter().try_for_each(|tag| tag.check(&TAGS))?;
        let deletes = ACTION.named(members, |name| match name {
            "create" => Some(false),
            "delete" => Some(true),
            _ => None,
        })?;
        sequence(members)?;
        Ok(Self { key_id, tags, deletes: ACTION.required(deletes)? })
    }
}

impl Request for DeleteTagRequest {
    const MEMBERS: &'static [&'static str] = &[KEY_ID.name, KEY.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let key_id = key_id(members)?;
        let key = KEY.required(KEY.text(members)?)?;
        check_key(&key, &KEY).map_err(|error| Error { code: Code::Kms0406, ..error })?;
        Ok(Self { key_id, key })
    }
}

impl Request for FindByTagsRequest {
    const MEMBERS: &'static [&'static str] =
        &[LIMIT.name, OFFSET.name, FIND_ACTION.name, TAGS.name, MATCHES.name, SEQUENCE.name];

    fn read(members: &mut Members) -> Result<Self, Error> {
        let limit = LIMIT.number(members)?.unwrap_or(10);
        if !(1..=1000).contains(&limit) {
            return Err(LIMIT.invalid());
        }
        let offset = OFFSET.number(members)?;
        let counts = FIND_ACTION
            .named(members, |name| match name {
                "filter" => Some(false),
                "count" => Some(true),
                _ => None,
            })?
            .unwrap_or(false);
        if counts && offset.is_some() {
            return Err(Error { code: Code::Kms0418, ..OFFSET.invalid() });
        }
        let tags = list(members, &TAGS, Tag::read)?;
        if tags.len() > MAX_TAGS {
            return Err(Error { code: Code::Kms0412, ..TOO_MANY });
        }
        for tag in &tags {
            check_key(&tag.key, &TAGS)?;
            if tag.values.len() > MAX_TAGS {
                return Err(Error { code: Code::Kms0413, ..TAGS.invalid() });
            }
            tag.values.iter().try_for_each(|value| check_value(value, &TAGS))?;
        }
        let names = names(members)?;
        sequence(members)?;
        Ok(Self { limit, offset: offset.unwrap_or(0), counts, tags, names })
    }
}

fn names(members: &mut Members) -> Result<Vec<String>, Error> {
    let matches = list(members, &MATCHES, texts)?;
    if matches.len() > 10 {
        return Err(MATCHES.invalid());
    }
    matches.into_iter().map(name).collect()
}

fn name([key, value]: [Option<String>; 2]) -> Result<String, Error> {
    if key.as_deref() != Some("resource_name") {
        return Err(MATCHES.invalid());
    }
    value
        .filter(|value| (1..=255).contains(&value.chars().count()))
        .ok_or(Error { code: Code::Kms0402, ..MATCHES.invalid() })
}
