//! decrypt-datakey: a wrapped data key, unwrapped.

use super::Kms;
use crate::contract::datakey::{DecryptDatakeyRequest, DecryptDatakeyResponse};
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::secret::Secret;
use crate::host::Host;
use crate::material::hash;
use crate::store::Store;
use crate::text;

impl<S: Store, H: Host> Kms<S, H> {
    /// A wrapped data key, unwrapped.
    ///
    /// # Errors
    /// `KMS.2201` if it does not open, `KMS.0311` of a key pair; `KMS.2204` if it is not as long as is
    /// said.
    pub async fn decrypt_datakey(
        &self,
        request: &DecryptDatakeyRequest,
    ) -> Result<DecryptDatakeyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        let additional = &request.additional_authenticated_data;
        let operation = Operation::DecryptDatakey;
        let (_, plain) =
            self.decrypt(operation, Some(&key), None, &request.cipher_text, additional).await?;
        if plain.len() != request.datakey_cipher_length {
            return Err(DecryptDatakeyRequest::WRONG_LENGTH);
        }
        Ok(DecryptDatakeyResponse {
            data_key: Secret::new(text::hex(&plain)),
            datakey_length: plain.len().to_string(),
            datakey_dgst: text::hex(&hash::sha256(&plain)),
        })
    }
}
