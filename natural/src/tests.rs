//! Every operation against crypto-bigint, on random numbers and on those that break carries and borrows.
#![allow(clippy::arithmetic_side_effects, reason = "what overflows here fails a test")]

use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::{BoxedUint, ConcatenatingMul, Gcd, NonZero};
use proptest::prelude::*;

use super::*;

fn bignum(number: &Natural) -> BoxedUint {
    let bytes = number.to_be_bytes();
    BoxedUint::from_be_slice(&bytes, u32::try_from(8 * bytes.len()).unwrap()).unwrap()
}

fn natural(bytes: &[u8]) -> Natural {
    Natural::from_be_bytes(bytes)
}

/// Numbers of so many bytes: random ones, and those with long runs of ones and zeros.
fn numbers(bytes: usize) -> impl Strategy<Value = Vec<u8>> {
    let runs = proptest::collection::vec(
        (prop_oneof![Just(0_u8), Just(0xff), Just(0x80), any::<u8>()], 1..40_usize),
        1..40,
    );
    let runs = runs.prop_map(move |runs| {
        let all = runs.into_iter().flat_map(|(byte, count)| vec![byte; count]);
        let mut all: Vec<u8> = all.take(bytes).collect();
        all.resize(bytes, 0);
        all
    });
    prop_oneof![proptest::collection::vec(any::<u8>(), bytes), runs]
}

fn odd(mut bytes: Vec<u8>) -> Vec<u8> {
    *bytes.last_mut().unwrap() |= 1;
    bytes
}

/// The same value, in a precision that does not matter.
fn assert_same(ours: &Natural, theirs: &BoxedUint) {
    let (ours, theirs) = (ours.to_be_bytes(), theirs.to_be_bytes());
    let digits =
        |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
    assert_eq!(digits(&ours), digits(&theirs));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn bytes_are_read_and_written(bytes in numbers(64)) {
        prop_assert_eq!(&**natural(&bytes).to_be_bytes(), &*bytes);
    }

    #[test]
    fn a_product_is_that_of_another_bignum(a in numbers(64), b in numbers(32)) {
        let (a, b) = (natural(&a), natural(&b));
        assert_same(&a.times(&b), &bignum(&a).concatenating_mul(&bignum(&b)));
    }

    #[test]
    fn a_distance_is_the_same_both_ways(a in numbers(32), b in numbers(32)) {
        let (a, b) = (natural(&a), natural(&b));
        let expected = if bignum(&a) > bignum(&b) {
            bignum(&a).wrapping_sub(bignum(&b))
        } else {
            bignum(&b).wrapping_sub(bignum(&a))
        };
        assert_same(&a.distance(&b), &expected);
        assert_same(&b.distance(&a), &expected);
    }

    #[test]
    fn a_least_common_multiple_is_that_of_another_bignum(a in numbers(32), b in numbers(32), twos in (0..200_usize, 0..200_usize)) {
        let shifted = |bytes: &[u8], twos: usize| {
            let number = BoxedUint::from_be_slice(bytes, 256).unwrap();
            number.shr(u32::try_from(twos).unwrap()).shl(u32::try_from(twos).unwrap())
        };
        let (a, b) = (shifted(&a, twos.0), shifted(&b, twos.1));
        prop_assume!(!bool::from(a.is_zero()) && !bool::from(b.is_zero()));
        let divisor = NonZero::new(a.gcd(&b)).unwrap();
        let expected = (&a / divisor).concatenating_mul(&b);
        assert_same(&natural(&a.to_be_bytes()).lcm(&natural(&b.to_be_bytes())), &expected);
    }

    #[test]
    fn numbers_that_share_a_factor_have_their_least_common_multiple(a in numbers(16), b in numbers(16), shared in numbers(16)) {
        let (a, b, shared) = (natural(&a), natural(&b), natural(&shared));
        prop_assume!(a.reaches(0) && b.reaches(0) && shared.reaches(0));
        let (a, b) = (a.times(&shared), b.times(&shared));
        let divisor = NonZero::new(bignum(&a).gcd(&bignum(&b))).unwrap();
        assert_same(&a.lcm(&b), &(bignum(&a) / divisor).concatenating_mul(&bignum(&b)));
    }

    #[test]
    fn an_inverse_is_that_of_another_bignum_or_none(a in numbers(32), modulus in numbers(32)) {
        let modulus = natural(&odd(modulus));
        let a = natural(&a);
        let expected = bignum(&a).invert_mod(&NonZero::new(bignum(&modulus)).unwrap()).into_option();
        // Modulo 1 everything is 0.
        prop_assume!(modulus.reaches(1) || modulus.0[0] != 1);
        match (a.inverse(&modulus), expected) {
            (Some(inverse), Some(expected)) => {
                let rest = expected.rem(&NonZero::new(bignum(&modulus)).unwrap());
                assert_same(&inverse, &rest);
            }
            (None, None) => {}
            (ours, theirs) => prop_assert!(false, "{} {}", ours.is_some(), theirs.is_some()),
        }
    }

    #[test]
    fn the_inverse_of_e_times_e_is_one(m in numbers(64)) {
        let modulus = natural(&m);
        prop_assume!(modulus.reaches(1));
        let whole = NonZero::new(bignum(&modulus)).unwrap();
        match modulus.inverse_of_e() {
            None => prop_assert!(bool::from(bignum(&modulus).rem(&NonZero::new(BoxedUint::from(E)).unwrap()).is_zero())),
            Some(inverse) => {
                prop_assert!(bignum(&inverse) < bignum(&modulus));
                let product = bignum(&inverse).concatenating_mul(&BoxedUint::from(E));
                assert_same(&natural(&product.rem(&whole).to_be_bytes()), &BoxedUint::one());
            }
        }
    }
}

#[test]
fn a_number_modulo_e_is_what_a_division_leaves() {
    for x in [
        0,
        1,
        65_535,
        65_536,
        65_537,
        65_538,
        131_073,
        131_074,
        u64::from(u32::MAX),
        1 << 32,
        (1 << 32) + 65_536,
        65_536 * 65_536,
    ] {
        assert_eq!(u64::from(fold_e(x)), x % u64::from(E), "{x}");
    }
    for high in (0..=0x1_0000_u64).step_by(257) {
        for low in [0, 1, high, 0xffff] {
            let x = high << 16 | low & 0xffff;
            assert_eq!(u64::from(fold_e(x)), x % u64::from(E), "{x}");
        }
    }
}

#[test]
fn an_odd_word_has_an_inverse() {
    for x in [1, 3, E, 0x7fff_ffff, 0x8000_0001, u32::MAX] {
        assert_eq!(word_inverse(x).wrapping_mul(x), 1);
    }
}

#[test]
fn the_highest_bits_are_counted_to_the_bit() {
    let top = |bit: u32| {
        let mut bytes = [0; 128];
        bytes[127 - usize::try_from(bit / 8).unwrap()] = 1 << (bit % 8);
        natural(&bytes).reaches_top(100)
    };
    assert!(!top(0) && !top(923));
    assert!(top(924) && top(927) && top(928) && top(1023));
}

#[test]
fn one_less_borrows_as_far_as_it_must() {
    let power = natural(&[&[1][..], &[0; 31]].concat());
    assert_eq!(**power.less_one().to_be_bytes(), [&[0][..], &[0xff; 31]].concat());
}
