//! describe-key: says what a key is.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::{DescribeKeyResponse, KeyDetails, KeyRequest};
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::Key;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Says what a key is.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such key.
    pub async fn describe_key(&self, request: &KeyRequest) -> Result<DescribeKeyResponse, Error> {
        let key = self.named(Operation::DescribeKey, &request.key_id).await?;
        Ok(DescribeKeyResponse { key_info: self.details(&key) })
    }

    /// How describe-key and the lists show a key.
    pub(super) fn details(&self, key: &Key) -> KeyDetails {
        let date = |at: Option<u64>| at.map(|at| at.to_string()).unwrap_or_default();
        KeyDetails {
            key_id: key.key_id.clone(),
            domain_id: self.account.domain_id.clone(),
            key_alias: key.key_alias.clone(),
            realm: "",
            key_spec: key.key_spec.name,
            key_usage: key.key_usage,
            key_description: key.key_description.clone(),
            creation_date: key.created.to_string(),
            scheduled_deletion_date: date(key.deletion),
            key_state: key.state,
            default_key_flag: "0",
            key_type: "1",
            expiration_time: date(key.material_expiry()),
            origin: key.origin,
            key_rotation_enabled: if key.rotation.is_some() { "true" } else { "false" },
            sys_enterprise_project_id: key.enterprise_project_id.clone(),
            keystore_id: "0",
        }
    }
}
