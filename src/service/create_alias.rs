//! create-alias and associate-alias: another name for a key, which can be moved.

use super::Kms;
use super::keys::{OVERTAKEN, TRIES};
use crate::contract::aliases::{AliasEntity, AssociateAliasRequest, CreateAliasRequest};
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::key::KeyName;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::Recorded;
use crate::key::alias::Alias;
use crate::store::Store;
use crate::store::{Filter, Kind, Replaced};

/// How many aliases a key may have.
const MAX_ALIASES: u64 = 50;

impl<S: Store, H: Host> Kms<S, H> {
    /// One alias more for a key.
    ///
    /// # Errors
    /// `KMS.1104` if it is there already, `KMS.0308` if the key has as many as it may have.
    pub async fn create_alias(&self, request: &CreateAliasRequest) -> Result<AliasEntity, Error> {
        let key = self.find_for(Operation::CreateAlias, &request.key_id).await?.key;
        let filter = Filter { key_id: Some(key.key_id.clone()), ..Filter::all(Kind::Alias) };
        if self.store.count(self.project(), &filter).await? >= MAX_ALIASES {
            return Err(CreateAliasRequest::TOO_MANY);
        }
        let now = self.host.now_ms();
        let alias =
            Alias { alias: request.alias.clone(), key_id: key.key_id, created: now, updated: now };
        let record = alias.to_record(&self.root, self.project(), 1);
        if self.store.insert(&record).await?.is_none() {
            return Ok(self.entity(&alias));
        }
        self.remove_dangling(&alias.alias).await?;
        match self.store.insert(&record).await? {
            None => Ok(self.entity(&alias)),
            Some(_) => Err(CreateAliasRequest::TAKEN),
        }
    }

    /// An alias that is there, for another key from now on.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such alias, or no such key.
    pub async fn associate_alias(
        &self,
        request: &AssociateAliasRequest,
    ) -> Result<AliasEntity, Error> {
        let operation = Operation::AssociateAlias;
        let key = self.find_for(operation, &request.target_key_id).await?.key;
        for _ in 0..TRIES {
            let found = self.alias(&request.alias).await?;
            let (mut alias, revision) = found.ok_or(CreateAliasRequest::UNKNOWN)?;
            alias.key_id.clone_from(&key.key_id);
            alias.updated = self.host.now_ms();
            let record = alias.to_record(&self.root, self.project(), revision.saturating_add(1));
            if self.store.replace(&record, revision).await? == Replaced::Replaced {
                return Ok(self.entity(&alias));
            }
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

    /// Removes an alias whose key is gone.
    async fn remove_dangling(&self, alias: &str) -> Result<(), Error> {
        let Some((alias, revision)) = self.alias(alias).await? else { return Ok(()) };
        match self.find(&KeyName::Id(alias.key_id)).await {
            Err(error) if error.code == Code::Kms0207 => {
                self.store.remove(self.project(), &alias.alias, revision).await?;
                Ok(())
            }
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }
}
