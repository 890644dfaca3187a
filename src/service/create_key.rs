//! create-key: draws the id, makes the material, keeps both and answers.

use super::Kms;
use crate::contract::create_key::{CreateKeyRequest, CreateKeyResponse, DomainId};
use crate::contract::error::Error;
use crate::contract::state::State;
use crate::create_key::{NewKey, begin};
use crate::host::Host;
use crate::key::Key;
use crate::material::Material;
use crate::material::random::Random;
use crate::store::Store;

/// A key that has just been made.
#[derive(Debug)]
pub struct CreatedKey {
    /// What the service answers.
    pub response: CreateKeyResponse,
    /// The key itself; none if its origin is external, until material is imported.
    pub material: Option<Material>,
}

/// Makes the key that `request` asks for, and keeps nothing.
///
/// # Errors
/// `ERR_RANDOM` if `host` has no sound randomness, `ERR_INTERNAL` if its primes are no key.
/// Nothing has been made then.
pub async fn create_key(
    request: &CreateKeyRequest,
    domain_id: DomainId,
    host: &impl Host,
) -> Result<CreatedKey, Error> {
    let NewKey { response, material } = begin(request, domain_id, &mut Random::new(host))?;
    let material = match material {
        Some(begun) => Some(begun.whole(host).await?),
        None => None,
    };
    Ok(CreatedKey { response, material })
}

impl<S: Store, H: Host> Kms<S, H> {
    /// Makes the key that `request` asks for, and keeps it.
    ///
    /// # Errors
    /// `KMS.1104` if another key of the project has the alias, `KMS.1105` if there are as many keys as
    /// there may be; otherwise as [`create_key`].
    pub async fn create_key(&self, request: &CreateKeyRequest) -> Result<CreateKeyResponse, Error> {
        let CreatedKey { response, material } =
            create_key(request, self.account.domain_id.clone(), &self.host).await?;
        let key_id = response.key_info.key_id.to_string();
        self.insert(&self.born(key_id, request, material.as_ref())?).await?;
        Ok(response)
    }

    /// The key as it is first kept.
    pub(super) fn born(
        &self,
        key_id: String,
        request: &CreateKeyRequest,
        material: Option<&Material>,
    ) -> Result<Key, Error> {
        let (created, turn) = self.turns.next(self.host.now_ms());
        let mut key = Key {
            key_id,
            key_alias: request.key_alias.clone(),
            key_spec: request.key_spec,
            key_usage: request.key_usage,
            key_description: request.key_description.clone(),
            origin: request.origin,
            enterprise_project_id: request.enterprise_project_id.clone(),
            state: if material.is_some() { State::Enabled } else { State::PendingImport },
            created,
            turn,
            deletion: None,
            public_key: None,
            versions: Vec::new(),
            rotation: None,
            imports: 0,
            tags: Vec::new(),
        };
        if let Some(material) = material {
            self.add_version(&mut key, material)?;
        }
        Ok(key)
    }
}
