//! create-key alone: a key that nothing keeps.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::host::{CallHost, JsHost};
use super::material::JsMaterial;
use super::wait::promptly;
use super::{refusal, wipe};
use crate::contract::create_key::{CreateKeyRequest, DomainId};
use crate::contract::request::Request;
use crate::service::{self, CreatedKey};

/// Checks the JSON text of a request, and answers with its defaults filled in.
#[wasm_bindgen(js_name = checkCreateKey)]
pub fn check_create_key(request: &str) -> Result<String, JsValue> {
    CreateKeyRequest::parse(request).map(|checked| checked.to_json()).map_err(refusal)
}

/// Makes the key that the JSON text of a request asks for, in the account of that id: a [`Created`], at
/// once or after a wait.
#[wasm_bindgen(js_name = createKey)]
pub fn create_key(
    request: String,
    domain_id: Option<String>,
    host: CallHost,
) -> Result<JsValue, JsValue> {
    promptly(async move {
        let host = JsHost::new(host);
        let made = wipe::polled(async {
            let request = CreateKeyRequest::parse(&request)?;
            let domain_id = domain_id.map_or(Ok(DomainId::default()), |id| DomainId::parse(&id))?;
            service::create_key(&request, domain_id, &host).await
        });
        made.await.map(|made| Created(made).into()).map_err(|error| host.refused(error))
    })
}

/// A key that has just been made.
#[wasm_bindgen]
pub struct Created(CreatedKey);

#[wasm_bindgen]
impl Created {
    /// The service's answer, as JSON text.
    #[wasm_bindgen(getter)]
    pub fn response(&self) -> String {
        self.0.response.to_json()
    }

    /// The key's material; none if its origin is external.
    pub fn material(self) -> Option<JsMaterial> {
        self.0.material.map(JsMaterial::new)
    }
}
