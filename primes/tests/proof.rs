//! Proofs: sound keys pass in whole and in parts, and whatever is wrong with a key is found.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that panics has failed")]

use num_bigint::BigUint;
use pocket_kms_primes::{CrtKey, Proof, Provenance, Search, Step, Verdict, WIDTHS, Width};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use self::known::{carmichael, carmichael_of_many_twos, primes, strong_pseudoprime};
use self::noise::Noise;
use self::searches::cases;

#[path = "common/known.rs"]
mod known;
#[path = "common/noise.rs"]
mod noise;
#[path = "vectors/searches.rs"]
mod searches;

const ONE: u32 = 1;

#[derive(Clone)]
struct Key {
    width: &'static Width,
    provenance: Provenance,
    p: BigUint,
    q: BigUint,
    dp: BigUint,
    dq: BigUint,
}

/// e⁻¹ modulo p − 1.
fn exponent(p: &BigUint) -> BigUint {
    BigUint::from(65_537_u32).modinv(&(p - ONE)).unwrap()
}

impl Key {
    fn new(width: &'static Width, p: BigUint, q: BigUint) -> Self {
        let (dp, dq) = (exponent(&p), exponent(&q));
        Self { width, provenance: Provenance::Ours, p, q, dp, dq }
    }

    /// The same, as a caller brings it.
    fn of_a_caller(self) -> Self {
        Self { provenance: Provenance::Callers, ..self }
    }

    fn randomness(&self, part: usize, parts: usize) -> usize {
        Proof::randomness(self.width, self.provenance, part, parts)
    }

    /// Of primes that searches find, as their own tests show.
    fn sound(width: &'static Width) -> Self {
        let mut primes = cases().into_iter().filter(|case| case.bits == width.bits);
        let mut next = || primes.next().unwrap().prime.unwrap();
        Self::new(width, next(), next())
    }

    /// All proofs that `parts` parts are, with the same bases in every run.
    fn prove_in(&self, parts: usize) -> Vec<Verdict> {
        let mut noise = Noise::new(parts as u64);
        (0..parts)
            .map(|part| {
                let random = noise.bytes(self.randomness(part, parts));
                verdict(&mut self.proof(&random, part, parts).unwrap())
            })
            .collect()
    }

    fn is_sound(&self) -> bool {
        self.prove_in(1) == [Verdict::Sound]
    }

    fn proof(&self, random: &[u8], part: usize, parts: usize) -> Option<Proof> {
        let [p, q, dp, dq] =
            [&self.p, &self.q, &self.dp, &self.dq].map(|number| self.bytes_of(number));
        let key = CrtKey { primes: [&p, &q], exponents: [&dp, &dq] };
        Proof::new(&key, self.provenance, random, part, parts)
    }

    fn bytes_of(&self, number: &BigUint) -> Vec<u8> {
        let number = number.to_bytes_be();
        [vec![0; self.width.bits / 8 - number.len()], number].concat()
    }
}

fn verdict(proof: &mut Proof) -> Verdict {
    loop {
        match proof.step() {
            Verdict::Next => {}
            verdict => return verdict,
        }
    }
}

#[test]
fn a_key_of_two_primes_is_sound_at_every_width() {
    for width in &WIDTHS {
        assert!(Key::sound(width).is_sound());
    }
}

#[test]
fn a_key_of_two_primes_that_have_just_been_found_is_sound() {
    let width = &WIDTHS[0];
    let [p, q] = [1, 2].map(|seed| {
        let mut search = Search::new(&Noise::new(seed).bytes(width.bits / 8)).unwrap();
        loop {
            match search.step() {
                Step::Next => {}
                Step::Found(prime) => break BigUint::from_bytes_be(prime.as_be_bytes()),
                Step::Nothing => panic!("nothing found"),
            }
        }
    });
    assert!(Key::new(width, p, q).is_sound());
}

#[test]
fn the_order_of_the_primes_makes_no_difference_if_the_exponents_follow() {
    let Key { width, provenance, p, q, dp, dq } = Key::sound(&WIDTHS[0]);
    assert!(Key { width, provenance, p: q, q: p, dp: dq, dq: dp }.is_sound());
}

#[test]
fn every_part_of_a_sound_key_is_sound_however_many_there_are() {
    let key = Key::sound(&WIDTHS[0]);
    for parts in [2, 3, 5, 7, 12, 13, 40] {
        assert!(key.prove_in(parts).iter().all(|verdict| *verdict == Verdict::Sound), "{parts}");
    }
    for width in &WIDTHS[1..] {
        assert_eq!(Key::sound(width).prove_in(2), [Verdict::Sound; 2]);
    }
}

#[test]
fn some_part_of_an_unsound_key_is_unsound_however_many_there_are() {
    let mut key = Key::sound(&WIDTHS[0]);
    key.dq += ONE;
    for parts in [2, 3, 5, 7, 12, 13, 40] {
        assert!(key.prove_in(parts).contains(&Verdict::Unsound), "{parts}");
    }
}

#[test]
fn there_are_as_many_rounds_as_the_standard_asks_for() {
    // FIPS 186-5, table B.1: p and q of 1,024, 1,536 and 2,048 bits, Miller-Rabin alone.
    assert_eq!(
        WIDTHS.map(|width| (width.bits, width.rounds)),
        [(1_024, 5), (1_536, 4), (2_048, 4)]
    );
    assert_eq!(WIDTHS.each_ref().map(|width| Provenance::Ours.rounds(width)), [5, 4, 4]);
    // Whatever the number is, 4^-64 = 2^-128.
    assert_eq!(WIDTHS.each_ref().map(|width| Provenance::Callers.rounds(width)), [64; 3]);
}

#[test]
fn a_provenance_that_no_number_names_is_a_caller_s() {
    for provenance in [Provenance::Ours, Provenance::Callers] {
        assert_eq!(Provenance::of_number(provenance.number()), provenance);
    }
    for number in [0, 2, 3, 64, u32::MAX] {
        assert_eq!(Provenance::of_number(number), Provenance::Callers);
    }
}

#[test]
fn parts_take_together_as_much_randomness_as_the_whole() {
    for (width, provenance) in
        WIDTHS.iter().flat_map(|width| [(width, Provenance::Ours), (width, Provenance::Callers)])
    {
        let randomness = |part, parts| Proof::randomness(width, provenance, part, parts);
        let whole = randomness(0, 1);
        // A base a round and prime, and one a half of the consistency test.
        assert!(whole >= 2 * (provenance.rounds(width) + 1) * width.bits / 8);
        for parts in 1..50 {
            let taken: usize = (0..parts).map(|part| randomness(part, parts)).sum();
            assert_eq!(taken, whole);
        }
    }
}

#[test]
fn whichever_number_of_a_key_is_wrong_the_key_is_unsound_at_every_width() {
    for width in &WIDTHS {
        let key = Key::sound(width);
        let Key { p, q, dp, dq, .. } = key.clone();
        for (what, wrong) in [
            ("p is composite", Key { p: &p + 2_u32, ..key.clone() }),
            ("q is composite", Key { q: &q - 2_u32, ..key.clone() }),
            ("p is even", Key { p: &p - ONE, ..key.clone() }),
            ("q is even", Key { q: &q + ONE, ..key.clone() }),
            ("dp is too great by one", Key { dp: &dp + ONE, ..key.clone() }),
            ("dp is too small by one", Key { dp: &dp - ONE, ..key.clone() }),
            ("dq is too great by one", Key { dq: &dq + ONE, ..key.clone() }),
            ("dq is too small by one", Key { dq: &dq - ONE, ..key.clone() }),
            ("dp is zero", Key { dp: BigUint::ZERO, ..key.clone() }),
            ("dq is one", Key { dq: ONE.into(), ..key.clone() }),
            ("p and q change places", Key { p: q, q: p, ..key.clone() }),
            ("dp and dq change places", Key { dp: dq, dq: dp, ..key }),
        ] {
            assert!(!wrong.is_sound(), "{} bits: {what}", width.bits);
        }
    }
}

#[test]
fn a_bit_more_in_any_number_makes_a_key_unsound() {
    let key = Key::sound(&WIDTHS[0]);
    for bit in [1, 30, 511, 900] {
        let flip = |number: &BigUint| number ^ (BigUint::from(ONE) << bit);
        for wrong in [
            Key { p: flip(&key.p), ..key.clone() },
            Key { q: flip(&key.q), ..key.clone() },
            Key { dp: flip(&key.dp), ..key.clone() },
            Key { dq: flip(&key.dq), ..key.clone() },
        ] {
            assert!(!wrong.is_sound(), "bit {bit}");
        }
    }
}

#[test]
fn a_number_that_is_shorter_than_its_bytes_is_no_prime_of_a_key_at_any_width() {
    for width in &WIDTHS {
        let key = Key::sound(width);
        for short in [1_u32, 3, 5, 7] {
            // Everything is the same modulo 1, and these exponents undo the public one modulo the others.
            let dp = if short == 1 { ONE.into() } else { exponent(&short.into()) };
            for wrong in [
                Key { p: short.into(), dp: dp.clone(), ..key.clone() },
                Key { q: short.into(), dq: dp, ..key.clone() },
            ] {
                assert!(!wrong.is_sound(), "{} bits: {short}", width.bits);
            }
        }
    }
}

/// The exponents of these undo the public one, so that the rounds alone can tell.
#[test]
fn a_strong_pseudoprime_in_the_place_of_a_prime_is_found_at_every_width() {
    for width in &WIDTHS {
        let key = Key::sound(width);
        let factors = strong_pseudoprime(width.bits);
        // q − 1 is 2·(p − 1), and so a multiple of every order.
        let d = exponent(&factors[1]);
        let n: BigUint = factors.iter().product();
        assert!(!Key { p: n.clone(), dp: d.clone(), ..key.clone() }.is_sound());
        assert!(!Key { q: n, dq: d, ..key }.is_sound());
    }
}

/// Less one, it has more twos than our own primes: what remains of it is no odd part.
#[test]
fn a_carmichael_number_of_many_twos_is_found_whoever_brings_it() {
    for width in &WIDTHS {
        let good = Key::sound(width);
        let n: BigUint = carmichael_of_many_twos(width.bits).iter().product();
        assert!(n.bits() == width.bits as u64 && (&n - ONE).trailing_zeros() >= Some(14));
        for key in [Key::new(width, n.clone(), good.q.clone()), Key::new(width, good.p, n)] {
            assert!(!key.is_sound(), "{} bits", width.bits);
            assert!(!key.of_a_caller().is_sound(), "{} bits", width.bits);
        }
    }
}

#[test]
fn a_caller_s_prime_may_have_more_twos_than_our_own_and_not_more_than_chance_gives() {
    let width = &WIDTHS[0];
    let q = Key::sound(width).q;
    // The greatest primes below 2^1024 that are 1 modulo 2^twos, and not modulo twice that.
    for (twos, times) in [(9, 585_u32), (12, 39), (64, 463), (65, 387)] {
        let p: BigUint = (BigUint::from(ONE) << 1_024) - (BigUint::from(times) << twos) + ONE;
        assert_eq!((&p - ONE).trailing_zeros(), Some(twos));
        let key = Key::new(width, p, q.clone());
        assert!(!key.is_sound(), "no search finds it");
        assert_eq!(key.of_a_caller().is_sound(), twos <= 64, "2^{twos}");
    }
}

#[test]
fn a_key_of_a_caller_is_sound_in_whole_and_in_parts_and_unsound_with_any_wrong_number() {
    for width in &WIDTHS {
        let key = Key::sound(width).of_a_caller();
        assert_eq!(key.prove_in(6), [Verdict::Sound; 6]);
        let wrong = Key { dq: &key.dq + ONE, ..key.clone() };
        assert!(!wrong.is_sound() && wrong.prove_in(6).contains(&Verdict::Unsound));
        assert!(!Key { p: &key.p + 2_u32, ..key }.is_sound());
    }
    let [least, greatest] = primes(1_024);
    // In whole.
    assert!(Key::new(&WIDTHS[0], least, greatest).of_a_caller().is_sound());
}

#[test]
fn a_proof_that_has_failed_takes_no_further_step() {
    let key = Key::sound(&WIDTHS[0]).of_a_caller();
    let composite = Key { p: &key.p + 2_u32, ..key };
    let random = Noise::new(1).bytes(composite.randomness(0, 1));
    assert_eq!(composite.proof(&random, 0, 1).unwrap().step(), Verdict::Unsound);
}

#[test]
fn a_carmichael_number_in_the_place_of_a_prime_is_found_at_every_width() {
    for width in &WIDTHS {
        let key = Key::sound(width);
        let n: BigUint = carmichael(width.bits).iter().product();
        assert!(!Key::new(width, n.clone(), key.q).is_sound());
        assert!(!Key::new(width, key.p, n).is_sound());
    }
}

#[test]
fn bases_that_are_all_zero_prove_nothing() {
    let key = Key::sound(&WIDTHS[0]);
    let zeros = vec![0; key.randomness(0, 1)];
    assert_eq!(verdict(&mut key.proof(&zeros, 0, 1).unwrap()), Verdict::Unsound);
}

#[test]
fn there_is_no_proof_with_less_randomness_than_it_takes() {
    let key = Key::sound(&WIDTHS[0]);
    let random = Noise::new(1).bytes(key.randomness(0, 1));
    for length in [0, 1, random.len() / 2, random.len() - 1] {
        assert!(key.proof(&random[..length], 0, 1).is_none(), "{length} bytes");
    }
    assert!(key.proof(&random, 0, 1).is_some());
}

#[test]
fn of_more_randomness_the_first_is_used() {
    let key = Key::sound(&WIDTHS[0]);
    let random = Noise::new(1).bytes(key.randomness(0, 1));
    let zeros = vec![0; random.len()];
    let zeros_last = [&random[..], &zeros].concat();
    let zeros_first = [&zeros[..], &random].concat();
    assert_eq!(verdict(&mut key.proof(&zeros_last, 0, 1).unwrap()), Verdict::Sound);
    assert_eq!(verdict(&mut key.proof(&zeros_first, 0, 1).unwrap()), Verdict::Unsound);
}

#[test]
fn there_is_no_proof_for_primes_of_other_lengths() {
    let random = vec![1; 100_000];
    for length in [0, 64, 127, 129, 160, 255, 257, 512] {
        let number = &vec![0xff; length][..];
        let key = CrtKey { primes: [number; 2], exponents: [number; 2] };
        assert!(Proof::new(&key, Provenance::Ours, &random, 0, 1).is_none(), "{length} bytes");
    }
}

#[test]
fn there_is_no_proof_for_numbers_of_different_lengths() {
    let random = vec![1; 100_000];
    let [whole, short, long] = [128, 127, 129].map(|length| vec![0xff; length]);
    for other in [&short[..], &long[..], &[][..]] {
        for (primes, exponents) in [
            ([&whole[..], other], [&whole[..], &whole[..]]),
            ([&whole, &whole], [other, &whole]),
            ([&whole, &whole], [&whole, other]),
        ] {
            let key = CrtKey { primes, exponents };
            assert!(Proof::new(&key, Provenance::Callers, &random, 0, 1).is_none());
        }
    }
}

#[test]
fn a_verdict_stays_as_it_is() {
    let sound = Key::sound(&WIDTHS[0]);
    let unsound = Key { dp: ONE.into(), ..sound.clone() };
    for (key, expected) in [(sound, Verdict::Sound), (unsound, Verdict::Unsound)] {
        let random = Noise::new(1).bytes(key.randomness(0, 1));
        let mut proof = key.proof(&random, 0, 1).unwrap();
        assert_eq!([(); 2].map(|()| verdict(&mut proof)), [expected; 2]);
    }
}

#[test]
fn a_proof_and_its_key_show_nothing_of_themselves() {
    let key = Key::sound(&WIDTHS[0]);
    let random = vec![1; key.randomness(0, 1)];
    assert_eq!(format!("{:?}", key.proof(&random, 0, 1)), "Some(Proof)");
    let number = &[7; 128][..];
    let crt = CrtKey { primes: [number; 2], exponents: [number; 2] };
    assert_eq!(format!("{crt:?}"), "CrtKey");
}
