//! create-key, without a store and without waiting: what is drawn, and what is answered.

use uuid::Builder;

use crate::contract::create_key::{CreateKeyRequest, CreateKeyResponse, DomainId, KeyInfo, Origin};
use crate::contract::error::Error;
use crate::material::random::Random;
use crate::material::{Begun, Material};

/// A key that is being made.
#[derive(Debug)]
pub struct NewKey {
    /// What the service answers once it is whole.
    pub response: CreateKeyResponse,
    /// The key itself; none if its origin is external, until material is imported.
    pub material: Option<Begun>,
}

/// Begins the key that `request` asks for, and keeps nothing.
///
/// # Errors
/// `ERR_RANDOM` if there is no sound randomness. Nothing has been made then.
pub fn begin(
    request: &CreateKeyRequest,
    domain_id: DomainId,
    random: &mut Random<'_>,
) -> Result<NewKey, Error> {
    let mut id = [0; 16];
    random.fill(&mut id)?;
    let key_id = Builder::from_random_bytes(id).into_uuid();

    let material = match request.origin {
        Origin::Kms => Some(Material::begin(request.key_spec, random)?),
        Origin::External => None,
    };
    let response = CreateKeyResponse { key_info: KeyInfo { key_id, domain_id } };
    Ok(NewKey { response, material })
}
