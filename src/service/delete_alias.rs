//! delete-alias: fewer aliases for a key.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::Kms;
use super::keys::{OVERTAKEN, TRIES};
use super::resolve::Resolved;
use crate::contract::aliases::{CreateAliasRequest, DeleteAliasRequest};
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::alias::Alias;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Fewer aliases for a key.
    ///
    /// # Errors
    /// `KMS.0207` if one of them is not the key's. Then none is deleted.
    pub async fn delete_alias(&self, request: &DeleteAliasRequest) -> Result<EmptyResponse, Error> {
        for _ in 0..TRIES {
            let key = self.resolve(&request.key_id).await?;
            self.find_for(Operation::DeleteAlias, &key).await?;
            match self.delete_aliases(&key, &request.aliases).await {
                Ok(true) => return Ok(EmptyResponse {}),
                Ok(false) => {}
                // The key may be named by the very alias that was moved meanwhile.
                Err(_) if self.resolve(&request.key_id).await? != key => {}
                Err(error) => return Err(error),
            }
        }
        Err(OVERTAKEN)
    }

    /// Deletes all of them, or none: then one was changed meanwhile.
    async fn delete_aliases(&self, key: &Resolved, aliases: &[String]) -> Result<bool, Error> {
        let mut found = Vec::with_capacity(aliases.len());
        for name in aliases.iter().collect::<BTreeSet<_>>() {
            let stored = self.records.get::<Alias>(name).await?;
            let own = stored.filter(|it| it.value.key_id == key.id());
            found.push(own.ok_or(CreateAliasRequest::UNKNOWN)?);
        }
        for (removed, stored) in found.iter().enumerate() {
            let outcome = self.records.remove(&stored.value.alias, stored.revision).await;
            if outcome == Ok(true) {
                continue;
            }
            for before in found.iter().take(removed) {
                self.records.insert(&before.value).await?;
            }
            return outcome;
        }
        Ok(true)
    }
}
