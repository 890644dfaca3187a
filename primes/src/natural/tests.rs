//! Natural numbers against num-bigint.

use num_bigint::BigUint;
use proptest::prelude::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Natural, WORDS};
use crate::testing::{bignum, limb, modulus, natural, numbers, power_of_two};

/// All that a natural number can hold.
const BITS: usize = 32 * WORDS;

fn config() -> ProptestConfig {
    ProptestConfig::with_cases(300)
}

#[test]
fn bytes_come_back_as_they_were_given_leading_zeros_included() {
    let bytes = prop::collection::vec(any::<u8>(), 0..=BITS / 8);
    proptest!(config(), |(bytes in bytes)| {
        let number = Natural::from_be_bytes(&bytes);
        prop_assert_eq!(bignum(&number), BigUint::from_bytes_be(&bytes));
        let mut back = vec![0xaa; bytes.len()];
        number.to_be_bytes(&mut back);
        prop_assert_eq!(back, bytes);
    });
}

#[test]
fn bytes_beyond_the_highest_word_are_not_read() {
    let mut bytes = vec![0xff; BITS / 8 + 5];
    bytes[5..].fill(0x11);
    assert_eq!(bignum(&Natural::from_be_bytes(&bytes)), BigUint::from_bytes_be(&bytes[5..]));
}

#[test]
fn limbs_come_back_as_they_were_given() {
    for radix in [5, 28, 32, 51] {
        let count = BITS / radix as usize;
        let limbs = prop::collection::vec(0..1_u64 << radix, count);
        proptest!(config(), |(limbs in limbs)| {
            let number = Natural::from_limbs(radix, count, |i| limbs[i]);
            for (i, expected) in limbs.iter().enumerate() {
                prop_assert_eq!(number.limb(radix, i), *expected);
                prop_assert_eq!(limb(&bignum(&number), radix, i), *expected);
            }
        });
    }
}

#[test]
fn beyond_the_highest_word_there_are_only_zeros() {
    let full = natural(&(power_of_two(BITS) - 1_u8));
    assert_eq!(full.bit(BITS - 1), 1);
    assert_eq!(full.bit(BITS), 0);
    // 2,304 = 45·51 + 9.
    assert_eq!(full.limb(51, 45), (1 << 9) - 1);
    assert_eq!(full.limb(51, 46), 0);
}

#[test]
fn a_sum_is_right_and_wraps_where_the_words_end() {
    proptest!(config(), |(x in numbers(BITS), y in numbers(BITS))| {
        let sum = natural(&x).plus(&natural(&y));
        prop_assert_eq!(bignum(&sum), (x + y) % power_of_two(BITS));
    });
}

#[test]
fn a_difference_is_right_and_says_which_of_the_two_is_the_greater() {
    proptest!(config(), |(x in numbers(BITS), y in numbers(BITS))| {
        let (difference, borrow) = natural(&x).minus(&natural(&y));
        prop_assert_eq!(borrow == 1, y > x);
        prop_assert_eq!(bignum(&difference), (power_of_two(BITS) + x - y) % power_of_two(BITS));
    });
}

#[test]
fn nothing_less_nothing_borrows_nothing_and_nothing_less_one_borrows_all() {
    let (difference, borrow) = Natural::ZERO.minus(&Natural::ZERO);
    assert_eq!((bignum(&difference), borrow), (BigUint::ZERO, 0));
    let (difference, borrow) = Natural::ZERO.minus(&Natural::of(1));
    assert_eq!((bignum(&difference), borrow), (power_of_two(BITS) - 1_u8, 1));
}

#[test]
fn shifted_to_the_left_it_loses_what_leaves_the_highest_word() {
    proptest!(config(), |(x in numbers(BITS), shift in 0..BITS)| {
        let shifted = natural(&x).shifted_left(shift);
        prop_assert_eq!(bignum(&shifted), (x << shift) % power_of_two(BITS));
    });
}

#[test]
fn shifted_to_the_right_it_loses_what_leaves_the_lowest_word() {
    let shifts = (0..BITS).prop_flat_map(|most| (0..=most, Just(most)));
    proptest!(config(), |(x in numbers(BITS), (shift, most) in shifts)| {
        prop_assert_eq!(bignum(&natural(&x).shifted_right(shift, most)), x >> shift);
    });
}

#[test]
fn a_number_below_a_modulus_is_doubled_and_stays_below() {
    let numbers = (33..=2_048_usize).prop_flat_map(|bits| (modulus(bits, 28), numbers(bits)));
    proptest!(config(), |((n, x) in numbers)| {
        let x = x % &n;
        let doubled = natural(&x).doubled_modulo(&natural(&n));
        prop_assert_eq!(bignum(&doubled), x * 2_u8 % n);
    });
}

#[test]
fn a_modulus_less_one_doubled_is_the_modulus_less_two() {
    let n = power_of_two(2_048) - 1_u8;
    assert_eq!(bignum(&natural(&(&n - 1_u8)).doubled_modulo(&natural(&n))), n - 2_u8);
}

#[test]
fn its_bits_are_those_of_the_number() {
    proptest!(config(), |(x in numbers(BITS), at in 0..BITS, most in 0..=BITS)| {
        let number = natural(&x);
        prop_assert_eq!(number.bits() as u64, x.bits());
        prop_assert_eq!(number.bit(at) == 1, x.bit(at as u64));
        let zeros = x.trailing_zeros().map_or(most, |zeros| most.min(zeros as usize));
        prop_assert_eq!(number.trailing_zeros(most), zeros);
    });
}

#[test]
fn bits_are_set_where_they_should_be_and_nowhere_else() {
    let positions = prop::collection::vec(0..BITS, 0..4);
    proptest!(config(), |(x in numbers(BITS), positions in positions)| {
        let with = natural(&x).with_bits(&positions);
        let expected = positions.iter().fold(x, |x, at| x | power_of_two(*at));
        prop_assert_eq!(bignum(&with), expected);
    });
}
