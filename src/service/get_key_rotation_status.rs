//! get-key-rotation-status: whether, how often and when a key rotates.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::KeyRequest;
use crate::contract::operation::Operation;
use crate::contract::rotation::{KeyMaterialStatus, KeyRotationStatusResponse};
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Whether, how often and when a key rotates.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such key.
    pub async fn get_key_rotation_status(
        &self,
        request: &KeyRequest,
    ) -> Result<KeyRotationStatusResponse, Error> {
        let key = self.named(Operation::GetKeyRotationStatus, &request.key_id).await?;
        let live = || key.versions.iter().filter(|version| version.sealed.is_some());
        Ok(KeyRotationStatusResponse {
            key_rotation_enabled: key.rotation.is_some(),
            rotation_interval: key.rotation.map(|rotation| rotation.interval_days),
            last_rotation_time: live().skip(1).last().map(|last| last.created.to_string()),
            number_of_rotations: u64::try_from(key.rotations()).unwrap_or(u64::MAX),
            key_materials: live()
                .map(|version| KeyMaterialStatus {
                    material_id: version.number.to_string(),
                    create_time: version.created.to_string(),
                    expiration_time: version.expires.map(|at| at.to_string()).unwrap_or_default(),
                    state: 2,
                })
                .collect(),
        })
    }
}
