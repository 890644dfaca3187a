//! The platform of a wasm module, as JavaScript hands it over with every call.

use std::cell::Cell;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use super::refusal;
use super::wait::settled;
use crate::contract::error::{Code, Error};
use crate::host::Host;
use crate::material::primes::{CrtNumbers, PrimePair};
use crate::material::random::Watch;

#[wasm_bindgen]
extern "C" {
    /// What a call is given by the package's own JavaScript.
    pub type CallHost;

    /// Milliseconds since 1970.
    #[wasm_bindgen(method, catch)]
    fn now(this: &CallHost) -> Result<f64, JsValue>;

    /// For tests: the source of randomness instead of `crypto.getRandomValues`; absent otherwise.
    #[wasm_bindgen(method, getter)]
    fn fill(this: &CallHost) -> Option<js_sys::Function>;

    /// A promise of p and q, big-endian, one after the other: found by workers. Of nothing if there are
    /// as many searches as there may be.
    #[wasm_bindgen(method, catch)]
    fn primes(this: &CallHost, modulus_bits: u32) -> Result<JsValue, JsValue>;

    /// A promise of whether p, q, d mod p − 1, d mod q − 1 are proved: by workers, to whose kernels the
    /// number of their provenance is handed on.
    #[wasm_bindgen(method, catch, js_name = isProved)]
    fn is_proved(this: &CallHost, numbers: &[u8], provenance: u32) -> Result<JsValue, JsValue>;

    /// A promise that is kept when the other work of the thread has had its turn; it rejects if the call
    /// is not to go on.
    #[wasm_bindgen(method, catch)]
    fn pause(this: &CallHost) -> Result<JsValue, JsValue>;
}

/// The host of one call. What JavaScript throws while it works ends the call, and comes out of it
/// unchanged: [`Self::refused`].
pub(super) struct JsHost {
    call: CallHost,
    /// Of a source that a test has brought, which may begin anew with every call.
    own_watch: Option<Watch>,
    thrown: Cell<Option<JsValue>>,
}

impl JsHost {
    pub(super) fn new(call: CallHost) -> Self {
        let own_watch = call.fill().is_some().then(Watch::new);
        Self { call, own_watch, thrown: Cell::new(None) }
    }

    /// How a call ends that was refused: what JavaScript has thrown comes before what became of it.
    pub(super) fn refused(&self, error: Error) -> JsValue {
        self.thrown().unwrap_or_else(|| refusal(error))
    }

    /// What JavaScript has thrown, if it has.
    pub(super) fn thrown(&self) -> Option<JsValue> {
        self.thrown.take()
    }

    /// What JavaScript's promise comes to.
    async fn settled(&self, promise: Result<JsValue, JsValue>) -> Result<JsValue, Error> {
        let outcome = match promise {
            Ok(promise) => settled(promise).await,
            Err(thrown) => Err(thrown),
        };
        outcome.map_err(|thrown| {
            self.thrown.set(Some(thrown));
            Error::new(Code::Internal, "")
        })
    }
}

impl Host for JsHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        match self.call.fill() {
            None => fill(bytes),
            Some(source) => fill_from(&source, bytes),
        }
    }

    fn watch(&self) -> &Watch {
        self.own_watch.as_ref().unwrap_or(&PLATFORM)
    }

    #[allow(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is no time becomes 0 or the end of time"
    )]
    fn now_ms(&self) -> u64 {
        self.call.now().map_or(0, |now| now as u64)
    }

    async fn rsa_primes(&self, modulus_bits: u32) -> Result<PrimePair, Error> {
        let found = self.settled(self.call.primes(modulus_bits)).await?;
        if found.is_undefined() {
            return Err(Error::new(Code::Gateway0308, ""));
        }
        let found: Uint8Array =
            found.dyn_into().map_err(|_| Error::new(Code::Internal, "The primes are missing."))?;
        let bytes = Zeroizing::new(found.to_vec());
        found.fill(0, 0, found.length());
        PrimePair::from_be_bytes(&bytes)
    }

    async fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error> {
        let provenance = numbers.provenance().number();
        let is_proved = self.call.is_proved(numbers.as_be_bytes(), provenance);
        let is_proved = self.settled(is_proved).await?;
        Ok(is_proved.as_bool() == Some(true))
    }

    async fn pause(&self) -> Result<(), Error> {
        self.settled(self.call.pause()).await.map(drop)
    }
}

/// The platform's randomness alone, for calls that need nothing else.
pub(super) struct Platform;

impl Host for Platform {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        fill(bytes)
    }

    fn watch(&self) -> &Watch {
        &PLATFORM
    }

    /// Never asked for.
    fn now_ms(&self) -> u64 {
        0
    }
}

/// The watch over the platform's randomness, one for all calls.
static PLATFORM: Watch = Watch::new();

/// The platform's own randomness.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes)
        .map_err(|_| Error::new(Code::Random, "crypto.getRandomValues is missing here, or threw."))
}

fn fill_from(source: &js_sys::Function, bytes: &mut [u8]) -> Result<(), Error> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let drawn = Uint8Array::new_with_length(length);
    source
        .call1(&JsValue::UNDEFINED, &drawn)
        .map_err(|_| Error::new(Code::Random, "The random source that was given threw."))?;
    if drawn.length() != length {
        return Err(Error::new(Code::Random, "The random source that was given is none."));
    }
    drawn.copy_to(bytes);
    Ok(())
}
