//! An alias beside a key's own name, and its record.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use super::root::{RootKey, unreadable};
use crate::contract::error::Error;
use crate::store::{Kind, Record};

/// `alias/…`, and the key that it is of. Times are epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[allow(clippy::struct_field_names, reason = "the wire's own words")]
pub(crate) struct Alias {
    pub(crate) alias: String,
    pub(crate) key_id: String,
    pub(crate) created: u64,
    pub(crate) updated: u64,
}

impl Alias {
    /// Its record, as it is to be stored.
    pub(crate) fn to_record(&self, root: &RootKey, project_id: &str, revision: u64) -> Record {
        let json = serde_json::to_string(self).unwrap_or_default();
        Record {
            data: root.signed(project_id, revision, &json),
            ..self.to_index(project_id, revision)
        }
    }

    /// Reads a record that a store gives back.
    pub(crate) fn of_record(
        record: &Record,
        root: &RootKey,
        project_id: &str,
    ) -> Result<Self, Error> {
        let json = root.verified(project_id, record.revision, &record.data)?;
        let alias: Self = serde_json::from_str(json).map_err(|_| unreadable())?;
        let index =
            Record { data: record.data.clone(), ..alias.to_index(project_id, record.revision) };
        if index == *record { Ok(alias) } else { Err(unreadable()) }
    }

    fn to_index(&self, project_id: &str, revision: u64) -> Record {
        Record {
            project_id: project_id.to_string(),
            id: self.alias.clone(),
            kind: Kind::Alias,
            alias: self.alias.clone(),
            key_id: self.key_id.clone(),
            key_spec: String::new(),
            key_state: String::new(),
            enterprise_project_id: String::new(),
            created: self.created,
            due: None,
            revision,
            data: String::new(),
        }
    }
}
