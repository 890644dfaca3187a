//! user-instances: how many keys there are.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::EmptyRequest;
use crate::contract::user::UserInstancesResponse;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// How many keys there are.
    ///
    /// # Errors
    /// `ERR_STORE` if the store fails.
    pub async fn user_instances(
        &self,
        _request: &EmptyRequest,
    ) -> Result<UserInstancesResponse, Error> {
        self.sweep().await?;
        Ok(UserInstancesResponse { instance_num: self.count_keys().await? })
    }
}
