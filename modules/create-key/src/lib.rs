//! The wasm module of create-key alone, as JavaScript calls it. It decides nothing, waits for nothing, and keeps
//! nothing.
//!
//! Of a request it is given the values of its members, in the order of [`CreateKeyRequest::MEMBERS`]. A refusal is
//! thrown as the JSON text of `{ code, status, field, message }`.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]
#![allow(missing_debug_implementations, reason = "JavaScript holds these types as handles")]
#![allow(clippy::missing_errors_doc, reason = "every error is the text of a refusal, as above")]

extern crate alloc;

mod key;
mod members;

use alloc::string::String;
use alloc::vec::Vec;

use pocket_kms::contract::create_key::{CreateKeyRequest, DomainId};
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::create_key::begin;
use pocket_kms::material::random::{Entropy, Random, Watch};
use pocket_kms::wipe;
use pocket_kms_bare as _;
use primeorder as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

pub use key::Key;

/// Checks a request, and answers with its defaults filled in, as JSON text.
#[wasm_bindgen(js_name = checkCreateKey)]
pub fn check_create_key(members: Option<Vec<JsValue>>) -> Result<String, JsValue> {
    request(members).map(|request| request.to_json()).map_err(refusal)
}

/// Makes the key that a request asks for, in the account of that id. An RSA key is begun: see [`Key`].
#[wasm_bindgen(js_name = createKey)]
pub fn create_key(
    members: Option<Vec<JsValue>>,
    domain_id: Option<String>,
) -> Result<Key, JsValue> {
    let made = wipe::after(|| {
        let request = request(members)?;
        let domain_id = domain_id.map_or(Ok(DomainId::default()), |id| DomainId::parse(&id))?;
        begin(&request, domain_id, &mut Random::new(&Platform))
    });
    made.map(Key::new).map_err(refusal)
}

/// `length` bytes of the platform's randomness, watched while they are drawn: a kernel has none of its own.
#[wasm_bindgen]
pub fn random(length: usize) -> Result<Vec<u8>, JsValue> {
    let mut bytes = Zeroizing::new(alloc::vec![0; length]);
    wipe::after(|| Random::new(&Platform).fill(&mut bytes)).map_err(refusal)?;
    Ok(core::mem::take(&mut *bytes))
}

fn request(members: Option<Vec<JsValue>>) -> Result<CreateKeyRequest, Error> {
    CreateKeyRequest::read_page(&mut members::of(members)?)
}

fn refusal(error: Error) -> JsValue {
    JsValue::from_str(&error.to_json())
}

struct Platform;

static WATCH: Watch = Watch::new();

impl Entropy for Platform {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|_| {
            Error::new(Code::Random, "crypto.getRandomValues is missing here, or threw.")
        })
    }

    fn watch(&self) -> &Watch {
        &WATCH
    }
}
