//! What a key does: encrypts, wraps data keys, signs, authenticates.

use base64ct::{Base64, Encoding};
use pocket_kms::material::hash::{sha256, sm3};
use pocket_kms::store::MemoryStore;
use serde_json::{Value, json};

use super::{World, alias};
use crate::hosts::SeededHost;

fn in_a_world(test: impl FnOnce(&World<'_>)) {
    let (store, host) = (MemoryStore::new(), SeededHost::new(13));
    test(&World::of(&store, &host));
}

fn algorithm(spec: &str) -> &'static str {
    match spec {
        "SM2" => "SM2_ENCRYPT",
        "RSA_2048" => "RSAES_OAEP_SHA_256",
        _ => "SYMMETRIC_DEFAULT",
    }
}

#[test]
fn every_key_that_encrypts_decrypts_its_own_text() {
    in_a_world(|world| {
        for spec in ["AES_256", "SM4", "RSA_2048", "SM2"] {
            let key_id = world.encrypting(spec);
            for text in ["a", "é😀\n", &"x".repeat(190)] {
                let algorithm = algorithm(spec);
                let request = json!({ "key_id": key_id, "plain_text": text, "encryption_algorithm": algorithm });
                let sealed = world.ok("encryptData", request);
                assert_eq!(sealed["key_id"], key_id);
                let mut request = json!({ "cipher_text": sealed["cipher_text"], "encryption_algorithm": algorithm });
                if algorithm != "SYMMETRIC_DEFAULT" {
                    request["key_id"] = json!(key_id);
                }
                let opened = world.ok("decryptData", request);
                assert_eq!(opened["plain_text"], text, "{spec}");
                let base64 = Base64::encode_string(text.as_bytes());
                assert_eq!(opened["plain_text_base64"], base64, "{spec}");
                assert_eq!(opened["key_id"], key_id);
            }
        }
    });
}

#[test]
fn a_ciphertext_is_as_long_as_the_service_documents() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        for (plain, characters) in [(1, 188), (4, 188), (16, 188), (17, 208), (4096, 5628)] {
            let request = json!({ "key_id": key_id, "plain_text": "x".repeat(plain) });
            let sealed = world.ok("encryptData", request);
            let cipher_text = sealed["cipher_text"].as_str().unwrap();
            assert_eq!(cipher_text.len(), characters, "{plain} bytes");
        }
    });
}

#[test]
fn a_ciphertext_opens_with_the_data_that_it_is_bound_to_and_with_no_other() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        let data = "additional_authenticated_data";
        let sealed =
            world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "x", data: "a" }));
        let opened = |bound: Value| {
            let request = json!({ "cipher_text": sealed["cipher_text"], data: bound });
            world.call("decryptData", &request).map(|answer| answer["plain_text"].clone())
        };
        assert_eq!(opened(json!("a")), Ok(json!("x")));
        for other in [json!("b"), json!(""), json!(null), json!("a ")] {
            assert_eq!(opened(other), Err("KMS.2201"));
        }
    });
}

#[test]
fn each_byte_of_a_ciphertext_that_is_changed_is_refused_with_one_code_and_one_text() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        let sealed = world.ok("encryptData", json!({ "key_id": key_id, "plain_text": "secret" }));
        let blob = Base64::decode_vec(sealed["cipher_text"].as_str().unwrap()).unwrap();
        for place in 0..blob.len() {
            let mut changed = blob.clone();
            changed[place] ^= 1;
            let request = json!({ "cipher_text": Base64::encode_string(&changed) });
            assert_eq!(world.call("decryptData", &request), Err("KMS.2201"), "byte {place}");
        }
    });
}

#[test]
fn a_data_key_is_wrapped_and_unwrapped_by_every_key_that_encrypts() {
    in_a_world(|world| {
        for spec in ["AES_256", "SM4", "RSA_2048", "SM2"] {
            let key_id = world.encrypting(spec);
            let made =
                world.ok("createDatakey", json!({ "key_id": key_id, "key_spec": "AES_128" }));
            let plain = made["plain_text"].as_str().unwrap();
            assert_eq!(plain.len(), 32, "{spec}");
            let request = json!({
                "key_id": key_id, "cipher_text": made["cipher_text"], "datakey_cipher_length": "16",
            });
            let opened = world.ok("decryptDatakey", request);
            assert_eq!(opened["data_key"], plain, "{spec}");
            assert_eq!(opened["datakey_length"], "16");
            let bytes = base16ct::upper::decode_vec(plain).unwrap();
            assert_eq!(opened["datakey_dgst"], base16ct::upper::encode_string(&sha256(&bytes)));
        }
    });
}

#[test]
fn a_data_key_has_the_length_then_the_spec_then_256_bits() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        for (members, digits) in [
            (json!({}), 64),
            (json!({ "key_spec": "HMAC_512" }), 128),
            (json!({ "key_spec": "SM4" }), 32),
            (json!({ "datakey_length": "8" }), 2),
            (json!({ "datakey_length": 8192, "key_spec": "SM4" }), 2048),
        ] {
            let mut request = members;
            request["key_id"] = json!(key_id);
            let made = world.ok("createDatakey", request.clone());
            assert_eq!(made["plain_text"].as_str().unwrap().len(), digits, "{request}");
            let without = world.ok("createDatakeyWithoutPlaintext", request);
            assert_eq!(without.get("plain_text"), None);
        }
    });
}

#[test]
fn a_data_key_of_the_caller_is_wrapped_if_its_digest_is_right() {
    in_a_world(|world| {
        let bytes = [7; 40];
        for (spec, digest) in [("AES_256", sha256(&bytes)), ("SM4", sm3(&bytes))] {
            let key_id = world.key(spec);
            let plain = base16ct::lower::encode_string(&[&bytes[..], &digest].concat());
            let request =
                json!({ "key_id": key_id, "plain_text": plain, "datakey_plain_length": "40" });
            let sealed = world.ok("encryptDatakey", request);
            assert_eq!(sealed["datakey_length"], "40");
            let request = json!({
                "key_id": key_id, "cipher_text": sealed["cipher_text"], "datakey_cipher_length": 40,
            });
            let opened = world.ok("decryptDatakey", request);
            assert_eq!(opened["data_key"], base16ct::upper::encode_string(&bytes));
        }
    });
}

#[test]
fn a_pair_of_every_kind_is_wrapped_and_is_what_its_plaintext_says() {
    in_a_world(|world| {
        let key_id = world.key("AES_256");
        for (operation, spec) in [
            ("createRsaDatakeyPair", "RSA_2048"),
            ("createEcDatakeyPair", "ECC_NIST_P256"),
            ("createEcDatakeyPair", "ECC_NIST_P384"),
            ("createEcDatakeyPair", "ECC_SECG_P256K1"),
            ("createEcDatakeyPair", "SM2"),
        ] {
            let pair = world.ok(operation, json!({ "key_id": key_id, "key_spec": spec }));
            assert_eq!(pair["key_spec"], spec);
            let opened =
                world.ok("decryptData", json!({ "cipher_text": pair["private_key_cipher_text"] }));
            assert_eq!(opened["plain_text_base64"], pair["private_key_plain_text"], "{spec}");
            let without = json!({ "key_id": key_id, "key_spec": spec, "with_plain_text": false });
            assert_eq!(world.ok(operation, without).get("private_key_plain_text"), None);
        }
    });
}

#[test]
fn a_text_goes_from_key_to_key_without_being_seen() {
    in_a_world(|world| {
        let specs = ["AES_256", "SM4", "RSA_2048", "SM2"];
        let keys = specs.map(|spec| world.encrypting(spec));
        for (from, source) in specs.iter().zip(&keys) {
            for (to, destination) in specs.iter().zip(&keys) {
                let (old, new) = (algorithm(from), algorithm(to));
                let sealed = world.ok(
                    "encryptData",
                    json!({ "key_id": source, "plain_text": "x", "encryption_algorithm": old }),
                );
                let request = json!({
                    "source_key_id": source, "source_encryption_algorithm": old,
                    "destination_key_id": destination, "destination_encryption_algorithm": new,
                    "cipher_text": sealed["cipher_text"],
                });
                let moved = world.ok("reEncrypt", request);
                assert_eq!([&moved["source_key_id"], &moved["key_id"]], [source, destination]);
                let request = json!({
                    "key_id": destination, "encryption_algorithm": new,
                    "cipher_text": moved["cipher_text"],
                });
                assert_eq!(world.ok("decryptData", request)["plain_text"], "x", "{from} to {to}");
            }
        }
    });
}

#[test]
fn the_ciphertext_of_a_data_key_stays_hexadecimal_when_it_is_re_encrypted() {
    in_a_world(|world| {
        let (one, two) = (world.key("AES_256"), world.key("SM4"));
        let made = world.ok("createDatakey", json!({ "key_id": one }));
        let moved = world.ok(
            "reEncrypt",
            json!({ "destination_key_id": two, "cipher_text": made["cipher_text"] }),
        );
        let request = json!({
            "key_id": two, "cipher_text": moved["cipher_text"], "datakey_cipher_length": "32",
        });
        assert_eq!(world.ok("decryptDatakey", request)["data_key"], made["plain_text"]);
    });
}

/// Each spec that signs, with its algorithms and their digests' lengths.
const SIGNERS: [(&str, &[(&str, usize)]); 6] = [
    (
        "RSA_2048",
        &[
            ("RSASSA_PSS_SHA_256", 32),
            ("RSASSA_PSS_SHA_384", 48),
            ("RSASSA_PSS_SHA_512", 64),
            ("RSASSA_PKCS1_V1_5_SHA_256", 32),
            ("RSASSA_PKCS1_V1_5_SHA_384", 48),
            ("RSASSA_PKCS1_V1_5_SHA_512", 64),
        ],
    ),
    ("EC_P256", &[("ECDSA_SHA_256", 32)]),
    ("EC_P384", &[("ECDSA_SHA_384", 48)]),
    ("SM2", &[("SM2DSA_SM3", 32)]),
    ("SECP256K1", &[("ECDSA_SHA_256", 32)]),
    ("ED25519", &[("ED25519_PH_SHA_512", 64)]),
];

#[test]
fn every_key_that_signs_verifies_its_own_signatures_and_no_others() {
    in_a_world(|world| {
        for (spec, algorithms) in SIGNERS {
            let key_id = world.create(
                json!({ "key_alias": alias(), "key_spec": spec, "key_usage": "SIGN_VERIFY" }),
            );
            for (algorithm, length) in algorithms {
                for (kind, message) in [("DIGEST", vec![7; *length]), ("RAW", vec![7; 4095])] {
                    let mut request = json!({
                        "key_id": key_id, "signing_algorithm": algorithm, "message_type": kind,
                        "message": Base64::encode_string(&message),
                    });
                    let signature = world.ok("sign", request.clone())["signature"].clone();
                    let valid = |request: &Value| {
                        world.ok("validateSignature", request.clone())["signature_valid"].clone()
                    };
                    request["signature"] = signature.clone();
                    assert_eq!(valid(&request), "true", "{spec} {algorithm} {kind}");

                    let mut bytes = Base64::decode_vec(signature.as_str().unwrap()).unwrap();
                    *bytes.last_mut().unwrap() ^= 1;
                    for wrong in
                        [Base64::encode_string(&bytes), String::new(), "*".into(), "AA==".into()]
                    {
                        request["signature"] = json!(wrong);
                        assert_eq!(valid(&request), "false", "{spec} {algorithm} {kind}");
                    }
                    request["signature"] = signature;
                    request["message"] = json!(Base64::encode_string(&vec![8; message.len()]));
                    assert_eq!(valid(&request), "false", "{spec} {algorithm} {kind}");
                }
            }
        }
    });
}

#[test]
fn ed25519_signs_a_message_as_it_is() {
    in_a_world(|world| {
        let key_id = world.key("ED25519");
        let mut request = json!({
            "key_id": key_id, "signing_algorithm": "ED25519_SHA_512", "message_type": "RAW",
            "message": "YQ==",
        });
        request["signature"] = world.ok("sign", request.clone())["signature"].clone();
        assert_eq!(world.ok("validateSignature", request)["signature_valid"], "true");
    });
}

#[test]
fn every_key_of_hmac_makes_codes_and_knows_its_own() {
    in_a_world(|world| {
        for (spec, algorithm, bytes) in [
            ("HMAC_256", "HMAC_SHA_256", 32),
            ("HMAC_384", "HMAC_SHA_384", 48),
            ("HMAC_512", "HMAC_SHA_512", 64),
            ("HMAC_SM3", "HMAC_SM3", 32),
        ] {
            let key_id = world.key(spec);
            let mut request =
                json!({ "key_id": key_id, "mac_algorithm": algorithm, "message": "YQ==" });
            let made = world.ok("generateMac", request.clone());
            let mac = made["mac"].as_str().unwrap().to_owned();
            assert_eq!(mac.len(), 2 * bytes, "{spec}");
            let valid =
                |request: &Value| world.ok("verifyMac", request.clone())["mac_valid"].clone();
            request["mac"] = json!(mac);
            assert_eq!(valid(&request), true, "{spec}");
            request["mac"] = json!(mac.to_uppercase());
            assert_eq!(valid(&request), true, "{spec}");
            for wrong in ["", "zz", &mac[2..], &mac.replace(&mac[..1], "x")] {
                request["mac"] = json!(wrong);
                assert_eq!(valid(&request), false, "{spec}");
            }
        }
    });
}

#[test]
fn random_data_is_as_long_as_was_asked_for_and_never_the_same() {
    in_a_world(|world| {
        let drawn = |bits: Value| {
            let answer = world.ok("createRandom", json!({ "random_data_length": bits }));
            answer["random_data"].as_str().unwrap().to_owned()
        };
        assert_eq!(drawn(json!("8")).len(), 2);
        assert_eq!(drawn(json!(8192)).len(), 2048);
        assert_ne!(drawn(json!("512")), drawn(json!("512")));
    });
}
