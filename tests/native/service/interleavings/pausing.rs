//! A store and a host that pause before everything that another call could be seen by or see.

use std::sync::OnceLock;

use pocket_kms::contract::error::Error;
use pocket_kms::host::Host;
use pocket_kms::material::primes::{CrtNumbers, PrimePair};
use pocket_kms::material::random::{Random, Watch};
use pocket_kms::store::{Filter, MemoryStore, Record, Replaced, Store};

use super::scheduler::pause;
use crate::hosts::SeededHost;

/// A store that pauses before every step.
pub(in crate::service) struct Pausing<'a>(pub(in crate::service) &'a MemoryStore);

impl Store for Pausing<'_> {
    async fn insert(&self, record: &Record) -> Result<Option<String>, Error> {
        pause().await;
        self.0.insert(record).await
    }

    async fn replace(&self, record: &Record, revision: u64) -> Result<Replaced, Error> {
        pause().await;
        self.0.replace(record, revision).await
    }

    async fn get(&self, project_id: &str, id: &str) -> Result<Option<Record>, Error> {
        pause().await;
        self.0.get(project_id, id).await
    }

    async fn list(
        &self,
        project_id: &str,
        filter: &Filter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Record>, Error> {
        pause().await;
        self.0.list(project_id, filter, offset, limit).await
    }

    async fn count(&self, project_id: &str, filter: &Filter) -> Result<u64, Error> {
        pause().await;
        self.0.count(project_id, filter).await
    }

    async fn remove(&self, project_id: &str, id: &str, revision: u64) -> Result<bool, Error> {
        pause().await;
        self.0.remove(project_id, id, revision).await
    }
}

/// A host that pauses before every search and every proof, and always finds the same two primes.
pub(in crate::service) struct PausingHost(pub(in crate::service) SeededHost);

impl Host for PausingHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.fill(bytes)
    }

    fn watch(&self) -> &Watch {
        self.0.watch()
    }

    fn now_ms(&self) -> u64 {
        self.0.now_ms()
    }

    async fn rsa_primes(&self, _: u32) -> Result<PrimePair, Error> {
        pause().await;
        PrimePair::from_be_bytes(primes())
    }

    async fn proves(&self, _: CrtNumbers) -> Result<bool, Error> {
        pause().await;
        Ok(true)
    }
}

/// The primes of an `RSA_2048` key, found once.
fn primes() -> &'static [u8] {
    static PRIMES: OnceLock<Vec<u8>> = OnceLock::new();
    PRIMES.get_or_init(|| {
        let host = SeededHost::new(2048);
        PrimePair::search(2048, &mut Random::new(&host)).unwrap().to_be_bytes().to_vec()
    })
}
