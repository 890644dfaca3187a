//! One number of every kind for every width. Their distances from what is written here as a power of
//! two were found with Python's integers; each is the least.
#![allow(dead_code, reason = "every test takes what it needs")]

use num_bigint::BigUint;

fn power_of_two(exponent: usize) -> BigUint {
    BigUint::from(1_u8) << exponent
}

/// The least and the greatest prime of exactly `bits` bits.
pub(crate) fn primes(bits: usize) -> [BigUint; 2] {
    let (above, below) = match bits {
        1_024 => (1_155_u32, 105_u32),
        1_536 => (699, 3_453),
        _ => (1_919, 1_557),
    };
    [power_of_two(bits - 1) + above, power_of_two(bits) - below]
}

/// p and 2·p − 1, primes whose product is a strong pseudoprime to base 2 of exactly `bits` bits.
pub(crate) fn strong_pseudoprime(bits: usize) -> [BigUint; 2] {
    let p = power_of_two(bits / 2 - 1)
        + match bits {
            1_024 => 172_229_u32,
            1_536 => 19_829,
            _ => 193_253,
        };
    let q = &p * 2_u8 - 1_u8;
    [p, q]
}

/// 6·k + 1, 12·k + 1 and 18·k + 1, primes whose product is a Carmichael number (Chernick, 1939) of
/// exactly `bits` bits.
pub(crate) fn carmichael(bits: usize) -> [BigUint; 3] {
    let k = match bits {
        1_024 => power_of_two(336) * 3_u8 + 118_227_u32,
        1_536 => power_of_two(506) * 5_u8 + 3_769_651_u32,
        _ => power_of_two(679) + 7_318_868_u32,
    };
    [6_u8, 12, 18].map(|times| &k * times + 1_u8)
}
