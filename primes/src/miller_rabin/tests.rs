//! Rounds of Miller and Rabin's test against num-bigint.

use num_bigint::BigUint;
use proptest::prelude::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{MOST_TWOS, Predecessor, pass};
use crate::kernel::{Kernel, PerLane};
use crate::moduli::Moduli;
use crate::testing::known::primes;
use crate::testing::{
    any_number, at_every_width, bignum, natural, number, numbers, power_of_two, r,
};

/// A number, and a base.
#[derive(Clone, Debug)]
struct Round {
    n: BigUint,
    base: BigUint,
}

impl Round {
    /// The definition, word by word.
    fn is_passed(&self) -> bool {
        let (one, minus_one) = (BigUint::from(1_u8), &self.n - 1_u8);
        let s = minus_one.trailing_zeros().unwrap();
        let power = self.base.modpow(&(&minus_one >> s), &self.n);
        power == one || (0..s).any(|j| power.modpow(&(&one << j), &self.n) == minus_one)
    }
}

fn passes<K: Kernel>(rounds: &[Round], bits: usize) -> PerLane<u32> {
    let round = |lane: usize| &rounds[lane % rounds.len()];
    let n: PerLane<_> = core::array::from_fn(|lane| natural(&round(lane).n));
    let predecessors = n.each_ref().map(|n| Predecessor::of(n, MOST_TWOS));
    let mut moduli = Moduli::<K>::new(n.each_ref());
    let bases: Vec<_> =
        (0..K::LANES).map(|lane| &round(lane).base * r::<K>() % &round(lane).n).collect();
    let odd = predecessors.each_ref().map(|predecessor| &predecessor.odd);
    let power = moduli.power(&number::<K>(|lane| &bases[lane]), odd, bits);
    let twos = predecessors.each_ref().map(|predecessor| predecessor.twos);
    pass(&mut moduli, power, twos, MOST_TWOS)
}

/// That every round is passed exactly if it should be; and how many are.
fn agree<K: Kernel>(rounds: &[Round], bits: usize) -> usize {
    let mut count = 0;
    for vector in rounds.chunks(K::LANES) {
        for (round, passes) in vector.iter().zip(passes::<K>(vector, bits)) {
            assert_eq!(passes == 1, round.is_passed(), "{round:?}");
            count += passes as usize;
        }
    }
    count
}

#[test]
fn a_predecessor_is_split_into_its_twos_and_what_is_odd() {
    let odd_numbers = numbers(2_048).prop_map(|n| n | BigUint::from(1_u8));
    proptest!(ProptestConfig::with_cases(200), |(odd in odd_numbers, twos in 1..=MOST_TWOS)| {
        let n: BigUint = (&odd << twos) + 1_u8;
        let predecessor = Predecessor::of(&natural(&n), MOST_TWOS);
        prop_assert_eq!((bignum(&predecessor.odd), predecessor.twos), (odd, twos));
    });
}

#[test]
fn small_numbers_pass_to_exactly_those_bases_that_they_should() {
    fn law<K: Kernel>(_bits: usize) {
        // 3 to 2^8 + 1 takes every s from 1 to 8. 9 and 15 have liars, 13 and 17 are prime.
        for n in [3_u32, 5, 9, 13, 15, 17, 25, 33, 49, 65, 97, 193, 257] {
            let rounds: Vec<_> =
                (0..n.min(40)).map(|base| Round { n: n.into(), base: base.into() }).collect();
            agree::<K>(&rounds, 16);
        }
    }
    at_every_width!(law);
}

#[test]
fn every_base_but_zero_is_passed_by_a_prime_however_many_twos_there_are() {
    fn law<K: Kernel>(_bits: usize) {
        // Primes with s from 1 to 8.
        for n in [
            1_000_003_u32,
            1_000_037,
            1_000_121,
            1_000_081,
            1_000_033,
            1_001_153,
            1_000_577,
            1_000_193,
        ] {
            let bases = [1, 2, 3, 5, 6, 7, 10, 11, 500_000, n - 2, n - 1];
            let rounds = bases.map(|base| Round { n: n.into(), base: base.into() });
            assert_eq!(agree::<K>(&rounds, 32), rounds.len());
            assert_eq!(agree::<K>(&[Round { n: n.into(), base: BigUint::ZERO }], 32), 0);
        }
    }
    at_every_width!(law);
}

#[test]
fn a_strong_pseudoprime_passes_to_its_base_and_to_no_other_of_these() {
    fn law<K: Kernel>(_bits: usize) {
        // OEIS A001262, and A020229 for 121.
        for (n, liar) in [(2_047_u32, 2_u32), (3_277, 2), (4_033, 2), (4_681, 2), (121, 3)] {
            for base in [2, 3, 5, 7] {
                let rounds = [Round { n: n.into(), base: base.into() }];
                assert_eq!(agree::<K>(&rounds, 16), usize::from(base == liar), "{n}, {base}");
            }
        }
    }
    at_every_width!(law);
}

#[test]
fn a_round_on_a_number_of_the_full_width_says_what_it_should() {
    fn law<K: Kernel>(bits: usize) {
        // The greatest prime of the width, and the greatest number that is 1 modulo 2^8.
        let [_, prime] = primes(bits);
        let composite = power_of_two(bits) - 255_u8;
        let rounds = (prop::sample::select(vec![prime, composite]), any_number(bits))
            .prop_map(|(n, base)| Round { n, base });
        let rounds = prop::collection::vec(rounds, K::LANES);
        proptest!(ProptestConfig::with_cases(3), |(rounds in rounds)| {
            agree::<K>(&rounds, bits);
        });
    }
    at_every_width!(law);
}
