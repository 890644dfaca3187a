//! sign: a signature of a message or of its digest.

use super::Kms;
use super::usage::{self, Purpose};
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::signature::{SignRequest, SignResponse};
use crate::host::Host;
use crate::key::Key;
use crate::store::Store;
use crate::text;

/// Whether `key` signs, and by the algorithm of `request`.
pub(super) fn check(key: &Key, request: &SignRequest) -> Result<(), Error> {
    usage::check(key, Purpose::Sign)?;
    if request.signing_algorithm.fits(key.key_spec) { Ok(()) } else { Err(SignRequest::UNFIT) }
}

impl<S: Store, H: Host> Kms<S, H> {
    /// A signature of a message or of its digest.
    ///
    /// # Errors
    /// `KMS.0331`, `KMS.0334`, `KMS.0341` if the key is not for signing, `KMS.0332` for an algorithm of
    /// another key, `KMS.0329` for a digest of another length.
    pub async fn sign(&self, request: &SignRequest) -> Result<SignResponse, Error> {
        let key = self.named(Operation::Sign, &request.key_id).await?;
        check(&key, request)?;
        let signature = self.current(&key)?.sign(
            request.signing_algorithm,
            request.message_type,
            &request.message,
            &mut self.random(),
        )?;
        Ok(SignResponse { key_id: key.key_id, signature: text::base64(&signature) })
    }
}
