//! Project Wycheproof: inputs that implementations have been caught with. `make.py` beside the files
//! says where they are from.

use crate::hosts::{SeededHost, done, hex};
use pocket_kms::contract::algorithm::{EncryptionAlgorithm, MessageType, SigningAlgorithm};
use pocket_kms::contract::error::Code;
use pocket_kms::contract::spec::Spec;
use pocket_kms::material::aead::AeadKey;
use pocket_kms::material::random::Random;
use pocket_kms::material::wrap::{WrapCipher, unwrap, wrap};
use pocket_kms::material::{Material, PublicKey};
use serde_json::Value;

/// A case: what its members hold, as bytes.
struct Case<'a>(&'a Value);

impl Case<'_> {
    fn bytes(&self, member: &str) -> Vec<u8> {
        hex(self.0[member].as_str().unwrap())
    }
}

/// Runs every case of a file. `accepts` says whether it is accepted, with the answer that it has. A
/// valid case with a label has to be refused: labels are not ours to accept.
fn run(name: &str, text: &str, mut accepts: impl FnMut(&[u8], &Case<'_>) -> bool) {
    let file: Value = serde_json::from_str(text).unwrap();
    let [mut valid, mut invalid, mut acceptable, mut labelled] = [0; 4];
    for group in file["groups"].as_array().unwrap() {
        let key = hex(group["key"].as_str().unwrap_or_default());
        for case in group["tests"].as_array().unwrap() {
            let accepted = accepts(&key, &Case(case));
            match case["result"].as_str().unwrap() {
                "valid" if !case["label"].as_str().unwrap_or_default().is_empty() => {
                    assert!(!accepted, "{name} {}: one with a label is accepted", case["tcId"]);
                    labelled += 1;
                }
                "valid" => {
                    assert!(accepted, "{name} {}: a valid one is refused", case["tcId"]);
                    valid += 1;
                }
                "invalid" => {
                    assert!(!accepted, "{name} {}: an invalid one is accepted", case["tcId"]);
                    invalid += 1;
                }
                _ => acceptable += 1,
            }
        }
    }
    println!(
        "{name}: {valid} valid accepted, {invalid} invalid refused, {acceptable} acceptable, \
         {labelled} refused for a label"
    );
    assert!(valid > 0 && invalid > 0);
}

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../vectors/wycheproof/", $name, ".json")))
    };
}

fn named(spec: &str) -> &'static Spec {
    Spec::named(spec).unwrap()
}

fn aead((name, text): (&str, &str), key_of: fn(&[u8]) -> AeadKey) {
    run(name, text, |_, case| {
        let key = key_of(&case.bytes("key"));
        let iv = case.bytes("iv").try_into().unwrap();
        let (aad, plain) = (case.bytes("aad"), case.bytes("msg"));
        let sealed = [case.bytes("ct"), case.bytes("tag")].concat();

        let mut opened = sealed.clone();
        if key.open(&iv, &aad, &mut opened).is_err() {
            assert!(opened.is_empty());
            return false;
        }
        assert_eq!(opened, plain);
        key.seal(&iv, &aad, &mut opened).unwrap();
        assert_eq!(opened, sealed);
        true
    });
}

#[test]
fn aes_256_gcm_opens_what_is_sound_and_nothing_else() {
    aead(file!("aes_gcm"), |key| AeadKey::aes_256(key.try_into().unwrap()));
}

#[test]
fn sm4_gcm_opens_what_is_sound_and_nothing_else() {
    aead(file!("sm4_gcm"), |key| AeadKey::sm4(key.try_into().unwrap()));
}

#[test]
fn aes_256_unwraps_what_is_sound_and_nothing_else() {
    let (name, text) = file!("aes_kwp");
    run(name, text, |_, case| {
        let (kek, plain, wrapped) = (case.bytes("key"), case.bytes("msg"), case.bytes("ct"));
        match unwrap(WrapCipher::Aes256, &kek, &wrapped) {
            Err(error) => {
                assert_eq!(error.code, Code::Kms2609);
                false
            }
            Ok(data) => {
                assert_eq!(wrap(WrapCipher::Aes256, &kek, &data).unwrap(), wrapped);
                *data == plain
            }
        }
    });
}

fn mac((name, text): (&str, &str), spec: &str) {
    run(name, text, |_, case| {
        let key = Material::import_secret(named(spec), &case.bytes("key")).unwrap();
        let (message, tag) = (case.bytes("msg"), case.bytes("tag"));
        let is_right = key.verify_mac(&message, &tag).unwrap();
        assert_eq!(key.mac(&message).unwrap() == tag, is_right);
        is_right
    });
}

#[test]
fn hmac_of_four_hashes_verifies_what_is_sound_and_nothing_else() {
    mac(file!("hmac_sha256"), "HMAC_256");
    mac(file!("hmac_sha384"), "HMAC_384");
    mac(file!("hmac_sha512"), "HMAC_512");
    mac(file!("hmac_sm3"), "HMAC_SM3");
}

fn signature((name, text): (&str, &str), spec: &str, algorithm: &str) {
    let algorithm = SigningAlgorithm::named(algorithm).unwrap();
    run(name, text, |key, case| {
        let key = PublicKey::from_spki(named(spec), key).unwrap();
        let (message, signature) = (case.bytes("msg"), case.bytes("sig"));
        key.verify(algorithm, MessageType::Raw, &message, &signature).unwrap()
    });
}

#[test]
fn ecdsa_on_three_curves_verifies_what_is_sound_and_nothing_else() {
    signature(file!("ecdsa_secp256r1_sha256"), "EC_P256", "ECDSA_SHA_256");
    signature(file!("ecdsa_secp384r1_sha384"), "EC_P384", "ECDSA_SHA_384");
    signature(file!("ecdsa_secp256k1_sha256"), "SECP256K1", "ECDSA_SHA_256");
}

#[test]
fn ed25519_verifies_what_is_sound_and_nothing_else() {
    signature(file!("ed25519"), "ED25519", "ED25519_SHA_512");
}

#[test]
fn rsa_pss_verifies_what_is_sound_and_nothing_else() {
    signature(file!("rsa_pss_2048_sha256_mgf1_32"), "RSA_2048", "RSASSA_PSS_SHA_256");
    signature(file!("rsa_pss_2048_sha384_mgf1_48"), "RSA_2048", "RSASSA_PSS_SHA_384");
    signature(file!("rsa_pss_3072_sha256_mgf1_32"), "RSA_3072", "RSASSA_PSS_SHA_256");
    signature(file!("rsa_pss_4096_sha256_mgf1_32"), "RSA_4096", "RSASSA_PSS_SHA_256");
    signature(file!("rsa_pss_4096_sha384_mgf1_48"), "RSA_4096", "RSASSA_PSS_SHA_384");
    signature(file!("rsa_pss_4096_sha512_mgf1_64"), "RSA_4096", "RSASSA_PSS_SHA_512");
}

#[test]
fn rsa_pkcs1_verifies_what_is_sound_and_nothing_else() {
    signature(file!("rsa_signature_2048_sha256"), "RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256");
    signature(file!("rsa_signature_2048_sha384"), "RSA_2048", "RSASSA_PKCS1_V1_5_SHA_384");
    signature(file!("rsa_signature_2048_sha512"), "RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512");
    signature(file!("rsa_signature_3072_sha256"), "RSA_3072", "RSASSA_PKCS1_V1_5_SHA_256");
    signature(file!("rsa_signature_3072_sha384"), "RSA_3072", "RSASSA_PKCS1_V1_5_SHA_384");
    signature(file!("rsa_signature_3072_sha512"), "RSA_3072", "RSASSA_PKCS1_V1_5_SHA_512");
    signature(file!("rsa_signature_4096_sha256"), "RSA_4096", "RSASSA_PKCS1_V1_5_SHA_256");
    signature(file!("rsa_signature_4096_sha384"), "RSA_4096", "RSASSA_PKCS1_V1_5_SHA_384");
    signature(file!("rsa_signature_4096_sha512"), "RSA_4096", "RSASSA_PKCS1_V1_5_SHA_512");
}

fn oaep((name, text): (&str, &str), spec: &str) {
    let host = SeededHost::new(41);
    let random = &mut Random::new(&host);
    run(name, text, |key, case| {
        let key = done(Material::import_pkcs8(named(spec), key, &host)).unwrap();
        let ciphertext = case.bytes("ct");
        let plain = key.decrypt(EncryptionAlgorithm::RsaesOaepSha256, &ciphertext, random);
        match plain {
            Err(error) => {
                assert_eq!(error.code, Code::Kms0311);
                false
            }
            Ok(plain) => *plain == case.bytes("msg"),
        }
    });
}

#[test]
fn rsa_oaep_decrypts_what_is_sound_and_nothing_else() {
    oaep(file!("rsa_oaep_2048_sha256_mgf1sha256"), "RSA_2048");
    oaep(file!("rsa_oaep_3072_sha256_mgf1sha256"), "RSA_3072");
    oaep(file!("rsa_oaep_4096_sha256_mgf1sha256"), "RSA_4096");
}
