//! encrypt-datakey: a data key of the caller, wrapped by a key.

use super::Kms;
use super::create_datakey::TOO_LONG;
use super::usage::{self, Purpose};
use crate::contract::datakey::{EncryptDatakeyRequest, EncryptDatakeyResponse};
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::spec::Spec;
use crate::host::Host;
use crate::material::hash;
use crate::store::Store;
use crate::text;

impl<S: Store, H: Host> Kms<S, H> {
    /// A data key of the caller, wrapped by a key.
    ///
    /// # Errors
    /// `KMS.2103` if the digest is not the data key's, `KMS.1904` if an RSA key cannot take as much.
    pub async fn encrypt_datakey(
        &self,
        request: &EncryptDatakeyRequest,
    ) -> Result<EncryptDatakeyResponse, Error> {
        let key = self.named(Operation::EncryptDatakey, &request.key_id).await?;
        usage::check(&key, Purpose::Encrypt)?;
        let plain = datakey(request, key.key_spec).ok_or(EncryptDatakeyRequest::WRONG_DIGEST)?;
        let additional = &request.additional_authenticated_data;
        let too_long = Error { field: Some("plain_text"), ..TOO_LONG };
        let sealed = self.encrypt(&key, plain, additional, too_long)?;
        Ok(EncryptDatakeyResponse {
            key_id: key.key_id,
            cipher_text: text::hex(&sealed),
            datakey_length: plain.len().to_string(),
        })
    }
}

/// The data key in front of its digest; none if it is another's. The digest is SHA-256, or SM3 for
/// every key that is not of AES: the official encryption SDK takes SM3 for RSA keys too.
fn datakey<'a>(request: &'a EncryptDatakeyRequest, spec: &Spec) -> Option<&'a [u8]> {
    let (plain, digest) = request.plain_text.split_at_checked(request.datakey_plain_length)?;
    let is_sha256 = digest == hash::sha256(plain) && !matches!(spec.name, "SM4" | "SM2");
    let is_sm3 = digest == hash::sm3(plain) && spec.name != "AES_256";
    (is_sha256 || is_sm3).then_some(plain)
}
