//! A key's material as JavaScript holds it: a handle. Bytes leave only by the calls that say so.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::{refusal, wipe};
use crate::contract::error::Error;
use crate::material::{Material, PrivateFormat, PublicFormat, SecretFormat};

/// The material of one key. `free()` wipes it.
#[wasm_bindgen(js_name = Material)]
pub struct JsMaterial(Material);

impl JsMaterial {
    pub(super) fn new(material: Material) -> Self {
        Self(material)
    }
}

#[wasm_bindgen(js_class = Material)]
impl JsMaterial {
    /// The spec's name.
    #[wasm_bindgen(getter)]
    pub fn spec(&self) -> String {
        self.0.spec().name.to_owned()
    }

    /// The public key: bytes, or the UTF-8 of a text format.
    #[wasm_bindgen(js_name = publicKey)]
    pub fn public_key(&self, format: &str) -> Result<Vec<u8>, JsValue> {
        export(|| self.0.public_key(PublicFormat::named(format)?))
    }

    /// The private key: bytes, or the UTF-8 of a text format.
    #[wasm_bindgen(js_name = privateKey)]
    pub fn private_key(&self, format: &str) -> Result<Vec<u8>, JsValue> {
        export(|| self.0.private_key(PrivateFormat::named(format)?))
    }

    /// The secret key: bytes, or the UTF-8 of a text format.
    #[wasm_bindgen(js_name = secretKey)]
    pub fn secret_key(&self, format: &str) -> Result<Vec<u8>, JsValue> {
        export(|| self.0.secret_key(SecretFormat::named(format)?))
    }
}

/// The glue copies the bytes out and frees them, which overwrites them.
fn export(key: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, Error>) -> Result<Vec<u8>, JsValue> {
    wipe::after(key).map(|mut bytes| core::mem::take(&mut *bytes)).map_err(refusal)
}
