//! Keys, SM2 ciphertexts and SM2 signatures in other forms: `service::convert_key` and its like.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::host::{CallHost, JsHost};
use super::wait::promptly;
use super::{json, refusal, wipe};
use crate::contract::convert::{ConvertKeyRequest, ConvertLayoutRequest, ConvertedKeyInfo};
use crate::contract::error::Error;
use crate::contract::request::Request;
use crate::service;

/// A key in its new form. `free()` wipes it.
#[wasm_bindgen]
pub struct Converted(ConvertedKeyInfo, Zeroizing<Vec<u8>>);

#[wasm_bindgen]
impl Converted {
    /// What it is, as JSON text.
    #[wasm_bindgen(getter)]
    pub fn info(&self) -> String {
        json(&self.0)
    }

    /// Its bytes, or the UTF-8 of a form that is text.
    pub fn key(mut self) -> Vec<u8> {
        core::mem::take(&mut *self.1)
    }
}

/// Writes a key of any form in the one that the JSON text of a request asks for: a [`Converted`], at once
/// or after a wait.
#[wasm_bindgen(js_name = convertKey)]
pub fn convert_key(request: String, key: Vec<u8>, host: CallHost) -> Result<JsValue, JsValue> {
    let key = Zeroizing::new(key);
    promptly(async move {
        let host = JsHost::new(host);
        let converted = wipe::polled(async {
            let request = ConvertKeyRequest::parse(&request)?;
            service::convert_key(&request, &key, &host).await
        })
        .await;
        converted
            .map(|(info, key)| Converted(info, key).into())
            .map_err(|error| host.refused(error))
    })
}

/// Writes an SM2 ciphertext in another layout.
#[wasm_bindgen(js_name = convertCiphertext)]
pub fn convert_ciphertext(request: &str, ciphertext: &[u8]) -> Result<Vec<u8>, JsValue> {
    converted(|| service::convert_ciphertext(&ConvertLayoutRequest::parse(request)?, ciphertext))
}

/// Writes an SM2 signature in another layout.
#[wasm_bindgen(js_name = convertSignature)]
pub fn convert_signature(request: &str, signature: &[u8]) -> Result<Vec<u8>, JsValue> {
    converted(|| service::convert_signature(&ConvertLayoutRequest::parse(request)?, signature))
}

fn converted(call: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, Error>) -> Result<Vec<u8>, JsValue> {
    wipe::after(call).map(|mut bytes| core::mem::take(&mut *bytes)).map_err(refusal)
}
