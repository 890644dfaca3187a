//! disable-key-rotation: a key stays with the material that it has.

use super::Kms;
use super::enable_key_rotation::NOT_ENABLED;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::key::KeyRequest;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A key stays with the material that it has.
    ///
    /// # Errors
    /// `KMS.0313` if it does not rotate by itself.
    pub async fn disable_key_rotation(&self, request: &KeyRequest) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::DisableKeyRotation, &key, |key, _| {
            key.rotation.take().map(|_| EmptyResponse {}).ok_or(NOT_ENABLED)
        })
        .await
    }
}
