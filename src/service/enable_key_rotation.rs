//! enable-key-rotation: a key goes on with new material every 365 days.

use super::Kms;
use crate::contract::create_key::Origin;
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::key::KeyRequest;
use crate::contract::operation::Operation;
use crate::contract::spec::Family;
use crate::host::Host;
use crate::key::{Key, Rotation};
use crate::store::Store;

/// Whether a key can go on with new material: only if it is symmetric and its material is made here.
pub(super) fn check_rotates(key: &Key) -> Result<(), Error> {
    let code = match (key.origin, key.key_spec.family) {
        (Origin::External, _) => Code::Kms0312,
        (Origin::Kms, Family::Symmetric) => return Ok(()),
        (Origin::Kms, Family::Rsa) => Code::Kms0324,
        (Origin::Kms, Family::Hmac) => Code::Kms0341,
        (Origin::Kms, _) => Code::Kms0325,
    };
    Err(Error::in_field(code, "key_id", ""))
}

/// The error of a key that does not rotate by itself.
pub(super) const NOT_ENABLED: Error = Error::in_field(Code::Kms0313, "key_id", "");

impl<S: Store, H: Host> Kms<S, H> {
    /// A key goes on with new material every 365 days.
    ///
    /// # Errors
    /// `KMS.2901` if it does already; `KMS.0312`, `KMS.0324`, `KMS.0325`, `KMS.0341` if it cannot;
    /// `KMS.0308` if it has rotated as often as it may.
    pub async fn enable_key_rotation(&self, request: &KeyRequest) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change(Operation::EnableKeyRotation, &key, |key, now| {
            check_rotates(key)?;
            if key.rotation.is_some() {
                return Err(Error::in_field(Code::Kms2901, "key_id", ""));
            }
            key.check_rotations()?;
            key.rotation = Some(Rotation { interval_days: 365, since: now });
            Ok(EmptyResponse {})
        })
        .await
    }
}
