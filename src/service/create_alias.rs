//! create-alias and associate-alias: another name for a key, which can be moved.

use alloc::string::String;

use super::Kms;
use super::keys::{OVERTAKEN, TRIES};
use super::resolve::Resolved;
use super::time::aliases_of;
use crate::contract::aliases::{AliasEntity, AssociateAliasRequest, CreateAliasRequest};
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::key::KeyName;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::WRONG_ANSWER;
use crate::key::alias::Alias;
use crate::store::{Replaced, Store};

/// How many aliases a key may have.
const MAX_ALIASES: u64 = 50;

impl<S: Store, H: Host> Kms<S, H> {
    /// One alias more for a key.
    ///
    /// # Errors
    /// `KMS.1104` if it is there already, `KMS.0308` if the key has as many as it may have.
    pub async fn create_alias(&self, request: &CreateAliasRequest) -> Result<AliasEntity, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.find_for(Operation::CreateAlias, &key).await?;
        self.check_room(&key).await?;
        let (created, turn) = self.turns.next(self.host.now_ms());
        let alias = Alias {
            alias: request.alias.clone(),
            key_id: key.id().into(),
            created,
            turn,
            updated: created,
        };
        if !self.records.insert(&alias).await? {
            self.remove_dangling(&alias.alias).await?;
            if !self.records.insert(&alias).await? {
                return Err(CreateAliasRequest::TAKEN);
            }
        }
        match self.check_alias(&key).await {
            // One that others have changed or removed since was there in time for them.
            Err(error) if self.records.remove(&alias.alias, 1).await? => Err(error),
            _ => Ok(self.entity(&alias)),
        }
    }

    /// An alias that is there, for another key from now on.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such alias, or no such key; `KMS.0308` if the key has as many as it may
    /// have.
    pub async fn associate_alias(
        &self,
        request: &AssociateAliasRequest,
    ) -> Result<AliasEntity, Error> {
        let itself = KeyName::Alias(request.alias.clone());
        for _ in 0..TRIES {
            let key = self.resolve(&request.target_key_id).await?;
            self.find_for(Operation::AssociateAlias, &key).await?;
            let stored = self.records.get::<Alias>(&request.alias).await?;
            let stored = stored.ok_or(CreateAliasRequest::UNKNOWN)?;
            let (before, revision) = (stored.value, stored.revision);
            if before.key_id != key.id() {
                if request.target_key_id == itself {
                    continue;
                }
                if !self.exists(before.key_id.clone()).await? {
                    return Err(CreateAliasRequest::UNKNOWN);
                }
                self.check_room(&key).await?;
            }
            let mut alias = before.clone();
            alias.key_id = key.id().into();
            alias.updated = self.host.now_ms();
            if self.records.replace(&alias, revision).await? != Replaced::Replaced {
                continue;
            }
            let Err(error) = self.check_alias(&key).await else { return Ok(self.entity(&alias)) };
            // One that others have changed or removed since was there in time for them.
            return match self.records.replace(&before, revision.saturating_add(1)).await? {
                Replaced::Replaced => Err(error),
                _ => Ok(self.entity(&alias)),
            };
        }
        Err(OVERTAKEN)
    }

    pub(super) fn entity(&self, alias: &Alias) -> AliasEntity {
        let domain_id = self.account.domain_id.clone();
        let urn = ["kms::", domain_id.as_str(), ":", &alias.alias];
        AliasEntity {
            alias_urn: urn.concat(),
            domain_id,
            key_id: alias.key_id.clone(),
            alias: alias.alias.clone(),
            create_time: alias.created.to_string(),
            update_time: alias.updated.to_string(),
        }
    }

    /// Whether a key may have one alias more.
    async fn check_room(&self, key: &Resolved) -> Result<(), Error> {
        let count = self.records.count(&aliases_of(key.id())).await?;
        if count < MAX_ALIASES { Ok(()) } else { Err(CreateAliasRequest::TOO_MANY) }
    }

    /// Whether an alias that was just stored may stay: its key may be gone since it was looked at, or have
    /// been given others.
    async fn check_alias(&self, key: &Resolved) -> Result<(), Error> {
        let count = self.records.count(&aliases_of(key.id())).await?;
        self.find(key).await?;
        if count <= MAX_ALIASES { Ok(()) } else { Err(CreateAliasRequest::TOO_MANY) }
    }

    /// Removes an alias whose key is gone.
    async fn remove_dangling(&self, alias: &str) -> Result<(), Error> {
        if let Some(stored) = self.records.get::<Alias>(alias).await?
            && !self.exists(stored.value.key_id).await?
        {
            self.records.remove(alias, stored.revision).await?;
        }
        Ok(())
    }

    /// Whether the key of an alias is there. It is, if its record was changed: only this key is lost then,
    /// and not its aliases.
    async fn exists(&self, key_id: String) -> Result<bool, Error> {
        let key = self.resolve(&KeyName::Id(key_id)).await?;
        match self.find(&key).await {
            Err(error) if error.code == Code::Kms0207 => Ok(false),
            Err(error) if error.code == Code::Record && error != WRONG_ANSWER => Ok(true),
            Err(error) => Err(error),
            Ok(_) => Ok(true),
        }
    }
}
