//! decrypt-data: what encrypt-data has encrypted, decrypted.

use super::Kms;
use crate::contract::data::{DecryptDataRequest, DecryptDataResponse};
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::secret::Secret;
use crate::host::Host;
use crate::store::Store;
use crate::text;

impl<S: Store, H: Host> Kms<S, H> {
    /// What encrypt-data has encrypted, decrypted.
    ///
    /// # Errors
    /// `KMS.2201` if it does not open, `KMS.0311` of a key pair.
    pub async fn decrypt_data(
        &self,
        request: &DecryptDataRequest,
    ) -> Result<DecryptDataResponse, Error> {
        let key = match &request.key_id {
            Some(name) => Some(self.resolve(name).await?),
            None => None,
        };
        let (key, plain) = self
            .decrypt(
                Operation::DecryptData,
                key.as_ref(),
                Some((request.encryption_algorithm, "encryption_algorithm")),
                &request.cipher_text,
                &request.additional_authenticated_data,
            )
            .await?;
        Ok(DecryptDataResponse {
            key_id: key.key_id,
            plain_text: Secret::new(String::from_utf8_lossy(&plain).into_owned()),
            plain_text_base64: Secret::new(text::base64(&plain)),
        })
    }
}
