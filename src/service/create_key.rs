//! create-key: draws the id, makes the material, answers.

use uuid::Builder;

use crate::contract::create_key::{CreateKeyRequest, CreateKeyResponse, DomainId, KeyInfo, Origin};
use crate::contract::error::Error;
use crate::host::Host;
use crate::material::Material;
use crate::material::random::Random;

/// A key that has just been made.
#[derive(Debug)]
pub struct CreatedKey {
    /// What the service answers.
    pub response: CreateKeyResponse,
    /// The key itself; none if its origin is external, until material is imported.
    pub material: Option<Material>,
}

/// Makes the key that `request` asks for.
///
/// # Errors
/// `ERR_RANDOM` if `host` has no sound randomness, `ERR_INTERNAL` if its primes are no key.
/// Nothing has been made then.
pub fn create_key(
    request: &CreateKeyRequest,
    domain_id: DomainId,
    host: &impl Host,
) -> Result<CreatedKey, Error> {
    // One source for both: a platform that gives the key the bytes that it gave the id is found out.
    let random = &mut Random::new(host);
    let mut id = [0; 16];
    random.fill(&mut id)?;
    let key_id = Builder::from_random_bytes(id).into_uuid();

    let material = match request.origin {
        Origin::Kms => Some(Material::generate(request.key_spec, random, host)?),
        Origin::External => None,
    };
    let response = CreateKeyResponse { key_info: KeyInfo { key_id, domain_id } };
    Ok(CreatedKey { response, material })
}
