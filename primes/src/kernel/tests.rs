//! Every operation of every kernel, on different moduli and numbers in every lane, against a bignum
//! that shares nothing with them. Natively that is the plain kernel, with overflow checks in every sum;
//! compiled to wasm (`scripts/test-primes.sh`), the one of the target's features.

use num_bigint::BigUint;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Kernel, MAX_LANES, MAX_TABLE, PerLane, is_exact};
use crate::testing::{
    any_number, at_every_width, edge_moduli, limb, modulus, number, numbers, power_of_two, r,
    scaled, value,
};

const CASES: u32 = 200;

/// A scaled modulus n', and two numbers that a kernel for it has to take: at most 4·n'.
#[derive(Clone, Debug)]
struct Lane {
    scaled: BigUint,
    x: BigUint,
    y: BigUint,
}

/// The numbers up to 4·n' that are extreme in one way or another.
fn edge_numbers(n: &BigUint, scaled: &BigUint) -> Vec<BigUint> {
    let most = scaled * 4_u8;
    vec![
        BigUint::ZERO,
        BigUint::from(1_u8),
        n - 2_u8,
        n - 1_u8,
        n.clone(),
        scaled - 1_u8,
        scaled.clone(),
        scaled * 2_u8,
        &most - 1_u8,
        // As many full limbs as there are.
        power_of_two(most.bits() as usize - 1) - 1_u8,
        most,
    ]
}

/// Moduli of exactly `bits` bits, and numbers up to 4·n'.
fn lane(bits: usize, radix: u32) -> impl Strategy<Value = Lane> {
    modulus(bits, radix).prop_flat_map(move |n| {
        let scaled = scaled(&n, radix);
        let x = || {
            let above = &scaled * 4_u8 + 1_u8;
            let length = above.bits() as usize;
            prop_oneof![
                3 => numbers(length).prop_map(move |x| x % &above),
                1 => select(edge_numbers(&n, &scaled)),
            ]
        };
        (Just(scaled.clone()), x(), x()).prop_map(|(scaled, x, y)| Lane { scaled, x, y })
    })
}

/// What a kernel works on at once: other moduli and other numbers in every lane.
fn lanes<K: Kernel>(bits: usize) -> impl Strategy<Value = Vec<Lane>> {
    prop::collection::vec(lane(bits, K::RADIX), K::LANES)
}

fn kernel<K: Kernel>(lanes: &[Lane]) -> K {
    K::new(|lane, i| limb(&lanes[lane].scaled, K::RADIX, i))
}

/// That a result is x·y/R modulo n', and at most x·y/R + n'.
fn is_reduced<K: Kernel>(
    result: &BigUint,
    x: &BigUint,
    y: &BigUint,
    scaled: &BigUint,
) -> Result<(), TestCaseError> {
    let (product, by_r) = (x * y, result * r::<K>());
    prop_assert_eq!(&by_r % scaled, &product % scaled);
    prop_assert!(by_r <= product + scaled * r::<K>(), "{} is beyond the bound", result);
    Ok(())
}

fn multiplies<K: Kernel>(lanes: &[Lane]) -> Result<(), TestCaseError> {
    let mut product = number::<K>(|lane| &lanes[lane].x);
    kernel::<K>(lanes).multiply(&mut product, &number::<K>(|lane| &lanes[lane].y));
    for (at, Lane { x, y, scaled, .. }) in lanes.iter().enumerate() {
        is_reduced::<K>(&value::<K>(&product, at), x, y, scaled)?;
    }
    Ok(())
}

fn squares<K: Kernel>(lanes: &[Lane], double: PerLane<u32>) -> Result<(), TestCaseError> {
    let mut square = number::<K>(|lane| &lanes[lane].x);
    kernel::<K>(lanes).square(&mut square, double);
    for (at, Lane { x, scaled, .. }) in lanes.iter().enumerate() {
        let mut result = value::<K>(&square, at);
        if double[at] == 1 {
            prop_assert!(!result.bit(0), "an odd number is no double");
            result >>= 1;
        }
        is_reduced::<K>(&result, x, x, scaled)?;
    }
    Ok(())
}

fn doubles() -> impl Strategy<Value = PerLane<u32>> {
    prop::array::uniform4(0..=1_u32)
}

/// Every edge of a number with every edge of another, modulo every edge of a modulus; side by side.
fn edges<K: Kernel>(bits: usize) -> Vec<Vec<Lane>> {
    let mut edges = Vec::new();
    for n in edge_moduli(bits, K::RADIX) {
        let scaled = scaled(&n, K::RADIX);
        let numbers = edge_numbers(&n, &scaled);
        for x in &numbers {
            for y in &numbers {
                edges.push(Lane { scaled: scaled.clone(), x: x.clone(), y: y.clone() });
            }
        }
    }
    // A stride beyond one modulus' share, so that the lanes of a vector have different moduli.
    let count = edges.len();
    (0..count)
        .map(|i| (0..K::LANES).map(|lane| edges[(i + 151 * lane) % count].clone()).collect())
        .collect()
}

#[test]
fn the_kernel_is_the_one_of_the_target_s_features() {
    fn law<K: Kernel>(_bits: usize) {
        let (lanes, radix) = if cfg!(target_feature = "relaxed-simd") {
            (2, 51)
        } else if cfg!(target_feature = "simd128") {
            (4, 28)
        } else {
            (1, 28)
        };
        assert_eq!((K::LANES, K::RADIX), (lanes, radix));
    }
    at_every_width!(law);
}

#[test]
fn this_processor_computes_what_the_kernel_relies_on() {
    assert!(is_exact());
}

#[test]
fn every_width_has_the_room_that_its_bounds_are_reckoned_with() {
    fn law<K: Kernel>(bits: usize) {
        let greatest = power_of_two(bits + K::RADIX as usize);
        assert!(greatest * 16_u8 <= r::<K>());
        assert_eq!(K::LIMBS % 2, 0, "columns are computed two at a time");
        assert!(K::LANES <= MAX_LANES);
    }
    at_every_width!(law);
}

#[test]
fn a_number_is_read_back_as_it_was_written() {
    fn law<K: Kernel>(_bits: usize) {
        let full = K::RADIX as usize * K::LIMBS;
        let numbers = prop::collection::vec(any_number(full), K::LANES);
        proptest!(ProptestConfig::with_cases(CASES), |(numbers in numbers)| {
            let written = number::<K>(|lane| &numbers[lane]);
            for (lane, number) in numbers.iter().enumerate() {
                prop_assert_eq!(&value::<K>(&written, lane), number);
            }
        });
    }
    at_every_width!(law);
}

#[test]
fn a_product_is_right_and_within_its_bound() {
    fn law<K: Kernel>(bits: usize) {
        proptest!(ProptestConfig::with_cases(CASES), |(lanes in lanes::<K>(bits))| {
            multiplies::<K>(&lanes)?;
        });
    }
    at_every_width!(law);
}

#[test]
fn a_square_is_right_and_doubled_in_those_lanes_alone_that_ask_for_it() {
    fn law<K: Kernel>(bits: usize) {
        let config = ProptestConfig::with_cases(CASES);
        proptest!(config, |(lanes in lanes::<K>(bits), double in doubles())| {
            squares::<K>(&lanes, double)?;
        });
    }
    at_every_width!(law);
}

#[test]
fn products_and_squares_are_right_at_every_edge() {
    fn law<K: Kernel>(bits: usize) {
        for lanes in edges::<K>(bits) {
            let outcome = multiplies::<K>(&lanes)
                .and_then(|()| squares::<K>(&lanes, [0, 1, 0, 1]))
                .and_then(|()| squares::<K>(&lanes, [1, 0, 1, 0]));
            outcome.unwrap_or_else(|error| panic!("{error}: {lanes:?}"));
        }
    }
    at_every_width!(law);
}

#[test]
fn what_comes_out_may_go_in_again_however_often() {
    fn law<K: Kernel>(bits: usize) {
        for n in edge_moduli(bits, K::RADIX) {
            let scaled = scaled(&n, K::RADIX);
            let most = &scaled * 4_u8;
            let lanes = vec![Lane { scaled, x: most.clone(), y: most.clone() }; K::LANES];
            let mut kernel = kernel::<K>(&lanes);
            let mut x = number::<K>(|lane| &lanes[lane].x);
            for _ in 0..40 {
                let before = x;
                kernel.square(&mut x, [1; MAX_LANES]);
                for (at, Lane { scaled, .. }) in lanes.iter().enumerate() {
                    let (before, after) = (value::<K>(&before, at), value::<K>(&x, at));
                    assert!(after <= most, "{after:x} is more than 4·n'");
                    is_reduced::<K>(&(after >> 1), &before, &before, scaled).unwrap();
                }
            }
        }
    }
    at_every_width!(law);
}

#[test]
fn a_lane_takes_nothing_from_its_neighbours_and_nothing_from_what_was_done_before() {
    fn law<K: Kernel>(bits: usize) {
        let config = ProptestConfig::with_cases(CASES);
        let both = (lanes::<K>(bits), lanes::<K>(bits));
        proptest!(config, |((lanes, others) in both, kept in 0..K::LANES)| {
            let in_company = |lane: usize| if lane == kept { &lanes[lane] } else { &others[lane] };
            let company: Vec<_> = (0..K::LANES).map(|lane| in_company(lane).clone()).collect();

            let mut x = number::<K>(|lane| &lanes[lane].x);
            let mut again = number::<K>(|lane| &company[lane].x);
            kernel::<K>(&lanes).square(&mut x, [0; MAX_LANES]);
            let mut used = kernel::<K>(&company);
            let mut spent = number::<K>(|lane| &others[lane].x);
            used.multiply(&mut spent, &number::<K>(|lane| &others[lane].y));
            used.square(&mut again, [0; MAX_LANES]);

            prop_assert_eq!(value::<K>(&x, kept), value::<K>(&again, kept));
        });
    }
    at_every_width!(law);
}

#[test]
fn every_lane_gets_the_entry_of_its_own_index() {
    fn law<K: Kernel>(bits: usize) {
        let entry = prop::collection::vec(any_number(bits), K::LANES);
        let table = prop::collection::vec(entry, 1..=MAX_TABLE);
        let indices = prop::array::uniform4(any::<prop::sample::Index>());
        proptest!(ProptestConfig::with_cases(CASES / 4), |(table in table, indices in indices)| {
            let index = indices.map(|index| index.index(table.len()) as u32);
            let numbers: Vec<_> =
                table.iter().map(|entry| number::<K>(|lane| &entry[lane])).collect();
            let selected = K::select(&numbers, index);
            for lane in 0..K::LANES {
                prop_assert_eq!(&value::<K>(&selected, lane), &table[index[lane] as usize][lane]);
            }
        });
    }
    at_every_width!(law);
}
