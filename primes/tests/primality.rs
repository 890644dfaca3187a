//! Whether any number is prime, asked of numbers that were made to be mistaken.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that panics has failed; counts are printed"
)]

use std::convert::Infallible;

use num_bigint::BigUint;
use pocket_kms_primes::is_prime;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use self::known::{carmichael, primes, strong_pseudoprime};
use self::noise::Noise;

#[path = "common/known.rs"]
mod known;
#[path = "common/noise.rs"]
mod noise;

const BITS: [usize; 3] = [1_024, 1_536, 2_048];
const ROUNDS: usize = 64;

fn says_of_bytes(n: &[u8]) -> Option<bool> {
    let mut noise = Noise::new(1);
    let Ok(said) = is_prime(n, ROUNDS, |bytes| {
        noise.fill(bytes);
        Ok::<_, Infallible>(())
    });
    said
}

fn says(n: &BigUint) -> Option<bool> {
    says_of_bytes(&n.to_bytes_be())
}

fn decimal(digits: &str) -> BigUint {
    digits.parse().unwrap()
}

fn mersenne(exponent: usize) -> BigUint {
    (BigUint::from(1_u8) << exponent) - 1_u8
}

/// By all divisors.
fn is_prime_by_division(n: u64) -> bool {
    n >= 2 && (2..=n.isqrt()).all(|d| !n.is_multiple_of(d))
}

/// Project Wycheproof's numbers are signed, and up to 2,878 bits long.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn wycheproof_s_primes_are_accepted_and_its_other_numbers_refused() {
    use wycheproof::TestResult;
    use wycheproof::primality::{TestName, TestSet};

    let (mut accepted, mut refused, mut too_long, mut negative) = (0, 0, 0, 0);
    let set = TestSet::load(TestName::Primality).unwrap();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // Two's complement. There is no way to ask of a negative number.
        if test.value.first().is_some_and(|byte| byte >> 7 == 1) {
            assert_ne!(test.result, TestResult::Valid);
            negative += 1;
            continue;
        }
        let n = BigUint::from_bytes_be(&test.value);
        let expected = (n.bits() <= 2_048).then_some(test.result == TestResult::Valid);
        assert_eq!(says_of_bytes(&test.value), expected, "{}: {}", test.tc_id, test.comment);
        match expected {
            Some(true) => accepted += 1,
            Some(false) => refused += 1,
            None => too_long += 1,
        }
    }
    println!(
        "accepted {accepted}, refused {refused}; unanswered {too_long} of more than 2,048 bits; \
         not asked {negative} that are negative"
    );
    assert_eq!(accepted + refused + too_long + negative, 317);
}

#[test]
fn numbers_up_to_a_thousand_are_told_apart_zero_and_one_are_no_primes() {
    for n in 0..1_000 {
        assert_eq!(says(&n.into()), Some(is_prime_by_division(n)), "{n}");
    }
}

#[test]
fn numbers_on_either_side_of_where_division_ends_are_told_apart() {
    for n in (1_u64 << 32) - 100..(1 << 32) + 100 {
        assert_eq!(says(&n.into()), Some(is_prime_by_division(n)), "{n}");
    }
}

#[test]
fn nothing_at_all_is_zero_and_leading_zeros_change_nothing() {
    assert_eq!(says_of_bytes(&[]), Some(false));
    assert_eq!(says_of_bytes(&[0; 300]), Some(false));
    for (n, expected) in [(mersenne(521), true), (mersenne(523), false)] {
        let padded = [vec![0; 300], n.to_bytes_be()].concat();
        assert_eq!(says_of_bytes(&padded), Some(expected));
    }
}

#[test]
fn primes_of_mersenne_are_accepted() {
    for exponent in [61, 89, 107, 127, 521, 607, 1_279] {
        assert_eq!(says(&mersenne(exponent)), Some(true), "{exponent}");
    }
}

#[test]
fn numbers_of_mersenne_that_are_no_primes_are_refused() {
    for exponent in [67, 101, 257, 523, 1_277, 2_039] {
        assert_eq!(says(&mersenne(exponent)), Some(false), "{exponent}");
    }
}

#[test]
fn the_least_and_the_greatest_prime_of_a_width_are_accepted_and_what_is_next_to_them_refused() {
    for prime in BITS.iter().flat_map(|bits| primes(*bits)) {
        assert_eq!(says(&prime), Some(true));
        for neighbour in [&prime - 2_u8, &prime - 1_u8, &prime + 1_u8, &prime + 2_u8] {
            assert_eq!(says(&neighbour), Some(false));
        }
    }
}

#[test]
fn of_a_number_longer_than_2_048_bits_nothing_is_said() {
    let least: BigUint = BigUint::from(1_u8) << 2_048;
    for n in [&least, &(&least + 981_u32), &mersenne(2_203)] {
        assert_eq!(says(n), None);
    }
    assert_eq!(says(&(least - 1_u8)), Some(false));
}

#[test]
fn the_least_numbers_that_pass_for_the_first_prime_bases_are_refused() {
    // OEIS A014233: strong pseudoprimes to the first 1, 2, … primes as bases, the last to 2 up to 41.
    for digits in [
        "2047",
        "1373653",
        "25326001",
        "3215031751",
        "2152302898747",
        "3474749660383",
        "341550071728321",
        "3825123056546413051",
        "318665857834031151167461",
        "3317044064679887385961981",
    ] {
        assert_eq!(says(&decimal(digits)), Some(false), "{digits}");
    }
}

#[test]
fn carmichael_numbers_are_refused() {
    // OEIS A002997: the first, and some of Chernick's on either side of 2^32, where division ends.
    for digits in [
        "561", "1105", "1729", "2465", "2821", "6601", "8911", "10585", "15841", "29341", "41041",
        "46657", "52633", "62745", "63973", "75361",
    ] {
        assert_eq!(says(&decimal(digits)), Some(false), "{digits}");
    }
    for k in [100_u64, 121, 195, 206] {
        let n = (6 * k + 1) * (12 * k + 1) * (18 * k + 1);
        assert_eq!(says(&n.into()), Some(false), "{n}");
    }
}

#[test]
fn long_carmichael_numbers_are_refused_though_their_factors_are_accepted() {
    for bits in BITS {
        let factors = carmichael(bits);
        assert!(factors.iter().all(|factor| says(factor) == Some(true)));
        let n: BigUint = factors.iter().product();
        assert_eq!((n.bits(), says(&n)), (bits as u64, Some(false)));
    }
}

#[test]
fn long_strong_pseudoprimes_are_refused_though_their_factors_are_accepted() {
    for bits in BITS {
        let factors = strong_pseudoprime(bits);
        assert!(factors.iter().all(|factor| says(factor) == Some(true)));
        let n: BigUint = factors.iter().product();
        assert_eq!((n.bits(), says(&n)), (bits as u64, Some(false)));
    }
}

#[test]
fn products_of_two_close_primes_and_squares_of_primes_are_refused() {
    let power = |exponent: usize| BigUint::from(1_u8) << exponent;
    // The two greatest primes below.
    for (exponent, first, second) in [
        (64, 59_u32, 83_u32),
        (256, 189, 357),
        (512, 569, 629),
        (768, 825, 1_385),
        (1_024, 105, 179),
    ] {
        let (p, q) = (power(exponent) - first, power(exponent) - second);
        assert_eq!((says(&p), says(&q)), (Some(true), Some(true)));
        for n in [&p * &q, &p * &p, &q * &q] {
            assert_eq!(says(&n), Some(false), "{n}");
        }
    }
}

#[test]
fn as_many_bases_are_drawn_as_rounds_are_asked_for_each_longer_than_the_number() {
    let mut drawn = Vec::new();
    let mut noise = Noise::new(2);
    let said = is_prime(&mersenne(521).to_bytes_be(), ROUNDS, |bytes| {
        drawn.push(bytes.len());
        noise.fill(bytes);
        Ok::<_, Infallible>(())
    });
    assert_eq!(said, Ok(Some(true)));
    assert!(drawn.len() >= ROUNDS);
    assert!(drawn.iter().all(|length| *length > 521 / 8 + 1));
}

#[test]
fn a_source_that_fails_at_any_draw_is_the_error_and_no_verdict() {
    for failing in [0, 1, ROUNDS - 1] {
        let (mut draws, mut noise) = (0, Noise::new(3));
        let said = is_prime(&mersenne(521).to_bytes_be(), ROUNDS, |bytes| {
            noise.fill(bytes);
            draws += 1;
            if draws > failing { Err("no randomness") } else { Ok(()) }
        });
        assert_eq!(said, Err("no randomness"));
    }
}

#[test]
fn numbers_that_are_divided_need_no_source() {
    for (n, expected) in [(65_537_u32, true), (65_539, true), (65_541, false), (u32::MAX, false)] {
        let said = is_prime(&n.to_be_bytes(), ROUNDS, |_| Err("no randomness"));
        assert_eq!(said, Ok(Some(expected)), "{n}");
    }
}

#[test]
fn a_source_of_nothing_but_zeros_makes_no_composite_number_pass() {
    for bits in BITS {
        let composites: [BigUint; 3] = [
            strong_pseudoprime(bits).iter().product(),
            carmichael(bits).iter().product(),
            &primes(bits)[0] + 2_u8,
        ];
        for n in composites {
            let said = is_prime(&n.to_bytes_be(), ROUNDS, |bytes| {
                bytes.fill(0);
                Ok::<_, Infallible>(())
            });
            assert_eq!(said, Ok(Some(false)));
        }
    }
}
