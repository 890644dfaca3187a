//! Composite numbers that were made to be taken for primes, offered as those of a caller's key: none is.
//!
//! Each is of one of the two forms that a quarter of all bases call prime, which is the most there is. A proof
//! of 64 rounds takes one of them once in 4^64 = 2^128 offers, and an offer costs its sender the proof's
//! first round at least. `POCKET_KMS_SOAK=1` offers 100,000 of each length.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that panics has failed; counts are printed"
)]

use num_bigint::BigUint;
use pocket_kms_primes::{CrtKey, Proof, Provenance, Verdict, WIDTHS, Width};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use self::known::{primes, worst_carmichael, worst_pseudoprime};
use self::noise::Noise;

#[path = "common/known.rs"]
mod known;
#[path = "common/noise.rs"]
mod noise;

const ONE: u32 = 1;

/// Offers of each length, and how many composites they are of beside those that are known.
const FEW: (usize, usize) = (300, 0);
const MANY: (usize, usize) = (100_000, 100);

/// A composite number, and e⁻¹ modulo what the order of every residue divides: the consistency test has
/// nothing to say against it.
struct Composite {
    n: BigUint,
    d: BigUint,
}

impl Composite {
    /// Of these primes; `order` is a multiple of each, less one.
    fn of(factors: &[BigUint], order: &BigUint) -> Self {
        let d = BigUint::from(65_537_u32).modinv(order).unwrap();
        Self { n: factors.iter().product(), d }
    }

    /// t + 1, 3·t + 1, 5·t + 1.
    fn carmichael(factors: &[BigUint; 3]) -> Self {
        Self::of(factors, &((&factors[0] - ONE) * 15_u8))
    }

    /// 2·k + 1, 4·k + 1.
    fn pseudoprime(factors: &[BigUint; 2]) -> Self {
        Self::of(factors, &(&factors[1] - ONE))
    }
}

fn bytes_of(number: &BigUint, width: &Width) -> Vec<u8> {
    let number = number.to_bytes_be();
    [vec![0; width.bits / 8 - number.len()], number].concat()
}

/// Whether a key of that number and a prime, in either order, passes as a caller's.
fn is_accepted(width: &Width, composite: &Composite, is_first: bool, noise: &mut Noise) -> bool {
    let prime = primes(width.bits)[1].clone();
    let exponent = BigUint::from(65_537_u32).modinv(&(&prime - ONE)).unwrap();
    let [n, d, q, dq] = [&composite.n, &composite.d, &prime, &exponent].map(|x| bytes_of(x, width));
    let key = if is_first {
        CrtKey { primes: [&n, &q], exponents: [&d, &dq] }
    } else {
        CrtKey { primes: [&q, &n], exponents: [&dq, &d] }
    };
    let random = noise.bytes(Proof::randomness(width, Provenance::Callers, 0, 1));
    let mut proof = Proof::new(&key, Provenance::Callers, &random, 0, 1).unwrap();
    loop {
        match proof.step() {
            Verdict::Next => {}
            verdict => return verdict == Verdict::Sound,
        }
    }
}

fn offer(width: &'static Width) {
    let is_soak = std::env::var("POCKET_KMS_SOAK").is_ok();
    let (offers, fresh) = if is_soak { MANY } else { FEW };
    let mut noise = Noise::new(width.bits as u64);
    let known = [
        Composite::carmichael(&worst_carmichael(width.bits)),
        Composite::pseudoprime(&worst_pseudoprime(width.bits)),
    ];
    let found = (0..fresh).map(|_| Composite::carmichael(&found(width.bits, &mut noise)));
    let composites: Vec<_> = known.into_iter().chain(found).collect();

    let mut noise = Noise::new(1);
    let accepted = (0..offers)
        .filter(|i| is_accepted(width, &composites[i % composites.len()], i % 7 != 0, &mut noise));
    let accepted = accepted.count();
    println!(
        "{} bits: {offers} offers of {} composites, {accepted} accepted",
        width.bits,
        composites.len()
    );
    assert_eq!(accepted, 0);
}

#[test]
fn no_composite_of_1024_bits_is_accepted() {
    offer(&WIDTHS[0]);
}

#[test]
fn no_composite_of_1536_bits_is_accepted() {
    offer(&WIDTHS[1]);
}

#[test]
fn no_composite_of_2048_bits_is_accepted() {
    offer(&WIDTHS[2]);
}

/// That they are what they are said to be: of the bases a quarter finds nothing, for either form.
#[test]
fn a_quarter_of_all_bases_call_these_composites_prime() {
    let n = |composite: Composite| composite.n;
    for composite in [
        n(Composite::carmichael(&worst_carmichael(1_024))),
        n(Composite::pseudoprime(&worst_pseudoprime(1_024))),
    ] {
        assert_eq!(composite.bits(), 1_024);
        let mut noise = Noise::new(4);
        let minus_one = &composite - ONE;
        let odd = &minus_one >> minus_one.trailing_zeros().unwrap();
        let mut liars = 0;
        for _ in 0..400 {
            let power = BigUint::from_bytes_be(&noise.bytes(128)).modpow(&odd, &composite);
            // Of both forms n − 1 has one two.
            liars += usize::from(power == ONE.into() || power == minus_one);
        }
        // 100 and four standard deviations; the bases are the same in every run.
        assert!((65..=135).contains(&liars), "{liars} of 400");
    }
}

/// The primes t + 1, 3·t + 1 and 5·t + 1 of the next such t above a random one, for a product of `bits` bits.
fn found(bits: usize, noise: &mut Noise) -> [BigUint; 3] {
    const WINDOW: usize = 1 << 18;
    const TIMES: [u32; 3] = [1, 3, 5];
    // From the cube root of 2^(bits − 1) / 15 on, with a random half.
    let least = ((BigUint::from(ONE) << (bits - 1)) / 15_u32).cbrt();
    loop {
        let random = BigUint::from_bytes_be(&noise.bytes(bits / 48));
        let start: BigUint = &least + (&least >> 4) + random;
        let start = &start + (102_u32 - u32::try_from(&start % 60_u32).unwrap()) % 60;
        let mut is_left = vec![true; WINDOW];
        for r in (7..1_u32 << 18).filter(|r| is_small_prime(*r)) {
            let at = u64::from(u32::try_from(&start % r).unwrap());
            for times in TIMES {
                // times·(start + 60·i) + 1 ≡ 0
                let (times, r) = (u64::from(times), u64::from(r));
                let inverse = inverse(60 * times % r, r);
                let first = (r - (times * at + 1) % r) % r * inverse % r;
                is_left
                    .iter_mut()
                    .skip(first as usize)
                    .step_by(r as usize)
                    .for_each(|it| *it = false);
            }
        }
        for i in (0..WINDOW).filter(|i| is_left[*i]) {
            let t = &start + 60 * i;
            let factors = TIMES.map(|times| &t * times + ONE);
            if factors.iter().all(passes_fermat) {
                assert_eq!(factors.iter().product::<BigUint>().bits(), bits as u64);
                return factors;
            }
        }
    }
}

fn passes_fermat(n: &BigUint) -> bool {
    BigUint::from(2_u32).modpow(&(n - ONE), n) == ONE.into()
}

fn is_small_prime(n: u32) -> bool {
    (2..=n.isqrt()).all(|d| !n.is_multiple_of(d))
}

/// x⁻¹ modulo a prime r.
fn inverse(x: u64, r: u64) -> u64 {
    let (mut power, mut square, mut exponent) = (1, x, r - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * square % r;
        }
        square = square * square % r;
        exponent /= 2;
    }
    power
}
