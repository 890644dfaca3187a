//! Everything that can be refused, in one table.

use core::fmt;

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
}

/// The service's published message, then what is allowed.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.message())?;
        if !self.allowed.is_empty() {
            write!(f, " {}", self.allowed)?;
        }
        Ok(())
    }
}

impl core::error::Error for Error {}

/// Writes the enum and its three columns from one table, so that a row cannot lack a cell.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $status:literal, $message:literal;)*) => {
        /// The service's code of a refusal, or one of ours (`ERR_…`) where no service is involved.
        ///
        /// Source of codes, statuses and messages: the service's error code page; which failure of
        /// create-key gives which code: `docs/decisions.md`.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as callers see it, such as `KMS.1101`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP status that the service answers with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// The service's published message.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }
        }
    };
}

codes! {
    /// The text is not JSON, or not an object.
    Kms0202, "KMS.0202", 400, "Invalid JSON format of the request message.";
    /// The text is longer than 64 KiB.
    Kms0203, "KMS.0203", 400, "Request message too long.";
    /// A mandatory member is absent or null.
    Kms0204, "KMS.0204", 400, "Parameters missing in the request message.";
    /// `sequence` is not of 36 bytes.
    Kms0206, "KMS.0206", 400, "Invalid sequence number.";
    /// A member of the wrong type, or of a value that has no code of its own.
    Kms0308, "KMS.0308", 400, "Invalid parameter.";
    /// What was encrypted to a key pair does not decrypt, whatever the cause.
    Kms0311, "KMS.0311", 400, "Failed to decrypt data using the RSA private key.";
    /// The secret key was asked for where there is a key pair.
    Kms0325, "KMS.0325", 400, "The asymmetric key is not support this operation.";
    /// A digest is not of the length that the signing algorithm's hash has.
    Kms0329, "KMS.0329", 400, "Hash algorithm does not match the digest length.";
    /// The public or private key was asked for where there is one secret key.
    Kms0331, "KMS.0331", 400, "The symmetric key is not support this operation.";
    /// The signing algorithm is none of the key's.
    Kms0332, "KMS.0332", 400, "This key is not support the signing algorithm.";
    /// Key material is to be imported into a key store that cannot take it.
    Kms0339, "KMS.0339", 400, "The custom keystore do not support import key.";
    /// `keystore_id` names a key store that is not here.
    Kms0340, "KMS.0340", 400, "not support keystore.";
    /// `key_alias` is malformed, or reserved.
    Kms1101, "KMS.1101", 400, "Invalid key_alias.";
    /// `key_description` is too long, or not text.
    Kms1103, "KMS.1103", 400, "Invalid key_description.";
    /// `key_spec` is none of the table.
    Kms1110, "KMS.1110", 400, "Invalid alg_type.";
    /// An elliptic curve key that is to encrypt.
    Kms1114, "KMS.1114", 400, "EC keys do not support to encrypt/decrypt.";
    /// A symmetric key that is to sign.
    Kms1115, "KMS.1115", 400, "Symmetric keys do not support to sign/verify.";
    /// Imported key material is not of the length that its spec has.
    Kms2604, "KMS.2604", 400, "The external key plaintext length must be 32 bits.";
    /// An imported private key is malformed, weak, or of another spec.
    Kms2609, "KMS.2609", 400, "The imported asymmetric private is invalid.";
    /// The platform gave no randomness, or randomness that repeats.
    Random, "ERR_RANDOM", 500, "The platform's random source failed; no key was made.";
    /// Key material failed its own check. It was dropped.
    Internal, "ERR_INTERNAL", 500, "The key material failed its own check; no key was made.";
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
    fn the_text_of_an_error_is_the_published_message_and_what_is_allowed() {
        let error = Error::in_field(Code::Kms0206, "sequence", "sequence must be 36 bytes.");
        assert_eq!(error.to_string(), "Invalid sequence number. sequence must be 36 bytes.");
        assert_eq!(Error::new(Code::Kms0202, "").to_string(), Code::Kms0202.message());
    }
}
