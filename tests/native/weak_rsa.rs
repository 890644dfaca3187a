//! RSA keys whose numbers all fit and which are weak all the same: what an attacker who is asked for a key
//! would bring.

use std::convert::Infallible;

use crate::hosts::{SeededHost, done};
use crate::import::{
    RSA, Says, assert_refused, exported, imported, integer, material, natural, null, numbers,
    numbers_of, of_numbers, oid, pkcs8, sequence,
};
use crypto_bigint::{BoxedUint, ConcatenatingMul, CtOption, Gcd, NonZero, Resize};
use pocket_kms::contract::spec::Spec;
use pocket_kms::host::Host;
use pocket_kms::material::{Material, primes::PrimePair};
use pocket_kms_primes::is_prime;

/// The public exponent of every key.
const E: u32 = 65_537;

fn number(value: u64) -> BoxedUint {
    BoxedUint::from(value).resize_unchecked(2_048)
}

fn power_of_two(exponent: u32) -> BoxedUint {
    number(1).shl(exponent)
}

/// Of `bits` bits, so that it may stand for a prime.
fn factor(number: &BoxedUint, bits: u32) -> BoxedUint {
    assert_eq!(number.bit_width(), bits);
    number.resize_unchecked(bits)
}

fn product(factors: &[BoxedUint]) -> BoxedUint {
    factors.iter().fold(number(1), |product, factor| product.wrapping_mul(factor))
}

/// t + 1, 3·t + 1 and 5·t + 1 are primes: a Carmichael number, which every number of a key fits, and a
/// quarter of all bases call it prime.
fn worst_carmichael(bits: u32) -> BoxedUint {
    let (times, exponent, more) = match bits {
        1_024 => (13, 336, 5_725_574),
        1_536 => (11, 507, 103_760_294),
        _ => (9, 678, 179_403_846),
    };
    let t = number(times).shl(exponent).wrapping_add(number(more));
    let of = |times| t.wrapping_mul(number(times)).wrapping_add(number(1));
    factor(&product(&[of(1), of(3), of(5)]), bits)
}

/// 6·k + 1, 12·k + 1 and 18·k + 1: a Carmichael number that is 1 modulo 2^14, as none of its factors is.
fn carmichael_of_many_twos(bits: u32) -> BoxedUint {
    let (times, exponent, more) = match bits {
        1_024 => (3, 336, 2_515_159_793),
        1_536 => (10, 505, 780_434_161),
        _ => (15, 675, 37_932_215_025),
    };
    let k = number(times).shl(exponent).wrapping_add(number(more));
    let of = |times| k.wrapping_mul(number(times)).wrapping_add(number(1));
    factor(&product(&[of(6), of(12), of(18)]), bits)
}

/// 2·k + 1 and 4·k + 1: the other composite that a quarter of all bases call prime.
fn worst_pseudoprime(bits: u32) -> BoxedUint {
    let more = match bits {
        1_024 => 76_511,
        1_536 => 119_279,
        _ => 1_002_023,
    };
    let p = power_of_two(bits / 2 - 1).wrapping_add(number(more));
    let q = p.wrapping_mul(number(2)).wrapping_sub(number(1));
    factor(&product(&[p, q]), bits)
}

/// The product of the first primes, so many that every length of keys has them in its M.
fn roca_m() -> BoxedUint {
    let primes = (2..=701_u64).filter(|r| (2..*r).all(|d| r % d != 0));
    primes.fold(number(1), |m, r| m.wrapping_mul(number(r)))
}

/// A prime of 1,024 bits that is k·M + (±65537^a mod M).
fn roca_prime(a: u32, is_negative: bool) -> BoxedUint {
    let m = roca_m();
    let modulus = NonZero::new(m.clone()).unwrap();
    let residue =
        (0..a).fold(number(1), |power, _| power.wrapping_mul(number(E.into())) % &modulus);
    let residue = if is_negative { m.wrapping_sub(&residue) } else { residue };
    let high = power_of_two(1_023).wrapping_add(power_of_two(1_022));
    let mut k = high.wrapping_div(&modulus).wrapping_add(power_of_two(48));
    loop {
        k = k.wrapping_add(number(1));
        let p = k.wrapping_mul(&m).wrapping_add(&residue);
        if is_probably_prime(&p) {
            return factor(&p, 1_024);
        }
    }
}

fn is_probably_prime(n: &BoxedUint) -> bool {
    let host = SeededHost::new(1);
    let Ok(said) = is_prime(&n.to_be_bytes(), 8, |bytes| {
        host.fill(bytes).unwrap();
        Ok::<_, Infallible>(())
    });
    said == Some(true)
}

/// The greatest prime of that length: with it the product of any two numbers is long enough.
pub(crate) fn greatest(bits: u32) -> BoxedUint {
    let less = match bits {
        1_024 => 105,
        1_536 => 3_453,
        _ => 1_557,
    };
    factor(&power_of_two(bits - 1).shl(1).wrapping_sub(number(less)), bits)
}

/// A prime of that length that a search has found.
pub(crate) fn prime(bits: u32) -> BoxedUint {
    let found = done(SeededHost::new(u64::from(bits)).rsa_primes(2 * bits));
    let found: PrimePair = found.unwrap();
    let both = found.to_be_bytes();
    natural(&both[..both.len() / 2], bits)
}

/// The numbers of a key of any two factors, as far as there are such numbers; what there is none of is 1.
#[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
fn numbers_by_hand(p: &BoxedUint, q: &BoxedUint) -> [Vec<u8>; 8] {
    let one = BoxedUint::one();
    let n = p.concatenating_mul(q);
    let inverse = |x: &BoxedUint, modulus: &BoxedUint| -> BoxedUint {
        let bits = x.bits_precision().max(modulus.bits_precision());
        let modulus = NonZero::new(modulus.resize_unchecked(bits)).into_option();
        let inverse = modulus.map(|modulus| x.resize_unchecked(bits).invert_mod(&modulus));
        inverse.and_then(CtOption::into_option).unwrap_or(one.clone())
    };
    let less = [p, q].map(|factor| factor.wrapping_sub(&one));
    let e = BoxedUint::from(E);
    let d = inverse(&e, &less[0].concatenating_mul(&less[1]));
    let [dp, dq] = less.each_ref().map(|less| inverse(&e, less));
    [n, e, d, p.clone(), q.clone(), dp, dq, inverse(q, p)]
        .map(|number| number.to_be_bytes().to_vec())
}

/// Keys of `modulus_bits` bits that everything fits, but that a factor is composite.
pub(crate) fn composite_keys(modulus_bits: u32) -> Vec<(&'static str, Vec<u8>)> {
    let bits = modulus_bits / 2;
    let q = greatest(bits);
    let mut keys = Vec::new();
    for (name, composite) in [
        ("the worst Carmichael number", worst_carmichael(bits)),
        ("a Carmichael number of many twos", carmichael_of_many_twos(bits)),
        ("the worst strong pseudoprime", worst_pseudoprime(bits)),
    ] {
        let key = |p, q| of_numbers(&numbers_of(p, q, E));
        keys.push((name, key(composite.clone(), q.clone())));
        keys.push((name, key(q.clone(), composite)));
    }
    keys
}

/// Keys for `RSA_2048` that no search would make.
pub(crate) fn weak_keys() -> Vec<(&'static str, Vec<u8>)> {
    let (p, q) = (prime(1_024), greatest(1_024));
    let one = BoxedUint::one_with_precision(1_024);
    let close = power_of_two(1_024).wrapping_sub(power_of_two(924)).wrapping_add(number(521));
    let by_hand = |p: &BoxedUint, q: &BoxedUint| of_numbers(&numbers_by_hand(p, q));
    let [short, long] = [1_022, 1_024]
        .map(|bit| power_of_two(bit).wrapping_add(power_of_two(bit - 1)).wrapping_add(number(7)));
    // p − 1 and q − 1 have nearly all in common, so that e⁻¹ modulo lcm(p − 1, q − 1) is short.
    let g = power_of_two(1_022).wrapping_add(power_of_two(1_020)).wrapping_add(number(550_740));
    let common = |times| factor(&g.wrapping_mul(number(times)).wrapping_add(number(1)), 1_024);
    let of_e = factor(&power_of_two(1_024).wrapping_sub(number(9_896_087)), 1_024);
    let roca = [roca_prime(100, false), roca_prime(200, false)];
    vec![
        ("primes of CVE-2017-15361", by_hand(&roca[0], &roca[1])),
        ("one prime of CVE-2017-15361", by_hand(&roca[0], &p)),
        ("another prime of CVE-2017-15361", by_hand(&p, &roca[1])),
        ("primes that are close", by_hand(&q, &factor(&close, 1_024))),
        ("twice the same prime", by_hand(&p, &p)),
        ("a factor of 1", by_hand(&one, &p.concatenating_mul(&q))),
        ("1 for p, and a prime", by_hand(&one, &q)),
        ("an even factor", by_hand(&p.wrapping_sub(&one), &q)),
        ("another even factor", by_hand(&q, &p.wrapping_sub(&one))),
        ("a factor of a bit less", by_hand(&short.clone().resize_unchecked(1_024), &q)),
        ("a factor of a bit more", by_hand(&long.clone().resize_unchecked(1_088), &q)),
        ("factors that differ by two bits", by_hand(&short, &long)),
        ("primes whose predecessors have nearly all in common", by_hand(&common(2), &common(3))),
        ("a prime that is 1 modulo e", by_hand(&of_e, &p)),
    ]
}

#[test]
fn keys_of_composite_numbers_that_everything_fits_are_refused_at_every_length() {
    for (spec, bits) in [("RSA_2048", 2_048), ("RSA_3072", 3_072), ("RSA_4096", 4_096)] {
        for (name, key) in composite_keys(bits) {
            // The proof alone can tell.
            let spec_of = Spec::named(spec).unwrap();
            assert!(
                done(Material::import_pkcs8(spec_of, &key, &Says::new(true))).is_ok(),
                "{name}"
            );
            assert_refused(spec, &key, name);
        }
    }
}

#[test]
fn keys_that_no_search_would_make_are_refused() {
    for (name, key) in weak_keys() {
        assert_refused("RSA_2048", &key, name);
    }
}

#[test]
fn primes_that_are_nearly_those_are_taken() {
    let p = prime(1_024);
    let greatest = greatest(1_024);
    let apart = power_of_two(1_024).wrapping_sub(power_of_two(924)).wrapping_sub(number(1_283));
    for (name, p, q) in [
        ("of the form of CVE-2017-15361, with a sign", roca_prime(100, true), p.clone()),
        ("just far enough from each other", factor(&apart, 1_024), greatest.clone()),
        ("the greatest, and one that was found", p, greatest),
    ] {
        let key = of_numbers(&numbers_of(p, q, E));
        assert!(imported("RSA_2048", &key).is_ok(), "{name}");
    }
}

/// A chosen d, where everything else is a good key's.
#[test]
fn a_private_exponent_that_undoes_e_and_is_not_below_the_modulus_is_refused() {
    let good = numbers(&exported(&material("RSA_2048", 57)));
    let [d, p, q] = [2, 3, 4].map(|i| natural(&good[i], 2_048));
    let less = [&p, &q].map(|prime| prime.wrapping_sub(BoxedUint::one()));
    let gcd = NonZero::new(less[0].gcd(&less[1])).unwrap();
    let order = less[0].wrapping_div(&gcd).concatenating_mul(&less[1]);
    let n = natural(&good[0], 4_096);
    let mut longer = d.resize_unchecked(4_096);
    while longer.bit_width() < 2_050 {
        let mut changed = good.clone();
        changed[2] = longer.to_be_bytes().to_vec();
        let is_below = longer < n;
        assert_eq!(imported("RSA_2048", &of_numbers(&changed)).is_ok(), is_below);
        longer = longer.wrapping_add(&order);
    }
    for short in [vec![1], vec![3], good[5].clone()] {
        let mut changed = good.clone();
        changed[2] = short;
        assert_refused("RSA_2048", &of_numbers(&changed), "a short d");
    }
}

#[test]
fn a_number_that_is_negative_or_zero_or_has_no_bytes_is_refused() {
    let good = numbers(&exported(&material("RSA_2048", 57)));
    for at in 0..8 {
        let members = |change: &dyn Fn(&[u8]) -> Vec<u8>| -> Vec<Vec<u8>> {
            let member = |(i, number): (usize, &Vec<u8>)| {
                let der = integer(number);
                if i == at { change(&der) } else { der }
            };
            let version = vec![integer(&[0])];
            version.into_iter().chain(good.iter().enumerate().map(member)).collect()
        };
        let key = |members: &[Vec<u8>]| pkcs8(0, &[oid(RSA), null()], &sequence(members), &[]);
        assert!(imported("RSA_2048", &key(&members(&<[u8]>::to_vec))).is_ok());
        // Of two's complement the first bit is the sign.
        let negative = members(&|_: &[u8]| vec![2, 1, 0x81]);
        assert_refused("RSA_2048", &key(&negative), "negative");
        let zero = members(&|_: &[u8]| vec![2, 1, 0]);
        assert_refused("RSA_2048", &key(&zero), "zero");
        let none = members(&|_: &[u8]| vec![2, 0]);
        assert_refused("RSA_2048", &key(&none), "no bytes");
    }
}
