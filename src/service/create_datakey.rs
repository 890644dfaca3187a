//! create-datakey, with plaintext and without: a new data key, wrapped by a key.

use super::Kms;
use super::usage::{self, Purpose};
use crate::contract::datakey::{
    CreateDatakeyRequest, CreateDatakeyResponse, CreateDatakeyWithoutPlaintextRequest,
    CreateDatakeyWithoutPlaintextResponse,
};
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::secret::Secret;
use crate::host::Host;
use crate::store::Store;
use crate::text;
use zeroize::Zeroizing;

/// The error of a data key that an RSA key cannot take.
pub(super) const TOO_LONG: Error = Error::in_field(
    Code::Kms1904,
    "datakey_length",
    "An RSA_2048 key wraps up to 190 bytes, RSA_3072 318, RSA_4096 446.",
);

impl<S: Store, H: Host> Kms<S, H> {
    /// A new data key, in plaintext and wrapped by a key.
    ///
    /// # Errors
    /// `KMS.1904` if an RSA key cannot take as much.
    pub async fn create_datakey(
        &self,
        request: &CreateDatakeyRequest,
    ) -> Result<CreateDatakeyResponse, Error> {
        let (key_id, plain, cipher_text) =
            self.new_datakey(Operation::CreateDatakey, request).await?;
        let plain_text = Secret::new(text::hex(&plain));
        Ok(CreateDatakeyResponse { key_id, plain_text, cipher_text })
    }

    /// A new data key, wrapped by a key, without its plaintext.
    ///
    /// # Errors
    /// The same.
    pub async fn create_datakey_without_plaintext(
        &self,
        request: &CreateDatakeyWithoutPlaintextRequest,
    ) -> Result<CreateDatakeyWithoutPlaintextResponse, Error> {
        let operation = Operation::CreateDatakeyWithoutPlaintext;
        let (key_id, _, cipher_text) = self.new_datakey(operation, &request.0).await?;
        Ok(CreateDatakeyWithoutPlaintextResponse { key_id, cipher_text })
    }

    async fn new_datakey(
        &self,
        operation: Operation,
        request: &CreateDatakeyRequest,
    ) -> Result<(String, Zeroizing<Vec<u8>>, String), Error> {
        let key = self.named(operation, &request.key_id).await?;
        usage::check(&key, Purpose::Encrypt)?;
        let mut plain = Zeroizing::new(vec![0; request.bytes]);
        self.random().fill(&mut plain)?;
        let additional = &request.additional_authenticated_data;
        let sealed = self.encrypt(&key, &plain, additional, TOO_LONG)?;
        Ok((key.key_id, plain, text::hex(&sealed)))
    }
}
