//! Reads `create-key.json`, for the tests of the core and for those of the module's boundary.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A request and its outcome.
#[derive(Deserialize)]
pub(crate) struct Case<'a> {
    pub(crate) name: String,
    pub(crate) source: String,
    /// As it stands in the file, since not every request is a value: it may hold half a surrogate.
    #[serde(borrow)]
    pub(crate) request: &'a RawValue,
    /// Members of the checked request.
    pub(crate) accepted: Option<Map<String, Value>>,
    pub(crate) refused: Option<Refusal>,
}

/// A code, the member at fault, and the text.
#[derive(Debug, Deserialize, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) field: Option<String>,
    pub(crate) message: String,
}

pub(crate) fn cases() -> Vec<Case<'static>> {
    #[derive(Deserialize)]
    struct File<'a> {
        #[serde(borrow)]
        cases: Vec<Case<'a>>,
    }
    serde_json::from_str::<File<'_>>(include_str!("create-key.json")).unwrap().cases
}
