//! disable-key: a key may not be used until it is enabled.

use super::Kms;
use crate::contract::error::Error;
use crate::contract::key::KeyRequest;
use crate::contract::lifecycle::{KeyState, KeyStatusResponse};
use crate::contract::operation::Operation;
use crate::contract::state::State;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A key may not be used until it is enabled.
    ///
    /// # Errors
    /// `KMS.1301` if the key is not enabled.
    pub async fn disable_key(&self, request: &KeyRequest) -> Result<KeyStatusResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::DisableKey, &key, |key, _| {
            key.state = State::Disabled;
            Ok(KeyStatusResponse {
                key_info: KeyState { key_id: key.key_id.clone(), key_state: key.state },
            })
        })
        .await
    }
}
