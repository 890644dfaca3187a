//! What keys do: every algorithm of every spec, known answers, and everything that is refused.

use crate::hosts::{SeededHost, done};
use pocket_kms::contract::algorithm::{EncryptionAlgorithm, MessageType, SIGNING_ALGORITHMS};
use pocket_kms::contract::error::{Code, Error};
use pocket_kms::contract::spec::{Family, SPECS, Spec};
use pocket_kms::material::random::Random;
use pocket_kms::material::{Material, PrivateFormat, PublicKey};

fn named(spec: &str) -> &'static Spec {
    Spec::named(spec).unwrap()
}

fn material(spec: &str, seed: u64) -> Material {
    let host = SeededHost::new(seed);
    done(Material::generate(named(spec), &mut Random::new(&host), &host)).unwrap()
}

fn code<T>(outcome: Result<T, Error>) -> Result<T, Code> {
    outcome.map_err(|error| error.code)
}

const RAW: MessageType = MessageType::Raw;

#[test]
fn a_key_that_is_written_and_read_again_is_the_same_key() {
    for spec in &SPECS {
        let key = material(spec.name, 11);
        let bytes = key.to_bytes().unwrap();
        let spki = key.public().ok().map(|public| public.spki().to_vec());
        for spki in [spki.as_deref(), None] {
            let again = Material::from_bytes(spec, &bytes, spki).unwrap();
            assert_eq!(*again.to_bytes().unwrap(), *bytes, "{}", spec.name);
            match key.private_key(PrivateFormat::Pkcs8Der) {
                Ok(der) => {
                    assert_eq!(*again.private_key(PrivateFormat::Pkcs8Der).unwrap(), *der);
                    assert_eq!(again.public().unwrap().spki(), key.public().unwrap().spki());
                }
                Err(error) => assert_eq!(error.code, Code::Kms0331),
            }
        }
    }
}

#[test]
fn what_is_signed_is_verified_and_nothing_else_is() {
    let host = SeededHost::new(5);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| spec.bits < 3072) {
        let key = material(spec.name, 12);
        for algorithm in &SIGNING_ALGORITHMS {
            let message = b"to be signed";
            if !algorithm.fits(spec) {
                let refused = code(key.sign(algorithm, RAW, message, random));
                assert_eq!(refused, Err(Code::Kms0332), "{} {}", spec.name, algorithm.name);
                continue;
            }
            let public = key.public().unwrap();
            let signature = key.sign(algorithm, RAW, message, random).unwrap();
            assert_eq!(public.verify(algorithm, RAW, message, &signature), Ok(true));
            assert_eq!(public.verify(algorithm, RAW, b"another", &signature), Ok(false));
            let other = material(spec.name, 13).public().unwrap();
            assert_eq!(other.verify(algorithm, RAW, message, &signature), Ok(false));
        }
    }
}

#[test]
fn what_is_encrypted_is_decrypted() {
    let host = SeededHost::new(6);
    let random = &mut Random::new(&host);
    for spec in SPECS.iter().filter(|spec| matches!(spec.family, Family::Rsa | Family::Sm2)) {
        let key = material(spec.name, 14);
        let algorithm = match spec.family {
            Family::Rsa => EncryptionAlgorithm::RsaesOaepSha256,
            _ => EncryptionAlgorithm::Sm2Encrypt,
        };
        let public = PublicKey::of_unknown_spki(key.public().unwrap().spki()).unwrap();
        assert_eq!(public.spec(), spec);
        let most = public.max_plaintext(algorithm).unwrap().min(4096);
        for length in [1, 2, 32, most] {
            let plain = vec![7; length];
            let ciphertext = public.encrypt(algorithm, &plain, random).unwrap();
            assert_eq!(*key.decrypt(algorithm, &ciphertext, random).unwrap(), plain);
        }
    }
}
