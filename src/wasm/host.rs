//! The platform of a wasm module: its random source, and a prime search that is done elsewhere.

use std::cell::Cell;

use crate::contract::error::{Code, Error};
use crate::host::Host;
use crate::material::primes::{CrtNumbers, PrimePair};

/// A host that is handed the primes of an RSA key, and keeps what the key's proof needs: both the
/// search and the proof are done by a kernel, in workers.
#[derive(Default)]
pub(super) struct JsHost {
    primes: Cell<Option<PrimePair>>,
    unproved: Cell<Option<CrtNumbers>>,
}

impl JsHost {
    pub(super) fn with_primes(primes: Option<PrimePair>) -> Self {
        Self { primes: Cell::new(primes), unproved: Cell::default() }
    }

    /// What is still to be proved before the key may leave; none if nothing is.
    pub(super) fn into_unproved(self) -> Option<CrtNumbers> {
        self.unproved.into_inner()
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

    /// Not yet: [`super::Created::material`] is where the verdict comes in.
    fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error> {
        self.unproved.set(Some(numbers));
        Ok(true)
    }
}
