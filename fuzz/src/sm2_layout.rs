//! An SM2 ciphertext or signature, to be written in another layout. Two bytes in front say which it is and
//! has, and which it is to have.

use base64ct::{Base64, Encoding as _};
use pocket_kms::contract::convert::{
    CiphertextLayout, ConvertLayoutRequest, Encoding, SignatureLayout,
};
use pocket_kms::contract::operation::Operation;
use pocket_kms::service::{convert_ciphertext, convert_signature};
use serde_json::json;

use super::world::{World, key_id};

const CIPHERTEXTS: [CiphertextLayout; 3] =
    [CiphertextLayout::Asn1, CiphertextLayout::C1C3C2, CiphertextLayout::C1C2C3];
const SIGNATURES: [SignatureLayout; 2] = [SignatureLayout::Der, SignatureLayout::Raw];

/// Marks a signature in the first byte; below it is the place of the layout, and one beyond is "unknown".
const SIGNATURE: u8 = 0x80;

/// Writes it in the layout, and what comes out of that again in its own: that has to be the same.
pub fn run(data: &[u8]) -> bool {
    let Some(([from, to], bytes)) = data.split_first_chunk::<2>() else { return false };
    let to = usize::from(*to);
    let encoding = Encoding::Binary;
    if from & SIGNATURE == 0 {
        let (from, Some(to)) = (CIPHERTEXTS.get(usize::from(*from)).copied(), CIPHERTEXTS.get(to))
        else {
            return false;
        };
        let request = ConvertLayoutRequest { from, to: *to, encoding };
        let Ok(written) = convert_ciphertext(&request, bytes) else { return false };
        let same = ConvertLayoutRequest { from: Some(*to), ..request };
        assert_eq!(convert_ciphertext(&same, &written).unwrap(), written);
    } else {
        let from = SIGNATURES.get(usize::from(from & !SIGNATURE)).copied();
        let Some(to) = SIGNATURES.get(to) else { return false };
        let request = ConvertLayoutRequest { from, to: *to, encoding };
        let Ok(written) = convert_signature(&request, bytes) else { return false };
        let same = ConvertLayoutRequest { from: Some(*to), ..request };
        assert_eq!(convert_signature(&same, &written).unwrap(), written);
    }
    true
}

/// A ciphertext and a signature in each of their layouts.
pub fn seeds() -> Vec<Vec<u8>> {
    let world = World::new();
    let made = |operation, member: &str, request| {
        let answer = world.call(operation, &request).unwrap();
        Base64::decode_vec(answer[member].as_str().unwrap()).unwrap()
    };
    let ciphertext = made(
        Operation::EncryptData,
        "cipher_text",
        json!({
            "key_id": key_id("encrypting-SM2"),
            "plain_text": "text",
            "encryption_algorithm": "SM2_ENCRYPT",
        }),
    );
    let signature = made(
        Operation::Sign,
        "signature",
        json!({ "key_id": key_id("SM2"), "message": "YQ==", "message_type": "RAW", "signing_algorithm": "SM2DSA_SM3" }),
    );
    let encoding = Encoding::Binary;
    let mut seeds = Vec::new();
    for (number, to) in (0..).zip(CIPHERTEXTS) {
        let request = ConvertLayoutRequest { from: None, to, encoding };
        let written = convert_ciphertext(&request, &ciphertext).unwrap();
        seeds.extend((0..3).map(|to| [&[number, to], written.as_slice()].concat()));
    }
    for (number, to) in (SIGNATURE..).zip(SIGNATURES) {
        let request = ConvertLayoutRequest { from: None, to, encoding };
        let written = convert_signature(&request, &signature).unwrap();
        seeds.extend((0..2).map(|to| [&[number, to], written.as_slice()].concat()));
    }
    seeds
}
