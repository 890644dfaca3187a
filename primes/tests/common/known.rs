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

/// 2·k + 1 and 4·k + 1 for an odd k: primes whose product, of exactly `bits` bits, is the worst there is
/// for Miller and Rabin's test. A quarter of all bases call it prime.
pub(crate) fn worst_pseudoprime(bits: usize) -> [BigUint; 2] {
    let p = power_of_two(bits / 2 - 1)
        + match bits {
            1_024 => 76_511_u32,
            1_536 => 119_279,
            _ => 1_002_023,
        };
    let q = &p * 2_u8 - 1_u8;
    [p, q]
}

/// 6·k + 1, 12·k + 1 and 18·k + 1 for an odd k: primes whose product, a Carmichael number of exactly `bits`
/// bits, is 1 modulo 2^14, though none of them is 1 modulo 2^3. Its Miller-Rabin rounds end in 1 and −1
/// for every base if they do not begin at the odd part.
pub(crate) fn carmichael_of_many_twos(bits: usize) -> [BigUint; 3] {
    let k = match bits {
        1_024 => power_of_two(336) * 3_u8 + 2_515_159_793_u64,
        1_536 => power_of_two(505) * 10_u8 + 780_434_161_u64,
        _ => power_of_two(675) * 15_u8 + 37_932_215_025_u64,
    };
    [6_u8, 12, 18].map(|times| &k * times + 1_u8)
}

/// t + 1, 3·t + 1 and 5·t + 1 for a t that is 42 modulo 60: primes, all 3 modulo 4, whose product, of exactly
/// `bits` bits, is the worst there is in the place of a prime. It is a Carmichael number, so that every
/// number of a key fits it, and a quarter of all bases call it prime.
pub(crate) fn worst_carmichael(bits: usize) -> [BigUint; 3] {
    let t = match bits {
        1_024 => power_of_two(336) * 13_u8 + 5_725_574_u32,
        1_536 => power_of_two(507) * 11_u8 + 103_760_294_u32,
        _ => power_of_two(678) * 9_u8 + 179_403_846_u32,
    };
    [1_u8, 3, 5].map(|times| &t * times + 1_u8)
}
