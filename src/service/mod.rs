//! What is done with a request. One file an operation, named as on the wire.

mod cipher;
mod keys;
mod records;
mod resolve;
mod time;
mod turns;
mod usage;
mod walk;

mod batch_tags;
mod cancel_key_deletion;
mod convert;
mod create_alias;
mod create_datakey;
mod create_datakey_pair;
mod create_key;
mod create_tag;
mod decrypt_data;
mod decrypt_datakey;
mod delete_alias;
mod delete_imported_key_material;
mod delete_tag;
mod describe_key;
mod disable_key;
mod disable_key_rotation;
mod enable_key;
mod enable_key_rotation;
mod encrypt_data;
mod encrypt_datakey;
mod find_by_tags;
mod gen_random;
mod generate_mac;
mod get_key_rotation_status;
mod get_parameters_for_import;
mod get_publickey;
mod import_key_material;
mod list_aliases;
mod list_keys;
mod list_tags;
mod re_encrypt;
mod rotate_on_demand;
mod schedule_key_deletion;
mod seed;
mod sign;
mod update_key_alias;
mod update_key_description;
mod update_key_rotation_interval;
mod user_instances;
mod user_quotas;
mod verify;
mod wrap_key_material;

use alloc::rc::Rc;
use alloc::string::String;

use serde::Serialize;

use self::records::Records;
use crate::contract::create_key::DomainId;
use crate::contract::error::Error;
use crate::contract::operation::Operation;
use crate::contract::request::{Request, Source};
use crate::host::Host;
use crate::key::RootKey;
use crate::store::Store;

pub use self::convert::{convert_ciphertext, convert_key, convert_signature};
pub use self::create_key::{CreatedKey, create_key};
pub use self::turns::Turns;
pub use self::wrap_key_material::wrap_key_material;

/// The service: keys of one project, kept in a store, sealed by a root key.
///
/// Its methods are the operations. Each checks the request's key, its state and its usage before
/// anything is computed, and changes nothing if it refuses.
#[derive(Debug)]
pub struct Kms<S, H> {
    records: Records<S>,
    host: H,
    root: Rc<RootKey>,
    account: Account,
    turns: Rc<Turns>,
}

/// Whose keys they are.
#[derive(Clone, Debug)]
pub struct Account {
    /// The project, which no other project's keys are seen from.
    pub project_id: String,
    /// The account, as answers name it.
    pub domain_id: DomainId,
    /// How many keys the project may have.
    pub max_keys: u64,
}

/// An account of zeros, as no account of the cloud is, with up to 100,000 keys.
impl Default for Account {
    fn default() -> Self {
        Self { project_id: "0".repeat(32), domain_id: DomainId::default(), max_keys: 100_000 }
    }
}

impl Account {
    /// Whether it is the id of a project: 32 letters and digits.
    ///
    /// Source: "Creating a Key", Table 1 (2026-06-09), which names the length and no more; every id in
    /// an example is of hexadecimal digits.
    pub fn is_project_id(text: &str) -> bool {
        text.len() == 32 && text.bytes().all(|c| c.is_ascii_alphanumeric())
    }
}

impl<S: Store, H: Host> Kms<S, H> {
    /// The service on what `store` keeps.
    pub fn new(store: S, host: H, root: impl Into<Rc<RootKey>>, account: Account) -> Self {
        let root = root.into();
        let records = Records::new(store, Rc::clone(&root), account.project_id.clone());
        Self { records, host, root, account, turns: Rc::default() }
    }

    /// The same, in line with every other service that has these `turns`: what one of them creates comes
    /// after whatever another has created before.
    #[must_use]
    pub fn in_turn(self, turns: Rc<Turns>) -> Self {
        Self { turns, ..self }
    }

    /// Where time and randomness come from.
    pub(crate) fn host(&self) -> &H {
        &self.host
    }

    /// Runs an operation on its request, the text of a body, and answers with text.
    ///
    /// # Errors
    /// What the request is refused with.
    pub async fn call(&self, operation: Operation, request: Source<'_>) -> Result<String, Error> {
        /// The request of one type, answered.
        macro_rules! answer {
            ($method:ident) => {
                Ok(json(&self.$method(&Request::parse(request)?).await?))
            };
        }
        match operation {
            Operation::CreateKey => {
                let answer = self.create_key(&Request::parse(request)?).await?;
                Ok(answer.to_json())
            }
            Operation::DescribeKey => answer!(describe_key),
            Operation::ListKeys => answer!(list_keys),
            Operation::EnableKey => answer!(enable_key),
            Operation::DisableKey => answer!(disable_key),
            Operation::ScheduleKeyDeletion => answer!(schedule_key_deletion),
            Operation::CancelKeyDeletion => answer!(cancel_key_deletion),
            Operation::UpdateKeyAlias => answer!(update_key_alias),
            Operation::UpdateKeyDescription => answer!(update_key_description),
            Operation::GenRandom => answer!(gen_random),
            Operation::CreateDatakey => answer!(create_datakey),
            Operation::CreateDatakeyWithoutPlaintext => answer!(create_datakey_without_plaintext),
            Operation::EncryptDatakey => answer!(encrypt_datakey),
            Operation::DecryptDatakey => answer!(decrypt_datakey),
            Operation::CreateRsaDatakeyPair => answer!(create_rsa_datakey_pair),
            Operation::CreateEcDatakeyPair => answer!(create_ec_datakey_pair),
            Operation::EncryptData => answer!(encrypt_data),
            Operation::DecryptData => answer!(decrypt_data),
            Operation::ReEncrypt => answer!(re_encrypt),
            Operation::Sign => answer!(sign),
            Operation::Verify => answer!(verify),
            Operation::GetPublicKey => answer!(get_publickey),
            Operation::GenerateMac => answer!(generate_mac),
            Operation::VerifyMac => answer!(verify_mac),
            Operation::GetParametersForImport => answer!(get_parameters_for_import),
            Operation::ImportKeyMaterial => answer!(import_key_material),
            Operation::DeleteImportedKeyMaterial => answer!(delete_imported_key_material),
            Operation::EnableKeyRotation => answer!(enable_key_rotation),
            Operation::DisableKeyRotation => answer!(disable_key_rotation),
            Operation::UpdateKeyRotationInterval => answer!(update_key_rotation_interval),
            Operation::GetKeyRotationStatus => answer!(get_key_rotation_status),
            Operation::RotateOnDemand => answer!(rotate_on_demand),
            Operation::CreateTag => answer!(create_tag),
            Operation::BatchTags => answer!(batch_tags),
            Operation::DeleteTag => answer!(delete_tag),
            Operation::ShowTags => answer!(show_tags),
            Operation::ListTags => answer!(list_tags),
            Operation::FindByTags => answer!(find_by_tags),
            Operation::CreateAlias => answer!(create_alias),
            Operation::AssociateAlias => answer!(associate_alias),
            Operation::DeleteAlias => answer!(delete_alias),
            Operation::ListAliases => answer!(list_aliases),
            Operation::ShowUserInstances => answer!(user_instances),
            Operation::ShowUserQuotas => answer!(user_quotas),
        }
    }
}

/// Text of an answer: serialization of our own types cannot fail.
fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_project_has_32_letters_and_digits() {
        for good in ["0605767a8f80d5762fd3c0186d9a57c0", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"] {
            assert!(Account::is_project_id(good), "{good}");
        }
        let short = "0605767a8f80d5762fd3c0186d9a57c";
        assert!(!Account::is_project_id(""));
        assert!(!Account::is_project_id(short));
        for end in ["00", "-", "/", "%", " ", "\n", "ü", "\0"] {
            assert!(!Account::is_project_id(&format!("{short}{end}")), "{end:?}");
        }
    }
}
