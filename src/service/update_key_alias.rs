//! update-key-alias: another name for a key.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::lifecycle::{KeyAliasInfo, UpdateKeyAliasRequest, UpdateKeyAliasResponse};
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Another name for a key.
    ///
    /// # Errors
    /// `KMS.1104` if another key of the project has it.
    pub async fn update_key_alias(
        &self,
        request: &UpdateKeyAliasRequest,
    ) -> Result<UpdateKeyAliasResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::UpdateKeyAlias, &key, |key, _| {
            key.key_alias.clone_from(&request.key_alias);
            Ok(UpdateKeyAliasResponse {
                key_info: KeyAliasInfo {
                    key_id: key.key_id.clone(),
                    key_alias: key.key_alias.clone(),
                },
            })
        })
        .await
    }
}
