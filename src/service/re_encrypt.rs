//! re-encrypt: from one key to another, without the plaintext leaving.

use super::Kms;
use super::cipher;
use super::encrypt_data::TOO_LONG;
use crate::contract::data::{ReEncryptRequest, ReEncryptResponse};
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;
use crate::text;

impl<S: Store, H: Host> Kms<S, H> {
    /// From one key to another, without the plaintext leaving.
    ///
    /// # Errors
    /// Those of decrypt-data and of encrypt-data.
    pub async fn re_encrypt(&self, request: &ReEncryptRequest) -> Result<ReEncryptResponse, Error> {
        let destination = self.resolve(&request.destination_key_id).await?;
        let to = self.find_for(Operation::ReEncrypt, &destination).await?;
        let member = "destination_encryption_algorithm";
        cipher::check(&to, request.destination_encryption_algorithm, member)?;
        let source = match &request.source_key_id {
            // The same name is the same key, also if it is an alias that is being moved.
            Some(name) if *name == request.destination_key_id => Some(destination),
            Some(name) => Some(self.resolve(name).await?),
            None => None,
        };
        let (from, plain) = self
            .decrypt(
                Operation::ReEncrypt,
                source.as_ref(),
                Some((request.source_encryption_algorithm, "source_encryption_algorithm")),
                &request.cipher_text,
                &request.source_additional_authenticated_data,
            )
            .await?;
        let additional = &request.destination_additional_authenticated_data;
        let sealed = self.encrypt(&to, &plain, additional, TOO_LONG)?;
        let written = if request.is_hex { text::hex } else { text::base64 };
        Ok(ReEncryptResponse {
            key_id: to.key_id,
            source_key_id: from.key_id,
            source_encryption_algorithm: request.source_encryption_algorithm,
            destination_encryption_algorithm: request.destination_encryption_algorithm,
            cipher_text: written(&sealed),
        })
    }
}
