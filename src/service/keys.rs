//! How an operation gets at its key, and how it changes it: one record, compared and swapped.

use super::Kms;
use super::time::Now;
use crate::contract::error::{Code, Error};
use crate::contract::key::KeyName;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::alias::Alias;
use crate::key::{Key, Recorded};
use crate::material::Material;
use crate::material::random::Random;
use crate::store::{Filter, Kind, Record, Replaced, Store};

/// A key as it was read, and the revision of its record then.
pub(super) struct Found {
    pub(super) key: Key,
    pub(super) revision: u64,
}

/// How often a change that was overtaken is tried again.
pub(super) const TRIES: u32 = 32;

/// How many records are looked at together.
pub(super) const PAGE: u64 = 256;

const NO_SUCH_KEY: Error =
    Error::in_field(Code::Kms0207, "key_id", "key_id must be the id of a key of this project.");
/// The error of a change that was overtaken again and again.
pub(super) const OVERTAKEN: Error =
    Error::new(Code::Store, "Other changes of the same key overtook this one again and again.");

impl<S: Store, H: Host> Kms<S, H> {
    pub(super) fn random(&self) -> Random<'_> {
        Random::new(&self.host)
    }

    /// The key of that name, as it is now.
    ///
    /// # Errors
    /// `KMS.0207` if there is none, `ERR_RECORD` if its record cannot be read.
    pub(super) async fn find(&self, name: &KeyName) -> Result<Found, Error> {
        let id = match name {
            KeyName::Id(id) => id.clone(),
            KeyName::Alias(alias) => self.alias(alias).await?.ok_or(NO_SUCH_KEY)?.0.key_id,
        };
        for _ in 0..TRIES {
            let record = self.store.get(self.project(), &id).await?.ok_or(NO_SUCH_KEY)?;
            match self.settled(&record).await? {
                Now::Is(found) => return Ok(*found),
                Now::Gone => return Err(NO_SUCH_KEY),
                Now::Overtaken => {}
            }
        }
        Err(OVERTAKEN)
    }

    /// The same, if `operation` may be done to it.
    ///
    /// # Errors
    /// As [`Self::find`], and the code of its state.
    pub(super) async fn find_for(
        &self,
        operation: Operation,
        name: &KeyName,
    ) -> Result<Found, Error> {
        let found = self.find(name).await?;
        check_state(operation, &found.key)?;
        Ok(found)
    }

    /// Changes the key of that name, if `operation` may be done to it: all of it, or nothing. `change`
    /// is asked again if the key is another by the time that it is stored.
    ///
    /// # Errors
    /// As [`Self::find_for`], and what `change` refuses; `KMS.1104` if the key has taken an alias that
    /// is another's.
    pub(super) async fn change<T>(
        &self,
        operation: Operation,
        name: &KeyName,
        mut change: impl FnMut(&mut Key, u64) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut freed = false;
        for _ in 0..TRIES {
            let Found { mut key, revision } = self.find_for(operation, name).await?;
            let answer = change(&mut key, self.host.now_ms())?;
            match self.replace(&key, revision).await? {
                Replaced::Replaced => return Ok(answer),
                Replaced::Stale => {}
                Replaced::Taken if !freed => {
                    // It may be the alias of a key whose time has come.
                    self.sweep().await?;
                    freed = true;
                }
                Replaced::Taken => return Err(DUPLICATE),
            }
        }
        Err(OVERTAKEN)
    }

    /// Stores a new key.
    ///
    /// # Errors
    /// `KMS.1105` if there are as many as there may be, `KMS.1104` if its alias, or its id, is
    /// another's.
    pub(super) async fn insert(&self, key: &Key) -> Result<(), Error> {
        if self.count_keys().await? >= self.account.max_keys {
            self.sweep().await?;
            if self.count_keys().await? >= self.account.max_keys {
                return Err(Error::new(Code::Kms1105, ""));
            }
        }
        let record = key.to_record(&self.root, self.project(), 1);
        if self.store.insert(&record).await?.is_none() {
            return Ok(());
        }
        // It may be the alias of a key whose time has come.
        self.sweep().await?;
        if self.store.insert(&record).await?.is_none() { Ok(()) } else { Err(DUPLICATE) }
    }

    /// How many keys there are.
    pub(super) async fn count_keys(&self) -> Result<u64, Error> {
        self.store.count(self.project(), &Filter::all(Kind::Key)).await
    }

    pub(super) fn read(&self, record: &Record) -> Result<Key, Error> {
        Key::of_record(record, &self.root, self.project())
    }

    /// The alias of that name, and the revision of its record.
    pub(super) async fn alias(&self, alias: &str) -> Result<Option<(Alias, u64)>, Error> {
        let Some(record) = self.store.get(self.project(), alias).await? else { return Ok(None) };
        let alias = Alias::of_record(&record, &self.root, self.project())?;
        Ok(Some((alias, record.revision)))
    }

    /// The material of a version of `key`; of the last if none is named.
    pub(super) fn material(
        &self,
        key: &Key,
        version: Option<u32>,
    ) -> Result<Option<Material>, Error> {
        key.material(version, &self.root, self.project())
    }

    /// The material that `key` works with now.
    pub(super) fn current(&self, key: &Key) -> Result<Material, Error> {
        self.material(key, None)?.ok_or(Error::in_field(Code::Kms0308, "key_id", NO_MATERIAL))
    }

    /// Gives `key` new material.
    pub(super) fn add_version(&self, key: &mut Key, material: &Material) -> Result<(), Error> {
        let now = self.host.now_ms();
        key.add_version(material, now, (&self.root, self.project()), &mut self.random())
    }

    pub(crate) fn project(&self) -> &str {
        &self.account.project_id
    }

    pub(super) async fn replace(&self, key: &Key, revision: u64) -> Result<Replaced, Error> {
        let next = key.to_record(&self.root, self.project(), revision.saturating_add(1));
        self.store.replace(&next, revision).await
    }
}

const DUPLICATE: Error = Error::in_field(
    Code::Kms1104,
    "key_alias",
    "key_alias must be another than those of the project's other keys.",
);

const NO_MATERIAL: &str = "The key has no material: import some first.";

/// Whether `operation` may be done to `key` in its state.
pub(super) fn check_state(operation: Operation, key: &Key) -> Result<(), Error> {
    operation.in_state(key.state).map_err(|code| {
        let allowed = if code == Code::Kms0308 { NO_MATERIAL } else { "" };
        Error::in_field(code, "key_id", allowed)
    })
}
