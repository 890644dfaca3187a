//! Which key a request is about.

use alloc::string::String;

use super::Kms;
use super::keys::NO_SUCH_KEY;
use crate::contract::error::Error;
use crate::contract::key::KeyName;
use crate::host::Host;
use crate::key::alias::Alias;
use crate::store::Store;

/// The id of the key that a request names. [`Kms::resolve`] alone makes one, and a call looks a name up
/// once: an alias may be moved to another key while the call waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved(String);

impl Resolved {
    pub(super) fn id(&self) -> &str {
        &self.0
    }
}

impl<S: Store, H: Host> Kms<S, H> {
    /// The key of that name. Whether there is such a key is seen when it is read.
    ///
    /// # Errors
    /// `KMS.0207` if there is no such alias, `ERR_RECORD` if its record cannot be read.
    pub(super) async fn resolve(&self, name: &KeyName) -> Result<Resolved, Error> {
        match name {
            KeyName::Id(id) => Ok(Resolved(id.clone())),
            KeyName::Alias(alias) => {
                let alias = self.records.get::<Alias>(alias).await?.ok_or(NO_SUCH_KEY)?;
                Ok(Resolved(alias.value.key_id))
            }
        }
    }
}
