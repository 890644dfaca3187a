//! A store that JavaScript brings.

use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::json;
use super::wait::settled;
use crate::contract::error::{Code, Error};
use crate::store::{Filter, MemoryStore, Record, Replaced, Store};

#[wasm_bindgen]
extern "C" {
    /// The interface `Store` of the package's types.
    pub type JsStore;

    #[wasm_bindgen(method, catch)]
    fn insert(this: &JsStore, record: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn replace(this: &JsStore, record: JsValue, revision: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn get(this: &JsStore, project_id: &str, id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn list(
        this: &JsStore,
        project_id: &str,
        filter: JsValue,
        offset: f64,
        limit: f64,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn count(this: &JsStore, project_id: &str, filter: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn remove(
        this: &JsStore,
        project_id: &str,
        id: &str,
        revision: f64,
    ) -> Result<JsValue, JsValue>;
}

/// Where a `Kms` of JavaScript keeps its records.
pub(super) enum AnyStore {
    /// In the module's own memory.
    Memory(MemoryStore),
    /// Where JavaScript keeps them.
    Js(JsStore),
}

impl Store for AnyStore {
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        match self {
            Self::Memory(store) => store.insert(record).await,
            Self::Js(store) => answer(store.insert(object(record)?)).await,
        }
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        match self {
            Self::Memory(store) => store.replace(record, revision).await,
            Self::Js(store) => answer(store.replace(object(record)?, number(revision))).await,
        }
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        match self {
            Self::Memory(store) => store.get(project_id, id).await,
            Self::Js(store) => answer(store.get(project_id, id)).await,
        }
    }

    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        match self {
            Self::Memory(store) => store.list(project_id, filter, offset, limit).await,
            Self::Js(store) => {
                let (offset, limit) = (number(offset), number(limit));
                answer(store.list(project_id, object(filter)?, offset, limit)).await
            }
        }
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        match self {
            Self::Memory(store) => store.count(project_id, filter).await,
            Self::Js(store) => answer(store.count(project_id, object(filter)?)).await,
        }
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        match self {
            Self::Memory(store) => store.remove(project_id, id, revision).await,
            Self::Js(store) => answer(store.remove(project_id, id, number(revision))).await,
        }
    }
}

/// A plain object of the same members.
fn object(value: &impl Serialize) -> Result<JsValue, Error> {
    JSON::parse(&json(value)).map_err(|_| FAILED)
}

/// What a store has answered, now or by a promise.
async fn answer<T: DeserializeOwned>(answer: Result<JsValue, JsValue>) -> Result<T, Error> {
    let value = settled(answer.map_err(|_| FAILED)?).await.map_err(|_| FAILED)?;
    let value = if value.is_undefined() { JsValue::NULL } else { value };
    let text = JSON::stringify(&value).map_err(|_| FAILED)?;
    serde_json::from_str(&String::from(text)).map_err(|_| UNEXPECTED)
}

const FAILED: Error = Error::new(Code::Store, "The store that was given threw, or rejected.");
const UNEXPECTED: Error =
    Error::new(Code::Store, "The store that was given answered what the interface does not have.");

/// Revisions, offsets and limits are far below 2^53.
#[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "as above")]
fn number(number: u64) -> f64 {
    number as f64
}
