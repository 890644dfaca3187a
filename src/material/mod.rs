//! Secret bytes: made, read, written, used, wiped. No usage and no state is known here.

mod any_key;
mod compressed;
mod container;
mod der;
mod ecdsa;
mod ed25519;
mod elliptic;
mod format;
mod jwk;
mod oaep;
mod public;
mod recognize;
mod rsa;
mod sm2;
mod sm4;

pub mod aead;
pub mod hash;
pub mod primes;
pub mod random;
pub mod sealing;
pub mod sm2_layout;
pub mod wrap;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use ::sm2::Sm2;
use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use pkcs8::der::Decode;
use pkcs8::{PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

use self::ed25519::Ed25519Key;
use self::elliptic::EllipticKey;
use self::public::PublicHalf;
use self::random::Random;
use self::rsa::{RsaKey, Unproved};
use self::sealing::SealingKey;
use crate::contract::algorithm::{
    EncryptionAlgorithm, Hash, MacAlgorithm, MessageType, SigningAlgorithm,
};
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, Spec};
use crate::host::Host;

pub use self::any_key::AnyKey;
pub use self::format::{PrivateFormat, PublicFormat, SecretFormat};
pub use self::public::PublicKey;
pub use pkcs8::LineEnding;

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

enum Kind {
    Secret(Zeroizing<Vec<u8>>),
    Pair(Box<dyn KeyPair>),
}

/// What a key pair can be written as, and what it does.
trait KeyPair {
    /// What the key is read from again, its SPKI beside it.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>>;
    /// PKCS#8 version 1 (RFC 5208), with the public point inside if it is of a curve of SEC 1.
    fn pkcs8(&self) -> Result<SecretDocument, Error>;
    /// The private JSON Web Key; none if there is no registered form.
    fn private_jwk(&self) -> Option<Zeroizing<String>>;
    /// The public half.
    fn public(&self) -> Box<dyn PublicHalf>;
    /// Signs `input`, which is what [`public::input`] has made of the message.
    fn sign(
        &self,
        algorithm: &SigningAlgorithm,
        input: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error>;
    /// Decrypts, if such keys do.
    fn decrypt(&self, _ciphertext: &[u8], _: &mut Random<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        Err(UNFIT)
    }
}

/// Numbers that are no key, or a key that cannot be written down. Not reachable with sound primes.
const UNSOUND: Error = Error::new(Code::Internal, "");
/// What was encrypted does not decrypt. Nothing tells why.
const REFUSED: Error = Error::new(Code::Kms0311, "");
/// An imported private key is none. Nothing tells why.
const NO_PRIVATE_KEY: Error = Error::new(Code::Kms2609, "");
const PAIR: Error = Error::new(Code::Kms0325, "A key pair has a public and a private key.");
const ALONE: Error = Error::new(Code::Kms0331, "A symmetric key has a secret key.");
const UNFIT: Error = Error::new(Code::Kms0308, "The key and the algorithm do not fit.");
const TOO_LONG: Error =
    Error::new(Code::Kms0308, "The plaintext is empty, or too long for the key.");

impl Material {
    /// Makes material of `spec` from what `random` draws, or from primes that `host` finds.
    ///
    /// # Errors
    /// `ERR_RANDOM` if there is no sound randomness, `ERR_INTERNAL` if its primes are no key.
    pub async fn generate(
        spec: &'static Spec,
        random: &mut Random<'_>,
        host: &impl Host,
    ) -> Result<Self, Error> {
        let kind = match spec.family {
            Family::Symmetric | Family::Hmac => Kind::Secret(secret(spec.bits, random)?),
            Family::Rsa => pair(rsa_key(spec.bits, host).await?),
            Family::P256 => pair(EllipticKey::<NistP256>::generate(random)?),
            Family::P384 => pair(EllipticKey::<NistP384>::generate(random)?),
            Family::Secp256k1 => pair(EllipticKey::<Secp256k1>::generate(random)?),
            Family::Ed25519 => pair(Ed25519Key::generate(random)?),
            Family::Sm2 => pair(EllipticKey::<Sm2>::generate(random)?),
        };
        Ok(Self { spec, kind })
    }

    /// What [`Material::from_bytes`] reads again: the bytes of a secret key, the scalar of a curve, the
    /// seed of Ed25519, and of RSA what is quickest to read.
    ///
    /// # Errors
    /// None so far.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.kind {
            Kind::Secret(bytes) => Ok(bytes.clone()),
            Kind::Pair(pair) => Ok(pair.to_bytes()),
        }
    }

    /// The material that [`Material::to_bytes`] has written, from a record that vouches for it. The
    /// public key is that of `public_spki`, if there is one; it is computed again only if there is not.
    ///
    /// # Errors
    /// `ERR_INTERNAL` if it is not of `spec`, or if there is a public key where there should be none.
    pub fn from_bytes(
        spec: &'static Spec,
        bytes: &[u8],
        public_spki: Option<&[u8]>,
    ) -> Result<Self, Error> {
        let kind = match spec.family {
            Family::Symmetric | Family::Hmac => {
                let is_one = is_length(spec.bits, bytes) && public_spki.is_none();
                is_one.then(|| Kind::Secret(Zeroizing::new(bytes.to_vec())))
            }
            Family::Rsa => RsaKey::from_bytes(spec.bits, bytes, public_spki).map(pair),
            Family::P256 => EllipticKey::<NistP256>::from_bytes(bytes, public_spki).map(pair),
            Family::P384 => EllipticKey::<NistP384>::from_bytes(bytes, public_spki).map(pair),
            Family::Secp256k1 => EllipticKey::<Secp256k1>::from_bytes(bytes, public_spki).map(pair),
            Family::Ed25519 => Ed25519Key::from_bytes(bytes, public_spki).map(pair),
            Family::Sm2 => EllipticKey::<Sm2>::from_bytes(bytes, public_spki).map(pair),
        };
        kind.map(|kind| Self { spec, kind }).ok_or(UNSOUND)
    }

    /// The secret key of `bytes` that a caller brings.
    ///
    /// # Errors
    /// `KMS.2604` if it is not of the length that `spec` has, `KMS.0325` if `spec` is of a key pair.
    pub fn import_secret(spec: &'static Spec, bytes: &[u8]) -> Result<Self, Error> {
        match spec.family {
            Family::Symmetric | Family::Hmac if is_length(spec.bits, bytes) => {
                Ok(Self { spec, kind: Kind::Secret(Zeroizing::new(bytes.to_vec())) })
            }
            Family::Symmetric | Family::Hmac => Err(Error::new(Code::Kms2604, "")),
            _ => Err(PAIR),
        }
    }

    /// The key pair that a caller brings in PKCS#8, of version 1 (RFC 5208) or 2 (RFC 5958), in DER.
    ///
    /// Taken for a key of `spec` only after what an auditor would look at: that the container ends
    /// where it ends, the object identifiers, the length of the modulus or the range of the scalar,
    /// n − 1
    /// left out, that a public key inside is its own; of RSA that e is 65,537, every number fits the
    /// others and none has the fingerprint of CVE-2017-15361, and [`Host::proves`].
    ///
    /// # Errors
    /// `KMS.2609`, whatever is wrong. `KMS.0331` if keys of `spec` are no pairs, `ERR_RANDOM` if there
    /// is no randomness for the proof.
    pub async fn import_pkcs8(
        spec: &'static Spec,
        der: &[u8],
        host: &impl Host,
    ) -> Result<Self, Error> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|_| NO_PRIVATE_KEY)?;
        let kind = match spec.family {
            Family::Symmetric | Family::Hmac => return Err(ALONE),
            Family::Rsa => {
                let key = Unproved::brought(spec.bits, &info).ok_or(NO_PRIVATE_KEY)?;
                key.proved(host).await?.map(pair)
            }
            Family::P256 => EllipticKey::<NistP256>::import(&info).map(pair),
            Family::P384 => EllipticKey::<NistP384>::import(&info).map(pair),
            Family::Secp256k1 => EllipticKey::<Secp256k1>::import(&info).map(pair),
            Family::Ed25519 => Ed25519Key::import(&info).map(pair),
            Family::Sm2 => EllipticKey::<Sm2>::import(&info).map(pair),
        };
        kind.map(|kind| Self { spec, kind }).ok_or(NO_PRIVATE_KEY)
    }

    /// The key of [`EncryptionAlgorithm::SymmetricDefault`].
    ///
    /// # Errors
    /// `KMS.0308` if it is no key of a block cipher.
    pub fn sealing_key(&self) -> Result<SealingKey, Error> {
        let Kind::Secret(bytes) = &self.kind else { return Err(UNFIT) };
        match (self.spec.family, bytes.len()) {
            (Family::Symmetric, 32) => fixed(bytes).map(SealingKey::aes_256),
            (Family::Symmetric, 16) => fixed(bytes).map(SealingKey::sm4),
            _ => None,
        }
        .ok_or(UNFIT)
    }

    /// Signs `message`. Signatures of RSA are of the modulus's length, those of curves are DER,
    /// those of
    /// Ed25519 64 bytes.
    ///
    /// # Errors
    /// `KMS.0332` if the key does not sign so, `KMS.0329` if a digest is not of the hash's length,
    /// `KMS.0308` if the scheme takes no digest. `ERR_RANDOM` if there is no sound randomness,
    /// `ERR_INTERNAL` if the signature is found to be none; it does not leave then.
    pub fn sign(
        &self,
        algorithm: &SigningAlgorithm,
        kind: MessageType,
        message: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Vec<u8>, Error> {
        let Kind::Pair(pair) = &self.kind else { return Err(Error::new(Code::Kms0332, "")) };
        let input = public::input(self.spec, &*pair.public(), algorithm, kind, message)?;
        pair.sign(algorithm, &input, random)
    }

    /// Decrypts what was encrypted to a key pair.
    ///
    /// # Errors
    /// `KMS.0311`, whatever is wrong with `ciphertext`. `KMS.0308` if the key does not decrypt so,
    /// `ERR_RANDOM` if there is no sound randomness.
    pub fn decrypt(
        &self,
        algorithm: EncryptionAlgorithm,
        ciphertext: &[u8],
        random: &mut Random<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.kind {
            Kind::Pair(pair) if algorithm.fits(self.spec) => pair.decrypt(ciphertext, random),
            _ => Err(UNFIT),
        }
    }

    /// The MAC of `message`, with the one algorithm that the spec has.
    ///
    /// # Errors
    /// `KMS.0308` if the key makes none.
    pub fn mac(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.hmac().map(|(hash, key)| hash::mac(hash, key, message))
    }

    /// Whether `mac` is the MAC of `message`, in a time that does not depend on how much of it is.
    ///
    /// # Errors
    /// `KMS.0308` if the key makes none.
    pub fn verify_mac(&self, message: &[u8], mac: &[u8]) -> Result<bool, Error> {
        self.hmac().map(|(hash, key)| hash::verifies(hash, key, message, mac))
    }

    /// The public half.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric.
    pub fn public(&self) -> Result<PublicKey, Error> {
        PublicKey::new(self.spec, self.pair()?.public())
    }

    /// The spec that it is of.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// The public key in `format`.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric, `KMS.0308` if `format` has no form for this spec.
    pub fn public_key(&self, format: PublicFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.public()?.written(format)
    }

    /// The private key in `format`.
    ///
    /// # Errors
    /// `KMS.0331` if the key is symmetric, `KMS.0308` if `format` has no form for this spec.
    pub fn private_key(&self, format: PrivateFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let pair = self.pair()?;
        match format {
            PrivateFormat::Pkcs8Der => Ok(pair.pkcs8()?.to_bytes()),
            PrivateFormat::Pkcs8Pem => pair
                .pkcs8()?
                .to_pem("PRIVATE KEY", LineEnding::LF)
                .map(into_bytes)
                .map_err(|_| UNSOUND),
            PrivateFormat::Jwk => pair.private_jwk().map(into_bytes).ok_or(NO_JWK),
        }
    }

    /// The secret key in `format`.
    ///
    /// # Errors
    /// `KMS.0325` if the key is a pair, `KMS.0308` if `format` has no form for this spec.
    pub fn secret_key(&self, format: SecretFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let Kind::Secret(bytes) = &self.kind else {
            return Err(PAIR);
        };
        match format {
            SecretFormat::Raw => Ok(bytes.clone()),
            SecretFormat::Jwk if self.spec.name == "AES_256" => Ok(into_bytes(jwk::object(&[
                ("kty", jwk::Value::Name("oct")),
                ("k", jwk::Value::Bytes(bytes)),
            ]))),
            SecretFormat::Jwk => Err(NO_JWK),
        }
    }

    /// Whether it has a public and a private key.
    pub fn is_pair(&self) -> bool {
        matches!(self.kind, Kind::Pair(_))
    }

    fn pair(&self) -> Result<&dyn KeyPair, Error> {
        match &self.kind {
            Kind::Secret(_) => Err(ALONE),
            Kind::Pair(pair) => Ok(&**pair),
        }
    }

    fn hmac(&self) -> Result<(Hash, &[u8]), Error> {
        let algorithm = MacAlgorithm::of(self.spec).ok_or(UNFIT)?;
        let Kind::Secret(key) = &self.kind else { return Err(UNFIT) };
        Ok((algorithm.hash(), key))
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

/// An RSA key, proved.
async fn rsa_key(modulus_bits: u32, host: &impl Host) -> Result<RsaKey, Error> {
    let key = Unproved::found(modulus_bits, &host.rsa_primes(modulus_bits).await?)?;
    key.proved(host).await?.ok_or(Error::new(Code::Internal, "The key has failed its proof."))
}

fn pair(key: impl KeyPair + 'static) -> Kind {
    Kind::Pair(Box::new(key))
}

fn secret(bits: u32, random: &mut Random<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let length = usize::try_from(bits / 8).map_err(|_| UNSOUND)?;
    let mut bytes = Zeroizing::new(alloc::vec![0; length]);
    random.fill(&mut bytes)?;
    Ok(bytes)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Option<Zeroizing<[u8; N]>> {
    bytes.try_into().ok().map(Zeroizing::new)
}

fn is_length(bits: u32, bytes: &[u8]) -> bool {
    u32::try_from(bytes.len()).ok().and_then(|length| length.checked_mul(8)) == Some(bits)
}

fn into_bytes(mut text: Zeroizing<String>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(core::mem::take(&mut *text).into_bytes())
}
