//! Where keys come from besides being made, and what is done with them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use pkcs8::PrivateKeyInfoRef;
use pkcs8::der::Decode;
use zeroize::Zeroizing;

use super::begun::Begun;
use super::curve::Curve;
use super::ed25519::Ed25519Key;
use super::elliptic::EllipticKey;
use super::primes::CrtNumbers;
use super::random::Random;
use super::rsa::{Brought, RsaKey};
use super::sealing::SealingKey;
use super::{ALONE, Kind, Material, NO_PRIVATE_KEY, PAIR, PublicKey, UNFIT, UNSOUND, hash, public};
use crate::contract::algorithm::{
    EncryptionAlgorithm, Hash, MacAlgorithm, MessageType, SigningAlgorithm,
};
use crate::contract::error::{Code, Error};
use crate::contract::spec::{Family, Spec};
use crate::host::Host;

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
        Self::begin(spec, random)?.whole(host).await
    }

    /// What [`Material::from_bytes`] reads again: the bytes of a secret key, the scalar of a curve, the
    /// seed of Ed25519, and of RSA what is quickest to read.
    ///
    /// # Errors
    /// None so far.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.kind {
            Kind::Secret(bytes) => Ok(bytes.clone()),
            Kind::Elliptic(key) => Ok(key.scalar.clone()),
            Kind::Rsa(numbers) => Ok(numbers.to_bytes()),
            Kind::RsaRead(key) => Ok(key.numbers()?.to_bytes()),
            Kind::Ed25519(key) => Ok(Zeroizing::new(key.seed.to_vec())),
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
            Family::Rsa => RsaKey::from_bytes(spec.bits, bytes, public_spki).map(rsa),
            Family::P256 | Family::P384 | Family::Secp256k1 | Family::Sm2 => {
                let key = |curve| EllipticKey::from_bytes(curve, bytes, public_spki);
                Curve::of(spec.family).and_then(key).map(Kind::Elliptic)
            }
            Family::Ed25519 => Ed25519Key::from_bytes(bytes, public_spki).map(Kind::Ed25519),
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
                let key = Brought::read(spec.bits, &info).ok_or(NO_PRIVATE_KEY)?;
                key.proved(host).await?.map(rsa)
            }
            Family::P256 | Family::P384 | Family::Secp256k1 | Family::Sm2 => {
                let key = |curve| EllipticKey::import(curve, &info);
                Curve::of(spec.family).and_then(key).map(Kind::Elliptic)
            }
            Family::Ed25519 => Ed25519Key::import(&info).map(Kind::Ed25519),
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
        let Ok(half) = self.half() else { return Err(Error::new(Code::Kms0332, "")) };
        let input = public::input(self.spec, &half, algorithm, kind, message)?;
        match &self.kind {
            Kind::Secret(_) => Err(UNFIT),
            Kind::Elliptic(key) => key.sign(&input, random),
            Kind::Rsa(numbers) => RsaKey::of(numbers)?.sign(algorithm, &input, random),
            Kind::RsaRead(key) => key.sign(algorithm, &input, random),
            Kind::Ed25519(key) => key.sign(algorithm, &input),
        }
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
        if !algorithm.fits(self.spec) {
            return Err(UNFIT);
        }
        match &self.kind {
            Kind::Secret(_) | Kind::Ed25519(_) => Err(UNFIT),
            Kind::Elliptic(key) => key.decrypt(ciphertext),
            Kind::Rsa(numbers) => RsaKey::of(numbers)?.decrypt(ciphertext, random),
            Kind::RsaRead(key) => key.decrypt(ciphertext, random),
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
        self.half().map(|half| PublicKey::new(self.spec, half))
    }

    fn hmac(&self) -> Result<(Hash, &[u8]), Error> {
        let algorithm = MacAlgorithm::of(self.spec).ok_or(UNFIT)?;
        let Kind::Secret(key) = &self.kind else { return Err(UNFIT) };
        Ok((algorithm.hash(), key))
    }
}

impl Begun {
    /// The material, of primes that `host` finds and proves.
    ///
    /// # Errors
    /// Those of [`Host::rsa_primes`] and of [`Host::proves`]; `ERR_INTERNAL` if the primes are no key.
    pub async fn whole(self, host: &impl Host) -> Result<Material, Error> {
        let wanted = match self {
            Self::Whole(material) => return Ok(material),
            Self::Rsa(wanted) => wanted,
        };
        let primes = host.rsa_primes(wanted.modulus_bits()).await?;
        let unproved = wanted.complete(&primes.to_be_bytes())?;
        let is_proved = host.proves(CrtNumbers::found(unproved.numbers())).await?;
        unproved.proved(is_proved)
    }
}

fn rsa(key: RsaKey) -> Kind {
    Kind::RsaRead(Box::new(key))
}

fn fixed<const N: usize>(bytes: &[u8]) -> Option<Zeroizing<[u8; N]>> {
    bytes.try_into().ok().map(Zeroizing::new)
}

fn is_length(bits: u32, bytes: &[u8]) -> bool {
    u32::try_from(bytes.len()).ok().and_then(|length| length.checked_mul(8)) == Some(bits)
}
