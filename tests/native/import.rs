//! PKCS#8 that a caller brings: what is taken, and everything that an auditor would refuse.

use crate::hosts::{SeededHost, done, hex};
use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero, Resize};
use pkcs8::der::asn1::{AnyRef, BitStringRef, OctetStringRef, UintRef};
use pkcs8::der::{Decode, Encode, Tag};
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier, PrivateKeyInfoRef};
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::spec::{Family, SPECS, Spec};
use pocket_kms::host::Host;
use pocket_kms::material::primes::CrtNumbers;
use pocket_kms::material::random::{Random, Watch};
use pocket_kms::material::{Material, PrivateFormat};
use rsa::pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};

pub(crate) const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
pub(crate) const ED25519: &str = "1.3.101.112";

pub(crate) fn named(spec: &str) -> &'static Spec {
    Spec::named(spec).unwrap()
}

pub(crate) fn material(spec: &str, seed: u64) -> Material {
    let host = SeededHost::new(seed);
    done(Material::generate(named(spec), &mut Random::new(&host), &host)).unwrap()
}

pub(crate) fn exported(key: &Material) -> Vec<u8> {
    key.private_key(PrivateFormat::Pkcs8Der).unwrap().to_vec()
}

pub(crate) fn imported(spec: &str, der: &[u8]) -> Result<Material, Code> {
    done(Material::import_pkcs8(named(spec), der, &SeededHost::new(1))).map_err(|error| error.code)
}

pub(crate) fn assert_refused(spec: &str, der: &[u8], why: &str) {
    assert_eq!(imported(spec, der).map(drop), Err(Code::Kms2609), "{spec}: {why}");
}

pub(crate) fn sequence(members: &[Vec<u8>]) -> Vec<u8> {
    AnyRef::new(Tag::Sequence, &members.concat()).unwrap().to_der().unwrap()
}

pub(crate) fn integer(number: &[u8]) -> Vec<u8> {
    UintRef::new(number).unwrap().to_der().unwrap()
}

pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    OctetStringRef::new(bytes).unwrap().to_der().unwrap()
}

pub(crate) fn oid(name: &str) -> Vec<u8> {
    ObjectIdentifier::new_unwrap(name).to_der().unwrap()
}

pub(crate) fn null() -> Vec<u8> {
    vec![5, 0]
}

/// A context-specific member, constructed or not.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut member = AnyRef::new(Tag::OctetString, content).unwrap().to_der().unwrap();
    member[0] = tag;
    member
}

/// `PrivateKeyInfo` of parts, some of which may be wrong.
pub(crate) fn pkcs8(version: u8, algorithm: &[Vec<u8>], key: &[u8], rest: &[Vec<u8>]) -> Vec<u8> {
    let members = [integer(&[version]), sequence(algorithm), octets(key)];
    sequence(&[&members[..], rest].concat())
}

/// A public key as the second version of PKCS#8 has it.
pub(crate) fn beside(public: &[u8]) -> Vec<u8> {
    tagged(0x81, &[&[0], public].concat())
}

/// The public key in an SPKI.
pub(crate) fn public_bytes(key: &Material) -> Vec<u8> {
    let public = key.public().unwrap();
    let info = pkcs8::SubjectPublicKeyInfoRef::from_der(public.spki()).unwrap();
    info.subject_public_key.as_bytes().unwrap().to_vec()
}

#[test]
fn what_is_exported_is_imported_to_the_same_key_and_to_no_other_spec() {
    for spec in &SPECS {
        let key = material(spec.name, 51);
        if matches!(spec.family, Family::Symmetric | Family::Hmac) {
            assert_eq!(
                imported(spec.name, &exported(&material("SM2", 1))).map(drop),
                Err(Code::Kms0331)
            );
            continue;
        }
        let der = exported(&key);
        let again = imported(spec.name, &der).unwrap();
        assert_eq!(exported(&again), der);
        assert_eq!(again.public().unwrap().spki(), key.public().unwrap().spki());
        for other in SPECS.iter().filter(|other| other.name != spec.name) {
            let refused = imported(other.name, &der).map(drop);
            let expected = match other.family {
                Family::Symmetric | Family::Hmac => Code::Kms0331,
                _ => Code::Kms2609,
            };
            assert_eq!(refused, Err(expected), "{} as {}", spec.name, other.name);
        }
    }
}

#[test]
fn a_container_that_is_cut_or_goes_on_or_changes_anywhere_is_refused() {
    for spec in ["EC_P256", "EC_P384", "SECP256K1", "SM2", "RSA_2048"] {
        let der = exported(&material(spec, 52));
        assert_refused(spec, &[&der[..], &[0]].concat(), "trailing byte");
        for i in 0..der.len() {
            assert_refused(spec, &der[..i], "cut");
        }
        // The modulus is a number like any other: it has to be the product of the primes.
        for i in (0..der.len()).step_by(if spec == "RSA_2048" { 5 } else { 1 }) {
            let mut changed = der.clone();
            changed[i] ^= 1;
            assert_refused(spec, &changed, "changed");
        }
    }
}

/// The inside of an EC key (SEC 1, C.4).
fn ec_inside(version: u8, scalar: &[u8], rest: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&[integer(&[version]), octets(scalar)][..], rest].concat())
}

#[test]
fn the_forms_that_other_tools_write_ec_keys_in_are_taken() {
    let key = material("EC_P256", 53);
    let (d, q) = (key.to_bytes().unwrap(), public_bytes(&key));
    let algorithm = [oid(EC), oid(P256)];
    let inner_curve = tagged(0xa0, &oid(P256));
    let inner_point = tagged(0xa1, &BitStringRef::new(0, &q).unwrap().to_der().unwrap());
    let attributes = tagged(0xa0, &[]);
    for der in [
        pkcs8(0, &algorithm, &ec_inside(1, &d, &[]), &[]),
        pkcs8(0, &algorithm, &ec_inside(1, &d, core::slice::from_ref(&inner_curve)), &[]),
        pkcs8(0, &algorithm, &ec_inside(1, &d, &[inner_curve, inner_point.clone()]), &[]),
        pkcs8(0, &algorithm, &ec_inside(1, &d, core::slice::from_ref(&inner_point)), &[attributes]),
        pkcs8(1, &algorithm, &ec_inside(1, &d, &[]), &[beside(&q)]),
        pkcs8(1, &algorithm, &ec_inside(1, &d, &[inner_point]), &[beside(&q)]),
    ] {
        assert_eq!(exported(&imported("EC_P256", &der).unwrap()), exported(&key));
    }
}

#[test]
fn ec_keys_that_are_malformed_weak_or_mismatched_are_refused() {
    let key = material("EC_P256", 53);
    let (d, q) = (key.to_bytes().unwrap(), public_bytes(&key));
    let other = public_bytes(&material("EC_P256", 54));
    let mut off = q.clone();
    off[64] ^= 1;
    let algorithm = [oid(EC), oid(P256)];
    let point = |q: &[u8]| tagged(0xa1, &BitStringRef::new(0, q).unwrap().to_der().unwrap());
    let curve = |name: &str| tagged(0xa0, &oid(name));
    let inside = |scalar: &[u8]| ec_inside(1, scalar, &[]);
    let refused = |der: Vec<u8>, why| assert_refused("EC_P256", &der, why);

    assert!(imported("EC_P256", &pkcs8(0, &algorithm, &inside(&d), &[])).is_ok());
    refused(pkcs8(0, &algorithm, &ec_inside(1, &d, &[point(&other)]), &[]), "another point");
    refused(pkcs8(0, &algorithm, &ec_inside(1, &d, &[point(&off)]), &[]), "a point off the curve");
    refused(pkcs8(0, &algorithm, &ec_inside(1, &d, &[point(&[0])]), &[]), "the point at infinity");
    refused(pkcs8(0, &algorithm, &ec_inside(1, &d, &[point(&[])]), &[]), "no point");
    refused(pkcs8(1, &algorithm, &inside(&d), &[beside(&other)]), "another point beside it");
    refused(pkcs8(1, &algorithm, &inside(&d), &[beside(&off)]), "a point off the curve beside it");
    refused(pkcs8(1, &algorithm, &inside(&d), &[beside(&[])]), "no point beside it");
    let compressed = [&[2 + (q[64] & 1)], &q[1..33]].concat();
    let accepted = imported("EC_P256", &pkcs8(1, &algorithm, &inside(&d), &[beside(&compressed)]));
    assert!(accepted.is_ok(), "a compressed point");
    let negated = [&[2 + (1 ^ q[64] & 1)], &q[1..33]].concat();
    refused(pkcs8(1, &algorithm, &inside(&d), &[beside(&negated)]), "another compressed point");
    let hybrid = [&[6 + (q[64] & 1)], &q[1..]].concat();
    refused(pkcs8(1, &algorithm, &inside(&d), &[beside(&hybrid)]), "a hybrid point");
    refused(pkcs8(1, &algorithm, &inside(&d), &[]), "version 2 without a public key");
    refused(pkcs8(0, &algorithm, &inside(&d), &[beside(&q)]), "version 1 with one");
    refused(pkcs8(2, &algorithm, &inside(&d), &[]), "version 3");
    refused(pkcs8(0, &algorithm, &ec_inside(0, &d, &[]), &[]), "inside version 0");
    refused(pkcs8(0, &algorithm, &ec_inside(1, &d, &[curve("1.3.132.0.10")]), &[]), "two curves");
    refused(pkcs8(0, &[oid(EC)], &ec_inside(1, &d, &[curve(P256)]), &[]), "no curve outside");
    refused(pkcs8(0, &[oid(EC), null()], &inside(&d), &[]), "a null for a curve");
    refused(pkcs8(0, &[oid(EC), oid("1.2.156.10197.1.301")], &inside(&d), &[]), "the SM2 curve");
    refused(pkcs8(0, &[oid("1.3.132.1.12"), oid(P256)], &inside(&d), &[]), "id-ecDH");
    refused(pkcs8(0, &algorithm, &[&inside(&d)[..], &[0]].concat(), &[]), "trailing inside");
    refused(pkcs8(0, &algorithm, &d, &[]), "the scalar alone");

    let n = hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    let less = |by| [&n[..31], &[n[31] - by]].concat();
    for (scalar, why) in [
        (vec![0; 32], "zero"),
        (n.clone(), "n"),
        (less(1), "n - 1"),
        (vec![0xff; 32], "above n"),
        (d[1..].to_vec(), "31 bytes"),
        ([&[0], &d[..]].concat(), "33 bytes"),
        (vec![], "nothing"),
    ] {
        refused(pkcs8(0, &algorithm, &inside(&scalar), &[]), why);
    }
    assert!(imported("EC_P256", &pkcs8(0, &algorithm, &inside(&less(2)), &[])).is_ok(), "n - 2");
    let one = [&[0; 31][..], &[1]].concat();
    assert!(imported("EC_P256", &pkcs8(0, &algorithm, &inside(&one), &[])).is_ok(), "1");
}

#[test]
fn ed25519_keys_are_taken_with_and_without_their_point_and_refused_with_another() {
    let key = material("ED25519", 55);
    let (seed, point) = (key.to_bytes().unwrap(), public_bytes(&key));
    let algorithm = [oid(ED25519)];
    let with_point = pkcs8(1, &algorithm, &octets(&seed), &[beside(&point)]);
    for der in [pkcs8(0, &algorithm, &octets(&seed), &[]), with_point] {
        assert_eq!(exported(&imported("ED25519", &der).unwrap()), exported(&key));
    }
    let refused = |der: Vec<u8>, why| assert_refused("ED25519", &der, why);
    let other = public_bytes(&material("ED25519", 56));
    refused(pkcs8(1, &algorithm, &octets(&seed), &[beside(&other)]), "another point");
    refused(pkcs8(1, &algorithm, &octets(&seed), &[beside(&[])]), "no point");
    refused(pkcs8(0, &[oid(ED25519), null()], &octets(&seed), &[]), "parameters");
    refused(pkcs8(0, &[oid("1.3.101.110")], &octets(&seed), &[]), "X25519");
    refused(pkcs8(0, &algorithm, &seed, &[]), "no octet string inside");
    refused(pkcs8(0, &algorithm, &octets(&seed[1..]), &[]), "31 bytes");
    refused(pkcs8(0, &algorithm, &octets(&[&seed[..], &[0]].concat()), &[]), "33 bytes");
    refused(pkcs8(0, &algorithm, &[&octets(&seed)[..], &[0]].concat(), &[]), "trailing inside");
    refused(pkcs8(0, &[oid(EC), oid(P256)], &octets(&seed), &[]), "the algorithm of a curve");
}

/// n, e, d, p, q, d mod p − 1, d mod q − 1 and q⁻¹ mod p of an RSA key.
pub(crate) fn numbers(der: &[u8]) -> [Vec<u8>; 8] {
    let info = PrivateKeyInfoRef::from_der(der).unwrap();
    let key = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).unwrap();
    [
        key.modulus,
        key.public_exponent,
        key.private_exponent,
        key.prime1,
        key.prime2,
        key.exponent1,
        key.exponent2,
        key.coefficient,
    ]
    .map(|number| number.as_bytes().to_vec())
}

fn pkcs1(numbers: &[Vec<u8>; 8]) -> Vec<u8> {
    let integers: Vec<_> = numbers.iter().map(|number| integer(number)).collect();
    sequence(&[&[integer(&[0])][..], &integers].concat())
}

pub(crate) fn of_numbers(numbers: &[Vec<u8>; 8]) -> Vec<u8> {
    pkcs8(0, &[oid(RSA), null()], &pkcs1(numbers), &[])
}

pub(crate) fn natural(bytes: &[u8], bits: u32) -> BoxedUint {
    BoxedUint::from_be_slice(bytes, bits).unwrap()
}

/// The numbers of a key of two factors, prime or not.
pub(crate) fn numbers_of(p: BoxedUint, q: BoxedUint, e: u32) -> [Vec<u8>; 8] {
    use rsa::traits::{PrivateKeyParts, PublicKeyParts};
    let key = rsa::PrivateKey::from_p_q(p, q, e.into()).unwrap();
    let primes = key.primes();
    [
        key.n().to_be_bytes(),
        key.e().to_be_bytes(),
        key.d().to_be_bytes(),
        primes[0].to_be_bytes(),
        primes[1].to_be_bytes(),
        key.dp().unwrap().to_be_bytes(),
        key.dq().unwrap().to_be_bytes(),
        key.crt_coefficient().unwrap().to_be_bytes(),
    ]
    .map(|number| number.to_vec())
}

#[test]
#[allow(clippy::many_single_char_names, reason = "as the standard calls them")]
fn the_forms_that_other_tools_write_rsa_keys_in_are_taken() {
    let key = material("RSA_2048", 57);
    let numbers = numbers(&exported(&key));
    let beside = beside(&public_bytes(&key));
    let v2 = pkcs8(1, &[oid(RSA), null()], &pkcs1(&numbers), &[beside]);
    for der in [of_numbers(&numbers), v2] {
        assert_eq!(exported(&imported("RSA_2048", &der).unwrap()), exported(&key));
    }
    // d modulo (p - 1)(q - 1), as older tools have it, and not modulo their least common multiple.
    let [n, e, d, p, q, dp, dq, qinv] = numbers;
    let one = BoxedUint::one();
    let minus_one = |prime: &[u8]| natural(prime, 1024).wrapping_sub(&one);
    let phi = minus_one(&p).concatenating_mul(&minus_one(&q));
    let e_wide = natural(&e, 2048 / 32 * 32).resize_unchecked(2048);
    let euler = e_wide.invert_mod(&NonZero::new(phi).unwrap()).unwrap().to_be_bytes().to_vec();
    assert!(euler != d, "the factors less one have 2 in common");
    assert!(imported("RSA_2048", &of_numbers(&[n, e, euler, p, q, dp, dq, qinv])).is_ok());
}

#[test]
fn an_rsa_prime_of_a_form_that_our_own_search_leaves_out_is_taken() {
    // 2^1024 - 39 * 2^12 + 1: one less has twelve twos, where our primes have eight at most.
    let prime = natural(&[&[0xff; 125][..], &[0xfd, 0x90, 0x01]].concat(), 1024);
    let own = natural(&numbers(&exported(&material("RSA_2048", 57)))[3], 1024);
    for (p, q) in [(prime.clone(), own.clone()), (own, prime)] {
        assert!(imported("RSA_2048", &of_numbers(&numbers_of(p, q, 65_537))).is_ok());
    }
}

#[test]
fn rsa_keys_whose_numbers_do_not_fit_are_refused() {
    let der = exported(&material("RSA_2048", 57));
    let good = numbers(&der);
    assert!(imported("RSA_2048", &of_numbers(&good)).is_ok());
    let names = ["n", "e", "d", "p", "q", "dp", "dq", "qinv"];
    for (i, name) in names.iter().enumerate() {
        for change in [1, 2] {
            let mut wrong = good.clone();
            let last = wrong[i].len() - 1;
            wrong[i][last] ^= change;
            assert_refused("RSA_2048", &of_numbers(&wrong), name);
        }
        for absent in [vec![0], vec![1]] {
            let mut wrong = good.clone();
            wrong[i] = absent;
            assert_refused("RSA_2048", &of_numbers(&wrong), name);
        }
    }
    let mut swapped = good.clone();
    swapped.swap(3, 4);
    assert_refused("RSA_2048", &of_numbers(&swapped), "p and q swapped, and nothing else");
    let mut trivial = good.clone();
    trivial[3] = vec![1];
    trivial[4] = good[0].clone();
    assert_refused("RSA_2048", &of_numbers(&trivial), "1 and n");
}

#[test]
fn rsa_keys_in_another_container_or_with_another_public_key_are_refused() {
    let key = material("RSA_2048", 57);
    let inside = pkcs1(&numbers(&exported(&key)));
    let refused = |der: Vec<u8>, why| assert_refused("RSA_2048", &der, why);
    refused(pkcs8(0, &[oid(RSA)], &inside, &[]), "no parameters");
    refused(pkcs8(0, &[oid("1.2.840.113549.1.1.10")], &inside, &[]), "id-RSASSA-PSS");
    refused(pkcs8(0, &[oid("1.2.840.113549.1.1.11"), null()], &inside, &[]), "a signature's OID");
    refused(pkcs8(0, &[oid(RSA), null()], &[&inside[..], &[0]].concat(), &[]), "trailing inside");
    refused(inside.clone(), "PKCS#1 alone");
    let mut multi_prime = inside.clone();
    let version = multi_prime.iter().position(|byte| *byte == 2).unwrap() + 2;
    multi_prime[version] = 1;
    refused(pkcs8(0, &[oid(RSA), null()], &multi_prime, &[]), "a key of more primes");
    let other = public_bytes(&material("RSA_2048", 58));
    assert!(RsaPublicKeyRef::from_der(&other).is_ok());
    refused(pkcs8(1, &[oid(RSA), null()], &inside, &[beside(&other)]), "another public key");
    refused(pkcs8(1, &[oid(RSA), null()], &inside, &[beside(&[])]), "no public key");
}

#[test]
fn weak_rsa_keys_are_refused() {
    let good = numbers(&exported(&material("RSA_2048", 57)));
    let [p, q] = [&good[3], &good[4]].map(|prime| natural(prime, 1024));
    for e in [3, 17, 65_539] {
        // Not every e has an inverse for these primes.
        if rsa::PrivateKey::from_p_q(p.clone(), q.clone(), e.into()).is_ok() {
            let weak = numbers_of(p.clone(), q.clone(), e);
            assert_refused("RSA_2048", &of_numbers(&weak), "another exponent");
        }
    }
    // Numbers that all fit, but p + 2 is not prime: only the proof can tell.
    let composite = numbers_of(p.wrapping_add(BoxedUint::from(2_u32)), q.clone(), 65_537);
    assert_refused("RSA_2048", &of_numbers(&composite), "a composite factor");

    // Factors that differ in their lower halves alone: Fermat's method finds them.
    let near = |distance: u32| {
        let q = p.wrapping_add(BoxedUint::from(distance).resize_unchecked(1024));
        numbers_of(p.clone(), q, 65_537)
    };
    assert_refused("RSA_2048", &of_numbers(&near(4)), "factors side by side");

    // Factors of 1,000 and 1,048 bits.
    let short = [vec![0x80; 124], vec![0x81]].concat();
    let [mut short, long] = [natural(&short, 2048), natural(&[vec![0xff; 131]].concat(), 2048)];
    short = short.resize_unchecked(2048);
    let product = short.wrapping_mul(&long).to_be_bytes();
    assert_eq!(product.iter().skip_while(|byte| **byte == 0).count(), 256);
    let mut uneven = good.clone();
    uneven[0] = product.to_vec();
    uneven[3] = short.to_be_bytes().to_vec();
    uneven[4] = long.to_be_bytes().to_vec();
    assert_refused("RSA_2048", &of_numbers(&uneven), "factors of different lengths");
}

/// A host that keeps what it is asked to prove, and says what it is told to.
pub(crate) struct Says(bool, SeededHost, std::cell::Cell<usize>);

impl Says {
    pub(crate) fn new(verdict: bool) -> Self {
        Self(verdict, SeededHost::new(1), std::cell::Cell::new(0))
    }
}

impl Host for Says {
    fn watch(&self) -> &Watch {
        self.1.watch()
    }

    fn now_ms(&self) -> u64 {
        self.1.now_ms()
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self.1.fill(bytes)
    }

    async fn proves(&self, numbers: CrtNumbers) -> Result<bool, Error> {
        self.2.set(numbers.as_be_bytes().len());
        Ok(self.0)
    }
}

#[test]
fn an_rsa_key_is_taken_only_if_the_host_proves_it() {
    let der = exported(&material("RSA_2048", 57));
    for verdict in [true, false] {
        let host = Says::new(verdict);
        let outcome = done(Material::import_pkcs8(named("RSA_2048"), &der, &host));
        assert_eq!(
            outcome.map(drop).map_err(|e| e.code),
            verdict.then_some(()).ok_or(Code::Kms2609)
        );
        assert_eq!(host.2.get(), 4 * 128);
    }
}

#[test]
fn an_imported_key_signs_and_errors_hold_nothing_of_what_was_imported() {
    let algorithm =
        AlgorithmIdentifierRef { oid: ObjectIdentifier::new_unwrap(EC), parameters: None };
    let secret = OctetStringRef::new(b"an imported secret").unwrap();
    let der = PrivateKeyInfoRef::new(algorithm, secret).to_der().unwrap();
    for spec in ["EC_P256", "RSA_2048", "ED25519", "SM2"] {
        let error =
            done(Material::import_pkcs8(named(spec), &der, &SeededHost::new(1))).unwrap_err();
        assert_eq!(error, Error::new(Code::Kms2609, ""));
        assert!(error.to_string().len() < 100);
    }
}
