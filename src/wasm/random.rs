//! Randomness for a kernel, which has none of its own.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::host::Platform;
use super::{refusal, wipe};
use crate::material::random::Random;

/// `length` bytes of the platform's randomness, watched while they are drawn.
#[wasm_bindgen]
pub fn random(length: usize) -> Result<Vec<u8>, JsValue> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    wipe::after(|| Random::new(&Platform).fill(&mut bytes)).map_err(refusal)?;
    Ok(core::mem::take(&mut *bytes))
}
