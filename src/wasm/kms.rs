//! The service, as JavaScript holds it: one call for every operation, text in and text out.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Array;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::host::{CallHost, JsHost};
use super::store::{AnyStore, JsStore};
use super::wait::promptly;
use super::{json, refusal, wipe};
use crate::contract::create_key::DomainId;
use crate::contract::error::{Code, Error};
use crate::contract::operation::Operation;
use crate::contract::request::Request;
use crate::contract::wrap::WrapKeyMaterialRequest;
use crate::key::RootKey;
use crate::material::random::Random;
use crate::rest::{self, Access, Headers, HttpRequest, HttpResponse};
use crate::service::{self, Account, Turns};
use crate::store::MemoryStore;

/// A store, its root key and the account. Calls share it, and hold no borrow while they wait.
#[wasm_bindgen]
pub struct Kms(Rc<Shared>);

struct Shared {
    store: AnyStore,
    root: Rc<RootKey>,
    account: Account,
    access: Access,
    turns: Rc<Turns>,
}

/// The options that are text.
#[derive(Deserialize)]
struct Options {
    domain_id: Option<String>,
    project_id: Option<String>,
    max_keys: Option<u64>,
}

#[wasm_bindgen]
impl Kms {
    /// The service on `store`, or on the module's own memory; sealed by `root_key`, or by a fresh one.
    #[wasm_bindgen(constructor)]
    pub fn new(
        options: &str,
        root_key: Option<Vec<u8>>,
        store: Option<JsStore>,
        host: CallHost,
    ) -> Result<Self, JsValue> {
        let host = JsHost::new(host);
        wipe::after(|| {
            let (account, access) = (account(options)?, Access::of(options)?);
            let root = match root_key.map(zeroize::Zeroizing::new) {
                Some(bytes) => RootKey::of(&bytes)?,
                None => RootKey::generate(&mut Random::new(&host))?,
            };
            let store = store.map_or_else(|| AnyStore::Memory(MemoryStore::new()), AnyStore::Js);
            let (root, turns) = (Rc::new(root), Rc::default());
            Ok(Self(Rc::new(Shared { store, root, account, access, turns })))
        })
        .map_err(refusal)
    }

    /// Runs an operation, by its name in the SDKs, on the text of its request: its answer as text, at once
    /// or after a wait.
    pub fn call(
        &self,
        operation: String,
        request: String,
        host: CallHost,
    ) -> Result<JsValue, JsValue> {
        let shared = Rc::clone(&self.0);
        promptly(async move {
            let host = JsHost::new(host);
            let answer = wipe::polled(async {
                let operation = Operation::named(&operation).ok_or(UNKNOWN)?;
                shared.service(&host).call(operation, request.as_str().into()).await
            })
            .await;
            answer.map(JsValue::from).map_err(|error| host.refused(error))
        })
    }

    /// Answers a request of HTTP: its method, its target as it was sent, its headers as a JSON array of
    /// names and values, and its body, which is absent if it broke off. Of a body that is longer than
    /// [`body_limit`] a byte more than that is enough.
    ///
    /// The answer is its status, its headers in the same form, and its body, in an array, at once or after
    /// a wait. It is thrown only what JavaScript has thrown.
    pub fn rest(
        &self,
        method: String,
        target: String,
        headers: &str,
        body: Option<Vec<u8>>,
        host: CallHost,
    ) -> Result<JsValue, JsValue> {
        // Without its headers a request would pass for one of no page.
        let Ok(headers) = serde_json::from_str::<Vec<String>>(headers) else {
            return Ok(refusal_of(Code::Kms0214.name()).into());
        };
        let shared = Rc::clone(&self.0);
        promptly(async move {
            let host = JsHost::new(host);
            let answer = wipe::polled(async {
                let request = HttpRequest {
                    method: &method,
                    target: &target,
                    headers: Headers::of(&headers),
                    body: body.as_deref(),
                };
                rest::answer(&shared.service(&host), &shared.access, &request).await
            })
            .await;
            host.thrown().map_or_else(|| Ok(parts(&answer).into()), Err)
        })
    }

    /// Creates the keys of a document, for tests.
    pub fn seed(&self, document: String, host: CallHost) -> Result<JsValue, JsValue> {
        let shared = Rc::clone(&self.0);
        promptly(async move {
            let host = JsHost::new(host);
            let answer = wipe::polled(async {
                let seeded = shared.service(&host).seed(&Request::parse(&document)?).await?;
                Ok(json(&seeded))
            })
            .await;
            answer.map(JsValue::from).map_err(|error| host.refused(error))
        })
    }
}

impl Shared {
    fn service<'a>(&'a self, host: &'a JsHost) -> service::Kms<&'a AnyStore, &'a JsHost> {
        service::Kms::new(&self.store, host, Rc::clone(&self.root), self.account.clone())
            .in_turn(Rc::clone(&self.turns))
    }
}

/// The answer of a code, for a shell that has to refuse a request itself. A code that is none is
/// `KMS.0101`.
#[wasm_bindgen(js_name = refusalOf)]
pub fn refusal_of(code: &str) -> Array {
    let code = Code::ALL.iter().copied().find(|it| it.name() == code).unwrap_or(Code::Kms0101);
    parts(&rest::refused(Error::new(code, "")))
}

/// The longest body of a request, in bytes.
#[wasm_bindgen(js_name = bodyLimit)]
pub fn body_limit() -> usize {
    rest::MAX_BODY_BYTES
}

/// The members that the request of each operation may have: a JSON object of arrays.
#[wasm_bindgen]
pub fn members() -> String {
    let table: BTreeMap<_, _> =
        Operation::ALL.iter().map(|operation| (operation.name(), operation.members())).collect();
    json(&table)
}

/// Wraps material for an import: `service::wrap_key_material`, at once or after a wait.
#[wasm_bindgen(js_name = wrapKeyMaterial)]
pub fn wrap_key_material(
    request: String,
    material: Option<Vec<u8>>,
    host: CallHost,
) -> Result<JsValue, JsValue> {
    let material = material.map(zeroize::Zeroizing::new);
    promptly(async move {
        let host = JsHost::new(host);
        let answer = wipe::polled(async {
            let request = WrapKeyMaterialRequest::parse(&request)?;
            let material = material.as_ref().map(|bytes| bytes.as_slice());
            Ok(json(&service::wrap_key_material(&request, material, &host).await?))
        })
        .await;
        answer.map(JsValue::from).map_err(|error| host.refused(error))
    })
}

/// Status, headers, body.
fn parts(answer: &HttpResponse) -> Array {
    let headers: Vec<&str> =
        answer.headers.iter().flat_map(|(name, value)| [*name, value.as_str()]).collect();
    Array::of3(&answer.status.into(), &json(&headers).into(), &answer.body.as_str().into())
}

fn account(options: &str) -> Result<Account, Error> {
    const OPTIONS: Error = Error::new(Code::Option, "The options must be those of the types.");
    let options: Options = serde_json::from_str(options).map_err(|_| OPTIONS)?;
    let own = Account::default();
    let project_id = options.project_id.unwrap_or(own.project_id);
    if !Account::is_project_id(&project_id) {
        return Err(Error::in_field(
            Code::Option,
            "projectId",
            "projectId must be 32 characters of a-z, A-Z and 0-9.",
        ));
    }
    Ok(Account {
        project_id,
        domain_id: options.domain_id.map_or(Ok(own.domain_id), |id| DomainId::parse(&id))?,
        max_keys: options.max_keys.unwrap_or(own.max_keys),
    })
}

const UNKNOWN: Error = Error::new(Code::Internal, "There is no such operation.");
