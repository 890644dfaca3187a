//! get-parameters-for-import: a public key to wrap material by, and a token.

use super::Kms;
use super::keys::check_state;
use super::resolve::Resolved;
use crate::contract::algorithm::EncryptionAlgorithm;
use crate::contract::create_key::Origin;
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::import::{GetParametersForImportRequest, GetParametersForImportResponse};
use crate::contract::operation::Operation;
use crate::contract::spec::Spec;
use crate::host::Host;
use crate::key::Key;
use crate::key::{DAY, token::Token};
use crate::material::Material;
use crate::store::Store;
use crate::text;

/// Whether material can be imported into `key` at all.
pub(super) fn check_external(key: &Key) -> Result<(), Error> {
    match key.origin {
        Origin::External => Ok(()),
        Origin::Kms => Err(Error::in_field(Code::Kms0309, "key_id", "")),
    }
}

impl<S: Store, H: Host> Kms<S, H> {
    /// A public key to wrap material by, and a token. The private half of the wrapping key is in
    /// the token, sealed: nothing is kept here.
    ///
    /// # Errors
    /// `KMS.0309` if the key is not external, `KMS.0310` if it has material.
    pub async fn get_parameters_for_import(
        &self,
        request: &GetParametersForImportRequest,
    ) -> Result<GetParametersForImportResponse, Error> {
        let name = self.resolve(&request.key_id).await?;
        self.importing_key(&name).await?;
        let spec = wrapping_spec(request.wrapping_algorithm);
        let wrapping = Material::generate(spec, &mut self.random(), &self.host).await?;
        // The search for the primes may have taken long enough for material to be imported.
        let key = self.importing_key(&name).await?;
        let expires = self.host.now_ms().saturating_add(DAY);
        let token = Token::new(
            key.key_id.clone(),
            request.wrapping_algorithm.name(),
            key.imports,
            expires,
            &wrapping.to_bytes()?,
            wrapping.public()?.spki(),
        );
        let sealed = token.seal(&self.root, self.project(), &mut self.random())?;
        Ok(GetParametersForImportResponse {
            key_id: key.key_id,
            import_token: text::base64(&sealed),
            expiration_time: expires / 1000,
            public_key: text::base64(wrapping.public()?.spki()),
        })
    }

    /// The key, if material can be imported into it now.
    async fn importing_key(&self, key: &Resolved) -> Result<Key, Error> {
        let key = self.find(key).await?.value;
        check_external(&key)?;
        check_state(Operation::GetParametersForImport, &key)?;
        Ok(key)
    }
}

/// The spec of the key that wraps by `algorithm`.
pub(super) fn wrapping_spec(algorithm: EncryptionAlgorithm) -> &'static Spec {
    let name = match algorithm {
        EncryptionAlgorithm::Sm2Encrypt => "SM2",
        _ => "RSA_2048",
    };
    Spec::named(name).unwrap_or(Spec::default_spec())
}
