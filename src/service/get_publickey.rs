//! get-publickey: the public half of a key pair.

use super::Kms;
use super::usage::{self, Purpose};
use crate::contract::error::Error;
use crate::contract::key::KeyRequest;
use crate::contract::operation::Operation;
use crate::contract::signature::GetPublicKeyResponse;
use crate::host::Host;
use crate::material::{LineEnding, PublicKey};
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// The public half of a key pair.
    ///
    /// # Errors
    /// `KMS.0331`, `KMS.0341` if the key has none.
    pub async fn get_publickey(&self, request: &KeyRequest) -> Result<GetPublicKeyResponse, Error> {
        let key = self.named(Operation::GetPublicKey, &request.key_id).await?;
        usage::check(&key, Purpose::Publish)?;
        let public = PublicKey::from_spki(key.key_spec, &key.public_spki()?.unwrap_or_default())?;
        Ok(GetPublicKeyResponse { key_id: key.key_id, public_key: public.pem(LineEnding::CRLF) })
    }
}
