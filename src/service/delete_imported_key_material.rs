//! delete-imported-key-material: a symmetric key without its material, until it is imported again.

use super::Kms;
use super::get_parameters_for_import::check_external;
use super::keys::check_state;
use crate::contract::error::Code;
use crate::contract::error::Error;
use crate::contract::key::EmptyResponse;
use crate::contract::key::KeyRequest;
use crate::contract::operation::Operation;
use crate::contract::spec::Family;
use crate::host::Host;
use crate::store::Store;

impl<S: Store, H: Host> Kms<S, H> {
    /// A symmetric key without its material, until it is imported again.
    ///
    /// # Errors
    /// `KMS.0309` if the key is not external, `KMS.2702` if it is a pair, `KMS.2701` by its state.
    pub async fn delete_imported_key_material(
        &self,
        request: &KeyRequest,
    ) -> Result<EmptyResponse, Error> {
        let key = self.resolve(&request.key_id).await?;
        self.change_in_any_state(&key, |key, _| {
            check_external(key)?;
            if key.key_spec.family != Family::Symmetric {
                return Err(Error::in_field(Code::Kms2702, "key_id", ""));
            }
            check_state(Operation::DeleteImportedKeyMaterial, key)?;
            key.drop_material();
            Ok(EmptyResponse {})
        })
        .await
    }
}
