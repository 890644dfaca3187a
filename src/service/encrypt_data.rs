//! encrypt-data: up to 4096 bytes of text, encrypted.

use super::Kms;
use super::cipher;
use crate::contract::data::{EncryptDataRequest, EncryptDataResponse};
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::store::Store;
use crate::text;

/// The error of a text that an RSA key cannot take.
pub(super) const TOO_LONG: Error = Error::in_field(
    Code::Kms2108,
    "plain_text",
    "An RSA_2048 key takes up to 190 bytes, RSA_3072 318, RSA_4096 446.",
);

impl<S: Store, H: Host> Kms<S, H> {
    /// Up to 4096 bytes of text, encrypted.
    ///
    /// # Errors
    /// `KMS.2105`, `KMS.2106`, `KMS.0308` for an algorithm of another key, `KMS.2108` for what an RSA
    /// key cannot take.
    pub async fn encrypt_data(
        &self,
        request: &EncryptDataRequest,
    ) -> Result<EncryptDataResponse, Error> {
        let key = self.named(Operation::EncryptData, &request.key_id).await?;
        cipher::check(&key, request.encryption_algorithm, "encryption_algorithm")?;
        let (plain, additional) =
            (request.plain_text.as_bytes(), &request.additional_authenticated_data);
        let sealed = self.encrypt(&key, plain, additional, TOO_LONG)?;
        Ok(EncryptDataResponse { key_id: key.key_id, cipher_text: text::base64(&sealed) })
    }
}
