//! How an operation reads its key, and how it changes it: one record, compared and swapped.

use super::Kms;
use super::records::Stored;
use super::resolve::Resolved;
use super::time::Now;
use crate::contract::error::{Code, Error};
use crate::contract::key::KeyName;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::{Key, WRONG_ANSWER};
use crate::material::Material;
use crate::material::random::Random;
use crate::store::{Filter, Kind, Replaced, Store};

/// How often a change that was overtaken is tried again.
pub(super) const TRIES: u32 = 32;

/// The error of a key that is not there.
pub(super) const NO_SUCH_KEY: Error =
    Error::in_field(Code::Kms0207, "key_id", "key_id must be the id of a key of this project.");
/// The error of a change that was overtaken again and again.
pub(super) const OVERTAKEN: Error =
    Error::new(Code::Store, "Other changes of the same key overtook this one again and again.");

impl<S: Store, H: Host> Kms<S, H> {
    pub(super) fn random(&self) -> Random<'_> {
        Random::new(&self.host)
    }

    /// The key, as it is now.
    ///
    /// # Errors
    /// `KMS.0207` if there is none, `ERR_RECORD` if its record cannot be read.
    pub(super) async fn find(&self, key: &Resolved) -> Result<Stored<Key>, Error> {
        for _ in 0..TRIES {
            let stored = self.records.get(key.id()).await?.ok_or(NO_SUCH_KEY)?;
            match self.settled(stored).await? {
                Now::Is(stored) => return Ok(*stored),
                Now::Gone => return Err(NO_SUCH_KEY),
                Now::Stuck(error) => return Err(error),
                Now::Overtaken => {}
            }
        }
        Err(OVERTAKEN)
    }

    /// The key, if `operation` may be done to it now.
    ///
    /// # Errors
    /// As [`Self::find`], and the code of its state.
    pub(super) async fn find_for(
        &self,
        operation: Operation,
        key: &Resolved,
    ) -> Result<Key, Error> {
        let key = self.find(key).await?.value;
        check_state(operation, &key)?;
        Ok(key)
    }

    /// The same, for an operation that looks at its key once.
    ///
    /// # Errors
    /// As [`Self::resolve`] and [`Self::find_for`].
    pub(super) async fn named(&self, operation: Operation, name: &KeyName) -> Result<Key, Error> {
        self.find_for(operation, &self.resolve(name).await?).await
    }

    /// Changes the key, if `operation` may be done to it: all of it, or nothing. `change` is asked again if
    /// the key is another by the time that it is stored: whatever the change depends on is checked there.
    ///
    /// # Errors
    /// As [`Self::find_for`], and what `change` refuses; `KMS.1104` if the key has taken an alias that
    /// is another's.
    pub(super) async fn change<T>(
        &self,
        operation: Operation,
        key: &Resolved,
        mut change: impl FnMut(&mut Key, u64) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.change_in_any_state(key, |key, now| {
            check_state(operation, key)?;
            change(key, now)
        })
        .await
    }

    /// The same, if `change` checks the state itself.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub(super) async fn change_in_any_state<T>(
        &self,
        key: &Resolved,
        mut change: impl FnMut(&mut Key, u64) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut freed = false;
        for _ in 0..TRIES {
            let Stored { value: mut next, revision } = self.find(key).await?;
            let answer = change(&mut next, self.host.now_ms())?;
            match self.records.replace(&next, revision).await? {
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
                return Err(TOO_MANY);
            }
        }
        if !self.records.insert(key).await? {
            // It may be the alias of a key whose time has come.
            self.sweep().await?;
            if !self.records.insert(key).await? {
                return Err(DUPLICATE);
            }
        }
        // Others may have been stored since the keys were counted.
        let refused = match self.count_keys().await {
            Ok(0) => WRONG_ANSWER,
            Ok(count) if count <= self.account.max_keys => return Ok(()),
            Ok(_) => TOO_MANY,
            Err(error) => error,
        };
        self.take_back(key).await?;
        Err(refused)
    }

    /// Removes a key that was just stored, also if somebody has changed it since.
    async fn take_back(&self, key: &Key) -> Result<(), Error> {
        let mut revision = 1;
        for _ in 0..TRIES {
            if self.records.remove(&key.key_id, revision).await? {
                return Ok(());
            }
            match self.records.get::<Key>(&key.key_id).await? {
                Some(stored) => revision = stored.revision,
                None => return Ok(()),
            }
        }
        Err(OVERTAKEN)
    }

    /// How many keys there are.
    pub(super) async fn count_keys(&self) -> Result<u64, Error> {
        self.records.count(&Filter::all(Kind::Key)).await
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
    ///
    /// # Errors
    /// `ERR_INTERNAL` if it is of another spec.
    pub(super) fn add_version(&self, key: &mut Key, material: &Material) -> Result<(), Error> {
        if material.spec() != key.key_spec {
            return Err(Error::new(
                Code::Internal,
                "The material is of another spec than the key.",
            ));
        }
        let now = self.host.now_ms();
        key.add_version(material, now, (&self.root, self.project()), &mut self.random())
    }

    pub(crate) fn project(&self) -> &str {
        &self.account.project_id
    }
}

/// The error of a project that has as many keys as it may have.
const TOO_MANY: Error = Error::new(Code::Kms1105, "");

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
