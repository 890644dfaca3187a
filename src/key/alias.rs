//! An alias beside a key's own name, and its record.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use super::recorded::{Recorded, is_first};
use crate::store::{Kind, Record};

/// `alias/…`, and the key that it is of. Times are epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[allow(clippy::struct_field_names, reason = "the wire's own words")]
pub(crate) struct Alias {
    pub(crate) alias: String,
    pub(crate) key_id: String,
    pub(crate) created: u64,
    /// How many were created before it in that millisecond.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(crate) turn: u64,
    pub(crate) updated: u64,
}

impl Recorded for Alias {
    const KIND: Kind = Kind::Alias;

    fn to_index(&self, project_id: &str, revision: u64) -> Record {
        Record {
            project_id: project_id.to_string(),
            id: self.alias.clone(),
            kind: Self::KIND,
            alias: self.alias.clone(),
            key_id: self.key_id.clone(),
            key_spec: String::new(),
            key_state: String::new(),
            enterprise_project_id: String::new(),
            created: self.created,
            turn: self.turn,
            due: None,
            revision,
            data: String::new(),
        }
    }
}
