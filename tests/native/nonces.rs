//! The nonces of signatures, recovered with the private key: a bias of a few bits gives the key away.

use crate::hosts::{SeededHost, done};
use elliptic_curve::ops::Invert;
use elliptic_curve::{CurveArithmetic, FieldBytes, PrimeField, Scalar};
use pkcs8::der::Decode;
use pkcs8::der::asn1::UintRef;
use pocket_kms::contract::algorithm::{MessageType, SigningAlgorithm};
use pocket_kms::contract::spec::Spec;
use pocket_kms::material::Material;
use pocket_kms::material::random::Random;
use std::collections::HashSet;

const SIGNATURES: u32 = 1_000;

/// The numbers of a signature or of a digest as a scalar.
fn scalar<C: CurveArithmetic>(number: &[u8]) -> Scalar<C> {
    let mut bytes = FieldBytes::<C>::default();
    let start = bytes.len() - number.len();
    bytes[start..].copy_from_slice(number);
    Option::from(Scalar::<C>::from_repr(bytes)).unwrap()
}

fn numbers<C: CurveArithmetic>(signature: &[u8]) -> [Scalar<C>; 2] {
    let numbers = Vec::<UintRef<'_>>::from_der(signature).unwrap();
    [scalar::<C>(numbers[0].as_bytes()), scalar::<C>(numbers[1].as_bytes())]
}

/// The nonces of as many signatures of one key as are looked at. `recover` is told d, e, r and s.
fn nonces<C: CurveArithmetic>(
    spec: &str,
    algorithm: &str,
    recover: fn([Scalar<C>; 4]) -> Scalar<C>,
) -> Vec<Vec<u8>> {
    let host = SeededHost::new(77);
    let random = &mut Random::new(&host);
    let key = done(Material::generate(Spec::named(spec).unwrap(), random, &host)).unwrap();
    let d = scalar::<C>(&key.to_bytes().unwrap());
    let algorithm = SigningAlgorithm::named(algorithm).unwrap();
    let sign = |i: u32| {
        let mut digest = vec![0; algorithm.hash.length()];
        digest[1..5].copy_from_slice(&i.to_be_bytes());
        let signature = key.sign(algorithm, MessageType::Digest, &digest, random).unwrap();
        let [r, s] = numbers::<C>(&signature);
        recover([d, scalar::<C>(&digest), r, s]).to_repr().to_vec()
    };
    (0..SIGNATURES).map(sign).collect()
}

fn of_ecdsa<C: CurveArithmetic>([d, e, r, s]: [Scalar<C>; 4]) -> Scalar<C> {
    Option::<Scalar<C>>::from(s.invert()).unwrap() * (e + r * d)
}

fn of_sm2([d, _, r, s]: [Scalar<sm2::Sm2>; 4]) -> Scalar<sm2::Sm2> {
    s + (r + s) * d
}

fn assert_unbiased(nonces: &[Vec<u8>]) {
    let distinct: HashSet<_> = nonces.iter().collect();
    assert_eq!(distinct.len(), nonces.len(), "a nonce comes twice");

    let count = f64::from(SIGNATURES);
    for bit in 0..nonces[0].len() * 8 {
        let ones = nonces.iter().filter(|nonce| nonce[bit / 8] >> (7 - bit % 8) & 1 == 1).count();
        let ones = f64::from(u32::try_from(ones).unwrap());
        let deviation = (ones - count / 2.0) / (count / 4.0).sqrt();
        assert!(deviation.abs() < 5.0, "bit {bit} is one {ones} times");
    }
    for byte in [0, nonces[0].len() - 1] {
        let expected = count / 256.0;
        let square = |value: u8| {
            let seen = nonces.iter().filter(|nonce| nonce[byte] == value).count();
            (f64::from(u32::try_from(seen).unwrap()) - expected).powi(2) / expected
        };
        let chi_square: f64 = (0..=255).map(square).sum();
        // 255 degrees of freedom, five standard deviations.
        assert!((chi_square - 255.0).abs() < 5.0 * 510.0_f64.sqrt(), "byte {byte}: {chi_square}");
    }
}

#[test]
fn a_thousand_nonces_on_p256_have_no_bias() {
    let nonces = nonces::<p256::NistP256>("EC_P256", "ECDSA_SHA_256", of_ecdsa::<p256::NistP256>);
    assert_unbiased(&nonces);
}

#[test]
fn a_thousand_nonces_on_p384_have_no_bias() {
    let nonces = nonces::<p384::NistP384>("EC_P384", "ECDSA_SHA_384", of_ecdsa::<p384::NistP384>);
    assert_unbiased(&nonces);
}

#[test]
fn a_thousand_nonces_on_secp256k1_have_no_bias() {
    // Up to their sign, as the lower s is taken.
    let nonces =
        nonces::<k256::Secp256k1>("SECP256K1", "ECDSA_SHA_256", of_ecdsa::<k256::Secp256k1>);
    assert_unbiased(&nonces);
}

#[test]
fn a_thousand_nonces_on_sm2_have_no_bias() {
    assert_unbiased(&nonces::<sm2::Sm2>("SM2", "SM2DSA_SM3", of_sm2));
}

#[test]
#[should_panic(expected = "bit 0 is one 0 times")]
fn nonces_that_lack_a_bit_are_noticed() {
    let nonces = nonces::<sm2::Sm2>("SM2", "SM2DSA_SM3", of_sm2);
    let halved: Vec<_> =
        nonces.into_iter().map(|nonce| [&[nonce[0] & 0x7f], &nonce[1..]].concat()).collect();
    assert_unbiased(&halved);
}

#[test]
fn the_same_randomness_twice_makes_no_nonce_twice() {
    for (spec, algorithm) in [
        ("EC_P256", "ECDSA_SHA_256"),
        ("EC_P384", "ECDSA_SHA_384"),
        ("SECP256K1", "ECDSA_SHA_256"),
        ("SM2", "SM2DSA_SM3"),
    ] {
        let host = SeededHost::new(1);
        let key =
            done(Material::generate(Spec::named(spec).unwrap(), &mut Random::new(&host), &host))
                .unwrap();
        let algorithm = SigningAlgorithm::named(algorithm).unwrap();
        let signed = |message: &[u8], seed| {
            let host = SeededHost::new(seed);
            key.sign(algorithm, MessageType::Raw, message, &mut Random::new(&host)).unwrap()
        };
        let r = |signature: &[u8]| signature[4..20].to_vec();
        assert_ne!(r(&signed(b"one", 9)), r(&signed(b"two", 9)), "{spec}: another message");
        assert_ne!(r(&signed(b"one", 9)), r(&signed(b"one", 8)), "{spec}: other randomness");
        assert_eq!(signed(b"one", 9), signed(b"one", 9), "{spec}: neither");
    }
}
