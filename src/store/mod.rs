//! Where records are kept. A store changes one record at a time, and never sees a key.

mod memory;

pub mod conformance;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::contract::error::Error;

pub use self::memory::MemoryStore;

/// What a store keeps. Every member but `data` is there to be found by, and repeats what `data` says:
/// a record whose members disagree is refused when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Record {
    /// The project it belongs to.
    pub project_id: String,
    /// Unique within the project.
    pub id: String,
    /// What it is a record of.
    pub kind: Kind,
    /// Unique within the project and the kind.
    pub alias: String,
    /// The key that it is about.
    pub key_id: String,
    /// The name of a key's spec; empty for an alias.
    pub key_spec: String,
    /// The digit of a key's state; empty for an alias.
    pub key_state: String,
    /// The enterprise project of a key; empty for an alias.
    pub enterprise_project_id: String,
    /// Epoch milliseconds. It never changes.
    pub created: u64,
    /// How many were created before it in the same millisecond, by the same service. It never changes. A
    /// record from before there were turns has none: 0.
    #[serde(default)]
    pub turn: u64,
    /// When the clock alone changes it, in epoch milliseconds.
    pub due: Option<u64>,
    /// 1 when it is inserted, and one more with every change.
    pub revision: u64,
    /// The record itself: text that only the core can read.
    pub data: String,
}

impl Record {
    /// Its place in a list, which is ordered by `created`, then by `turn`, then by `id`.
    pub fn place(&self) -> (u64, u64, &str) {
        (self.created, self.turn, &self.id)
    }
}

/// What a record is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A key.
    Key,
    /// An alias of a key.
    Alias,
}

/// Which records of a project are meant: those that are alike in every member that is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// What they are of.
    pub kind: Kind,
    /// Their spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_spec: Option<String>,
    /// Their state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_state: Option<String>,
    /// Their enterprise project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enterprise_project_id: Option<String>,
    /// The key that they are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// Those that are due by then, in epoch milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_by: Option<u64>,
}

impl Filter {
    /// All records of a kind.
    pub const fn all(kind: Kind) -> Self {
        Self {
            kind,
            key_spec: None,
            key_state: None,
            enterprise_project_id: None,
            key_id: None,
            due_by: None,
        }
    }

    /// Whether a record is meant.
    pub fn matches(&self, record: &Record) -> bool {
        let is =
            |wanted: &Option<String>, text: &str| wanted.as_deref().is_none_or(|it| it == text);
        self.kind == record.kind
            && is(&self.key_spec, &record.key_spec)
            && is(&self.key_state, &record.key_state)
            && is(&self.enterprise_project_id, &record.enterprise_project_id)
            && is(&self.key_id, &record.key_id)
            && self.due_by.is_none_or(|by| record.due.is_some_and(|due| due <= by))
    }
}

/// What has become of a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Replaced {
    /// It is stored.
    Replaced,
    /// The record has another revision than the one that was read, or is gone. Nothing was changed.
    Stale,
    /// Another record of the project and the kind has its alias. Nothing was changed.
    Taken,
}

/// A place for records. Each method is one step: it is done whole or not at all, also beside others
/// that
/// are under way, and what it has answered stays so.
///
/// [`conformance`] holds what is promised, as tests that a store can run.
///
/// # Errors
/// Every method answers `ERR_STORE` if the place fails. Then nothing was changed.
#[allow(async_fn_in_trait, reason = "a store is used in the thread it is in")]
pub trait Store {
    /// Stores a new record. If one of its project has its id, or one of its project and kind its alias,
    /// nothing is stored, and the answer is the id of that one.
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error>;

    /// Stores `record` in the place of the one of its id, if that one has `revision`.
    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error>;

    /// The record of that id.
    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error>;

    /// The records that are meant, in the order of [`Record::place`]; without the first `offset`, and
    /// `limit` at the most.
    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error>;

    /// How many records are meant.
    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error>;

    /// Removes the record of that id, if it has `revision`; says whether it has.
    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error>;
}

/// A store that is shared.
impl<S: Store> Store for &S {
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        (**self).insert(record).await
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        (**self).replace(record, revision).await
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        (**self).get(project_id, id).await
    }

    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        (**self).list(project_id, filter, offset, limit).await
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        (**self).count(project_id, filter).await
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        (**self).remove(project_id, id, revision).await
    }
}
