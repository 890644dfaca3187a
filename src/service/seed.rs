//! Keys that are there from the beginning, for tests.

use super::Kms;
use crate::contract::create_key::Origin;
use crate::contract::error::Error;
use crate::contract::seed::{SeedRequest, SeedResponse, SeededKey};
use crate::contract::spec::Family;
use crate::host::Host;
use crate::material::Material;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// Creates the keys of a document, in its order, with the ids and the material that it gives.
    ///
    /// # Errors
    /// What create-key and import-key-material would refuse them with. The keys before stay.
    pub async fn seed(&self, request: &SeedRequest) -> Result<SeedResponse, Error> {
        let mut keys = Vec::with_capacity(request.keys.len());
        for seeded in &request.keys {
            let spec = seeded.request.key_spec;
            let material = match &seeded.material {
                Some(bytes) => Some(self.given(seeded, bytes).await?),
                None if seeded.request.origin == Origin::External => None,
                None => Some(Material::generate(spec, &mut self.random(), &self.host).await?),
            };
            let mut key = self.born(seeded.key_id.clone(), &seeded.request, material.as_ref())?;
            key.tags.clone_from(&seeded.tags);
            self.insert(&key).await?;
            keys.push(seeded.key_id.clone());
        }
        Ok(SeedResponse { keys })
    }

    async fn given(&self, seeded: &SeededKey, bytes: &[u8]) -> Result<Material, Error> {
        let spec = seeded.request.key_spec;
        match spec.family {
            Family::Symmetric | Family::Hmac => Material::import_secret(spec, bytes),
            _ => Material::import_pkcs8(spec, bytes, &self.host).await,
        }
    }
}
