//! A ciphertext, to be decrypted: its first byte names the key and the operation.

use base64ct::{Base64, Encoding};
use pocket_kms::contract::operation::Operation;
use serde_json::json;

use super::world::{World, key_id};

/// The keys and their algorithms; a symmetric one may also be told by the ciphertext.
const KEYS: [(Option<&str>, Option<&str>); 5] = [
    (None, None),
    (Some("AES_256"), None),
    (Some("SM4"), Some("SYMMETRIC_DEFAULT")),
    (Some("encrypting-SM2"), Some("SM2_ENCRYPT")),
    (Some("encrypting-RSA"), Some("RSAES_OAEP_SHA_256")),
];

/// Decrypts as data, as a wrapped data key, and from one key to another.
pub fn run(data: &[u8]) -> bool {
    let Some((first, ciphertext)) = data.split_first() else { return false };
    let Some((alias, algorithm)) = KEYS.get(usize::from(*first)) else { return false };
    let mut request = json!({ "cipher_text": Base64::encode_string(ciphertext) });
    if let Some(alias) = alias {
        request["key_id"] = json!(key_id(alias));
    }
    if let Some(algorithm) = algorithm {
        request["encryption_algorithm"] = json!(algorithm);
    }
    let world = World::new();
    let decrypted = world.call(Operation::DecryptData, &request).is_ok();

    let wrapped = json!({
        "key_id": key_id(alias.unwrap_or("AES_256")),
        "cipher_text": base16ct::upper::encode_string(ciphertext),
        "datakey_cipher_length": ciphertext.len().saturating_sub(124).to_string(),
    });
    let unwrapped = world.call(Operation::DecryptDatakey, &wrapped).is_ok();

    let moved = json!({
        "cipher_text": request["cipher_text"],
        "source_key_id": request["key_id"],
        "destination_key_id": key_id("SM4"),
    });
    let moved = world.call(Operation::ReEncrypt, &moved).is_ok();
    decrypted || unwrapped || moved
}

/// A ciphertext of each key, and one of the first version.
pub fn seeds() -> Vec<Vec<u8>> {
    let world = World::new();
    let first = include_str!("../../tests/vectors/blob-1.txt").trim();
    let seed = |number: usize, text: &str| {
        [vec![u8::try_from(number).unwrap()], Base64::decode_vec(text).unwrap()].concat()
    };
    let mut seeds = vec![seed(0, first), seed(1, first)];
    for (number, (alias, algorithm)) in KEYS.iter().enumerate().skip(1) {
        let mut request = json!({ "key_id": key_id(alias.unwrap()), "plain_text": "text" });
        if let Some(algorithm) = algorithm {
            request["encryption_algorithm"] = json!(algorithm);
        }
        let answer = world.call(Operation::EncryptData, &request).unwrap();
        seeds.push(seed(number, answer["cipher_text"].as_str().unwrap()));
    }
    let wrapped = json!({ "key_id": key_id("AES_256"), "datakey_length": "256" });
    let wrapped = world.call(Operation::CreateDatakeyWithoutPlaintext, &wrapped).unwrap();
    seeds.push(
        [&[1], &*base16ct::mixed::decode_vec(wrapped["cipher_text"].as_str().unwrap()).unwrap()]
            .concat(),
    );
    seeds
}
