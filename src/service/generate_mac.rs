//! generate-mac and verify-mac: a message authentication code, made and checked.

use super::Kms;
use super::usage::{self, Purpose};
use crate::contract::error::Error;
use crate::contract::mac::{
    GenerateMacRequest, GenerateMacResponse, VerifyMacRequest, VerifyMacResponse,
};
use crate::contract::operation::Operation;
use crate::host::Host;
use crate::key::Key;
use crate::store::Store;
use crate::text;

impl<S: Store, H: Host> Kms<S, H> {
    /// A message authentication code.
    ///
    /// # Errors
    /// `KMS.0308` if the key is not of HMAC, or the algorithm is another's.
    pub async fn generate_mac(
        &self,
        request: &GenerateMacRequest,
    ) -> Result<GenerateMacResponse, Error> {
        let key = self.mac_key(Operation::GenerateMac, request).await?;
        let mac = text::lower_hex(&self.current(&key)?.mac(&request.message)?);
        Ok(GenerateMacResponse { key_id: key.key_id, mac_algorithm: request.mac_algorithm, mac })
    }

    /// Whether a message authentication code is right. A code that is malformed is a wrong one.
    ///
    /// # Errors
    /// The same.
    pub async fn verify_mac(&self, request: &VerifyMacRequest) -> Result<VerifyMacResponse, Error> {
        let key = self.mac_key(Operation::VerifyMac, &request.message).await?;
        let mac = request.mac.as_deref().unwrap_or_default();
        let mac_valid = self.current(&key)?.verify_mac(&request.message.message, mac)?;
        let mac_algorithm = request.message.mac_algorithm;
        Ok(VerifyMacResponse { key_id: key.key_id, mac_algorithm, mac_valid })
    }

    async fn mac_key(
        &self,
        operation: Operation,
        request: &GenerateMacRequest,
    ) -> Result<Key, Error> {
        let key = self.named(operation, &request.key_id).await?;
        usage::check(&key, Purpose::Mac)?;
        let fits = request.mac_algorithm.fits(key.key_spec);
        if fits { Ok(key) } else { Err(GenerateMacRequest::UNFIT) }
    }
}
