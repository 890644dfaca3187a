//! The members of a request, out of JavaScript's values.

use alloc::string::String;
use alloc::vec::Vec;

use pocket_kms::contract::create_key::CreateKeyRequest;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::request::Request;
use pocket_kms::contract::{Member, Members};
use wasm_bindgen::JsValue;

/// The members of a request whose values stand in the order of [`CreateKeyRequest::MEMBERS`].
///
/// # Errors
/// `KMS.0202` if there are none, `KMS.0203` if they are too long.
pub(crate) fn of(values: Option<Vec<JsValue>>) -> Result<Members, Error> {
    let values = values.map(|values| values.into_iter().map(|value| member(&value)));
    Members::from_values(CreateKeyRequest::MEMBERS, values)
}

/// What a value is. Crossing, half of a surrogate pair has become U+FFFD: then the text is no longer the one
/// that JavaScript has.
fn member(value: &JsValue) -> Member {
    match value.as_string() {
        Some(text)
            if text.chars().any(|c| c == '\u{fffd}') && *value != JsValue::from_str(&text) =>
        {
            Member::Malformed
        }
        Some(text) => Member::Text(text),
        None if value.is_undefined() || value.is_null() => Member::Absent,
        None => Member::Other(String::new()),
    }
}
