//! update-key-rotation-interval: how often a key rotates by itself.

use super::Kms;
use super::enable_key_rotation::NOT_ENABLED;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::contract::rotation::UpdateKeyRotationIntervalRequest;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// How often a key rotates by itself.
    ///
    /// # Errors
    /// `KMS.0313` if it does not.
    pub async fn update_key_rotation_interval(
        &self,
        request: &UpdateKeyRotationIntervalRequest,
    ) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::UpdateKeyRotationInterval, &key, |key, _| {
            key.rotation.as_mut().ok_or(NOT_ENABLED)?.interval_days = request.rotation_interval;
            Ok(EmptyResponse {})
        })
        .await
    }
}
