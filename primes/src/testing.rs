//! What the tests of several modules share: moduli and numbers, at the edges and in between, and the
//! ways from and to the bignum that all arithmetic here is held against.

use num_bigint::BigUint;
use proptest::prelude::*;
use proptest::sample::select;

use crate::kernel::Kernel;
use crate::natural::Natural;

#[path = "../tests/common/known.rs"]
pub(crate) mod known;

/// `law::<K>(bits)` for the kernel of every width.
macro_rules! at_every_width {
    ($law:ident) => {{
        $law::<crate::kernel::Kernel1024>(1_024);
        $law::<crate::kernel::Kernel1536>(1_536);
        $law::<crate::kernel::Kernel2048>(2_048);
    }};
}
pub(crate) use at_every_width;

pub(crate) fn power_of_two(exponent: usize) -> BigUint {
    BigUint::from(1_u8) << exponent
}

/// R of a kernel.
pub(crate) fn r<K: Kernel>() -> BigUint {
    power_of_two(K::RADIX as usize * K::LIMBS)
}

pub(crate) fn limb(x: &BigUint, radix: u32, i: usize) -> u64 {
    let limb = (x >> (radix as usize * i)) & (power_of_two(radix as usize) - 1_u8);
    limb.try_into().unwrap()
}

pub(crate) fn natural(x: &BigUint) -> Natural {
    Natural::from_be_bytes(&x.to_bytes_be())
}

pub(crate) fn bignum(x: &Natural) -> BigUint {
    BigUint::new(x.words().to_vec())
}

/// A kernel's number: `x(lane)` in every lane.
pub(crate) fn number<'x, K: Kernel>(x: impl Fn(usize) -> &'x BigUint) -> K::Number {
    K::number(|lane, i| limb(x(lane), K::RADIX, i))
}

/// What is in a lane. Limbs that are not full belong to no number.
pub(crate) fn value<K: Kernel>(x: &K::Number, lane: usize) -> BigUint {
    (0..K::LIMBS).rev().fold(BigUint::ZERO, |value, i| {
        let limb = K::limb(x, lane, i);
        assert!(limb < 1 << K::RADIX, "limb {i} is {limb:#x}");
        (value << K::RADIX) | BigUint::from(limb)
    })
}

/// n' = k·n ≡ −1 modulo 2^radix.
pub(crate) fn scaled(n: &BigUint, radix: u32) -> BigUint {
    let base = power_of_two(radix as usize);
    let k = &base - n.modinv(&base).unwrap();
    n * k
}

/// Numbers of at most `bits` bits, all alike.
pub(crate) fn any_number(bits: usize) -> impl Strategy<Value = BigUint> {
    let words = prop::collection::vec(any::<u32>(), bits.div_ceil(32));
    words.prop_map(move |words| BigUint::new(words) % power_of_two(bits))
}

/// Numbers of at most `bits` bits in which ones and zeros come in long runs: where carries go far.
fn runs(bits: usize) -> impl Strategy<Value = BigUint> {
    prop::collection::vec((any::<bool>(), 1..200_usize), 1..24).prop_map(move |runs| {
        let number = runs.into_iter().fold(BigUint::ZERO, |number, (ones, length)| {
            let run = if ones { power_of_two(length) - 1_u8 } else { BigUint::ZERO };
            (number << length) | run
        });
        number % power_of_two(bits)
    })
}

/// Numbers of at most `bits` bits, of either kind.
pub(crate) fn numbers(bits: usize) -> impl Strategy<Value = BigUint> {
    prop_oneof![any_number(bits), runs(bits)]
}

/// The odd numbers of exactly `bits` bits that are extreme in one way or another.
pub(crate) fn edge_moduli(bits: usize, radix: u32) -> Vec<BigUint> {
    let (lowest, above) = (power_of_two(bits - 1), power_of_two(bits));
    vec![
        // Its own scaled modulus, since it is −1 modulo 2^radix: the least, and all of it ones.
        &above - 1_u8,
        // The greatest scaled modulus: the greatest number that is 1 modulo 2^radix.
        &above - power_of_two(radix as usize) + 1_u8,
        // Nothing but zeros in between.
        &lowest + 1_u8,
        &lowest + power_of_two(bits / 2) + 1_u8,
        // A full lowest word, and nothing above it but the highest bit.
        &lowest + power_of_two(32) - 1_u8,
        &lowest + 3_u8,
        &above - 3_u8,
    ]
}

/// Odd numbers of exactly `bits` bits.
pub(crate) fn modulus(bits: usize, radix: u32) -> impl Strategy<Value = BigUint> {
    let lowest = power_of_two(bits - 1);
    let either = numbers(bits).prop_map(move |n| n | &lowest | BigUint::from(1_u8));
    let low_words_zero = any_number(bits / 2)
        .prop_map(move |n| (n << (bits / 2)) | power_of_two(bits - 1) | BigUint::from(1_u8));
    let slightly_above =
        any::<u16>().prop_map(move |n| power_of_two(bits - 1) + (2 * u32::from(n) + 1));
    let slightly_below =
        any::<u16>().prop_map(move |n| power_of_two(bits) - (2 * u32::from(n) + 1));
    prop_oneof![
        4 => either,
        1 => low_words_zero,
        1 => slightly_above,
        1 => slightly_below,
        2 => select(edge_moduli(bits, radix)),
    ]
}
