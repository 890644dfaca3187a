//! user-quotas: how many keys there may be.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::EmptyRequest;
use crate::contract::user::{Quota, Quotas, UserQuotasResponse};
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// How many keys there may be.
    ///
    /// # Errors
    /// `ERR_STORE` if the store fails.
    pub async fn user_quotas(&self, _request: &EmptyRequest) -> Result<UserQuotasResponse, Error> {
        self.sweep().await?;
        let used = self.count_keys().await?;
        // There are no grants here; the quota is the service's own.
        let keys = Quota { of: "CMK", used, quota: self.account.max_keys };
        let grants = Quota { of: "grant_per_CMK", used: 0, quota: 100 };
        Ok(UserQuotasResponse { quotas: Quotas { resources: [keys, grants] } })
    }
}
