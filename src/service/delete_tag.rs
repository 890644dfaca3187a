//! One tag fewer for a key.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::contract::tags::{DeleteTagRequest, NO_SUCH_TAG};
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// One tag fewer for a key.
    ///
    /// # Errors
    /// `KMS.0416` if the key has no such tag.
    pub async fn delete_tag(&self, request: &DeleteTagRequest) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::DeleteTag, &key, |key, _| {
            let at = key.tags.iter().position(|tag| tag.key == request.key).ok_or(NO_SUCH_TAG)?;
            key.tags.remove(at);
            Ok(EmptyResponse {})
        })
        .await
    }
}
