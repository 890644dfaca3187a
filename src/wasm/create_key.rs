//! create-key in two steps, so that the primes of an RSA key can be searched for in between.

use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::host;
use super::material::JsMaterial;
use super::{json, refusal, wipe};
use crate::contract::create_key::{CreateKeyRequest, DomainId, Origin};
use crate::contract::error::{Code, Error};
use crate::contract::request::Request;
use crate::contract::spec::Family;
use crate::host::Host;
use crate::material::primes::{CrtNumbers, PrimePair};
use crate::service::{self, CreatedKey};

/// A request that has been checked and waits to be carried out.
#[wasm_bindgen]
pub struct Creation {
    request: CreateKeyRequest,
    domain_id: DomainId,
}

#[wasm_bindgen]
impl Creation {
    /// Checks the JSON text of a request, and the account's id if one is given.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, domain_id: Option<String>) -> Result<Self, JsValue> {
        let request = CreateKeyRequest::parse(text).map_err(refusal)?;
        let domain_id = domain_id.map_or(Ok(DomainId::default()), |id| DomainId::parse(&id));
        Ok(Self { request, domain_id: domain_id.map_err(refusal)? })
    }

    /// The request with its defaults filled in, as JSON text.
    #[wasm_bindgen(getter)]
    pub fn request(&self) -> String {
        json(&self.request)
    }

    /// The length of the RSA modulus whose primes `run` has to be given; none if it needs no primes.
    #[wasm_bindgen(getter, js_name = modulusBits)]
    pub fn modulus_bits(&self) -> Option<u32> {
        let searches =
            self.request.origin == Origin::Kms && self.request.key_spec.family == Family::Rsa;
        searches.then_some(self.request.key_spec.bits)
    }

    /// Makes the key. `primes` are p and q, big-endian, one after the other.
    pub fn run(&self, primes: Option<Vec<u8>>) -> Result<Created, JsValue> {
        wipe::after(|| {
            let primes = primes.map(|bytes| PrimePair::from_be_bytes(&bytes)).transpose()?;
            let host = Prepared { primes: Cell::new(primes), unproved: Cell::default() };
            let key = ready(service::create_key(&self.request, self.domain_id.clone(), &host))?;
            Ok(Created { key, unproved: host.unproved.into_inner() })
        })
        .map_err(refusal)
    }
}

/// A key that has just been made, and may still have to be proved.
#[wasm_bindgen]
pub struct Created {
    key: CreatedKey,
    unproved: Option<CrtNumbers>,
}

#[wasm_bindgen]
impl Created {
    /// The service's answer, as JSON text.
    #[wasm_bindgen(getter)]
    pub fn response(&self) -> String {
        json(&self.key.response)
    }

    /// What has to be proved: p, q, d mod p − 1, d mod q − 1, big-endian; none of any but RSA keys.
    #[wasm_bindgen(getter)]
    pub fn unproved(&self) -> Option<Vec<u8>> {
        self.unproved.as_ref().map(|numbers| numbers.as_be_bytes().to_vec())
    }

    /// The key's material; none if its origin is external. `is_sound` is what its proof has shown; a
    /// key that needs one is refused without it.
    pub fn material(self, is_sound: Option<bool>) -> Result<Option<JsMaterial>, JsValue> {
        if self.unproved.is_some() && is_sound != Some(true) {
            return Err(refusal(Error::new(Code::Internal, "The key has failed its proof.")));
        }
        Ok(self.key.material.map(JsMaterial::new))
    }
}

/// A host that is handed the primes of an RSA key, and keeps what the key's proof needs: both the
/// search and the proof are done by a kernel, in workers, before and after.
struct Prepared {
    primes: Cell<Option<PrimePair>>,
    unproved: Cell<Option<CrtNumbers>>,
}

impl Host for Prepared {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        host::fill(bytes)
    }

    /// Nothing is kept, so nothing has a time.
    fn now_ms(&self) -> u64 {
        0
    }

    async fn rsa_primes(&self, _modulus_bits: u32) -> Result<PrimePair, Error> {
        self.primes.take().ok_or(Error::new(Code::Internal, "The primes are missing."))
    }

    /// Not yet: [`Created::material`] is where the verdict comes in.
    async fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error> {
        self.unproved.set(Some(numbers));
        Ok(true)
    }
}

/// The outcome of work that never waits.
fn ready<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(Error::new(Code::Internal, "")),
    }
}
