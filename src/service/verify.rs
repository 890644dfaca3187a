//! verify: whether a signature is right.

use super::Kms;
use super::sign;
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::signature::{VerifyRequest, VerifyResponse};
use crate::host::Host;
use crate::material::PublicKey;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Whether a signature is right. A signature that is malformed is a wrong one.
    ///
    /// # Errors
    /// As sign.
    pub async fn verify(&self, request: &VerifyRequest) -> Result<VerifyResponse, Error> {
        let signed = &request.signed;
        let key = self.named(Operation::Verify, &signed.key_id).await?;
        sign::check(&key, signed)?;
        let public = PublicKey::from_spki(key.key_spec, &key.public_spki()?.unwrap_or_default())?;
        let signature = request.signature.as_deref().unwrap_or_default();
        let (algorithm, kind) = (signed.signing_algorithm, signed.message_type);
        let is_right = public.verify(algorithm, kind, &signed.message, signature)?;
        let signature_valid = if is_right { "true" } else { "false" };
        Ok(VerifyResponse { key_id: key.key_id, signature_valid })
    }
}
