//! Every code that the contract assigns to the operations, each by a test of its own.

use pocket_kms::contract::error::Error;
use pocket_kms::service::Account;
use pocket_kms::store::MemoryStore;
use serde_json::{Value, json};

use super::{DAY, World, wrap};
use crate::hosts::{NEW_YEAR, SeededHost};

/// What each of these tests is answered: its name, then code, status, member and text of the refusal.
const REFUSALS: &str = include_str!("../../vectors/refusals.txt");

/// `name: code, operation, the request` writes a test of that name, whose refusal is the line of that name
/// in the file. The request is made in `world`.
macro_rules! refused {
    ($($name:ident: $code:literal, $operation:literal, |$world:ident| $request:expr;)*) => {
        $(#[test]
        fn $name() {
            let (store, host) = (MemoryStore::new(), SeededHost::new(17));
            let account = Account { max_keys: 8, ..Account::default() };
            let $world = &World::with(&store, &host, account);
            let request: Value = $request;
            let refusal = $world.outcome($operation, &request).unwrap_err();
            assert_eq!(refusal.code.name(), $code, "{request}");
            assert_eq!(line(stringify!($name), &refusal), expected(stringify!($name)));
        })*

        #[test]
        fn no_line_of_the_file_is_of_no_test() {
            let names = [$(stringify!($name)),*];
            let lines = REFUSALS.lines().map(|line| line.split_once(':').unwrap().0);
            assert_eq!(lines.collect::<Vec<_>>(), names);
        }
    };
}

fn line(name: &str, error: &Error) -> String {
    let (code, field) = (error.code, error.field.unwrap_or("-"));
    format!("{name}: {} {} {field}: {error}", code.name(), code.status())
}

fn expected(name: &str) -> &'static str {
    let is_it = |line: &&str| line.split_once(':').is_some_and(|(it, _)| it == name);
    REFUSALS.lines().find(is_it).unwrap_or_default()
}

const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";
const DIGEST: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A request for a signature by `key_id`.
fn to_sign(key_id: &str, algorithm: &str) -> Value {
    json!({ "key_id": key_id, "message": DIGEST, "signing_algorithm": algorithm })
}

/// An encrypted text, with `change` made to its request.
fn to_decrypt(world: &World<'_>, spec: &str, change: impl FnOnce(&mut Value)) -> Value {
    let algorithm = if spec == "RSA_2048" { "RSAES_OAEP_SHA_256" } else { "SYMMETRIC_DEFAULT" };
    let key_id = world.encrypting(spec);
    let mut request =
        json!({ "key_id": key_id, "plain_text": "x", "encryption_algorithm": algorithm });
    request["cipher_text"] = world.ok("encryptData", request.clone())["cipher_text"].clone();
    change(&mut request);
    request
}

/// The import of material into a new key of `spec`, with `change` made to its request.
fn to_import(world: &World<'_>, spec: &str, change: impl FnOnce(&mut Value)) -> Value {
    let key_id = world.external(spec);
    let mut request = world.wrapped(&key_id, spec, None);
    change(&mut request);
    request
}

/// The same, with material of another spec.
fn to_import_another(world: &World<'_>, spec: &str, wrapped: &str) -> Value {
    let key_id = world.external(spec);
    let mut request = world.wrapped(&key_id, wrapped, None);
    request["key_id"] = json!(key_id);
    request
}

fn changed(base64: &Value) -> Value {
    let text = base64.as_str().unwrap();
    let middle = text.len() / 2;
    let other = if &text[middle..=middle] == "A" { "B" } else { "A" };
    json!([&text[..middle], other, &text[middle + 1..]].concat())
}

refused! {
    a_body_that_is_no_object: "KMS.0202", "listKeys", |_world| json!([]);
    a_body_that_is_too_long: "KMS.0203", "listKeys", |_world| json!({ "x": "x".repeat(70_000) });
    a_mandatory_member_that_is_absent: "KMS.0204", "enableKey", |_world| json!({});
    a_key_id_that_is_none: "KMS.0205", "enableKey", |_world| json!({ "key_id": "x" });
    a_key_id_that_is_empty: "KMS.0205", "enableKey", |_world| json!({ "key_id": "" });
    a_sequence_that_is_too_short: "KMS.0206", "listKeyDetail", |world|
        json!({ "key_id": world.key("SM4"), "sequence": "x" });
    a_key_that_does_not_exist: "KMS.0207", "listKeyDetail", |_world| json!({ "key_id": NOWHERE });
    additional_data_that_is_too_long: "KMS.0208", "encryptData", |world| json!({
        "key_id": world.key("SM4"), "plain_text": "x",
        "additional_authenticated_data": "x".repeat(129),
    });
    additional_data_that_an_rsa_key_cannot_bind: "KMS.0208", "encryptData", |world| json!({
        "key_id": world.encrypting("RSA_2048"), "plain_text": "x",
        "encryption_algorithm": "RSAES_OAEP_SHA_256", "additional_authenticated_data": "x",
    });
    a_disabled_key_that_is_used: "KMS.0209", "encryptData", |world| {
        let key_id = world.key("AES_256");
        world.ok("disableKey", json!({ "key_id": key_id }));
        json!({ "key_id": key_id, "plain_text": "x" })
    };
    a_key_to_be_deleted_that_is_used: "KMS.0210", "encryptData", |world| {
        let key_id = world.key("AES_256");
        world.ok("deleteKey", json!({ "key_id": key_id, "pending_days": "7" }));
        json!({ "key_id": key_id, "plain_text": "x" })
    };
    a_key_without_material_that_is_used: "KMS.0308", "encryptData", |world|
        json!({ "key_id": world.external("AES_256"), "plain_text": "x" });
    a_member_of_another_type: "KMS.0308", "encryptData", |world|
        json!({ "key_id": world.key("AES_256"), "plain_text": 5 });
    a_text_that_is_empty: "KMS.0308", "encryptData", |world|
        json!({ "key_id": world.key("AES_256"), "plain_text": "" });
    a_text_that_is_too_long: "KMS.0308", "encryptData", |world|
        json!({ "key_id": world.key("AES_256"), "plain_text": "x".repeat(4097) });

    import_parameters_of_a_key_that_is_not_external: "KMS.0309", "createParametersForImport",
        |world| json!({ "key_id": world.key("AES_256"), "wrapping_algorithm": "SM2_ENCRYPT" });
    material_for_a_key_that_is_not_external: "KMS.0309", "importKeyMaterial", |world| {
        let mut request = to_import(world, "AES_256", |_| ());
        request["key_id"] = json!(world.key("AES_256"));
        request
    };
    deleting_the_material_of_a_key_that_is_not_external: "KMS.0309", "deleteImportedKeyMaterial",
        |world| json!({ "key_id": world.key("AES_256") });
    import_parameters_of_a_key_that_has_material: "KMS.0310", "createParametersForImport", |world| {
        let request = to_import(world, "AES_256", |_| ());
        world.ok("importKeyMaterial", request.clone());
        json!({ "key_id": request["key_id"], "wrapping_algorithm": "SM2_ENCRYPT" })
    };
    material_for_a_key_that_has_some: "KMS.0310", "importKeyMaterial", |world| {
        let request = to_import(world, "AES_256", |_| ());
        world.ok("importKeyMaterial", request.clone());
        request
    };
    wrapped_material_that_does_not_open: "KMS.0311", "importKeyMaterial", |world|
        to_import(world, "AES_256", |it| it["encrypted_key_material"] = json!(DIGEST));
    a_ciphertext_of_an_rsa_key_that_was_changed: "KMS.0311", "decryptData", |world|
        to_decrypt(world, "RSA_2048", |it| it["cipher_text"] = changed(&it["cipher_text"]));
    rotating_an_external_key: "KMS.0312", "enableKeyRotation", |world|
        json!({ "key_id": world.external("AES_256") });
    ending_a_rotation_that_there_is_none_of: "KMS.0313", "disableKeyRotation", |world|
        json!({ "key_id": world.key("AES_256") });
    the_interval_of_a_rotation_that_there_is_none_of: "KMS.0313", "updateKeyRotationInterval",
        |world| json!({ "key_id": world.key("AES_256"), "rotation_interval": 30 });
    rotating_an_rsa_key: "KMS.0324", "enableKeyRotation", |world|
        json!({ "key_id": world.key("RSA_2048") });
    rotating_a_curve_key: "KMS.0325", "rotateOnDemand", |world| json!({ "key_id": world.key("SM2") });
    rotating_an_hmac_key: "KMS.0341", "enableKeyRotation", |world|
        json!({ "key_id": world.key("HMAC_SM3") });
    wrapping_a_pair_by_a_pair: "KMS.0325", "createEcDatakeyPair", |world|
        json!({ "key_id": world.encrypting("SM2"), "key_spec": "SM2" });

    a_digest_of_another_length: "KMS.0329", "sign", |world| json!({
        "key_id": world.key("EC_P256"), "message": "YQ==", "signing_algorithm": "ECDSA_SHA_256",
    });
    verifying_a_digest_of_another_length: "KMS.0329", "validateSignature", |world| json!({
        "key_id": world.key("EC_P256"), "message": "YQ==", "signing_algorithm": "ECDSA_SHA_256",
        "signature": "",
    });
    a_signature_by_a_symmetric_key: "KMS.0331", "sign", |world|
        to_sign(&world.key("AES_256"), "ECDSA_SHA_256");
    the_public_half_of_a_symmetric_key: "KMS.0331", "showPublicKey", |world|
        json!({ "key_id": world.key("SM4") });
    a_signing_algorithm_of_another_key: "KMS.0332", "sign", |world|
        to_sign(&world.key("EC_P384"), "ECDSA_SHA_256");
    a_signing_algorithm_that_fits_no_curve_here: "KMS.0332", "sign", |world|
        to_sign(&world.key("EC_P256"), "ECDSA_SHA_512");
    a_signing_algorithm_that_there_is_none_of: "KMS.0308", "sign", |world|
        to_sign(&world.key("EC_P256"), "ECDSA_SHA_1");
    a_signature_by_a_key_that_encrypts: "KMS.0334", "sign", |world|
        to_sign(&world.encrypting("SM2"), "SM2DSA_SM3");
    encrypting_by_a_key_that_signs: "KMS.0335", "encryptData", |world|
        json!({ "key_id": world.key("SM2"), "plain_text": "x", "encryption_algorithm": "SM2_ENCRYPT" });
    a_data_key_of_a_key_that_signs: "KMS.0335", "createDatakey", |world|
        json!({ "key_id": world.key("RSA_2048") });
    encrypting_by_a_curve_key: "KMS.1114", "encryptData", |world|
        json!({ "key_id": world.key("EC_P256"), "plain_text": "x" });
    encrypting_by_an_hmac_key: "KMS.0341", "encryptData", |world|
        json!({ "key_id": world.key("HMAC_256"), "plain_text": "x" });
    signing_by_an_hmac_key: "KMS.0341", "sign", |world|
        to_sign(&world.key("HMAC_256"), "ECDSA_SHA_256");
    the_public_half_of_an_hmac_key: "KMS.0341", "showPublicKey", |world|
        json!({ "key_id": world.key("HMAC_256") });
    a_code_by_a_key_that_is_not_of_hmac: "KMS.0308", "generateMac", |world| json!({
        "key_id": world.key("AES_256"), "mac_algorithm": "HMAC_SHA_256", "message": "YQ==",
    });
    a_code_by_the_algorithm_of_another_key: "KMS.0308", "generateMac", |world| json!({
        "key_id": world.key("HMAC_256"), "mac_algorithm": "HMAC_SM3", "message": "YQ==",
    });

    a_batch_of_no_tags: "KMS.0401", "batchCreateKmsTags", |world|
        json!({ "key_id": world.key("SM4"), "action": "create", "tags": [] });
    a_match_without_a_value: "KMS.0402", "listKmsByTags", |_world|
        json!({ "matches": [{ "key": "resource_name" }] });
    a_match_of_something_else: "KMS.0403", "listKmsByTags", |_world|
        json!({ "matches": [{ "key": "x", "value": "x" }] });
    a_batch_that_does_something_else: "KMS.0404", "batchCreateKmsTags", |world|
        json!({ "key_id": world.key("SM4"), "action": "x", "tags": [{ "key": "a" }] });
    a_tag_s_value_with_a_character_that_it_may_not_have: "KMS.0405", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "key": "a", "value": "<" } });
    a_tag_s_key_with_a_character_that_it_may_not_have: "KMS.0406", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "key": "a=" } });
    a_tag_that_is_a_list: "KMS.0308", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": ["a", "b"] });
    tags_that_are_lists: "KMS.0308", "batchCreateKmsTags", |world|
        json!({ "key_id": world.key("SM4"), "action": "create", "tags": [["a", "b"]] });
    a_tag_without_a_key: "KMS.0204", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "value": "a" } });
    a_tag_s_value_that_is_no_text: "KMS.0308", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "key": "a", "value": 5 } });
    a_batch_of_too_many_tags: "KMS.0407", "batchCreateKmsTags", |world| {
        let tags: Vec<_> = (0..21).map(|i| json!({ "key": i.to_string() })).collect();
        json!({ "key_id": world.key("SM4"), "action": "create", "tags": tags })
    };
    a_tag_too_many: "KMS.0409", "createKmsTag", |world| {
        let key_id = world.key("SM4");
        let tags: Vec<_> = (0..20).map(|i| json!({ "key": i.to_string() })).collect();
        world.ok("batchCreateKmsTags", json!({ "key_id": key_id, "action": "create", "tags": tags }));
        json!({ "key_id": key_id, "tag": { "key": "a" } })
    };
    a_tag_s_value_that_is_too_long: "KMS.0410", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "key": "a", "value": "x".repeat(44) } });
    a_tag_s_key_that_is_too_long: "KMS.0411", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "key": "x".repeat(37) } });
    a_tag_s_key_that_is_empty: "KMS.0411", "createKmsTag", |world|
        json!({ "key_id": world.key("SM4"), "tag": { "key": "" } });
    too_many_tags_to_look_for: "KMS.0412", "listKmsByTags", |_world| {
        let tags: Vec<_> = (0..21).map(|i| json!({ "key": i.to_string() })).collect();
        json!({ "tags": tags })
    };
    too_many_values_to_look_for: "KMS.0413", "listKmsByTags", |_world|
        json!({ "tags": [{ "key": "a", "values": vec!["x"; 21] }] });
    a_tag_that_the_key_does_not_have: "KMS.0416", "deleteTag", |world|
        json!({ "key_id": world.key("SM4"), "key": "a" });
    an_offset_that_is_none: "KMS.0417", "listKmsByTags", |_world| json!({ "offset": "-1" });
    an_offset_where_keys_are_counted: "KMS.0418", "listKmsByTags", |_world|
        json!({ "action": "count", "offset": "0" });

    an_alias_that_is_none: "KMS.1101", "updateKeyAlias", |world|
        json!({ "key_id": world.key("SM4"), "key_alias": "a b" });
    a_description_that_is_too_long: "KMS.1103", "updateKeyDescription", |world|
        json!({ "key_id": world.key("SM4"), "key_description": "x".repeat(256) });
    a_new_key_with_the_alias_of_another: "KMS.1104", "createKey", |world| {
        world.create(json!({ "key_alias": "a" }));
        json!({ "key_alias": "a", "key_spec": "SM4" })
    };
    the_alias_of_another_key: "KMS.1104", "updateKeyAlias", |world| {
        world.create(json!({ "key_alias": "a" }));
        json!({ "key_id": world.key("SM4"), "key_alias": "a" })
    };
    an_extra_alias_that_is_there: "KMS.1104", "createAlias", |world| {
        let key_id = world.key("SM4");
        world.ok("createAlias", json!({ "key_id": key_id, "alias": "alias/a" }));
        json!({ "key_id": key_id, "alias": "alias/a" })
    };
    an_extra_alias_without_its_prefix: "KMS.0308", "createAlias", |world|
        json!({ "key_id": world.key("SM4"), "alias": "a" });
    an_alias_too_many: "KMS.0308", "createAlias", |world| {
        let key_id = world.key("SM4");
        for i in 0..50 {
            world.ok("createAlias", json!({ "key_id": key_id, "alias": format!("alias/{i}") }));
        }
        json!({ "key_id": key_id, "alias": "alias/a" })
    };
    an_alias_that_is_not_there_to_be_moved: "KMS.0207", "associateAlias", |world|
        json!({ "alias": "alias/a", "target_key_id": world.key("SM4") });
    a_key_too_many: "KMS.1105", "createKey", |world| {
        (0..8).for_each(|_| drop(world.key("SM4")));
        json!({ "key_alias": "a" })
    };
    a_spec_that_there_is_none_of: "KMS.1110", "listKeys", |_world| json!({ "key_spec": "x" });

    enabling_a_key_that_is_enabled: "KMS.1201", "enableKey", |world|
        json!({ "key_id": world.key("SM4") });
    disabling_a_key_without_material: "KMS.1301", "disableKey", |world|
        json!({ "key_id": world.external("SM4") });
    six_days: "KMS.1401", "deleteKey", |world|
        json!({ "key_id": world.key("SM4"), "pending_days": "6" });
    a_thousand_and_ninety_seven_days: "KMS.1401", "deleteKey", |world|
        json!({ "key_id": world.key("SM4"), "pending_days": 1097 });
    deleting_a_key_twice: "KMS.1402", "deleteKey", |world| {
        let request = json!({ "key_id": world.key("SM4"), "pending_days": "7" });
        world.ok("deleteKey", request.clone());
        request
    };
    cancelling_what_is_not_scheduled: "KMS.1501", "cancelKeyDeletion", |world|
        json!({ "key_id": world.key("SM4") });
    a_page_of_no_keys: "KMS.1601", "listKeys", |_world| json!({ "limit": "0" });
    a_page_of_too_many_keys: "KMS.1601", "listKeys", |_world| json!({ "limit": "1001" });
    a_marker_that_is_none: "KMS.1602", "listKeys", |_world| json!({ "marker": "-1" });
    no_random_bits: "KMS.1801", "createRandom", |_world| json!({ "random_data_length": "0" });
    too_many_random_bits: "KMS.1801", "createRandom", |_world| json!({ "random_data_length": "8200" });
    random_bits_that_are_no_bytes: "KMS.1802", "createRandom", |_world|
        json!({ "random_data_length": "9" });

    a_data_key_that_is_too_long: "KMS.1901", "createDatakey", |world|
        json!({ "key_id": world.key("SM4"), "datakey_length": "8200" });
    a_data_key_of_no_spec: "KMS.1902", "createDatakey", |world|
        json!({ "key_id": world.key("SM4"), "key_spec": "RSA_2048" });
    a_data_key_of_no_bytes: "KMS.1903", "createDatakey", |world|
        json!({ "key_id": world.key("SM4"), "datakey_length": "12" });
    a_data_key_that_an_rsa_key_cannot_take: "KMS.1904", "createDatakey", |world|
        json!({ "key_id": world.encrypting("RSA_2048"), "datakey_length": "1528" });
    a_data_key_without_plaintext_that_is_too_long: "KMS.2001", "createDatakeyWithoutPlaintext",
        |world| json!({ "key_id": world.key("SM4"), "datakey_length": "0" });
    a_data_key_that_is_not_hexadecimal: "KMS.2101", "encryptDatakey", |world|
        json!({ "key_id": world.key("SM4"), "plain_text": "xy", "datakey_plain_length": "1" });
    a_data_key_of_no_length: "KMS.2102", "encryptDatakey", |world|
        json!({ "key_id": world.key("SM4"), "plain_text": "00", "datakey_plain_length": "0" });
    a_data_key_whose_digest_is_another_s: "KMS.2103", "encryptDatakey", |world|
        json!({ "key_id": world.key("SM4"), "plain_text": "00".repeat(33), "datakey_plain_length": "1" });
    a_data_key_that_is_not_as_long_as_is_said: "KMS.2104", "encryptDatakey", |world|
        json!({ "key_id": world.key("SM4"), "plain_text": "00".repeat(33), "datakey_plain_length": "2" });
    an_algorithm_that_is_not_for_symmetric_keys: "KMS.2105", "encryptData", |world| json!({
        "key_id": world.key("AES_256"), "plain_text": "x", "encryption_algorithm": "SM2_ENCRYPT",
    });
    an_algorithm_that_is_not_for_rsa_keys: "KMS.2106", "encryptData", |world|
        json!({ "key_id": world.encrypting("RSA_2048"), "plain_text": "x" });
    a_text_that_an_rsa_key_cannot_take: "KMS.2108", "encryptData", |world| json!({
        "key_id": world.encrypting("RSA_2048"), "plain_text": "x".repeat(191),
        "encryption_algorithm": "RSAES_OAEP_SHA_256",
    });
    a_ciphertext_that_is_too_short: "KMS.2201", "decryptData", |_world|
        json!({ "cipher_text": "A".repeat(127) });
    a_ciphertext_that_was_changed: "KMS.2201", "decryptData", |world|
        to_decrypt(world, "AES_256", |it| it["cipher_text"] = changed(&it["cipher_text"]));
    a_ciphertext_of_another_key: "KMS.2201", "decryptData", |world| {
        let other = world.key("AES_256");
        to_decrypt(world, "AES_256", |it| it["key_id"] = json!(other))
    };
    a_data_key_of_no_length_in_a_ciphertext: "KMS.2202", "decryptDatakey", |world| json!({
        "key_id": world.key("SM4"), "cipher_text": "00", "datakey_cipher_length": "1025",
    });
    a_data_key_in_a_ciphertext_that_is_not_as_long_as_is_said: "KMS.2204", "decryptDatakey", |world| {
        let key_id = world.key("SM4");
        let cipher_text = &world.ok("createDatakey", json!({ "key_id": key_id }))["cipher_text"];
        json!({ "key_id": key_id, "cipher_text": cipher_text, "datakey_cipher_length": "16" })
    };

    a_token_that_is_a_day_old: "KMS.2601", "importKeyMaterial", |world| {
        let request = to_import(world, "AES_256", |_| ());
        world.host.pass(DAY);
        request
    };
    material_that_expires_in_the_past: "KMS.2602", "importKeyMaterial", |world|
        to_import(world, "AES_256", |it| it["expiration_time"] = json!(NEW_YEAR / 1000));
    a_token_of_another_key: "KMS.2603", "importKeyMaterial", |world| {
        let other = world.external("AES_256");
        to_import(world, "AES_256", |it| it["key_id"] = json!(other))
    };
    material_of_another_length: "KMS.0311", "importKeyMaterial", |world|
        to_import_another(world, "AES_256", "SM4");
    a_token_that_was_changed: "KMS.2605", "importKeyMaterial", |world|
        to_import(world, "AES_256", |it| it["import_token"] = changed(&it["import_token"]));
    a_token_that_is_none: "KMS.2605", "importKeyMaterial", |world|
        to_import(world, "AES_256", |it| it["import_token"] = json!("AAAA"));
    material_that_is_another_than_before: "KMS.2606", "importKeyMaterial", |world| {
        let request = to_import(world, "SM4", |_| ());
        let key_id = request["key_id"].as_str().unwrap();
        world.ok("importKeyMaterial", request.clone());
        world.ok("deleteImportedKeyMaterial", json!({ "key_id": key_id }));
        world.wrapped(key_id, "SM4", None)
    };
    a_pair_without_its_private_key: "KMS.2608", "importKeyMaterial", |world|
        to_import(world, "EC_P256", |it| it["encrypted_privatekey"] = json!(null));
    a_private_key_that_was_changed: "KMS.0311", "importKeyMaterial", |world|
        to_import(world, "EC_P256", |it| {
            it["encrypted_privatekey"] = changed(&it["encrypted_privatekey"]);
        });
    a_private_key_of_another_curve: "KMS.0311", "importKeyMaterial", |world|
        to_import_another(world, "EC_P256", "SECP256K1");
    a_private_key_of_another_size: "KMS.0311", "importKeyMaterial", |world|
        to_import_another(world, "RSA_3072", "RSA_2048");
    a_temporary_key_of_another_length: "KMS.0311", "importKeyMaterial", |world|
        to_import_another(world, "EC_P256", "SM2");
    a_pair_that_is_to_expire: "KMS.0308", "importKeyMaterial", |world|
        to_import(world, "SM2", |it| it["expiration_time"] = json!(NEW_YEAR));
    a_private_key_for_a_symmetric_key: "KMS.0308", "importKeyMaterial", |world|
        to_import(world, "SM4", |it| it["encrypted_privatekey"] = json!(DIGEST));
    deleting_material_that_there_is_none_of: "KMS.2701", "deleteImportedKeyMaterial", |world|
        json!({ "key_id": world.external("AES_256") });
    deleting_the_material_of_a_pair: "KMS.2702", "deleteImportedKeyMaterial", |world|
        json!({ "key_id": world.external("SM2") });
    rotating_a_key_that_rotates: "KMS.2901", "enableKeyRotation", |world| {
        let request = json!({ "key_id": world.key("AES_256") });
        world.ok("enableKeyRotation", request.clone());
        request
    };
    an_interval_that_is_too_short: "KMS.3001", "updateKeyRotationInterval", |world|
        json!({ "key_id": world.key("AES_256"), "rotation_interval": 29 });
}

#[test]
fn a_public_key_that_does_not_fit_the_wrapping_algorithm_is_refused() {
    use pocket_kms::contract::request::Request;
    use pocket_kms::contract::wrap::WrapKeyMaterialRequest;
    use pocket_kms::service::wrap_key_material;

    let (store, host) = (MemoryStore::new(), SeededHost::new(17));
    let world = World::of(&store, &host);
    let key_id = world.external("AES_256");
    let parameters = world.ok(
        "createParametersForImport",
        json!({ "key_id": key_id, "wrapping_algorithm": "SM2_ENCRYPT" }),
    );
    let key = &parameters["public_key"];
    wrap(key, "SM2_ENCRYPT", "AES_256", None, &host);
    for (key, algorithm) in [(key, "RSAES_OAEP_SHA_256"), (&json!("AAAA"), "SM2_ENCRYPT")] {
        let text = json!({
            "public_key": key, "wrapping_algorithm": algorithm, "generate": "AES_256",
        });
        let request = WrapKeyMaterialRequest::parse(&text.to_string()).unwrap();
        let error = crate::hosts::done(wrap_key_material(&request, None, &host)).unwrap_err();
        assert_eq!((error.code.name(), error.field), ("KMS.0308", Some("public_key")));
    }
}
