//! The fingerprint of CVE-2017-15361: primes of one maker's smart cards and TPMs, found out by Nemec, Sýs,
//! Švenda, Klinec and Matyáš ("The Return of Coppersmith's Attack", CCS 2017, 2.1).
//!
//! Such a prime is k·M + (65537^a mod M), M the product of the first primes: 39 of them for the shortest keys,
//! more for longer ones. So modulo each of these small primes it is a power of 65,537, and so is a product
//! of two. Modulo most of the small primes few numbers are.

/// The last of the first 39 primes. They divide the M of every length. Of sound numbers one in 2^154 has
/// the fingerprint.
const LAST: u32 = 167;

/// What every such prime is a power of, modulo M.
const GENERATOR: u32 = 65_537;

/// Whether `number`, big-endian, is a power of 65,537 modulo each of the first 39 primes. Takes the same
/// steps for every number of that length.
pub(super) fn is_fingerprinted(number: &[u8]) -> bool {
    (2..=LAST).filter(|r| is_prime(*r)).fold(true, |all, r| all & is_power(residue(number, r), r))
}

/// Whether `residue` is among the powers of the generator modulo `r`.
#[allow(clippy::arithmetic_side_effects, reason = "products of residues below 2^8")]
fn is_power(residue: u32, r: u32) -> bool {
    // They come round again after r − 1 steps at most.
    let (mut power, mut any) = (1, false);
    for _ in 0..LAST {
        any |= power == residue;
        power = power * (GENERATOR % r) % r;
    }
    any
}

#[allow(clippy::arithmetic_side_effects, reason = "below 2^16")]
fn residue(number: &[u8], r: u32) -> u32 {
    number.iter().fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % r)
}

fn is_prime(r: u32) -> bool {
    (2..r).all(|d| !r.is_multiple_of(d))
}
