//! The table of operations: what they are called, where they are, and in which states of a key.

use super::error::Code;
use super::state::State;
use super::{
    aliases, create_key, data, datakey, datakey_pair, import, key, lifecycle, list_keys, mac,
    random, rotation, signature, tags,
};

use super::request::Request;

/// In each state of a key, in the order of [`State::ALL`], whether an operation is allowed, or the code
/// that refuses it.
pub type States = [Result<(), Code>; 4];

/// Writes the enum and its columns from one table, so that a row cannot lack a cell.
macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $method:literal $path:literal, $request:ty, $states:expr;)*) => {
        /// An operation of the service.
        ///
        /// Sources: huaweicloudsdkkms 3.1.219 for names and paths; the service's user guide and the
        /// texts of its codes for the states, and `docs/decisions.md` where they are silent.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $($(#[$doc])* $variant,)* }

        impl Operation {
            /// Every operation, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in the official SDKs, such as `createKey`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP method.
            pub const fn method(self) -> &'static str {
                match self { $(Self::$variant => $method,)* }
            }

            /// The path behind `/v1.0/{project_id}/kms/`.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$variant => $path,)* }
            }

            /// The members that its request may have, those of the path and the query included.
            pub const fn members(self) -> &'static [&'static str] {
                match self { $(Self::$variant => <$request>::MEMBERS,)* }
            }

            const fn states(self) -> States {
                match self { $(Self::$variant => $states,)* }
            }
        }
    };
}

impl Operation {
    /// The operation of that SDK name; none if there is none. Case matters.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.name() == name)
    }

    /// Whether it may be done to a key in `state`.
    ///
    /// # Errors
    /// The code of the cell.
    pub fn in_state(self, state: State) -> Result<(), Code> {
        let [enabled, disabled, pending_deletion, pending_import] = self.states();
        match state {
            State::Enabled => enabled,
            State::Disabled => disabled,
            State::PendingDeletion => pending_deletion,
            State::PendingImport => pending_import,
        }
    }
}

const OK: Result<(), Code> = Ok(());

const fn no(code: Code) -> Result<(), Code> {
    Err(code)
}

/// It says what a key is, or is about no key.
const ANY: States = [OK, OK, OK, OK];
/// It uses the key. That a key without material is `KMS.0308` is ours: no code is published.
const USE: States = [OK, no(Code::Kms0209), no(Code::Kms0210), no(Code::Kms0308)];
/// It changes what a key is called or marked with.
const MARK: States = [OK, OK, no(Code::Kms0210), OK];
/// It changes how a key rotates. A key that waits for material is external, which has a code of its
/// own.
const ROTATE: States = [OK, no(Code::Kms0209), no(Code::Kms0210), OK];
const ENABLE: States = [no(Code::Kms1201), OK, no(Code::Kms1201), no(Code::Kms1201)];
const DISABLE: States = [OK, no(Code::Kms1301), no(Code::Kms1301), no(Code::Kms1301)];
const SCHEDULE: States = [OK, OK, no(Code::Kms1402), OK];
const CANCEL: States = [no(Code::Kms1501), no(Code::Kms1501), OK, no(Code::Kms1501)];
const IMPORT: States = [no(Code::Kms0310), no(Code::Kms0310), no(Code::Kms0310), OK];
const DELETE_MATERIAL: States = [OK, OK, no(Code::Kms2701), no(Code::Kms2701)];

operations! {
    /// A new key.
    CreateKey, "createKey", "POST" "create-key", create_key::CreateKeyRequest, ANY;
    /// What a key is.
    DescribeKey, "listKeyDetail", "POST" "describe-key", key::KeyRequest, ANY;
    /// What keys there are.
    ListKeys, "listKeys", "POST" "list-keys", list_keys::ListKeysRequest, ANY;
    /// Disabled to enabled.
    EnableKey, "enableKey", "POST" "enable-key", key::KeyRequest, ENABLE;
    /// Enabled to disabled.
    DisableKey, "disableKey", "POST" "disable-key", key::KeyRequest, DISABLE;
    /// To pending deletion.
    ScheduleKeyDeletion, "deleteKey", "POST" "schedule-key-deletion", lifecycle::ScheduleKeyDeletionRequest, SCHEDULE;
    /// Back from pending deletion.
    CancelKeyDeletion, "cancelKeyDeletion", "POST" "cancel-key-deletion", key::KeyRequest, CANCEL;
    /// Another name.
    UpdateKeyAlias, "updateKeyAlias", "POST" "update-key-alias", lifecycle::UpdateKeyAliasRequest, MARK;
    /// Another description.
    UpdateKeyDescription, "updateKeyDescription", "POST" "update-key-description", lifecycle::UpdateKeyDescriptionRequest, MARK;
    /// Random bytes.
    GenRandom, "createRandom", "POST" "gen-random", random::GenRandomRequest, ANY;
    /// A new data key, in plaintext and wrapped.
    CreateDatakey, "createDatakey", "POST" "create-datakey", datakey::CreateDatakeyRequest, USE;
    /// A new data key, wrapped.
    CreateDatakeyWithoutPlaintext, "createDatakeyWithoutPlaintext", "POST" "create-datakey-without-plaintext", datakey::CreateDatakeyWithoutPlaintextRequest, USE;
    /// A given data key, wrapped.
    EncryptDatakey, "encryptDatakey", "POST" "encrypt-datakey", datakey::EncryptDatakeyRequest, USE;
    /// A wrapped data key, unwrapped.
    DecryptDatakey, "decryptDatakey", "POST" "decrypt-datakey", datakey::DecryptDatakeyRequest, USE;
    /// A new RSA pair, its private key wrapped.
    CreateRsaDatakeyPair, "createRsaDatakeyPair", "POST" "create-rsa-datakey-pair", datakey_pair::CreateRsaDatakeyPairRequest, USE;
    /// A new curve pair, its private key wrapped.
    CreateEcDatakeyPair, "createEcDatakeyPair", "POST" "create-ec-datakey-pair", datakey_pair::CreateEcDatakeyPairRequest, USE;
    /// Small data, encrypted.
    EncryptData, "encryptData", "POST" "encrypt-data", data::EncryptDataRequest, USE;
    /// Small data, decrypted.
    DecryptData, "decryptData", "POST" "decrypt-data", data::DecryptDataRequest, USE;
    /// Small data, from one key to another.
    ReEncrypt, "reEncrypt", "POST" "re-encrypt", data::ReEncryptRequest, USE;
    /// A signature.
    Sign, "sign", "POST" "sign", signature::SignRequest, USE;
    /// Whether a signature is right.
    Verify, "validateSignature", "POST" "verify", signature::VerifyRequest, USE;
    /// The public key.
    GetPublicKey, "showPublicKey", "POST" "get-publickey", key::KeyRequest, USE;
    /// A message authentication code.
    GenerateMac, "generateMac", "POST" "generate-mac", mac::GenerateMacRequest, USE;
    /// Whether such a code is right.
    VerifyMac, "verifyMac", "POST" "verify-mac", mac::VerifyMacRequest, USE;
    /// What a sender of material needs.
    GetParametersForImport, "createParametersForImport", "POST" "get-parameters-for-import", import::GetParametersForImportRequest, IMPORT;
    /// Material from outside.
    ImportKeyMaterial, "importKeyMaterial", "POST" "import-key-material", import::ImportKeyMaterialRequest, IMPORT;
    /// Imported material, deleted.
    DeleteImportedKeyMaterial, "deleteImportedKeyMaterial", "POST" "delete-imported-key-material", key::KeyRequest, DELETE_MATERIAL;
    /// The key rotates by itself.
    EnableKeyRotation, "enableKeyRotation", "POST" "enable-key-rotation", key::KeyRequest, ROTATE;
    /// It does not.
    DisableKeyRotation, "disableKeyRotation", "POST" "disable-key-rotation", key::KeyRequest, MARK;
    /// How often it does.
    UpdateKeyRotationInterval, "updateKeyRotationInterval", "POST" "update-key-rotation-interval", rotation::UpdateKeyRotationIntervalRequest, ROTATE;
    /// Whether, how often and when it did.
    GetKeyRotationStatus, "showKeyRotationStatus", "POST" "get-key-rotation-status", key::KeyRequest, ANY;
    /// New material now.
    RotateOnDemand, "rotateOnDemand", "POST" "rotate-on-demand", key::KeyRequest, ROTATE;
    /// One tag more.
    CreateTag, "createKmsTag", "POST" "{key_id}/tags", tags::CreateTagRequest, MARK;
    /// Several tags more, or fewer.
    BatchTags, "batchCreateKmsTags", "POST" "{key_id}/tags/action", tags::BatchTagsRequest, MARK;
    /// One tag fewer.
    DeleteTag, "deleteTag", "DELETE" "{key_id}/tags/{key}", tags::DeleteTagRequest, ANY;
    /// The tags of a key.
    ShowTags, "showKmsTags", "GET" "{key_id}/tags", key::KeyRequest, ANY;
    /// The tags of the project.
    ListTags, "listKmsTags", "GET" "tags", key::EmptyRequest, ANY;
    /// Keys by their tags.
    FindByTags, "listKmsByTags", "POST" "resource_instances/action", tags::FindByTagsRequest, ANY;
    /// One alias more.
    CreateAlias, "createAlias", "POST" "aliases", aliases::CreateAliasRequest, MARK;
    /// An alias to another key.
    AssociateAlias, "associateAlias", "POST" "alias/associate", aliases::AssociateAliasRequest, MARK;
    /// Aliases fewer.
    DeleteAlias, "deleteAlias", "DELETE" "aliases", aliases::DeleteAliasRequest, ANY;
    /// The aliases of a key, or of all.
    ListAliases, "listAliases", "GET" "aliases", aliases::ListAliasesRequest, ANY;
    /// How many keys there are.
    ShowUserInstances, "showUserInstances", "GET" "user-instances", key::EmptyRequest, ANY;
    /// How many there may be.
    ShowUserQuotas, "showUserQuotas", "GET" "user-quotas", key::EmptyRequest, ANY;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_found_by_its_own_name_and_no_two_share_one() {
        for operation in Operation::ALL {
            assert_eq!(Operation::named(operation.name()), Some(*operation));
        }
        assert_eq!(Operation::named("CreateKey"), None);
    }

    #[test]
    fn no_two_operations_share_method_and_path() {
        for (i, operation) in Operation::ALL.iter().enumerate() {
            let place = (operation.method(), operation.path());
            assert!(Operation::ALL[..i].iter().all(|it| (it.method(), it.path()) != place));
        }
    }
}
