//! Everything that can be refused, in one table.

use alloc::string::String;
use core::fmt;

use crate::json::{self, Value};

/// Why a request was refused. It holds nothing of what the caller sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The row of the table.
    pub code: Code,
    /// The member or option at fault, as it is named on the wire.
    pub field: Option<&'static str>,
    /// One sentence that says what is allowed. Empty where the code's own message says it all.
    pub allowed: &'static str,
}

impl Error {
    /// An error that no single member is to blame for.
    pub const fn new(code: Code, allowed: &'static str) -> Self {
        Self { code, field: None, allowed }
    }

    /// The error in `field`.
    pub const fn in_field(code: Code, field: &'static str, allowed: &'static str) -> Self {
        Self { code, field: Some(field), allowed }
    }

    /// The service's published message, then what is allowed.
    pub fn message(&self) -> String {
        let space = if self.allowed.is_empty() { "" } else { " " };
        [self.code.message(), space, self.allowed].concat()
    }

    /// The JSON text of `{ code, status, field, message }`, of which `field` may be absent.
    pub fn to_json(&self) -> String {
        json::object(&[
            ("code", Value::Text(self.code.name())),
            ("status", Value::Number(self.code.status())),
            ("field", self.field.map_or(Value::Absent, Value::Text)),
            ("message", Value::Text(&self.message())),
        ])
    }
}

/// [`Error::message`].
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {}

/// The service's code of a refusal, or one of ours (`ERR_…`) where no service is involved: a row of the table.
///
/// Source of codes, statuses and messages: the service's error code page; which failure of
/// create-key gives which code: `docs/decisions.md`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(&'static Row);

#[derive(PartialEq, Eq)]
struct Row {
    name: &'static str,
    status: u16,
    message: &'static str,
}

impl Code {
    /// The code as callers see it, such as `KMS.1101`.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The HTTP status that the service answers with.
    pub const fn status(self) -> u16 {
        self.0.status
    }

    /// The service's published message.
    pub const fn message(self) -> &'static str {
        self.0.message
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Writes a constant for each row of the table. Constants, not an enum: a module holds the rows that it names.
macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident, $name:literal, $status:literal, $message:literal;)*) => {
        #[allow(non_upper_case_globals, reason = "they read as the variants of an enum")]
        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$constant,)*];

            $(
                $(#[$doc])*
                pub const $constant: Self =
                    Self(&Row { name: $name, status: $status, message: $message });
            )*
        }
    };
}

codes! {
    /// Something here failed that no request is to blame for.
    Kms0101, "KMS.0101", 500, "KMS error.";
    /// There is no such path.
    Kms0201, "KMS.0201", 400, "Invalid request URL.";
    /// The text is not JSON, or not an object.
    Kms0202, "KMS.0202", 400, "Invalid JSON format of the request message.";
    /// The text is longer than 64 KiB.
    Kms0203, "KMS.0203", 400, "Request message too long.";
    /// A mandatory member is absent or null.
    Kms0204, "KMS.0204", 400, "Parameters missing in the request message.";
    /// `key_id` is no key id.
    Kms0205, "KMS.0205", 400, "Invalid key ID.";
    /// `sequence` is not of 36 bytes.
    Kms0206, "KMS.0206", 400, "Invalid sequence number.";
    /// No such key, or no longer.
    Kms0207, "KMS.0207", 404, "The key does not exist.";
    /// `additional_authenticated_data` is too long, or not text.
    Kms0208, "KMS.0208", 400, "Invalid value of value encryption_context.";
    /// The key is disabled.
    Kms0209, "KMS.0209", 400, "The key has been disabled.";
    /// The key is to be deleted.
    Kms0210, "KMS.0210", 400, "The key is in Scheduled deletion state and cannot be used.";
    /// What was sent is no HTTP.
    Kms0214, "KMS.0214", 400, "The request format is invalid.";
    /// The path has another method.
    Kms0215, "KMS.0215", 405, "Request method not supported.";
    /// There is no token.
    Kms0301, "KMS.0301", 403, "Invalid or null X-Auth-Token.";
    /// The token is none that was given out.
    Kms0302, "KMS.0302", 403, "Invalid X-Auth-Token.";
    /// The request comes from where none may come from.
    Kms0307, "KMS.0307", 403, "No access permissions.";
    /// A member of the wrong type, or of a value that has no code of its own.
    Kms0308, "KMS.0308", 400, "Invalid parameter.";
    /// Material is imported into, or deleted from, a key that is not external.
    Kms0309, "KMS.0309", 400, "External keys required.";
    /// Material is imported into a key that has some.
    Kms0310, "KMS.0310", 400, "The key is not in Pending import state.";
    /// A ciphertext, or wrapped material, does not open.
    Kms0311, "KMS.0311", 400, "Failed to decrypt data using the RSA private key.";
    /// An external key is to be rotated.
    Kms0312, "KMS.0312", 400, "External keys cannot be rotated.";
    /// The key is not rotated, so there is nothing to change.
    Kms0313, "KMS.0313", 400, "Key rotation is not enabled.";
    /// The path names another project.
    Kms0321, "KMS.0321", 403, "URIs in URL and X-Auth-Token do not match.";
    /// An RSA key is to be rotated.
    Kms0324, "KMS.0324", 400, "RSA keys cannot be rotated.";
    /// The secret key was asked for where there is a key pair.
    Kms0325, "KMS.0325", 400, "The asymmetric key is not support this operation.";
    /// A digest is not as long as the hash of the algorithm.
    Kms0329, "KMS.0329", 400, "Hash algorithm does not match the digest length.";
    /// The public or private key was asked for where there is one secret key.
    Kms0331, "KMS.0331", 400, "The symmetric key is not support this operation.";
    /// The signing algorithm is not for keys of this spec.
    Kms0332, "KMS.0332", 400, "This key is not support the signing algorithm.";
    /// A key that encrypts is to sign.
    Kms0334, "KMS.0334", 400, "The cmk is used to encrypt and decrypt.";
    /// A key that signs is to encrypt.
    Kms0335, "KMS.0335", 400, "The cmk is used to sign and verify.";
    /// Key material is to be imported into a key store that cannot take it.
    Kms0339, "KMS.0339", 400, "The custom keystore do not support import key.";
    /// `keystore_id` names a key store that is not here.
    Kms0340, "KMS.0340", 400, "not support keystore.";
    /// A key of HMAC is to do something else.
    Kms0341, "KMS.0341", 400, "The hmac key do not support this operation.";
    /// A list of tags is empty or absent.
    Kms0401, "KMS.0401", 400, "Tag list cannot be empty.";
    /// The value of a match is empty or too long.
    Kms0402, "KMS.0402", 400, "Invalid match value.";
    /// The key of a match is not `resource_name`.
    Kms0403, "KMS.0403", 400, "Invalid match key.";
    /// `action` is not one of the two.
    Kms0404, "KMS.0404", 400, "Invalid action.";
    /// A tag's value has a character that it may not.
    Kms0405, "KMS.0405", 400, "Invalid tag value.";
    /// A tag's key has a character that it may not.
    Kms0406, "KMS.0406", 400, "Invalid tag key.";
    /// A list of tags is too long.
    Kms0407, "KMS.0407", 400, "Invalid tag list size.";
    /// The key would have too many tags.
    Kms0409, "KMS.0409", 400, "Too many tags.";
    /// A tag's value is too long.
    Kms0410, "KMS.0410", 400, "Invalid tag value length.";
    /// A tag's key is empty or too long.
    Kms0411, "KMS.0411", 400, "Invalid tag key length.";
    /// Keys are looked for by too many tags.
    Kms0412, "KMS.0412", 400, "Invalid tag list.";
    /// A tag is looked for by too many values.
    Kms0413, "KMS.0413", 400, "Too many tag values.";
    /// The key has no such tag.
    Kms0416, "KMS.0416", 404, "Invalid tag ID.";
    /// `offset` is no number.
    Kms0417, "KMS.0417", 400, "Invalid offset.";
    /// Keys are to be counted from an offset on.
    Kms0418, "KMS.0418", 400, "Offset is not required.";
    /// `key_alias` is malformed, or reserved.
    Kms1101, "KMS.1101", 400, "Invalid key_alias.";
    /// `key_description` is too long, or not text.
    Kms1103, "KMS.1103", 400, "Invalid key_description.";
    /// Another key of the project has this alias.
    Kms1104, "KMS.1104", 400, "Duplicate key aliases.";
    /// There are as many keys as there may be.
    Kms1105, "KMS.1105", 400, "Too many keys.";
    /// `key_spec` is none of the table.
    Kms1110, "KMS.1110", 400, "Invalid alg_type.";
    /// An elliptic curve key that is to encrypt.
    Kms1114, "KMS.1114", 400, "EC keys do not support to encrypt/decrypt.";
    /// A symmetric key that is to sign.
    Kms1115, "KMS.1115", 400, "Symmetric keys do not support to sign/verify.";
    /// A key that is not disabled is to be enabled.
    Kms1201, "KMS.1201", 400, "The key is not disabled.";
    /// A key that is not enabled is to be disabled.
    Kms1301, "KMS.1301", 400, "The key is not enabled.";
    /// `pending_days` is out of range.
    Kms1401, "KMS.1401", 400, "Set the pending deletion period between 7 to 1096 days.";
    /// The key is to be deleted already.
    Kms1402, "KMS.1402", 400, "The key is already in Pending deletion state.";
    /// The key is not to be deleted.
    Kms1501, "KMS.1501", 400, "The key is not in Pending deletion state.";
    /// `limit` is out of range.
    Kms1601, "KMS.1601", 400, "Invalid limit.";
    /// `marker` is no number.
    Kms1602, "KMS.1602", 400, "marker must be greater than or equals 0.";
    /// `random_data_length` is out of range.
    Kms1801, "KMS.1801", 400, "random_data_length must be 512 bits.";
    /// `random_data_length` is no number of bytes.
    Kms1802, "KMS.1802", 400, "random_data_length must be a multiple of 8.";
    /// `datakey_length` is out of range.
    Kms1901, "KMS.1901", 400, "datakey_length must be in the range 8 bits to 8,192 bits.";
    /// `key_spec` is none of a data key.
    Kms1902, "KMS.1902", 400, "key_spec can only be AES_128 or AES_256.";
    /// `datakey_length` is no number of bytes.
    Kms1903, "KMS.1903", 400, "datakey_length must be a multiple of 8.";
    /// The data key is longer than the RSA key can wrap.
    Kms1904, "KMS.1904", 400, "The rsa wrapping data key is over length 1520 bits.";
    /// `datakey_length` is out of range, where no plaintext is answered.
    Kms2001, "KMS.2001", 400, "datakey_length must be 512 bits.";
    /// `plain_text` of a data key is not hexadecimal.
    Kms2101, "KMS.2101", 400, "Invalid plain_text.";
    /// `datakey_plain_length` is out of range.
    Kms2102, "KMS.2102", 400, "datakey_plain_length must be 64 bytes.";
    /// The digest behind a data key is not its digest.
    Kms2103, "KMS.2103", 400, "Failed to verify the DEK hash.";
    /// The data key is not as long as is said.
    Kms2104, "KMS.2104", 400, "The length of plain_text does not match datakey_plain_length.";
    /// The algorithm is not for a symmetric key.
    Kms2105, "KMS.2105", 400, "The symmetric key not support this encryption algorithm.";
    /// The algorithm is not for an RSA key.
    Kms2106, "KMS.2106", 400, "The rsa key not support this encryption algorithm.";
    /// The text is longer than the RSA key can encrypt.
    Kms2108, "KMS.2108", 400, "The rsa encryption plain_text is over length.";
    /// A ciphertext is malformed, was changed, or is of another key.
    Kms2201, "KMS.2201", 400, "Invalid cipher_text.";
    /// `datakey_cipher_length` is out of range.
    Kms2202, "KMS.2202", 400, "datakey_cipher_length must be 64 bytes.";
    /// The data key in the ciphertext is not as long as is said.
    Kms2204, "KMS.2204", 400, "The length of cipher_text does not match datakey_cipher_length.";
    /// An import token is older than 24 hours.
    Kms2601, "KMS.2601", 400, "Token expired.";
    /// Material is to expire in the past.
    Kms2602, "KMS.2602", 400, "Key expiration time must be later than the current time.";
    /// An import token is for another key.
    Kms2603, "KMS.2603", 400, "Key IDs in the imported key and token do not match.";
    /// Imported material has not the length of the spec.
    Kms2604, "KMS.2604", 400, "The external key plaintext length must be 32 bits.";
    /// An import token is none of ours, was changed, or was used.
    Kms2605, "KMS.2605", 400, "Token verification failed.";
    /// Material is imported again, and is not what it was.
    Kms2606, "KMS.2606", 400, "You are importing a deleted key again. The imported plaintext must be the same as the deleted key plaintext.";
    /// A private key is to be imported and is absent.
    Kms2608, "KMS.2608", 400, "The imported asymmetric private key can not be null.";
    /// An imported private key is none of the spec.
    Kms2609, "KMS.2609", 400, "The imported asymmetric private is invalid.";
    /// There is no material to delete, or the key is to be deleted.
    Kms2701, "KMS.2701", 400, "Key material is not in Enabled or Disabled state and cannot be deleted.";
    /// The material of a key pair is to be deleted.
    Kms2702, "KMS.2702", 400, "The imported private key material can not be deleted.";
    /// The key is rotated already.
    Kms2901, "KMS.2901", 400, "Key rotation is not disabled.";
    /// `rotation_interval` is out of range.
    Kms3001, "KMS.3001", 400, "Invalid rotation_interval.";
    /// The request is not signed, or not by a known access key. The gateway's code: the service's own
    /// know tokens only.
    Gateway0301, "APIGW.0301", 401, "Incorrect IAM authentication information.";
    /// As many searches for RSA primes are under way as there may be.
    Gateway0308, "APIGW.0308", 429, "The throttling threshold has been reached.";
    /// An operation of the cloud that is not here.
    Absent, "ERR_ABSENT", 501, "This operation is not part of pocket-kms.";
    /// The platform gave no randomness, or randomness that repeats.
    Random, "ERR_RANDOM", 500, "The platform's random source failed; no key was made.";
    /// Key material failed its own check. It was dropped.
    Internal, "ERR_INTERNAL", 500, "The key material failed its own check; no key was made.";
    /// A stored record was changed, or was sealed under another root key.
    Record, "ERR_RECORD", 500, "The stored record cannot be opened.";
    /// The store failed, or a change was overtaken by others again and again. Nothing was changed.
    Store, "ERR_STORE", 500, "The store failed; nothing was changed.";
    /// An option that is ours, not the service's, has a value that it may not have.
    Option, "ERR_OPTION", 400, "Invalid option.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_share_a_code() {
        for (i, code) in Code::ALL.iter().enumerate() {
            assert!(Code::ALL[..i].iter().all(|other| other.name() != code.name()), "{code:?}");
        }
    }

    #[test]
    fn every_row_has_a_client_or_server_status_and_a_message() {
        for code in Code::ALL {
            assert!((400..=599).contains(&code.status()), "{code:?}");
            assert!(code.message().ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn a_refusal_crosses_as_four_members_or_three() {
        let error = Error::in_field(Code::Kms0206, "sequence", "sequence must be 36 bytes.");
        assert_eq!(
            error.to_json(),
            r#"{"code":"KMS.0206","status":400,"field":"sequence","message":"Invalid sequence number. sequence must be 36 bytes."}"#
        );
        assert_eq!(
            Error::new(Code::Random, "").to_json(),
            r#"{"code":"ERR_RANDOM","status":500,"message":"The platform's random source failed; no key was made."}"#
        );
    }

    #[test]
    fn the_text_of_an_error_is_the_published_message_and_what_is_allowed() {
        let error = Error::in_field(Code::Kms0206, "sequence", "sequence must be 36 bytes.");
        assert_eq!(error.to_string(), "Invalid sequence number. sequence must be 36 bytes.");
        assert_eq!(Error::new(Code::Kms0202, "").to_string(), Code::Kms0202.message());
    }
}
