//! What is stored as a record: JSON with a MAC, and beside it the members that it is found by.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::root::{RootKey, unreadable};
use crate::contract::error::{Code, Error};
use crate::store::{Filter, Kind, Record};

/// What a store was asked for. A record that it answers with has to be that.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked<'a> {
    /// The record of that id.
    Id(&'a str),
    /// Records that match.
    Matching(&'a Filter),
}

/// The error of a store that answers another question than the one it was asked.
pub(crate) const WRONG_ANSWER: Error =
    Error::new(Code::Record, "The store answered with something else than it was asked for.");

impl Asked<'_> {
    /// Checks that `record` is one of `project_id` that was asked for, by the members that it is found by.
    ///
    /// # Errors
    /// `ERR_RECORD` if it is another.
    pub(crate) fn check(self, record: &Record, project_id: &str) -> Result<(), Error> {
        let is_it = match self {
            Self::Id(id) => record.id == id,
            Self::Matching(filter) => filter.matches(record),
        };
        if is_it && record.project_id == project_id { Ok(()) } else { Err(WRONG_ANSWER) }
    }
}

/// Something that is stored as a record.
pub(crate) trait Recorded: Serialize + DeserializeOwned {
    /// The kind of its records.
    const KIND: Kind;

    /// Its record without `data`: what it is found by.
    fn to_index(&self, project_id: &str, revision: u64) -> Record;

    /// Its record, as it is to be stored.
    fn to_record(&self, root: &RootKey, project_id: &str, revision: u64) -> Record {
        let json = serde_json::to_string(self).unwrap_or_default();
        Record {
            data: root.signed(project_id, revision, &json),
            ..self.to_index(project_id, revision)
        }
    }

    /// Reads a record that a store has answered `asked` with.
    ///
    /// # Errors
    /// `ERR_RECORD` if it is another than the one that was asked for, if it was changed, or if its members
    /// disagree with what it says.
    fn of_record(
        record: &Record,
        asked: Asked<'_>,
        root: &RootKey,
        project_id: &str,
    ) -> Result<Self, Error> {
        asked.check(record, project_id)?;
        if record.kind != Self::KIND {
            return Err(WRONG_ANSWER);
        }
        let json = root.verified(project_id, record.revision, &record.data)?;
        let known: Self = serde_json::from_str(json).map_err(|_| unreadable())?;
        let index =
            Record { data: record.data.clone(), ..known.to_index(project_id, record.revision) };
        if index == *record { Ok(known) } else { Err(unreadable()) }
    }
}

/// Whether a turn is the first of its millisecond: then it is left out of the JSON, as it was before there
/// were turns.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
pub(super) const fn is_first(turn: &u64) -> bool {
    *turn == 0
}
