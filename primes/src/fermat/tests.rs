//! Fermat's test against num-bigint's powers.

use num_bigint::BigUint;
use proptest::prelude::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::pass;
use crate::kernel::{Kernel, MAX_LANES, PerLane};
use crate::testing::known::{carmichael, primes, strong_pseudoprime};
use crate::testing::{at_every_width, edge_moduli, modulus, natural};

/// What num-bigint says.
fn is_probable(n: &BigUint) -> bool {
    BigUint::from(2_u8).modpow(&(n - 1_u8), n) == BigUint::from(1_u8)
}

fn passes<K: Kernel>(candidates: &[&BigUint], bits: usize) -> PerLane<u32> {
    let candidates: PerLane<_> =
        core::array::from_fn(|lane| natural(candidates[lane % candidates.len()]));
    pass::<K>(candidates.each_ref(), bits)
}

/// 1 in every lane that the kernel has, 0 in the others.
fn in_every_lane<K: Kernel>() -> PerLane<u32> {
    core::array::from_fn(|lane| u32::from(lane < K::LANES))
}

#[test]
fn the_least_and_the_greatest_prime_of_every_width_pass() {
    fn law<K: Kernel>(bits: usize) {
        for prime in &primes(bits) {
            assert_eq!(prime.bits(), bits as u64);
            assert_eq!(passes::<K>(&[prime], bits), in_every_lane::<K>());
        }
    }
    at_every_width!(law);
}

#[test]
fn composite_numbers_made_to_deceive_it_pass_too() {
    fn law<K: Kernel>(bits: usize) {
        let strong_pseudoprime: BigUint = strong_pseudoprime(bits).iter().product();
        let carmichael: BigUint = carmichael(bits).iter().product();
        for deceiver in [strong_pseudoprime, carmichael] {
            assert_eq!(deceiver.bits(), bits as u64);
            assert!(is_probable(&deceiver));
            assert_eq!(passes::<K>(&[&deceiver], bits), in_every_lane::<K>());
        }
    }
    at_every_width!(law);
}

#[test]
fn what_is_next_to_a_prime_fails() {
    fn law<K: Kernel>(bits: usize) {
        for prime in &primes(bits) {
            for neighbour in [prime - 2_u8, prime + 2_u8] {
                assert_eq!(passes::<K>(&[&neighbour], bits), [0; MAX_LANES]);
            }
        }
    }
    at_every_width!(law);
}

#[test]
fn a_prime_passes_in_its_own_lane_and_lifts_no_other() {
    fn law<K: Kernel>(bits: usize) {
        let [_, prime] = &primes(bits);
        let composite = prime - 2_u8;
        for with_prime in 0..K::LANES {
            let candidates: Vec<_> = (0..K::LANES)
                .map(|lane| if lane == with_prime { prime } else { &composite })
                .collect();
            let expected = core::array::from_fn(|lane| u32::from(lane == with_prime));
            assert_eq!(passes::<K>(&candidates, bits), expected);
        }
    }
    at_every_width!(law);
}

#[test]
fn any_odd_number_passes_exactly_if_two_to_its_predecessor_is_one() {
    fn law<K: Kernel>(bits: usize) {
        let candidates = prop::collection::vec(modulus(bits, K::RADIX), K::LANES);
        proptest!(ProptestConfig::with_cases(6), |(candidates in candidates)| {
            let passes = passes::<K>(&candidates.iter().collect::<Vec<_>>(), bits);
            for (n, passes) in candidates.iter().zip(passes) {
                prop_assert_eq!(passes == 1, is_probable(n), "{:x}", n);
            }
        });
    }
    at_every_width!(law);
}

#[test]
fn an_odd_number_at_any_edge_passes_exactly_if_two_to_its_predecessor_is_one() {
    fn law<K: Kernel>(bits: usize) {
        for vector in edge_moduli(bits, K::RADIX).chunks(K::LANES) {
            let passes = passes::<K>(&vector.iter().collect::<Vec<_>>(), bits);
            for (n, passes) in vector.iter().zip(passes) {
                assert_eq!(passes == 1, is_probable(n), "{n:x}");
            }
        }
    }
    at_every_width!(law);
}
