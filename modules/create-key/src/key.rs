//! A key that has been made, as JavaScript holds it.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use pocket_kms::contract::error::{Code, Error};
use pocket_kms::create_key::NewKey;
use pocket_kms::material::{
    AwaitsPrimes, Begun, Material, PrivateFormat, PublicFormat, SecretFormat, Unproved,
};
use pocket_kms::wipe;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::refusal;

/// A key, and what the service answers. `free()` wipes it.
///
/// An RSA key takes three steps: it is begun, [`Key::complete`] gives it primes, [`Key::prove`] says that they were
/// proved. Before that it has no form.
#[wasm_bindgen]
pub struct Key {
    response: String,
    spec: &'static str,
    state: RefCell<State>,
}

enum State {
    /// Its material is imported later, or a step has failed.
    Nothing,
    AwaitsPrimes(AwaitsPrimes),
    Unproved(Unproved),
    Whole(Material),
}

impl Key {
    pub(crate) fn new(key: NewKey) -> Self {
        let (spec, state) = match key.material {
            None => ("", State::Nothing),
            Some(Begun::Rsa(awaits)) => (awaits.spec().name, State::AwaitsPrimes(awaits)),
            Some(Begun::Whole(material)) => (material.spec().name, State::Whole(material)),
        };
        Self { response: key.response.to_json(), spec, state: RefCell::new(state) }
    }

    /// Goes on from one step to the next. A step that fails leaves nothing.
    fn step<T>(&self, step: impl FnOnce(State) -> Result<(State, T), Error>) -> Result<T, JsValue> {
        let outcome = wipe::after(|| step(self.state.replace(State::Nothing)));
        let (state, value) = outcome.map_err(refusal)?;
        self.state.replace(state);
        Ok(value)
    }
}

#[wasm_bindgen]
impl Key {
    /// The service's answer, as JSON text.
    #[wasm_bindgen(getter)]
    pub fn response(&self) -> String {
        self.response.clone()
    }

    /// The spec of its material; empty if that is imported later.
    #[wasm_bindgen(getter)]
    pub fn spec(&self) -> String {
        self.spec.into()
    }

    /// The bits of the modulus of an RSA key that awaits its primes; 0 if it awaits none.
    #[wasm_bindgen(getter, js_name = modulusBits)]
    pub fn modulus_bits(&self) -> u32 {
        match &*self.state.borrow() {
            State::AwaitsPrimes(awaits) => awaits.modulus_bits(),
            _ => 0,
        }
    }

    /// Gives it p and q, big-endian, one after the other. What is to be proved is p, q, d mod p − 1 and d mod q − 1,
    /// each of the primes' length.
    pub fn complete(&self, primes: Vec<u8>) -> Result<Vec<u8>, JsValue> {
        let primes = Zeroizing::new(primes);
        self.step(|state| {
            let State::AwaitsPrimes(awaits) = state else { return Err(UNFINISHED) };
            let unproved = awaits.complete(&primes)?;
            let mut numbers = unproved.numbers();
            let numbers = core::mem::take(&mut *numbers);
            Ok((State::Unproved(unproved), numbers))
        })
    }

    /// Says whether that was proved. Without it there is no key.
    pub fn prove(&self, is_proved: bool) -> Result<(), JsValue> {
        self.step(|state| {
            let State::Unproved(unproved) = state else { return Err(UNFINISHED) };
            Ok((State::Whole(unproved.proved(is_proved)?), ()))
        })
    }

    /// The `public`, `private` or `secret` key in a format: bytes, or the UTF-8 of a text format.
    pub fn export(&self, part: &str, format: &str) -> Result<Vec<u8>, JsValue> {
        let exported = wipe::after(|| match &*self.state.borrow() {
            State::Whole(material) => match part {
                "public" => material.public_key(PublicFormat::named(format)?),
                "private" => material.private_key(PrivateFormat::named(format)?),
                _ => material.secret_key(SecretFormat::named(format)?),
            },
            _ => Err(UNFINISHED),
        });
        // The glue copies the bytes out and frees them, which overwrites them.
        exported.map(|mut bytes| core::mem::take(&mut *bytes)).map_err(refusal)
    }
}

const UNFINISHED: Error = Error::new(Code::Internal, "The key is not finished, or has failed.");
