//! The table of states and operations, cell by cell.

use pocket_kms::contract::operation::Operation;
use pocket_kms::store::MemoryStore;
use serde_json::{Value, json};

use super::World;
use crate::hosts::SeededHost;

/// What every cell has to be.
const CELLS: &str = include_str!("../../vectors/state-operation.txt");

/// The operations that are about one key that exists, each with the kind of key that it is for and
/// what its request has beside the key's id.
pub(super) fn about_a_key() -> Vec<(&'static str, Kind, Value)> {
    use Kind::{External, Hmac, Pair, Symmetric};
    let message = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let mac = json!({ "mac_algorithm": "HMAC_SHA_256", "message": message, "mac": "00" });
    let signed =
        json!({ "message": message, "signing_algorithm": "ECDSA_SHA_256", "signature": "" });
    // A zero byte and its SHA-256.
    let datakey = "006E340B9CFFB37A989CA544E6BB780A2C78901D3FB33738768511A30617AFA01D";
    vec![
        ("listKeyDetail", Symmetric, json!({})),
        ("enableKey", Symmetric, json!({})),
        ("disableKey", Symmetric, json!({})),
        ("deleteKey", Symmetric, json!({ "pending_days": "7" })),
        ("cancelKeyDeletion", Symmetric, json!({})),
        ("updateKeyAlias", Symmetric, json!({ "key_alias": "another" })),
        ("updateKeyDescription", Symmetric, json!({ "key_description": "" })),
        ("createDatakey", Symmetric, json!({})),
        ("createDatakeyWithoutPlaintext", Symmetric, json!({})),
        (
            "encryptDatakey",
            Symmetric,
            json!({ "plain_text": datakey, "datakey_plain_length": "1" }),
        ),
        ("decryptDatakey", Symmetric, json!({ "datakey_cipher_length": "32" })),
        ("createRsaDatakeyPair", Symmetric, json!({ "key_spec": "RSA_2048" })),
        ("createEcDatakeyPair", Symmetric, json!({ "key_spec": "SM2" })),
        ("encryptData", Symmetric, json!({ "plain_text": "a" })),
        ("decryptData", Symmetric, json!({})),
        ("reEncrypt", Symmetric, json!({})),
        ("sign", Pair, signed.clone()),
        ("validateSignature", Pair, signed),
        ("showPublicKey", Pair, json!({})),
        ("generateMac", Hmac, mac.clone()),
        ("verifyMac", Hmac, mac),
        ("createParametersForImport", External, json!({ "wrapping_algorithm": "SM2_ENCRYPT" })),
        ("importKeyMaterial", External, json!({})),
        ("deleteImportedKeyMaterial", External, json!({})),
        ("enableKeyRotation", Symmetric, json!({})),
        ("disableKeyRotation", Symmetric, json!({})),
        ("updateKeyRotationInterval", Symmetric, json!({ "rotation_interval": 30 })),
        ("showKeyRotationStatus", Symmetric, json!({})),
        ("rotateOnDemand", Symmetric, json!({})),
        ("createKmsTag", Symmetric, json!({ "tag": { "key": "a" } })),
        ("batchCreateKmsTags", Symmetric, json!({ "tags": [{ "key": "a" }], "action": "create" })),
        ("deleteTag", Symmetric, json!({ "key": "there" })),
        ("showKmsTags", Symmetric, json!({})),
        ("createAlias", Symmetric, json!({ "alias": "alias/new" })),
        ("associateAlias", Symmetric, json!({ "alias": "alias/there" })),
        ("deleteAlias", Symmetric, json!({ "aliases": ["alias/there"] })),
        ("listAliases", Symmetric, json!({})),
    ]
}

/// The kind of key that an operation is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Symmetric,
    Pair,
    Hmac,
    /// It takes material from outside, in every state.
    External,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum State {
    Enabled,
    Disabled,
    PendingDeletion,
    PendingImport,
}

const STATES: [State; 4] =
    [State::Enabled, State::Disabled, State::PendingDeletion, State::PendingImport];

#[test]
fn every_cell_of_state_and_operation_is_as_the_table_says() {
    let mut table =
        row("operation", ["2 enabled", "3 disabled", "4 pending deletion", "5 pending import"]);
    for (operation, kind, members) in about_a_key() {
        let cells = STATES.map(|state| cell(operation, kind, state, &members));
        table += &row(operation, cells.each_ref().map(String::as_str));
    }
    println!("{table}");
    assert_eq!(table, CELLS);
}

#[test]
fn the_table_has_every_operation_that_is_about_a_key() {
    let not_about_one = [
        "createKey",
        "listKeys",
        "createRandom",
        "listKmsTags",
        "listKmsByTags",
        "showUserInstances",
        "showUserQuotas",
    ];
    for operation in Operation::ALL {
        let is_listed = about_a_key().iter().any(|(name, ..)| *name == operation.name());
        assert_ne!(is_listed, not_about_one.contains(&operation.name()), "{}", operation.name());
    }
}

#[test]
fn an_operation_that_is_refused_changes_nothing() {
    for (operation, kind, members) in about_a_key() {
        for state in STATES {
            let (store, host) = (MemoryStore::new(), SeededHost::new(5));
            let world = World::of(&store, &host);
            let (key_id, request) = prepared(&world, operation, kind, state, &members);
            let seen = || {
                let of_key = json!({ "key_id": key_id });
                ["listKeyDetail", "showKmsTags", "listAliases", "showKeyRotationStatus"]
                    .map(|operation| world.ok(operation, of_key.clone()))
            };
            let before = seen();
            if world.call(operation, &request).is_err() {
                assert_eq!(seen(), before, "{operation}");
            }
        }
    }
}

/// "ok", or the code; "-" if no key of that kind is ever in that state.
fn cell(operation: &str, kind: Kind, state: State, members: &Value) -> String {
    if kind == Kind::Hmac && state == State::PendingImport {
        return "-".to_owned();
    }
    let (store, host) = (MemoryStore::new(), SeededHost::new(5));
    let world = World::of(&store, &host);
    let (_, request) = prepared(&world, operation, kind, state, members);
    world.call(operation, &request).map_or_else(str::to_owned, |_| "ok".to_owned())
}

/// A key in that state, and a request that only its state can be wrong for.
pub(super) fn prepared(
    world: &World<'_>,
    operation: &str,
    kind: Kind,
    state: State,
    members: &Value,
) -> (String, Value) {
    let spec = match kind {
        Kind::Symmetric | Kind::External => "AES_256",
        Kind::Pair => "EC_P256",
        Kind::Hmac => "HMAC_256",
    };
    // A key of HMAC is never external, so there is none that waits for material.
    let is_external =
        kind == Kind::External || (state == State::PendingImport && kind != Kind::Hmac);
    let key_id = if is_external { world.external(spec) } else { world.key(spec) };
    let mut request = members.clone();
    request["key_id"] = json!(key_id);
    let import = (kind == Kind::External).then(|| world.wrapped(&key_id, spec, None));
    if let Some(import) = import.as_ref().filter(|_| state != State::PendingImport) {
        world.ok("importKeyMaterial", import.clone());
    }
    if let Some(import) = import.filter(|_| operation == "importKeyMaterial") {
        request = import;
    }

    world.ok("createKmsTag", json!({ "key_id": key_id, "tag": { "key": "there" } }));
    world.ok("createAlias", json!({ "key_id": key_id, "alias": "alias/there" }));
    let has_material = state != State::PendingImport || kind == Kind::Hmac;
    match operation {
        "decryptDatakey" if has_material => {
            request["cipher_text"] =
                world.ok("createDatakey", json!({ "key_id": key_id }))["cipher_text"].clone();
        }
        "decryptDatakey" => request["cipher_text"] = json!("00"),
        "decryptData" | "reEncrypt" => {
            let plain = json!({ "key_id": key_id, "plain_text": "a" });
            request["cipher_text"] = if has_material {
                world.ok("encryptData", plain)["cipher_text"].clone()
            } else {
                json!("A".repeat(128))
            };
            request["destination_key_id"] = json!(key_id);
        }
        "associateAlias" => request["target_key_id"] = json!(key_id),
        "disableKeyRotation" | "updateKeyRotationInterval" if has_material => {
            world.ok("enableKeyRotation", json!({ "key_id": key_id }));
        }
        _ => {}
    }
    let key = json!({ "key_id": key_id, "pending_days": "7" });
    match state {
        State::Disabled => drop(world.ok("disableKey", key)),
        State::PendingDeletion => drop(world.ok("deleteKey", key)),
        State::Enabled | State::PendingImport => {}
    }
    (key_id, request)
}

fn row(operation: &str, [enabled, disabled, deletion, import]: [&str; 4]) -> String {
    format!("{operation:29} {enabled:10} {disabled:11} {deletion:19} {import}\n")
}
