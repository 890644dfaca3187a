//! The names of algorithms on the wire, as tables. Everything else is handed a row.

use serde::{Serialize, Serializer};

use super::spec::{Family, Spec};

/// `encryption_algorithm` of data, and `wrapping_algorithm` of imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncryptionAlgorithm {
    /// `SYMMETRIC_DEFAULT`: GCM (SP 800-38D) of the key's own cipher.
    SymmetricDefault,
    /// `RSAES_OAEP_SHA_256`: RFC 8017, 7.1, with SHA-256 twice and no label.
    RsaesOaepSha256,
    /// `SM2_ENCRYPT`: GB/T 32918.4.
    Sm2Encrypt,
}

/// `message_type`: what `message` is. The service takes a digest unless told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageType {
    /// `DIGEST`: the hash of what is signed.
    #[default]
    Digest,
    /// `RAW`: what is signed.
    Raw,
}

/// The hashes that signatures and MACs are made over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha384,
    /// FIPS 180-4.
    Sha512,
    /// GB/T 32905.
    Sm3,
}

/// What a signature is, the hash aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RFC 8017, 8.1, with MGF1 of the same hash and a salt of the hash's length.
    RsaPss,
    /// RFC 8017, 8.2.
    RsaPkcs1,
    /// FIPS 186-5, 6; DER of RFC 3279, 2.2.3.
    Ecdsa,
    /// GB/T 32918.2; DER of GM/T 0009.
    Sm2,
    /// RFC 8032, 5.1: of the message itself, which a digest cannot stand in for.
    Ed25519,
    /// RFC 8032, 5.1, Ed25519ph: of the message's SHA-512.
    Ed25519Ph,
}

/// A row of the table: a `signing_algorithm`.
#[derive(Debug, PartialEq, Eq)]
pub struct SigningAlgorithm {
    /// The value of `signing_algorithm`.
    pub name: &'static str,
    /// What it makes.
    pub scheme: Scheme,
    /// What it hashes with, and how long a digest has to be.
    pub hash: Hash,
}

/// The twelve values of `signing_algorithm`.
///
/// Source: huaweicloudsdkkms 3.1.219, `SignRequestBody`. Which curve takes which hash is not
/// published: the one of its length. So `ECDSA_SHA_512`, left over from P-521, fits no key.
#[rustfmt::skip]
pub static SIGNING_ALGORITHMS: [SigningAlgorithm; 12] = [
    row("RSASSA_PSS_SHA_256",        Scheme::RsaPss,    Hash::Sha256),
    row("RSASSA_PSS_SHA_384",        Scheme::RsaPss,    Hash::Sha384),
    row("RSASSA_PSS_SHA_512",        Scheme::RsaPss,    Hash::Sha512),
    row("RSASSA_PKCS1_V1_5_SHA_256", Scheme::RsaPkcs1,  Hash::Sha256),
    row("RSASSA_PKCS1_V1_5_SHA_384", Scheme::RsaPkcs1,  Hash::Sha384),
    row("RSASSA_PKCS1_V1_5_SHA_512", Scheme::RsaPkcs1,  Hash::Sha512),
    row("ECDSA_SHA_256",             Scheme::Ecdsa,     Hash::Sha256),
    row("ECDSA_SHA_384",             Scheme::Ecdsa,     Hash::Sha384),
    row("ECDSA_SHA_512",             Scheme::Ecdsa,     Hash::Sha512),
    row("SM2DSA_SM3",                Scheme::Sm2,       Hash::Sm3),
    row("ED25519_SHA_512",           Scheme::Ed25519,   Hash::Sha512),
    row("ED25519_PH_SHA_512",        Scheme::Ed25519Ph, Hash::Sha512),
];

/// `mac_algorithm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacAlgorithm {
    /// `HMAC_SHA_256`
    HmacSha256,
    /// `HMAC_SHA_384`
    HmacSha384,
    /// `HMAC_SHA_512`
    HmacSha512,
    /// `HMAC_SM3`
    HmacSm3,
}

impl EncryptionAlgorithm {
    const ALL: [Self; 3] = [Self::SymmetricDefault, Self::RsaesOaepSha256, Self::Sm2Encrypt];

    /// The algorithm of that name; none if there is no such algorithm. Case matters.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SymmetricDefault => "SYMMETRIC_DEFAULT",
            Self::RsaesOaepSha256 => "RSAES_OAEP_SHA_256",
            Self::Sm2Encrypt => "SM2_ENCRYPT",
        }
    }

    /// Whether it is the algorithm of keys of `spec`.
    pub fn fits(self, spec: &Spec) -> bool {
        match self {
            Self::SymmetricDefault => spec.family == Family::Symmetric,
            Self::RsaesOaepSha256 => spec.family == Family::Rsa,
            Self::Sm2Encrypt => spec.family == Family::Sm2,
        }
    }
}

impl MessageType {
    /// The type of that name; none if there is no such type. Case matters.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "DIGEST" => Some(Self::Digest),
            "RAW" => Some(Self::Raw),
            _ => None,
        }
    }
}

impl Hash {
    /// The length of a digest, in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 | Self::Sm3 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl SigningAlgorithm {
    /// The algorithm of that name; none if there is no such algorithm. Case matters.
    pub fn named(name: &str) -> Option<&'static Self> {
        SIGNING_ALGORITHMS.iter().find(|algorithm| algorithm.name == name)
    }

    /// Whether keys of `spec` sign with it.
    pub fn fits(&self, spec: &Spec) -> bool {
        match self.scheme {
            Scheme::RsaPss | Scheme::RsaPkcs1 => spec.family == Family::Rsa,
            Scheme::Ecdsa => match spec.family {
                Family::P256 | Family::Secp256k1 => self.hash == Hash::Sha256,
                Family::P384 => self.hash == Hash::Sha384,
                _ => false,
            },
            Scheme::Sm2 => spec.family == Family::Sm2,
            Scheme::Ed25519 | Scheme::Ed25519Ph => spec.family == Family::Ed25519,
        }
    }
}

impl MacAlgorithm {
    const ALL: [Self; 4] = [Self::HmacSha256, Self::HmacSha384, Self::HmacSha512, Self::HmacSm3];

    /// The algorithm of that name; none if there is no such algorithm. Case matters.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The one algorithm of keys of `spec`; none if they make no MACs.
    pub fn of(spec: &Spec) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.fits(spec))
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "HMAC_SHA_256",
            Self::HmacSha384 => "HMAC_SHA_384",
            Self::HmacSha512 => "HMAC_SHA_512",
            Self::HmacSm3 => "HMAC_SM3",
        }
    }

    /// The hash under it.
    pub const fn hash(self) -> Hash {
        match self {
            Self::HmacSha256 => Hash::Sha256,
            Self::HmacSha384 => Hash::Sha384,
            Self::HmacSha512 => Hash::Sha512,
            Self::HmacSm3 => Hash::Sm3,
        }
    }

    /// Whether it is the algorithm of keys of `spec`. Source: the names.
    pub fn fits(self, spec: &Spec) -> bool {
        spec.name
            == match self {
                Self::HmacSha256 => "HMAC_256",
                Self::HmacSha384 => "HMAC_384",
                Self::HmacSha512 => "HMAC_512",
                Self::HmacSm3 => "HMAC_SM3",
            }
    }
}

impl Serialize for EncryptionAlgorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for SigningAlgorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl Serialize for MacAlgorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

const fn row(name: &'static str, scheme: Scheme, hash: Hash) -> SigningAlgorithm {
    SigningAlgorithm { name, scheme, hash }
}

#[cfg(test)]
mod tests {
    use super::super::spec::SPECS;
    use super::*;

    #[test]
    fn every_algorithm_is_found_by_its_own_name_and_no_other() {
        for algorithm in EncryptionAlgorithm::ALL {
            assert_eq!(EncryptionAlgorithm::named(algorithm.name()), Some(algorithm));
        }
        for algorithm in &SIGNING_ALGORITHMS {
            assert_eq!(SigningAlgorithm::named(algorithm.name), Some(algorithm));
            assert_eq!(SigningAlgorithm::named(&algorithm.name.to_lowercase()), None);
        }
        for algorithm in MacAlgorithm::ALL {
            assert_eq!(MacAlgorithm::named(algorithm.name()), Some(algorithm));
        }
        assert_eq!(EncryptionAlgorithm::named("RSAES_PKCS1_V1_5"), None);
        assert_eq!(MacAlgorithm::named(""), None);
        assert_eq!(MessageType::named("DIGEST"), Some(MessageType::default()));
        assert_eq!(MessageType::named("RAW"), Some(MessageType::Raw));
        assert_eq!(MessageType::named("raw"), None);
    }

    #[test]
    fn of_every_spec_the_algorithms_that_fit_are_these() {
        const RSA: [&str; 6] = [
            "RSASSA_PSS_SHA_256",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_512",
            "RSASSA_PKCS1_V1_5_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_512",
        ];
        for spec in &SPECS {
            let (signs, encrypts, macs): (&[_], _, _) = match spec.name {
                "AES_256" | "SM4" => (&[], Some("SYMMETRIC_DEFAULT"), None),
                "RSA_2048" | "RSA_3072" | "RSA_4096" => (&RSA, Some("RSAES_OAEP_SHA_256"), None),
                "EC_P256" | "SECP256K1" => (&["ECDSA_SHA_256"], None, None),
                "EC_P384" => (&["ECDSA_SHA_384"], None, None),
                "SM2" => (&["SM2DSA_SM3"], Some("SM2_ENCRYPT"), None),
                "ED25519" => (&["ED25519_SHA_512", "ED25519_PH_SHA_512"], None, None),
                "HMAC_256" => (&[], None, Some("HMAC_SHA_256")),
                "HMAC_384" => (&[], None, Some("HMAC_SHA_384")),
                "HMAC_512" => (&[], None, Some("HMAC_SHA_512")),
                "HMAC_SM3" => (&[], None, Some("HMAC_SM3")),
                other => panic!("{other} has no row here"),
            };
            let fitting = SIGNING_ALGORITHMS.iter().filter(|algorithm| algorithm.fits(spec));
            assert_eq!(fitting.map(|algorithm| algorithm.name).collect::<Vec<_>>(), signs);
            let fitting = EncryptionAlgorithm::ALL.into_iter().find(|a| a.fits(spec));
            assert_eq!(fitting.map(EncryptionAlgorithm::name), encrypts, "{}", spec.name);
            assert_eq!(MacAlgorithm::of(spec).map(MacAlgorithm::name), macs, "{}", spec.name);
        }
    }
}
