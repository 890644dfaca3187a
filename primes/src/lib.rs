//! The search for the primes of an RSA key, and the proof of the key that is made of them.
//!
//! This crate is compiled four times: natively, and to three small WebAssembly modules, one a
//! `kernel`: relaxed SIMD, SIMD, plain. A page or a process runs the fastest that its engine accepts.
//!
//! # How a prime is found
//! ```text
//!   start      as many random bits as the prime has, the two highest and the lowest set     search.rs
//!   sieve      of the 4,096 odd numbers from there, those without a small prime factor      sieve.rs
//!   Fermat     2^(n−1) ≡ 1 modulo n, in order, as many numbers at once as there are lanes   fermat.rs
//! ```
//! The first number that passes is the prime. For 1,024 bits 32 numbers are tested in the mean, and
//! all the time goes there: into squarings modulo n. A lane of a vector holds one candidate, so the
//! vector instructions never have to move anything between lanes: see `kernel`.
//!
//! # How a key is proved
//! With both primes there, and the exponents that someone else has computed of them, [`Proof`] runs
//! on p and q side by side: rounds of Miller-Rabin with random bases, and the pairwise consistency test
//! of SP 800-56B. How many rounds depends on who has chosen the primes ([`Provenance`]): for those that
//! a search has found, FIPS 186-5, table B.1; for those that a caller brings, as many as the worst
//! number needs. For [`is_prime`], which takes any number, the number of rounds is the caller's.
//!
//! | bits of a prime | rounds, found | error probability | rounds, brought | error probability |
//! |---|---|---|---|---|
//! | 1,024 | 5 | 2^-112 | 64 | 2^-128 |
//! | 1,536 | 4 | 2^-128 | 64 | 2^-128 |
//! | 2,048 | 4 | 2^-144 | 64 | 2^-128 |
//!
//! The standard's bounds hold for candidates that are drawn at random, ours for any number: no composite
//! one passes a round for more than a quarter of the bases (Rabin, 1980), and some do for as many. That
//! the base-2 test has been passed before is not counted.
//!
//! # Which primes, and how many
//! The start is fresh randomness, uniform over 2^(b−3) numbers: those of b bits that are odd and at
//! least 1.5·2^(b−1). FIPS 186-5, A.1.3, draws every candidate anew and lets p begin at √2·2^(b−1);
//! this is an incremental search (Brandt and Damgård, "On generation of probable primes by
//! incremental search", CRYPTO '92), as most libraries do it: a prime is found with a probability
//! proportional to the gap before it. Gaps are spread nearly exponentially, so the primes' Shannon
//! entropy is (1 − γ)/ln 2 = 0.61 bits below that of a uniform choice; and as a search looks no
//! further than 8,192, no prime comes more than 12 times as often as the mean one. Primes that are 1
//! modulo 65,537 or modulo 2^9 are left out, 0.006 bits. Of the 2^1022 / 709 primes in the range that
//! leaves 1,011.9 bits for one of 1,024. When several workers search from starts of their own and the first prime that any of them
//! finds is taken, long gaps are favoured less.
//!
//! # What an observer of time can see
//! Of the proof, and of Fermat's test: nothing, as far as the engine compiles the instructions as they
//! are. How many numbers were tested is seen by anyone; it says how far the start was from the prime,
//! and the start is gone. The sieve's accesses depend on the start: see `sieve.rs` for why that is
//! right.
//!
//! # What stays behind
//! Nothing: numbers, windows and tables are overwritten when a search or a proof is over, and the stack
//! below it too.

mod fermat;
mod kernel;
mod miller_rabin;
mod moduli;
mod natural;
mod primality;
mod proof;
mod provenance;
mod search;
mod sieve;
#[cfg(test)]
mod testing;
mod width;
mod wipe;

#[cfg(all(target_arch = "wasm32", feature = "abi"))]
mod abi;

pub use kernel::is_exact;
pub use primality::is_prime;
pub use proof::{CrtKey, Proof, Verdict};
pub use provenance::Provenance;
pub use search::{Found, Search, Step};
pub use width::{WIDTHS, Width};
