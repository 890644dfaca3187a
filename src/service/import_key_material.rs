//! import-key-material: material from outside, unwrapped and checked.

use super::Kms;
use super::get_parameters_for_import::check_external;
use super::keys::check_state;
use crate::contract::algorithm::EncryptionAlgorithm;
use crate::contract::error::Error;
use crate::contract::import::ImportKeyMaterialRequest;
use crate::contract::key::EmptyResponse;
use crate::contract::operation::Operation;
use crate::contract::spec::Family;
use crate::contract::state::State;
use crate::host::Host;
use crate::key::{Key, token::Token};
use crate::material::Material;
use crate::material::wrap::{WrapCipher, unwrap};
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Material from outside, unwrapped and checked.
    ///
    /// # Errors
    /// `KMS.0309`, `KMS.0310` by the key; `KMS.2605`, `KMS.2603`, `KMS.2601` by the token; `KMS.2602`,
    /// `KMS.2608`, `KMS.0308` by what comes with it; `KMS.0311` by what is wrapped, whatever is wrong with
    /// it; `KMS.2606` if it is not what the key had before.
    pub async fn import_key_material(
        &self,
        request: &ImportKeyMaterialRequest,
    ) -> Result<EmptyResponse, Error> {
        let name = self.resolve(&request.key_id).await?;
        let key = self.find(&name).await?.value;
        check_imports(&key)?;
        let token = self.token(&key, request)?;
        let expires = expiry(request, &key, self.host.now_ms())?;

        let wrapping = wrapping_key(&token)?;
        let unwrapped = self.unwrapped(&key, &wrapping, request).await;
        let material = unwrapped.map_err(ImportKeyMaterialRequest::untold)?;
        let digest = self.root.digest(&key.key_id, &material.to_bytes()?);
        // Unwrapping, and the proof of an RSA key, may have taken a while: the key is checked again.
        self.change_in_any_state(&name, |key, _| {
            check_imports(key)?;
            check_token(&token, key)?;
            if key.versions.last().is_some_and(|last| last.digest.as_ref() != Some(&digest)) {
                return Err(ImportKeyMaterialRequest::OTHER_MATERIAL);
            }
            key.versions.clear();
            self.add_version(key, &material)?;
            if let Some(version) = key.versions.last_mut() {
                version.expires = expires;
            }
            key.imports = key.imports.saturating_add(1);
            key.state = State::Enabled;
            Ok(EmptyResponse {})
        })
        .await
    }

    /// What was wrapped, once it is known to be what the key's spec asks for. Its errors say what is wrong
    /// and are not to leave.
    async fn unwrapped(
        &self,
        key: &Key,
        (wrapping, algorithm): &(Material, EncryptionAlgorithm),
        request: &ImportKeyMaterialRequest,
    ) -> Result<Material, Error> {
        let random = &mut self.random();
        let opened = wrapping.decrypt(*algorithm, &request.encrypted_key_material, random)?;
        if key.key_spec.family == Family::Symmetric {
            return Material::import_secret(key.key_spec, &opened);
        }
        let cipher = match (opened.len(), key.key_spec.family) {
            (32, _) => WrapCipher::Aes256,
            (16, Family::Sm2) => WrapCipher::Sm4,
            _ => return Err(ImportKeyMaterialRequest::UNUSABLE),
        };
        let wrapped = request.encrypted_privatekey.as_deref().unwrap_or_default();
        let pkcs8 = unwrap(cipher, &opened, wrapped)?;
        Material::import_pkcs8(key.key_spec, &pkcs8, &self.host).await
    }

    fn token(&self, key: &Key, request: &ImportKeyMaterialRequest) -> Result<Token, Error> {
        let token = Token::open(&request.import_token, &self.root, self.project())
            .ok_or(ImportKeyMaterialRequest::BAD_TOKEN)?;
        if token.key_id == key.key_id && token.expires <= self.host.now_ms() {
            return Err(ImportKeyMaterialRequest::OLD_TOKEN);
        }
        check_token(&token, key)?;
        Ok(token)
    }
}

/// Whether material can be imported into `key` now.
fn check_imports(key: &Key) -> Result<(), Error> {
    check_external(key)?;
    check_state(Operation::ImportKeyMaterial, key)
}

/// Whether `token` is of `key`, and nothing has been imported since it was given out.
fn check_token(token: &Token, key: &Key) -> Result<(), Error> {
    if token.key_id != key.key_id {
        return Err(ImportKeyMaterialRequest::OTHER_TOKEN);
    }
    let is_fresh = token.imports == key.imports;
    if is_fresh { Ok(()) } else { Err(ImportKeyMaterialRequest::BAD_TOKEN) }
}

/// When the material is to be gone, in milliseconds, if the request may say so.
fn expiry(request: &ImportKeyMaterialRequest, key: &Key, now: u64) -> Result<Option<u64>, Error> {
    let is_symmetric = key.key_spec.family == Family::Symmetric;
    let expires = request.expiration_time.map(|seconds| seconds.saturating_mul(1000));
    if expires.is_some_and(|at| at <= now) {
        return Err(ImportKeyMaterialRequest::EXPIRED);
    }
    match (is_symmetric, &request.encrypted_privatekey) {
        (true, Some(_)) => Err(ImportKeyMaterialRequest::NEEDLESS_PRIVATE_KEY),
        (false, None) => Err(ImportKeyMaterialRequest::NO_PRIVATE_KEY),
        (false, Some(_)) if expires.is_some() => Err(ImportKeyMaterialRequest::STAYS),
        _ => Ok(expires),
    }
}

/// The key that the token holds, and what it decrypts by.
fn wrapping_key(token: &Token) -> Result<(Material, EncryptionAlgorithm), Error> {
    let algorithm =
        EncryptionAlgorithm::named(&token.algorithm).ok_or(ImportKeyMaterialRequest::BAD_TOKEN)?;
    let spec = super::get_parameters_for_import::wrapping_spec(algorithm);
    let halves = token.wrapping_key().zip(token.wrapping_spki());
    let (private, public) = halves.ok_or(ImportKeyMaterialRequest::BAD_TOKEN)?;
    Ok((Material::from_bytes(spec, &private, Some(public.as_slice()))?, algorithm))
}
