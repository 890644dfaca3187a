//! The sending side of an import: material, wrapped as import-key-material takes it. No service does
//! this, and no key is kept.

use zeroize::Zeroizing;

use crate::contract::algorithm::EncryptionAlgorithm;
use crate::contract::error::Error;
use crate::contract::spec::{Family, Spec};
use crate::contract::wrap::{WrapKeyMaterialRequest, WrapKeyMaterialResponse};
use crate::host::Host;
use crate::material::random::Random;
use crate::material::wrap::{WrapCipher, wrap};
use crate::material::{Material, PrivateFormat, PublicKey, SecretFormat};
use crate::text::base64;

/// Wraps `material`, which is the bytes of a symmetric key or PKCS#8 in DER, or makes it.
///
/// A private key is wrapped by a random temporary key (RFC 5649), and that by the public key: AES-256,
/// or SM4 for an SM2 key.
///
/// # Errors
/// `KMS.0308` if the public key does not fit the algorithm, `KMS.2604`, `KMS.2609` if the material is
/// none of the spec, `ERR_RANDOM` if there is no sound randomness.
pub async fn wrap_key_material(
    request: &WrapKeyMaterialRequest,
    material: Option<&[u8]>,
    host: &impl Host,
) -> Result<WrapKeyMaterialResponse, Error> {
    let public = PublicKey::of_unknown_spki(&request.public_key)
        .ok()
        .filter(|public| is_fit(public.spec(), request.wrapping_algorithm))
        .ok_or(WrapKeyMaterialRequest::UNFIT)?;
    let random = &mut Random::new(host);
    let spec = request.key_spec;
    let is_secret = spec.family == Family::Symmetric;
    let material = match material {
        _ if request.generates => Material::generate(spec, random, host).await?,
        Some(bytes) if is_secret => Material::import_secret(spec, bytes)?,
        Some(bytes) => Material::import_pkcs8(spec, bytes, host).await?,
        None => return Err(WrapKeyMaterialRequest::NO_MATERIAL),
    };

    if is_secret {
        let secret = material.secret_key(SecretFormat::Raw)?;
        let wrapped = public.encrypt(request.wrapping_algorithm, &secret, random)?;
        return Ok(WrapKeyMaterialResponse {
            encrypted_key_material: base64(&wrapped),
            encrypted_privatekey: None,
        });
    }
    let (cipher, length) = match spec.family {
        Family::Sm2 => (WrapCipher::Sm4, 16),
        _ => (WrapCipher::Aes256, 32),
    };
    let mut temporary = Zeroizing::new(vec![0; length]);
    random.fill(&mut temporary)?;
    let pkcs8 = material.private_key(PrivateFormat::Pkcs8Der)?;
    let wrapped = public.encrypt(request.wrapping_algorithm, &temporary, random)?;
    Ok(WrapKeyMaterialResponse {
        encrypted_key_material: base64(&wrapped),
        encrypted_privatekey: Some(base64(&wrap(cipher, &temporary, &pkcs8)?)),
    })
}

fn is_fit(spec: &Spec, algorithm: EncryptionAlgorithm) -> bool {
    match algorithm {
        EncryptionAlgorithm::RsaesOaepSha256 => spec.family == Family::Rsa,
        EncryptionAlgorithm::Sm2Encrypt => spec.family == Family::Sm2,
        EncryptionAlgorithm::SymmetricDefault => false,
    }
}
