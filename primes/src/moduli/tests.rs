//! Powers and comparisons modulo one number a lane, against num-bigint.

use num_bigint::BigUint;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::Moduli;
use crate::kernel::{Kernel, MAX_LANES, PerLane};
use crate::natural::Natural;
use crate::testing::{
    any_number, at_every_width, edge_moduli, modulus, natural, number, numbers, power_of_two, r,
    scaled, value,
};

/// How many bits a random base is longer than its modulus: those that make it fair.
const LONGER: usize = 24;

/// One number a lane. Lanes that the kernel does not have repeat the others.
fn naturals(n: &[&BigUint]) -> PerLane<Natural> {
    core::array::from_fn(|lane| natural(n[lane % n.len()]))
}

/// Moduli of the width, and shorter ones: primality is asked of any number.
fn any_modulus(bits: usize, radix: u32) -> impl Strategy<Value = BigUint> {
    let shorter =
        (33..bits).prop_flat_map(move |bits| modulus(bits.max(radix as usize + 2), radix));
    prop_oneof![3 => modulus(bits, radix), 1 => shorter]
}

/// A base, in Montgomery form, and its exponent.
#[derive(Clone, Debug)]
struct Power {
    n: BigUint,
    base: BigUint,
    exponent: BigUint,
}

fn powers<K: Kernel>(bits: usize, exponent_bits: usize) -> impl Strategy<Value = Vec<Power>> {
    let power = any_modulus(bits, K::RADIX).prop_flat_map(move |n| {
        let longest = n.bits() as usize + LONGER;
        let base = prop_oneof![
            6 => numbers(longest),
            1 => select(vec![BigUint::ZERO, &n - 1_u8, n.clone(), power_of_two(longest) - 1_u8]),
        ];
        let edges = vec![BigUint::ZERO, BigUint::from(1_u8), power_of_two(exponent_bits) - 1_u8];
        let exponent = prop_oneof![6 => numbers(exponent_bits), 1 => select(edges)];
        (Just(n), base, exponent).prop_map(|(n, base, exponent)| Power { n, base, exponent })
    });
    prop::collection::vec(power, K::LANES)
}

fn raises<K: Kernel>(powers: &[Power], exponent_bits: usize) -> Result<(), TestCaseError> {
    let n = naturals(&powers.iter().map(|power| &power.n).collect::<Vec<_>>());
    let exponents = naturals(&powers.iter().map(|power| &power.exponent).collect::<Vec<_>>());
    let base = number::<K>(|lane| &powers[lane].base);
    let mut moduli = Moduli::<K>::new(n.each_ref());
    let result = moduli.power(&base, exponents.each_ref(), exponent_bits);
    for (lane, Power { n, base, exponent }) in powers.iter().enumerate() {
        let out = r::<K>().modinv(n).unwrap();
        let expected = (base * &out).modpow(exponent, n);
        prop_assert_eq!(value::<K>(&result, lane) * out % n, expected);
    }
    Ok(())
}

/// Two numbers, and whether they are the same modulo n.
#[derive(Clone, Debug)]
struct Pair {
    n: BigUint,
    x: BigUint,
    y: BigUint,
}

impl Pair {
    fn is_same(&self) -> bool {
        &self.x % &self.n == &self.y % &self.n
    }
}

/// Pairs whose second number is the first plus a multiple of n, is close to that, or is any other.
fn pairs<K: Kernel>(bits: usize) -> impl Strategy<Value = Vec<Pair>> {
    let pair = any_modulus(bits, K::RADIX).prop_flat_map(move |n| {
        let most = scaled(&n, K::RADIX) * 4_u8;
        let length = n.bits() as usize;
        let any = {
            let most = most.clone();
            numbers(most.bits() as usize).prop_map(move |x| x % (&most + 1_u8))
        }
        .boxed();
        let multiples = any_number(most.bits() as usize);
        (any.clone(), any, multiples, 0..length, 0..4_u8).prop_map(
            move |(x, other, t, bit, kind)| {
                let x = x % &n;
                let same = &x + t % ((&most - &x) / &n + 1_u8) * &n;
                let y = match kind {
                    0 => other,
                    // The one bit is worth less than n, and never a multiple of it.
                    1 if same.bit(bit as u64) => same - power_of_two(bit),
                    1 if &same + power_of_two(bit) <= most => same + power_of_two(bit),
                    _ => same,
                };
                Pair { n: n.clone(), x, y }
            },
        )
    });
    prop::collection::vec(pair, K::LANES)
}

/// That what is said of each lane is so.
fn are<K: Kernel>(said: PerLane<u32>, so: &[bool]) -> Result<(), TestCaseError> {
    let so: Vec<_> = so.iter().map(|so| u32::from(*so)).collect();
    prop_assert_eq!(&said[..K::LANES], &so[..]);
    Ok(())
}

#[test]
fn a_power_is_right_whatever_its_modulus_its_base_and_its_short_exponent() {
    fn law<K: Kernel>(bits: usize) {
        let cases = (1..=70_usize).prop_flat_map(move |exponent_bits| {
            (powers::<K>(bits, exponent_bits), Just(exponent_bits))
        });
        proptest!(ProptestConfig::with_cases(40), |((powers, exponent_bits) in cases)| {
            raises::<K>(&powers, exponent_bits)?;
        });
    }
    at_every_width!(law);
}

#[test]
fn a_power_is_right_for_an_exponent_as_long_as_its_modulus() {
    fn law<K: Kernel>(bits: usize) {
        proptest!(ProptestConfig::with_cases(6), |(powers in powers::<K>(bits, bits))| {
            raises::<K>(&powers, bits)?;
        });
    }
    at_every_width!(law);
}

#[test]
fn a_power_is_right_for_the_longest_base_modulo_every_edge() {
    fn law<K: Kernel>(bits: usize) {
        let edges = edge_moduli(bits, K::RADIX);
        let exponent = BigUint::from(0xffff_ffff_u32);
        for first in 0..edges.len() {
            let powers: Vec<_> = (0..K::LANES)
                .map(|lane| Power {
                    n: edges[(first + lane) % edges.len()].clone(),
                    base: power_of_two(bits + LONGER) - 1_u8,
                    exponent: exponent.clone(),
                })
                .collect();
            raises::<K>(&powers, 32).unwrap();
        }
    }
    at_every_width!(law);
}

#[test]
fn numbers_are_equal_exactly_if_they_differ_by_a_multiple_of_the_modulus() {
    fn law<K: Kernel>(bits: usize) {
        proptest!(ProptestConfig::with_cases(100), |(pairs in pairs::<K>(bits))| {
            let n = naturals(&pairs.iter().map(|pair| &pair.n).collect::<Vec<_>>());
            let mut moduli = Moduli::<K>::new(n.each_ref());
            let x = number::<K>(|lane| &pairs[lane].x);
            let y = number::<K>(|lane| &pairs[lane].y);
            let so: Vec<_> = pairs.iter().map(Pair::is_same).collect();
            are::<K>(moduli.are_equal(&x, &y), &so)?;
            are::<K>(moduli.are_equal(&y, &x), &so)?;
            are::<K>(moduli.are_equal(&y, &y), &vec![true; K::LANES])?;
        });
    }
    at_every_width!(law);
}

#[test]
fn one_and_minus_one_are_told_from_each_other_and_from_what_is_close_to_them() {
    fn law<K: Kernel>(bits: usize) {
        proptest!(ProptestConfig::with_cases(100), |(pairs in pairs::<K>(bits), away in 0..4_u8)| {
            let n = naturals(&pairs.iter().map(|pair| &pair.n).collect::<Vec<_>>());
            let mut moduli = Moduli::<K>::new(n.each_ref());
            let is = |x: &BigUint, n: &BigUint, one: BigUint| x % n == one * r::<K>() % n;

            // In some lanes it is 1 or −1 plus a multiple of n, in some it is next to that.
            let x: Vec<_> = pairs
                .iter()
                .enumerate()
                .map(|(lane, Pair { n, x, y })| {
                    let multiple = if y < n { 0_u8.into() } else { y - y % n - n };
                    let one = r::<K>() % n;
                    match (lane as u8 + away) % 4 {
                        0 => multiple + one,
                        1 => multiple + (n - one),
                        2 => multiple + one + 1_u8,
                        _ => x.clone(),
                    }
                })
                .collect();
            let number = number::<K>(|lane| &x[lane]);
            let minus_one = |n: &BigUint| n - 1_u8;
            let ones: Vec<_> =
                x.iter().zip(&pairs).map(|(x, pair)| is(x, &pair.n, 1_u8.into())).collect();
            let minus_ones: Vec<_> =
                x.iter().zip(&pairs).map(|(x, pair)| is(x, &pair.n, minus_one(&pair.n))).collect();
            are::<K>(moduli.are_one(&number), &ones)?;
            are::<K>(moduli.are_minus_one(&number), &minus_ones)?;
        });
    }
    at_every_width!(law);
}

#[test]
fn one_outside_of_montgomery_form_is_not_one_and_zero_is_neither() {
    fn law<K: Kernel>(bits: usize) {
        for n in edge_moduli(bits, K::RADIX) {
            let n: PerLane<_> = core::array::from_fn(|_| natural(&n));
            let mut moduli = Moduli::<K>::new(n.each_ref());
            for x in [BigUint::ZERO, BigUint::from(1_u8)] {
                let x = number::<K>(|_| &x);
                assert_eq!(moduli.are_one(&x)[..K::LANES], [0; MAX_LANES][..K::LANES]);
                assert_eq!(moduli.are_minus_one(&x)[..K::LANES], [0; MAX_LANES][..K::LANES]);
            }
        }
    }
    at_every_width!(law);
}
