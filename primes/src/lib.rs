//! The search for the primes of an RSA key.

mod fermat;
mod kernel;
mod miller_rabin;
mod moduli;
mod natural;
mod primality;
mod proof;
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
pub use search::{Found, Search, Step};
pub use width::{WIDTHS, Width};
