//! cancel-key-deletion: a key stays, disabled, or waiting for material if it has none.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::KeyRequest;
use crate::contract::lifecycle::KeyState;
use crate::contract::operation::Operation;
use crate::contract::state::State;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A key stays, disabled, or waiting for material if it has none.
    ///
    /// # Errors
    /// `KMS.1501` if the key is not to be deleted.
    pub async fn cancel_key_deletion(&self, request: &KeyRequest) -> Result<KeyState, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::CancelKeyDeletion, &key, |key, _| {
            key.deletion = None;
            key.state = if key.has_material() { State::Disabled } else { State::PendingImport };
            Ok(KeyState { key_id: key.key_id.clone(), key_state: key.state })
        })
        .await
    }
}
