//! rotate-on-demand: a key goes on with new material now.

use super::Kms;
use super::enable_key_rotation::check_rotates;
use crate::contract::error::Error;
use crate::contract::key::KeyIdResponse;
use crate::contract::key::KeyRequest;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::material::Material;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A key goes on with new material now.
    ///
    /// # Errors
    /// `KMS.0312`, `KMS.0324`, `KMS.0325`, `KMS.0341` if it cannot; `KMS.0308` if it has
    /// rotated as often as it may.
    pub async fn rotate_on_demand(&self, request: &KeyRequest) -> Result<KeyIdResponse, Error> {
        let operation = Operation::RotateOnDemand;
        let name = self.resolve(&request.key_id).await?;
        let key = self.find_for(operation, &name).await?;
        check_rotates(&key)?;
        let material = Material::generate(key.key_spec, &mut self.random(), &self.host).await?;
        self.change(operation, &name, |key, now| {
            check_rotates(key)?;
            self.add_version(key, &material)?;
            if let Some(rotation) = &mut key.rotation {
                rotation.since = now;
            }
            Ok(KeyIdResponse { key_id: key.key_id.clone() })
        })
        .await
    }
}
