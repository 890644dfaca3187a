//! The platform of a wasm module: its random source, and primes that were found elsewhere.

use std::cell::Cell;

use crate::contract::error::{Code, Error};
use crate::host::Host;
use crate::material::primes::PrimePair;

/// A host that is handed the primes of an RSA key, since they are searched for in a worker.
#[derive(Default)]
pub(super) struct JsHost {
    primes: Cell<Option<PrimePair>>,
}

impl JsHost {
    pub(super) fn with_primes(primes: Option<PrimePair>) -> Self {
        Self { primes: Cell::new(primes) }
    }
}

impl Host for JsHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|_| {
            Error::new(Code::Random, "crypto.getRandomValues is missing here, or threw.")
        })
    }

    fn rsa_primes(&self, _modulus_bits: u32) -> Result<PrimePair, Error> {
        self.primes.take().ok_or(Error::new(Code::Internal, "The primes are missing."))
    }
}
