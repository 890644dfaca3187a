//! Whatever is wrong with what is wrapped, an import says the same: one code, one text, one member.

use base64::prelude::{BASE64_STANDARD, Engine};
use pocket_kms::contract::algorithm::EncryptionAlgorithm;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::contract::spec::Spec;
use pocket_kms::material::random::Random;
use pocket_kms::material::wrap::{WrapCipher, wrap};
use pocket_kms::material::{Material, PrivateFormat, PublicKey};
use pocket_kms::service::Account;
use pocket_kms::store::{Filter, Kind, MemoryStore, Store};
use serde_json::{Value, json};

use super::World;
use crate::hosts::{SeededHost, done};
use crate::import::{ED25519, numbers, octets, of_numbers, oid, pkcs8};
use crate::weak_rsa::{composite_keys, weak_keys};

const ALGORITHMS: [&str; 2] = ["SM2_ENCRYPT", "RSAES_OAEP_SHA_256"];

/// A key that waits for material, and what its sender has been given.
struct Waiting<'a> {
    world: &'a World<'a>,
    parameters: Value,
    wrapping: PublicKey,
}

impl<'a> Waiting<'a> {
    fn of(world: &'a World<'a>, spec: &str, algorithm: &str) -> Self {
        let request = json!({ "key_id": world.external(spec), "wrapping_algorithm": algorithm });
        let parameters = world.ok("createParametersForImport", request);
        let wrapping = PublicKey::of_unknown_spki(&unbase64(&parameters["public_key"])).unwrap();
        Self { world, parameters, wrapping }
    }

    fn encrypted(&self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self.wrapping.spec().name {
            "SM2" => EncryptionAlgorithm::Sm2Encrypt,
            _ => EncryptionAlgorithm::RsaesOaepSha256,
        };
        self.wrapping.encrypt(algorithm, bytes, &mut Random::new(self.world.host)).unwrap()
    }

    /// What becomes of these two members.
    fn imported(&self, material: &[u8], private: Option<&[u8]>) -> Result<(), Error> {
        let request = json!({
            "key_id": self.parameters["key_id"],
            "import_token": self.parameters["import_token"],
            "encrypted_key_material": base64(material),
            "encrypted_privatekey": private.map(base64),
        });
        let text = request.to_string();
        let operation = Operation::named("importKeyMaterial").unwrap();
        done(self.world.kms.call(operation, text.as_str().into())).map(drop)
    }

    fn pair(&self, kek: &[u8], cipher: WrapCipher, pkcs8: &[u8]) -> Result<(), Error> {
        self.imported(&self.encrypted(kek), Some(&wrap(cipher, kek, pkcs8).unwrap()))
    }
}

fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

fn unbase64(text: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap()
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

fn pkcs8_of(spec: &'static str, seed: u64) -> Vec<u8> {
    let host = SeededHost::new(seed);
    let spec = Spec::named(spec).unwrap();
    let key = done(Material::generate(spec, &mut Random::new(&host), &host)).unwrap();
    key.private_key(PrivateFormat::Pkcs8Der).unwrap().to_vec()
}

const KEK: [u8; 32] = *b"a temporary key of thirty-two by";

/// Everything that can be wrong with the material of a symmetric key.
fn wrong_secrets(key: &Waiting<'_>, other: &Waiting<'_>) -> Vec<(String, Result<(), Error>)> {
    let good = key.encrypted(&KEK);
    let mut outcomes = Vec::new();
    for length in [1, 15, 16, 24, 31, 33, 64] {
        let outcome = key.imported(&key.encrypted(&vec![7; length]), None);
        outcomes.push((format!("{length} bytes"), outcome));
    }
    for at in (0..good.len()).step_by(17) {
        outcomes.push((format!("byte {at} flipped"), key.imported(&flipped(&good, at), None)));
    }
    for (name, material) in [
        ("one byte", vec![0]),
        ("not wrapped", KEK.to_vec()),
        ("cut", good[..good.len() - 1].to_vec()),
        ("a byte more", [&good[..], &[0]].concat()),
        ("zeros", vec![0; good.len()]),
        ("the greatest number", vec![0xff; 256]),
        ("for another key", other.encrypted(&KEK)),
    ] {
        outcomes.push((name.to_owned(), key.imported(&material, None)));
    }
    outcomes
}

/// Everything that can be wrong with a private key for `EC_P256`.
fn wrong_pairs(key: &Waiting<'_>) -> Vec<(String, Result<(), Error>)> {
    let good = pkcs8_of("EC_P256", 1);
    let wrapped = wrap(WrapCipher::Aes256, &KEK, &good).unwrap();
    let temporary = key.encrypted(&KEK);
    let mut outcomes = Vec::new();
    for length in [1, 15, 16, 24, 31, 33] {
        let outcome = key.imported(&key.encrypted(&vec![7; length]), Some(&wrapped));
        outcomes.push((format!("a temporary key of {length} bytes"), outcome));
    }
    for at in (0..wrapped.len()).step_by(11) {
        let outcome = key.imported(&temporary, Some(&flipped(&wrapped, at)));
        outcomes.push((format!("byte {at} of the wrapped key flipped"), outcome));
    }
    for (name, private) in [
        ("not wrapped", good.clone()),
        ("cut", wrapped[..wrapped.len() - 8].to_vec()),
        ("one byte", vec![0]),
        ("by another temporary key", wrap(WrapCipher::Aes256, &[9; 32], &good).unwrap()),
        ("twice", wrap(WrapCipher::Aes256, &KEK, &wrapped).unwrap()),
    ] {
        outcomes.push((name.to_owned(), key.imported(&temporary, Some(&private))));
    }
    let mut scalar = good.clone();
    scalar[36..68].fill(0);
    for (name, pkcs8) in [
        ("no PKCS#8", b"neither this nor that".to_vec()),
        ("a byte more", [&good[..], &[0]].concat()),
        ("a zero scalar", scalar),
        ("another public key", flipped(&good, good.len() - 1)),
        ("another curve", pkcs8_of("SECP256K1", 1)),
        ("SM2", pkcs8_of("SM2", 1)),
        ("another family", pkcs8_of("ED25519", 1)),
        ("a seed that is none", pkcs8(0, &[oid(ED25519)], &octets(&[1; 31]), &[])),
        ("RSA", pkcs8_of("RSA_2048", 1)),
    ] {
        outcomes.push((name.to_owned(), key.pair(&KEK, WrapCipher::Aes256, &pkcs8)));
    }
    let outcome = key.imported(&flipped(&temporary, 80), Some(&wrapped));
    outcomes.push(("the temporary key does not open".to_owned(), outcome));
    outcomes
}

/// Everything that can be wrong with the numbers of a key for `RSA_2048`.
fn wrong_rsa_keys(key: &Waiting<'_>) -> Vec<(String, Result<(), Error>)> {
    let good = numbers(&pkcs8_of("RSA_2048", 1));
    let changed =
        ["n", "e", "d", "p", "q", "dp", "dq", "qinv"].iter().enumerate().map(|(i, name)| {
            let mut wrong = good.clone();
            let last = wrong[i].len() - 1;
            wrong[i][last] ^= 2;
            (*name, of_numbers(&wrong))
        });
    let keys = changed.chain(weak_keys()).chain(composite_keys(2_048));
    let outcome =
        |(name, der): (&str, Vec<u8>)| (name.to_owned(), key.pair(&KEK, WrapCipher::Aes256, &der));
    let mut outcomes: Vec<_> = keys.map(outcome).collect();
    outcomes.push(outcome(("another curve's key", pkcs8_of("EC_P256", 1))));
    outcomes
}

#[test]
fn whatever_is_wrong_with_what_is_wrapped_is_one_code_one_text_and_one_member() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(19));
    let world = &World::of(&store, &host);
    let mut outcomes = Vec::new();
    for algorithm in ALGORITHMS {
        let [secret, other] = [(); 2].map(|()| Waiting::of(world, "AES_256", algorithm));
        outcomes.extend(wrong_secrets(&secret, &other));
        outcomes.extend(wrong_pairs(&Waiting::of(world, "EC_P256", algorithm)));
        let good = wrap(WrapCipher::Sm4, &KEK[..16], &pkcs8_of("EC_P256", 1)).unwrap();
        let sm2 = Waiting::of(world, "SM2", algorithm);
        let outcome = sm2.imported(&sm2.encrypted(&KEK[..16]), Some(&good));
        outcomes.push(("EC_P256 for SM2".to_owned(), outcome));
    }
    outcomes.extend(wrong_rsa_keys(&Waiting::of(world, "RSA_2048", "SM2_ENCRYPT")));

    let expected = outcomes[0].1.unwrap_err();
    assert_eq!((expected.code.name(), expected.code.status()), ("KMS.0311", 400));
    assert_eq!(expected.field, Some("encrypted_key_material"));
    for (cause, outcome) in &outcomes {
        assert_eq!(*outcome, Err(expected), "{cause}");
        assert_eq!(outcome.unwrap_err().to_string(), expected.to_string(), "{cause}");
    }
    println!("{} causes, one error", outcomes.len());
}

#[test]
fn an_import_that_is_refused_leaves_the_key_waiting_and_its_token_good() {
    let (store, host) = (MemoryStore::new(), SeededHost::new(20));
    let world = &World::of(&store, &host);
    for (spec, algorithm) in [("AES_256", "SM2_ENCRYPT"), ("EC_P256", "RSAES_OAEP_SHA_256")] {
        let [key, other] = [(); 2].map(|()| Waiting::of(world, spec, algorithm));
        let project = Account::default().project_id;
        let records = || done(store.list(&project, &Filter::all(Kind::Key), 0, 100)).unwrap();
        let before = records();
        let outcomes =
            if spec == "AES_256" { wrong_secrets(&key, &other) } else { wrong_pairs(&key) };
        assert!(outcomes.iter().all(|(_, outcome)| outcome.is_err()));
        assert_eq!(records(), before);
        match spec {
            "AES_256" => key.imported(&key.encrypted(&KEK), None).unwrap(),
            _ => key.pair(&KEK, WrapCipher::Aes256, &pkcs8_of(spec, 1)).unwrap(),
        }
    }
}
