//! The shell that JavaScript calls: text and bytes in, text and bytes out. It decides nothing.
//!
//! A refusal leaves as the JSON text of `{ code, status, field, message }`; the package's own
//! JavaScript makes a `KmsError` of it.

#![allow(missing_debug_implementations, reason = "JavaScript holds these types as handles")]
#![allow(clippy::missing_errors_doc, reason = "every error is the text of a refusal, as above")]

mod convert;
mod create_key;
mod host;
mod kms;
mod material;
mod random;
mod store;
mod wait;
mod wipe;

pub use convert::{Converted, convert_ciphertext, convert_key, convert_signature};
pub use create_key::{Created, check_create_key, create_key};
pub use host::CallHost;
pub use kms::{Kms, body_limit, members, refusal_of, wrap_key_material};
pub use material::JsMaterial;
pub use random::random;
pub use store::JsStore;
pub use wait::Waiting;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::contract::error::Error;

/// The JSON text of a refusal.
fn refusal(error: Error) -> JsValue {
    error.to_json().into()
}

/// Text of a value that always has one: serialization of our own types cannot fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
