//! Secret bytes: made, read, written, used, wiped. No usage and no state is known here.

mod begun;
mod curve;
mod der;
mod elliptic;
mod format;
mod half;
mod pem;
mod rsa_numbers;

pub mod random;

#[cfg(feature = "kms")]
mod any_key;
#[cfg(feature = "kms")]
mod compressed;
#[cfg(feature = "kms")]
mod container;
#[cfg(feature = "kms")]
mod der_read;
#[cfg(feature = "kms")]
mod ecdsa;
#[cfg(feature = "kms")]
mod ed25519;
#[cfg(feature = "kms")]
mod elliptic_use;
#[cfg(feature = "kms")]
mod jwk;
#[cfg(feature = "kms")]
mod oaep;
#[cfg(feature = "kms")]
mod public;
#[cfg(feature = "kms")]
mod recognize;
#[cfg(feature = "kms")]
mod rsa;
#[cfg(feature = "kms")]
mod sm2;
#[cfg(feature = "kms")]
mod sm4;
#[cfg(feature = "kms")]
mod uses;

#[cfg(feature = "kms")]
pub mod aead;
#[cfg(feature = "kms")]
pub mod hash;
#[cfg(feature = "kms")]
pub mod primes;
#[cfg(feature = "kms")]
pub mod sealing;
#[cfg(feature = "kms")]
pub mod sm2_layout;
#[cfg(feature = "kms")]
pub mod wrap;

#[cfg(feature = "kms")]
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use self::curve::Curve;
#[cfg(feature = "kms")]
use self::ed25519::Ed25519Key;
use self::elliptic::EllipticKey;
use self::half::PublicHalf;
use self::random::Random;
#[cfg(feature = "kms")]
use self::rsa::RsaKey;
use self::rsa_numbers::RsaNumbers;
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, Spec};
use crate::json::{self, Value};

#[cfg(feature = "kms")]
pub use self::any_key::AnyKey;
pub use self::begun::{AwaitsPrimes, Begun, Unproved};
pub use self::format::{PrivateFormat, PublicFormat, SecretFormat};
pub use self::pem::LineEnding;
#[cfg(feature = "kms")]
pub use self::public::PublicKey;

/// The material of one key. Wiped when dropped; its `Debug` shows the spec and nothing else, and it
/// cannot be copied:
///
/// ```compile_fail,E0277
/// fn copied<T: Clone>() {}
/// copied::<pocket_kms::material::Material>();
/// ```
pub struct Material {
    spec: &'static Spec,
    kind: Kind,
}

/// The kinds of material. One match a use, so that a module holds what it calls.
enum Kind {
    Secret(Zeroizing<Vec<u8>>),
    Elliptic(EllipticKey),
    /// As it was made of its primes.
    Rsa(RsaNumbers),
    /// As it was read, ready to be used.
    #[cfg(feature = "kms")]
    RsaRead(Box<RsaKey>),
    #[cfg(feature = "kms")]
    Ed25519(Ed25519Key),
}

/// Numbers that are no key, or a key that cannot be written down. Not reachable with sound primes.
const UNSOUND: Error = Error::new(Code::Internal, "");
/// Not reachable either: of the specs that are not on the page create-key alone knows none.
const ABSENT: Error = Error::new(Code::Internal, "");
/// What was encrypted does not decrypt. Nothing tells why.
#[cfg(feature = "kms")]
const REFUSED: Error = Error::new(Code::Kms0311, "");
/// An imported private key is none. Nothing tells why.
#[cfg(feature = "kms")]
const NO_PRIVATE_KEY: Error = Error::new(Code::Kms2609, "");
#[cfg(feature = "kms")]
const UNFIT: Error = Error::new(Code::Kms0308, "The key and the algorithm do not fit.");
#[cfg(feature = "kms")]
const TOO_LONG: Error =
    Error::new(Code::Kms0308, "The plaintext is empty, or too long for the key.");
const PAIR: Error = Error::new(Code::Kms0325, "A key pair has a public and a private key.");
const ALONE: Error = Error::new(Code::Kms0331, "A symmetric key has a secret key.");

impl Material {
    /// Begins material of `spec` with what `random` draws. All but that of RSA is whole then.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no sound randomness.
    pub fn begin(spec: &'static Spec, random: &mut Random<'_>) -> Result<Begun, Error> {
        let kind = match spec.family {
            Family::Symmetric | Family::Hmac => Kind::Secret(secret(spec.bits, random)?),
            Family::Rsa => return Ok(Begun::Rsa(AwaitsPrimes::new(spec))),
            Family::P256 | Family::P384 | Family::Secp256k1 | Family::Sm2 => {
                let curve = Curve::of(spec.family).ok_or(ABSENT)?;
                Kind::Elliptic(EllipticKey::generate(curve, random)?)
            }
            #[cfg(feature = "kms")]
            Family::Ed25519 => Kind::Ed25519(Ed25519Key::generate(random)?),
            #[cfg(not(feature = "kms"))]
            Family::Ed25519 => return Err(ABSENT),
        };
        Ok(Begun::Whole(Self { spec, kind }))
    }

    /// The spec that it is of.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// Whether it has a public and a private key.
    pub fn is_pair(&self) -> bool {
        !matches!(self.kind, Kind::Secret(_))
    }

    /// The public key in `format`.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric, `KMS.0308` if `format` has no form for this spec.
    pub fn public_key(&self, format: PublicFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.half()?.written(format)
    }

    /// The private key in `format`.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric, `KMS.0308` if `format` has no form for this spec.
    pub fn private_key(&self, format: PrivateFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        match format {
            PrivateFormat::Pkcs8Der => self.pkcs8(),
            PrivateFormat::Pkcs8Pem => {
                Ok(into_bytes(pem::encode("PRIVATE KEY", &self.pkcs8()?, LineEnding::LF)))
            }
            PrivateFormat::Jwk => self.private_jwk().map(into_bytes),
        }
    }

    /// The secret key in `format`.
    ///
    /// # Errors
    /// `KMS.0325` if the key is a pair, `KMS.0308` if `format` has no form for this spec.
    pub fn secret_key(&self, format: SecretFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let Kind::Secret(bytes) = &self.kind else { return Err(PAIR) };
        match format {
            SecretFormat::Raw => Ok(bytes.clone()),
            SecretFormat::Jwk if self.spec.name == "AES_256" => {
                let members = [("kty", Value::Text("oct")), ("k", Value::Bytes(bytes))];
                Ok(into_bytes(Zeroizing::new(json::object(&members))))
            }
            SecretFormat::Jwk => Err(NO_JWK),
        }
    }

    /// PKCS#8 version 1 (RFC 5208), with the public point inside if it is of a curve of SEC 1.
    fn pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.kind {
            Kind::Secret(_) => Err(ALONE),
            Kind::Elliptic(key) => Ok(key.pkcs8()),
            Kind::Rsa(numbers) => Ok(numbers.pkcs8()),
            #[cfg(feature = "kms")]
            Kind::RsaRead(key) => Ok(key.numbers()?.pkcs8()),
            #[cfg(feature = "kms")]
            Kind::Ed25519(key) => Ok(key.pkcs8()),
        }
    }

    fn private_jwk(&self) -> Result<Zeroizing<String>, Error> {
        let jwk = match &self.kind {
            Kind::Secret(_) => Err(ALONE),
            Kind::Elliptic(key) => key.jwk().ok_or(NO_JWK),
            Kind::Rsa(numbers) => Ok(numbers.jwk()),
            #[cfg(feature = "kms")]
            Kind::RsaRead(key) => Ok(key.numbers()?.jwk()),
            #[cfg(feature = "kms")]
            Kind::Ed25519(key) => Ok(key.jwk()),
        };
        jwk.map(Zeroizing::new)
    }

    fn half(&self) -> Result<PublicHalf, Error> {
        match &self.kind {
            Kind::Secret(_) => Err(ALONE),
            Kind::Elliptic(key) => Ok(PublicHalf::Elliptic(key.point.clone())),
            Kind::Rsa(numbers) => Ok(PublicHalf::Rsa(numbers.public())),
            #[cfg(feature = "kms")]
            Kind::RsaRead(key) => Ok(PublicHalf::Rsa(key.public())),
            #[cfg(feature = "kms")]
            Kind::Ed25519(key) => Ok(PublicHalf::Ed25519(key.public)),
        }
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Material({})", self.spec.name)
    }
}

const NO_JWK: Error = Error::in_field(
    Code::Kms0308,
    "format",
    "format may be jwk for AES_256 keys and for every key pair but SM2: SM2 and SM4 have no registered JSON Web Key.",
);

fn secret(bits: u32, random: &mut Random<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let length = usize::try_from(bits / 8).map_err(|_| UNSOUND)?;
    let mut bytes = Zeroizing::new(alloc::vec![0; length]);
    random.fill(&mut bytes)?;
    Ok(bytes)
}

fn into_bytes(mut text: Zeroizing<String>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(core::mem::take(&mut *text).into_bytes())
}
