//! What is kept as a record: known as JSON, authenticated, and found by the members beside it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::root::{RootKey, unreadable};
use crate::contract::error::Error;
use crate::store::Record;

/// Something that a record is of.
pub(crate) trait Recorded: Serialize + DeserializeOwned {
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

    /// Reads a record that a store gives back.
    ///
    /// # Errors
    /// `ERR_RECORD` if it was changed, or if its members disagree with what it says.
    fn of_record(record: &Record, root: &RootKey, project_id: &str) -> Result<Self, Error> {
        let json = root.verified(project_id, record.revision, &record.data)?;
        let known: Self = serde_json::from_str(json).map_err(|_| unreadable())?;
        let index =
            Record { data: record.data.clone(), ..known.to_index(project_id, record.revision) };
        if index == *record { Ok(known) } else { Err(unreadable()) }
    }
}
