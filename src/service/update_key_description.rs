//! update-key-description: another description of a key.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::lifecycle::{
    KeyDescriptionInfo, UpdateKeyDescriptionRequest, UpdateKeyDescriptionResponse,
};
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Another description of a key.
    ///
    /// # Errors
    /// `KMS.0210` if the key is to be deleted.
    pub async fn update_key_description(
        &self,
        request: &UpdateKeyDescriptionRequest,
    ) -> Result<UpdateKeyDescriptionResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::UpdateKeyDescription, &key, |key, _| {
            key.key_description.clone_from(&request.key_description);
            Ok(UpdateKeyDescriptionResponse {
                key_info: KeyDescriptionInfo {
                    key_id: key.key_id.clone(),
                    key_description: key.key_description.clone(),
                },
            })
        })
        .await
    }
}
