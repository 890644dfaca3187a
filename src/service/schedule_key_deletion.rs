//! schedule-key-deletion: a key is gone in some days, and not usable until then.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::lifecycle::{KeyState, ScheduleKeyDeletionRequest};
use crate::contract::operation::Operation;
use crate::contract::state::State;
use crate::host::Host;
use crate::key::DAY;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A key is gone in some days, and not usable until then.
    ///
    /// # Errors
    /// `KMS.1402` if the key is to be deleted already.
    pub async fn schedule_key_deletion(
        &self,
        request: &ScheduleKeyDeletionRequest,
    ) -> Result<KeyState, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::ScheduleKeyDeletion, &key, |key, now| {
            key.state = State::PendingDeletion;
            key.deletion = Some(now.saturating_add(request.pending_days.saturating_mul(DAY)));
            Ok(KeyState { key_id: key.key_id.clone(), key_state: key.state })
        })
        .await
    }
}
