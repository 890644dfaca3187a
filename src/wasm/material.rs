//! A key's material as JavaScript holds it: a handle. Bytes leave only by the calls that say so.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{refusal, wipe};
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

    /// The `public`, `private` or `secret` key in a format: bytes, or the UTF-8 of a text format.
    pub fn export(&self, part: &str, format: &str) -> Result<Vec<u8>, JsValue> {
        let exported = wipe::after(|| match part {
            "public" => self.0.public_key(PublicFormat::named(format)?),
            "private" => self.0.private_key(PrivateFormat::named(format)?),
            _ => self.0.secret_key(SecretFormat::named(format)?),
        });
        // The glue copies the bytes out and frees them, which overwrites them.
        exported.map(|mut bytes| core::mem::take(&mut *bytes)).map_err(refusal)
    }
}
