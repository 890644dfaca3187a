//! enable-key: a disabled key may be used again.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::KeyRequest;
use crate::contract::lifecycle::{KeyState, KeyStatusResponse};
use crate::contract::operation::Operation;
use crate::contract::state::State;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A disabled key may be used again.
    ///
    /// # Errors
    /// `KMS.1201` if the key is not disabled.
    pub async fn enable_key(&self, request: &KeyRequest) -> Result<KeyStatusResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::EnableKey, &key, |key, _| {
            key.state = State::Enabled;
            Ok(KeyStatusResponse {
                key_info: KeyState { key_id: key.key_id.clone(), key_state: key.state },
            })
        })
        .await
    }
}
