//! The numbers and their forms against the crate rsa.
#![cfg(feature = "kms")]
#![allow(clippy::arithmetic_side_effects, reason = "what overflows here fails a test")]

use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::{BoxedUint, Integer};
use rsa::PrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};

use super::*;
use crate::contract::error::Code;

/// Bytes that look random and are the same in every run (xorshift).
struct Noise(u64);

impl Noise {
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut byte = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0.to_le_bytes()[3]
        };
        (0..count).map(|_| byte()).collect()
    }

    /// Odd, and with the two highest bits.
    fn factor(&mut self, bytes: usize) -> Vec<u8> {
        let mut factor = self.bytes(bytes);
        *factor.first_mut().unwrap() |= 0xc0;
        *factor.last_mut().unwrap() |= 1;
        factor
    }
}

fn bignum(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice(bytes, u32::try_from(8 * bytes.len()).unwrap()).unwrap()
}

fn of_crate(p: &[u8], q: &[u8]) -> Option<PrivateKey> {
    PrivateKey::from_p_q(bignum(p), bignum(q), E.into()).ok()
}

/// Whether the numbers of both are the same, if there are any.
fn assert_same(p: &[u8], q: &[u8]) -> bool {
    let bits = u32::try_from(16 * p.len()).unwrap();
    let ours = RsaNumbers::of_factors(bits, &[p, q].concat());
    let Some(theirs) = of_crate(p, q) else {
        // The crate and we agree on what has no numbers: e or q has no inverse.
        assert_eq!(ours.map(drop).map_err(|error| error.code), Err(Code::Internal));
        return false;
    };
    let ours = ours.unwrap();
    let qinv = theirs.crt_coefficient();
    let theirs_qinv = qinv.unwrap();
    let expected = [
        theirs.n().as_ref(),
        theirs.e(),
        theirs.d(),
        &theirs.primes()[0],
        &theirs.primes()[1],
        theirs.dp().unwrap(),
        theirs.dq().unwrap(),
        &theirs_qinv,
    ];
    for (ours, theirs) in ours.0.iter().zip(expected) {
        assert_eq!(der::minimal(ours), der::minimal(&theirs.to_be_bytes()));
    }
    true
}

#[test]
fn the_numbers_of_two_odd_factors_are_those_of_the_crate() {
    // Composite factors make the same demands as primes, and have more common divisors.
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let mut made = 0;
    for bytes in [128, 128, 192, 256] {
        for _ in 0..16 {
            made += usize::from(assert_same(&noise.factor(bytes), &noise.factor(bytes)));
        }
    }
    assert!(made >= 40, "{made} of 64");
}

#[test]
fn factors_that_are_close_to_a_power_of_two_or_share_much_have_the_numbers_of_the_crate() {
    let ones = vec![0xff; 128];
    let sparse = |low: u8| [&[0xc0][..], &[0; 126], &[low]].concat();
    let mut other = Noise(7).factor(128);
    for (p, q) in [
        (&ones, &sparse(1)),
        (&sparse(1), &ones),
        (&sparse(1), &other.clone()),
        (&other.clone(), &sparse(0xff)),
        (&sparse(3), &[&[0x80 | 0x40 | 0x20][..], &[0; 126], &[1]].concat()),
    ] {
        assert_same(p, q);
    }
    // p − 1 and q − 1 with many twos in common.
    other[64..].fill(0);
    other[127] = 1;
    assert_same(&other, &sparse(1));
    assert_same(&sparse(1), &other);
}

#[test]
fn a_factor_that_is_1_modulo_e_makes_no_key() {
    // 2^1023 + 2^1022, brought to 1 modulo e: there e has no inverse modulo p − 1.
    let base = [&[0xc0][..], &[0; 127]].concat();
    let rest = bignum(&base).rem(&crypto_bigint::NonZero::new(BoxedUint::from(E)).unwrap());
    let missing = BoxedUint::from(2 * E + 1).wrapping_sub(rest);
    let p = bignum(&base).wrapping_add(&missing);
    let p = if bool::from(p.is_odd()) { p } else { p.wrapping_add(BoxedUint::from(E)) };
    let q = Noise(3).factor(128);
    let made = RsaNumbers::of_factors(2048, &[&*p.to_be_bytes(), &q].concat());
    assert_eq!(made.map(drop).map_err(|error| error.code), Err(Code::Internal));
}

#[test]
fn factors_of_another_length_even_ones_and_those_too_close_make_no_key() {
    let mut noise = Noise(5);
    let (p, q) = (noise.factor(128), noise.factor(128));
    let made = |bits, factors: &[&[u8]]| {
        let made = RsaNumbers::of_factors(bits, &factors.concat());
        made.map(drop).map_err(|error| error.code)
    };
    assert_eq!(made(2048, &[&p, &q]), Ok(()));
    assert_eq!(made(3072, &[&p, &q]), Err(Code::Internal));
    assert_eq!(made(2048, &[&p, &q, &[0]]), Err(Code::Internal));
    assert_eq!(made(2048, &[&p, &q[1..]]), Err(Code::Internal));
    assert_eq!(made(2048, &[]), Err(Code::Internal));
    let mut even = p.clone();
    even[127] ^= 1;
    assert_eq!(made(2048, &[&even, &q]), Err(Code::Internal));
    let mut short = p.clone();
    short[0] &= 0x7f;
    assert_eq!(made(2048, &[&short, &q]), Err(Code::Internal));
    assert_eq!(made(2048, &[&p, &p]), Err(Code::Random));
    // They differ in bit 923 and below, or in bit 924: 1,024 less 100.
    for (bit, expected) in [(923, Err(Code::Random)), (924, Ok(()))] {
        let mut near = p.clone();
        near[127 - bit / 8] ^= 1 << (bit % 8);
        let made = made(2048, &[&p, &near]);
        // Beyond the distance they may still have no inverse.
        assert!(made == expected || (expected.is_ok() && made == Err(Code::Internal)), "{bit}");
    }
}

#[test]
fn every_form_is_byte_for_byte_that_of_the_crate() {
    let mut noise = Noise(11);
    for bytes in [128, 192, 256] {
        let (p, q) = core::iter::repeat_with(|| (noise.factor(bytes), noise.factor(bytes)))
            .find(|(p, q)| of_crate(p, q).is_some())
            .unwrap();
        let ours = RsaNumbers::of_factors(u32::try_from(16 * bytes).unwrap(), &[&*p, &q].concat());
        let (ours, theirs) = (ours.unwrap(), of_crate(&p, &q).unwrap());
        assert_eq!(**ours.pkcs8(), *theirs.to_pkcs8_der().unwrap().as_bytes());
        let spki = theirs.to_public_key().to_public_key_der().unwrap();
        assert_eq!(**ours.public().spki(), *spki.as_bytes());
    }
}
