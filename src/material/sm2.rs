//! SM2: signatures of GB/T 32918.2 and encryption of GB/T 32918.4, over the curve's arithmetic.
//!
//! Not those of the crate sm2: its signature gives up where the standard draws again, its decryption
//! compares the hash in a time that tells how much of it is right, and both compute the public key
//! anew.

use alloc::vec::Vec;

use ::sm2::{NonZeroScalar, ProjectivePoint, PublicKey, Scalar, SecretKey, Sm2, U256};
use elliptic_curve::group::Group;
use elliptic_curve::ops::{MulByGeneratorVartime, Reduce};
use elliptic_curve::point::AffineCoordinates;
use elliptic_curve::subtle::ConstantTimeEq;
use elliptic_curve::{Curve, FieldBytes, PrimeField};
use rfc6979::KGenerator;
use sm3::{Digest, Sm3};
use zeroize::Zeroizing;

use super::elliptic::{Secret, uncompressed};
use super::elliptic_use::read;
use super::random::Random;
use super::sm2_layout::Ciphertext;
use super::{REFUSED, UNSOUND, der, der_read};
use crate::contract::error::Error;

/// The identity that is signed for, and its length in bits (GM/T 0009, 10).
const IDENTITY: (&[u8; 16], [u8; 2]) = (b"1234567812345678", 128_u16.to_be_bytes());

/// a, b and the generator of the recommended curve, as they are hashed (GB/T 32918.5).
const CURVE: [U256; 4] = [
    U256::from_be_hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"),
    U256::from_be_hex("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"),
    U256::from_be_hex("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
    U256::from_be_hex("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"),
];

/// Nonces before a signature is given up, and with it a ciphertext of one byte, whose key stream is
/// zero once in 256 draws. A signature misses once in 2^255.
const MAX_NONCES: usize = 64;

/// The lengths of a field element, of a point and of a hash, in bytes.
const ELEMENT: usize = 32;
const POINT: usize = 64;
const HASH: usize = 32;

/// The longest message, in bytes. The key stream would go on for 2^32 blocks.
pub(super) const MAX_PLAINTEXT: usize = 1 << 20;

/// Z (GB/T 32918.2, 5.5) of the point 04 ‖ x ‖ y: what is hashed before a message.
pub(super) fn identity(point: &[u8]) -> [u8; HASH] {
    let mut hasher = Sm3::new();
    hasher.update(IDENTITY.1);
    hasher.update(IDENTITY.0);
    for number in CURVE {
        hasher.update(number.to_be_bytes());
    }
    hasher.update(point.get(1..).unwrap_or_default());
    hasher.finalize().into()
}

/// Signs `digest`, the hash of Z and of the message (GB/T 32918.2, 6.1).
#[allow(clippy::arithmetic_side_effects, reason = "the scalars of a curve are a field")]
#[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
pub(super) fn sign(
    secret: &SecretKey,
    digest: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    let mut fresh = Zeroizing::new([0; 32]);
    random.fill(&mut *fresh)?;
    let d = Zeroizing::new(*secret.to_nonzero_scalar());
    let inverse = Option::<Scalar>::from((Scalar::ONE + *d).invert()).ok_or(UNSOUND)?;
    let inverse = Zeroizing::new(inverse);
    let e = scalar(digest).ok_or(UNSOUND)?;

    let seed = Zeroizing::new(d.to_repr());
    let mut nonces = KGenerator::<Sm3, U256>::new(&seed, digest, &*fresh, &Sm2::ORDER);
    for _ in 0..MAX_NONCES {
        let mut nonce = Zeroizing::new(FieldBytes::<Sm2>::default());
        nonces.fill_next_k(&mut nonce);
        let k = Option::<Scalar>::from(Scalar::from_repr(*nonce)).ok_or(UNSOUND)?;
        let k = Zeroizing::new(k);
        let r = e + Scalar::reduce(&ProjectivePoint::mul_by_generator(&k).to_affine().x());
        let s = *inverse * (*k - r * *d);
        if !bool::from(r.is_zero() | (r + *k).is_zero() | s.is_zero()) {
            return Ok(der::signature(&r.to_repr(), &s.to_repr()));
        }
    }
    Err(Random::STUCK)
}

/// Whether `signature` is one of `digest` (GB/T 32918.2, 7.1).
#[allow(clippy::arithmetic_side_effects, reason = "the scalars of a curve are a field")]
pub(super) fn verify(public: &PublicKey, digest: &[u8], signature: &[u8]) -> bool {
    let verified = || {
        let (r, s) = der_read::decode_signature::<FieldBytes<Sm2>>(signature)?;
        let r = Option::<NonZeroScalar>::from(NonZeroScalar::from_repr(r))?;
        let s = Option::<NonZeroScalar>::from(NonZeroScalar::from_repr(s))?;
        let t = Option::<NonZeroScalar>::from(NonZeroScalar::new(*r + *s))?;
        let point =
            ProjectivePoint::mul_by_generator_and_mul_add_vartime(&s, &t, &public.to_projective());
        let x = Scalar::reduce(&point.to_affine().x());
        Some(!bool::from(point.is_identity()) && *r == scalar(digest)? + x)
    };
    verified().unwrap_or(false)
}

/// Encrypts (GB/T 32918.4, 6.1) to SEQUENCE { x, y, hash, cipher } (GM/T 0009, 7.2).
#[allow(clippy::arithmetic_side_effects, reason = "the points of a curve are a group")]
pub(super) fn encrypt(
    public: &PublicKey,
    plain: &[u8],
    random: &mut Random<'_>,
) -> Result<Vec<u8>, Error> {
    for _ in 0..MAX_NONCES {
        let k = Secret::<Sm2>::draw(random)?;
        let shared = PublicKey::from_affine((public.to_projective() * **k.scalar).to_affine());
        let shared = coordinates(&shared.map_err(|_| UNSOUND)?);
        let mut cipher = plain.to_vec();
        if !apply_key_stream(&shared, &mut cipher) {
            continue;
        }
        let c1 = coordinates(&k.public());
        let hash = check(&shared, plain);
        return Ok(Ciphertext { c1: *c1, hash: &hash, cipher: &cipher }.to_asn1());
    }
    Err(Random::STUCK)
}

/// The parts of a ciphertext, if it is read in one of the ways that are in use.
struct Parts<'a> {
    c1: Zeroizing<[u8; POINT]>,
    /// The hash and the cipher, in the orders that they may be in.
    rest: [(&'a [u8], &'a [u8]); 2],
}

/// Decrypts (GB/T 32918.4, 7.1). The form is told by its structure and, where that says nothing, by
/// trial: DER as above; C1 ‖ C3 ‖ C2, the standard's; C1 ‖ C2 ‖ C3, that of 2010. The latter two with
/// the octet 04 before them, or without.
///
/// # Errors
/// `KMS.0311`, whatever the cause.
pub(super) fn decrypt(secret: &SecretKey, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let marked = ciphertext.split_first().filter(|(mark, _)| **mark == 4);
    let forms =
        [from_asn1(ciphertext), marked.and_then(|(_, raw)| from_raw(raw)), from_raw(ciphertext)];
    forms.into_iter().flatten().find_map(|parts| open(secret, &parts)).ok_or(REFUSED)
}

fn from_asn1(ciphertext: &[u8]) -> Option<Parts<'_>> {
    let Ciphertext { c1, hash, cipher } = Ciphertext::from_asn1(ciphertext)?;
    Some(Parts { c1: Zeroizing::new(c1), rest: [(hash, cipher); 2] })
}

fn from_raw(ciphertext: &[u8]) -> Option<Parts<'_>> {
    let (c1, rest) = ciphertext.split_first_chunk::<POINT>()?;
    let (first, last) = (rest.split_first_chunk::<HASH>()?, rest.split_last_chunk::<HASH>()?);
    let rest = [(first.0.as_slice(), first.1), (last.1.as_slice(), last.0)];
    Some(Parts { c1: Zeroizing::new(*c1), rest })
}

#[allow(clippy::arithmetic_side_effects, reason = "the points of a curve are a group")]
fn open(secret: &SecretKey, parts: &Parts<'_>) -> Option<Zeroizing<Vec<u8>>> {
    // On the curve, and so of its prime order: the cofactor is 1.
    let c1 = read::<Sm2>(&[&[4], &parts.c1[..]].concat())?;
    let d = Zeroizing::new(secret.to_nonzero_scalar());
    let shared = PublicKey::from_affine((c1.to_projective() * **d).to_affine()).ok()?;
    let shared = coordinates(&shared);
    parts.rest.iter().find_map(|(hash, cipher)| {
        let mut plain = Zeroizing::new(cipher.to_vec());
        let is_keyed = apply_key_stream(&shared, &mut plain);
        let is_right = bool::from(check(&shared, &plain).as_slice().ct_eq(hash));
        (is_keyed && is_right).then_some(plain)
    })
}

/// Adds the key stream of a shared point (GB/T 32918.4, 5.4.3). Whether it is anything but zero, which
/// the standard takes for a failure.
fn apply_key_stream(shared: &[u8; POINT], bytes: &mut [u8]) -> bool {
    let mut seen = 0;
    for (counter, chunk) in (1_u32..).zip(bytes.chunks_mut(HASH)) {
        let block = Sm3::new().chain_update(shared).chain_update(counter.to_be_bytes()).finalize();
        let block = Zeroizing::new(<[u8; HASH]>::from(block));
        for (byte, key) in chunk.iter_mut().zip(block.iter()) {
            *byte ^= key;
            seen |= key;
        }
    }
    seen != 0
}

/// C3: the hash of x, of the message and of y.
fn check(shared: &[u8; POINT], plain: &[u8]) -> [u8; HASH] {
    let (x, y) = shared.split_at(ELEMENT);
    Sm3::new().chain_update(x).chain_update(plain).chain_update(y).finalize().into()
}

/// x and y.
fn coordinates(public: &PublicKey) -> Zeroizing<[u8; POINT]> {
    let point = Zeroizing::new(uncompressed(public));
    let mut both = Zeroizing::new([0; POINT]);
    for (to, from) in both.iter_mut().zip(point.iter().skip(1)) {
        *to = *from;
    }
    both
}

fn scalar(digest: &[u8]) -> Option<Scalar> {
    let bytes: [u8; HASH] = digest.try_into().ok()?;
    Some(Scalar::reduce(&FieldBytes::<Sm2>::from(bytes)))
}
