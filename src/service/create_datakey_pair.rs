//! create-rsa-datakey-pair and create-ec-datakey-pair: a new pair, its private key wrapped by a key.

use super::Kms;
use super::resolve::Resolved;
use super::usage::{self, Purpose};
use crate::contract::datakey_pair::{
    CreateEcDatakeyPairRequest, CreateRsaDatakeyPairRequest, DatakeyPairRequest,
    DatakeyPairResponse,
};
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::secret::Secret;
use crate::contract::spec::Family;
use crate::host::Host;
use crate::key::Key;
use crate::material::{Material, PrivateFormat};
use crate::store::Store;
use crate::text;

/// The error of a key that cannot take a private key.
const TOO_LONG: Error =
    Error::in_field(Code::Kms0325, "key_id", "key_id must be of an AES_256 or SM4 key.");

impl<S: Store, H: Host> Kms<S, H> {
    /// A new RSA pair, its private key wrapped by a key.
    ///
    /// # Errors
    /// As create-datakey; `KMS.0325` if the key is a pair itself.
    pub async fn create_rsa_datakey_pair(
        &self,
        request: &CreateRsaDatakeyPairRequest,
    ) -> Result<DatakeyPairResponse, Error> {
        self.new_pair(Operation::CreateRsaDatakeyPair, &request.0).await
    }

    /// A new pair of a curve, its private key wrapped by a key.
    ///
    /// # Errors
    /// The same.
    pub async fn create_ec_datakey_pair(
        &self,
        request: &CreateEcDatakeyPairRequest,
    ) -> Result<DatakeyPairResponse, Error> {
        self.new_pair(Operation::CreateEcDatakeyPair, &request.0).await
    }

    async fn new_pair(
        &self,
        operation: Operation,
        request: &DatakeyPairRequest,
    ) -> Result<DatakeyPairResponse, Error> {
        let wrapping = self.resolve(&request.key_id).await?;
        self.wrapping_key(operation, &wrapping).await?;
        let pair = Material::generate(request.spec, &mut self.random(), &self.host).await?;
        // The search for the primes may have taken long enough for the key to be disabled, or gone.
        let key = self.wrapping_key(operation, &wrapping).await?;
        let private = pair.private_key(PrivateFormat::Pkcs8Der)?;
        let additional = &request.additional_authenticated_data;
        let sealed = self.encrypt(&key, &private, additional, TOO_LONG)?;
        let plain = request.with_plain_text.then(|| Secret::new(text::base64(&private)));
        Ok(DatakeyPairResponse {
            key_id: key.key_id,
            key_spec: request.key_spec,
            public_key: text::base64(pair.public()?.spki()),
            private_key_cipher_text: text::base64(&sealed),
            private_key_plain_text: plain,
        })
    }

    /// The key, if it can wrap a private key now.
    async fn wrapping_key(&self, operation: Operation, key: &Resolved) -> Result<Key, Error> {
        let key = self.find_for(operation, key).await?;
        usage::check(&key, Purpose::Encrypt)?;
        if key.key_spec.family == Family::Symmetric { Ok(key) } else { Err(TOO_LONG) }
    }
}
