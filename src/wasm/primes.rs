//! The prime search as a worker drives it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::host::JsHost;
use super::{refusal, wipe};
use crate::material::primes::PrimeSearch;
use crate::material::random::Random;

/// A search for the two primes of an RSA key.
#[wasm_bindgen(js_name = PrimeSearch)]
pub struct JsPrimeSearch(PrimeSearch);

#[wasm_bindgen(js_class = PrimeSearch)]
impl JsPrimeSearch {
    /// A search for a modulus of `modulus_bits` bits.
    #[wasm_bindgen(constructor)]
    pub fn new(modulus_bits: u32) -> Self {
        Self(PrimeSearch::new(modulus_bits))
    }

    /// Tests one candidate. Once both primes are found: p and q, big-endian, one after the other.
    pub fn step(&mut self) -> Result<Option<Vec<u8>>, JsValue> {
        let host = JsHost::default();
        wipe::after(|| self.0.step(&mut Random::new(&host)))
            .map(|found| found.map(|primes| primes.to_be_bytes().to_vec()))
            .map_err(refusal)
    }

    /// Candidates tested so far.
    #[wasm_bindgen(getter)]
    pub fn candidates(&self) -> u32 {
        self.0.progress().candidates
    }

    /// The share of searches that are over after as many candidates, 0 to 1.
    #[wasm_bindgen(getter)]
    pub fn share(&self) -> f64 {
        self.0.progress().share
    }
}
