//! An import token and wrapped material. The first byte says whether the token is as it was sent, or is what
//! is to be sealed in one here, since no other is looked at any further. Two bytes are its length.

use base64ct::{Base64, Encoding};
use pocket_kms::contract::operation::Operation;
use serde_json::json;

use super::world::{RECORDS, World, key_id, opened_token, sealed_token, wrapped};

const AS_SENT: u8 = b'T';
const TO_SEAL: u8 = b'J';

/// Imports into a symmetric key and into a pair.
pub fn run(data: &[u8]) -> bool {
    let Some(([first, high, low], rest)) = data.split_first_chunk::<3>() else { return false };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let Some((token, material)) = rest.split_at_checked(length) else { return false };
    let token = match *first {
        AS_SENT => token.to_vec(),
        TO_SEAL => sealed_token(token),
        _ => return false,
    };
    let mut request = json!({
        "import_token": Base64::encode_string(&token),
        "encrypted_key_material": Base64::encode_string(material),
    });
    ["waiting", "waiting-EC"].into_iter().any(|alias| {
        request["key_id"] = json!(key_id(alias));
        if alias == "waiting-EC" {
            request["encrypted_privatekey"] = request["encrypted_key_material"].clone();
        }
        let world = World::new();
        let is_ok = world.call(Operation::ImportKeyMaterial, &request).is_ok();
        if !is_ok {
            assert_eq!(world.records(), *RECORDS, "a refused import has changed something");
        }
        is_ok
    })
}

/// A token as it was sent and what it holds, each with material that fits.
pub fn seeds() -> Vec<Vec<u8>> {
    let import = wrapped(&World::new(), key_id("waiting"), "AES_256", &[7; 32]);
    let bytes = |name: &str| Base64::decode_vec(import[name].as_str().unwrap()).unwrap();
    let (token, material) = (bytes("import_token"), bytes("encrypted_key_material"));
    [(AS_SENT, token.clone()), (TO_SEAL, opened_token(&token))]
        .map(|(first, token)| {
            let length = u16::try_from(token.len()).unwrap().to_be_bytes();
            [&[first], &length[..], &token, &material].concat()
        })
        .to_vec()
}
