//! delete-alias: fewer aliases for a key.

use super::Kms;
use crate::contract::aliases::{CreateAliasRequest, DeleteAliasRequest};
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Fewer aliases for a key.
    ///
    /// # Errors
    /// `KMS.0207` if one of them is not the key's. Then none is deleted.
    pub async fn delete_alias(&self, request: &DeleteAliasRequest) -> Result<EmptyResponse, Error> {
        let key = self.find_for(Operation::DeleteAlias, &request.key_id).await?.key;
        let mut revisions = Vec::with_capacity(request.aliases.len());
        for name in &request.aliases {
            let found = self.alias(name).await?.filter(|(alias, _)| alias.key_id == key.key_id);
            revisions.push(found.ok_or(CreateAliasRequest::UNKNOWN)?.1);
        }
        for (name, revision) in request.aliases.iter().zip(revisions) {
            // One that was changed meanwhile is another key's now.
            self.store.remove(self.project(), name, revision).await?;
        }
        Ok(EmptyResponse {})
    }
}
