//! Searches: what is found from where, and where nothing is. Every kernel has to find the same.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that panics has failed")]

use num_bigint::BigUint;
use pocket_kms_primes::{Search, Step, WIDTHS, is_exact};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use self::noise::Noise;
use self::searches::{Case, cases};

#[path = "common/noise.rs"]
mod noise;
#[path = "vectors/searches.rs"]
mod searches;

/// Runs a search to its end.
fn find(start: &[u8]) -> Option<BigUint> {
    end_of(&mut Search::new(start).unwrap())
}

fn end_of(search: &mut Search) -> Option<BigUint> {
    loop {
        match search.step() {
            Step::Next => {}
            Step::Found(prime) => return Some(BigUint::from_bytes_be(prime.as_be_bytes())),
            Step::Nothing => return None,
        }
    }
}

/// The case of that name for primes of 1,024 bits.
fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name && case.bits == 1_024).unwrap()
}

#[test]
fn this_processor_computes_what_the_kernel_relies_on() {
    assert!(is_exact());
}

#[test]
fn every_start_leads_to_the_prime_that_was_found_without_this_crate_or_to_nothing() {
    for Case { name, bits, start, prime } in cases() {
        assert_eq!(find(&start), prime, "{name}, {bits} bits");
    }
}

#[test]
fn a_prime_has_its_length_its_two_highest_bits_and_no_predecessor_that_is_barred() {
    for Case { bits, prime, .. } in cases() {
        let Some(prime) = prime else { continue };
        assert_eq!(prime.bits(), bits as u64);
        assert!(prime.bit(bits as u64 - 2));
        assert_ne!(&prime % 65_537_u32, 1_u8.into());
        assert_ne!(prime % 512_u32, 1_u8.into());
    }
}

#[test]
fn the_bytes_of_a_prime_are_as_many_as_those_of_its_start() {
    let Case { start, .. } = case("prime");
    let mut search = Search::new(&start).unwrap();
    assert_eq!(search.step(), Step::Next, "the first step sieves");
    let Step::Found(prime) = search.step() else { panic!("nothing found") };
    assert_eq!(prime.as_be_bytes(), start);
}

#[test]
fn the_two_highest_bits_of_a_start_and_its_lowest_make_no_difference() {
    let Case { mut start, prime, .. } = case("shake_0");
    start[0] ^= 0b1100_0000;
    assert_eq!(find(&start), prime);
    start[127] ^= 1;
    assert_eq!(find(&start), prime);
}

#[test]
fn every_other_bit_of_a_start_makes_one() {
    let Case { start, prime, .. } = case("prime");
    for (byte, bit) in [(0, 5), (1, 7), (64, 0), (120, 0)] {
        let mut other = start.clone();
        other[byte] ^= 1 << bit;
        assert_ne!(find(&other), prime, "bit {bit} of byte {byte}");
    }
}

#[test]
fn a_search_from_the_same_start_finds_the_same_prime_again() {
    let start = Noise::new(7).bytes(128);
    assert_eq!(find(&start), find(&start));
}

#[test]
fn there_is_no_search_for_primes_of_other_lengths() {
    for bytes in [0, 1, 64, 96, 127, 129, 160, 191, 193, 255, 257, 384, 512] {
        assert!(Search::new(&vec![0xff; bytes]).is_none(), "{bytes} bytes");
    }
    for width in &WIDTHS {
        assert!(Search::new(&vec![0xff; width.bits / 8]).is_some());
    }
}

#[test]
fn after_a_prime_there_is_nothing_more() {
    let mut search = Search::new(&case("prime").start).unwrap();
    assert!(end_of(&mut search).is_some());
    let tested = search.tested();
    for _ in 0..3 {
        assert_eq!(search.step(), Step::Nothing);
    }
    assert_eq!(search.tested(), tested);
}

#[test]
fn after_nothing_there_is_nothing_more_and_what_has_a_small_factor_was_not_tested() {
    let mut search = Search::new(&case("gap").start).unwrap();
    assert!(end_of(&mut search).is_none());
    let tested = search.tested();
    // As many have no factor below 700, counted without this crate. The last step may have idle lanes.
    assert!(tested <= 351 + 3);
    assert_eq!(search.step(), Step::Nothing);
    assert_eq!(search.tested(), tested);
}

#[test]
fn what_is_tested_is_counted_as_many_as_there_are_lanes_with_every_step_but_the_first() {
    let mut search = Search::new(&case("gap").start).unwrap();
    assert_eq!(search.tested(), 0);
    assert_eq!((search.step(), search.tested()), (Step::Next, 0));
    assert_eq!(search.step(), Step::Next);
    let lanes = search.tested();
    assert!([1, 2, 4].contains(&lanes));
    assert_eq!(search.step(), Step::Next);
    assert_eq!(search.tested(), 2 * lanes);
}

#[test]
fn a_search_shows_nothing_of_itself() {
    let mut search = Search::new(&case("prime").start).unwrap();
    assert_eq!(format!("{search:?}"), "Search");
    search.step();
    assert_eq!(format!("{:?}", search.step()), "Found(Found)");
}

/// Natively alone: num-bigint takes longer than all other tests together in wasm.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn any_start_leads_to_the_next_number_that_is_prime_and_not_barred() {
    for (seed, width) in (0..).zip([&WIDTHS[0], &WIDTHS[0], &WIDTHS[0], &WIDTHS[1], &WIDTHS[2]]) {
        let start = Noise::new(seed).bytes(width.bits / 8);
        assert_eq!(find(&start), walk::next(&start), "seed {seed}");
    }
}

/// The same walk, one number after the other.
#[cfg(not(target_arch = "wasm32"))]
mod walk {
    use num_bigint::BigUint;

    pub(super) fn next(start: &[u8]) -> Option<BigUint> {
        let one = BigUint::from(1_u8);
        let bits = start.len() * 8;
        let highest = (&one << (bits - 1)) | (&one << (bits - 2));
        let first = BigUint::from_bytes_be(start) | highest | &one;
        (0..4_096_u32)
            .map(|o| &first + 2 * o)
            .take_while(|n| n.bits() == bits as u64)
            .filter(|n| [65_537_u32, 512].iter().all(|modulus| n % modulus != one))
            .find(is_prime)
    }

    fn is_prime(n: &BigUint) -> bool {
        (3..2_000_u32).step_by(2).all(|d| n % d != BigUint::ZERO)
            && [2_u32, 3, 5, 7].iter().all(|base| passes(n, *base))
    }

    fn passes(n: &BigUint, base: u32) -> bool {
        let (one, minus_one) = (BigUint::from(1_u8), n - 1_u8);
        let twos = minus_one.trailing_zeros().unwrap();
        let power = BigUint::from(base).modpow(&(&minus_one >> twos), n);
        power == one || (0..twos).any(|j| power.modpow(&(&one << j), n) == minus_one)
    }
}
