//! The text of a request: its first byte names the operation, the rest is what it is asked.

use pocket_kms::contract::operation::Operation;
use serde_json::{Value, json};

use super::world::{RECORDS, World, key_id};

/// Runs an operation on a text.
pub fn run(data: &[u8]) -> bool {
    let Some((first, text)) = data.split_first() else { return false };
    let Some(operation) = Operation::ALL.get(usize::from(*first)) else { return false };
    let Ok(text) = str::from_utf8(text) else { return false };
    let world = World::new();
    let outcome = world.call_text(*operation, text);
    if outcome.is_err() {
        assert_eq!(world.records(), *RECORDS, "a refused request has changed something");
    }
    outcome.is_ok()
}

/// Every operation with all its members, and the cases of create-key.
pub fn seeds() -> Vec<Vec<u8>> {
    let file = include_str!("../../tests/vectors/create-key.json");
    let file: Value = serde_json::from_str(&file.replace("\\ud", "\\u0")).unwrap();
    let cases = file["cases"].as_array().unwrap().iter();
    let created = cases.map(|case| (Operation::CreateKey, case["request"].to_string()));
    let operations = Operation::ALL.iter().map(|operation| {
        let all = operation.members().iter().map(|name| (String::from(*name), member(name)));
        (*operation, Value::Object(all.collect()).to_string())
    });
    operations.chain(created).map(|(operation, text)| seed(operation, &text)).collect()
}

fn seed(operation: Operation, text: &str) -> Vec<u8> {
    let place = Operation::ALL.iter().position(|it| *it == operation).unwrap();
    [&[u8::try_from(place).unwrap()], text.as_bytes()].concat()
}

/// A value that a member of that name may have.
fn member(name: &str) -> Value {
    match name {
        "key_id" => json!(key_id("AES_256")),
        "key_spec" => json!("AES_256"),
        "key_alias" | "plain_text" | "key" | "value" => json!("a"),
        "alias" => json!("alias/a"),
        "tag" => json!({ "key": "a", "value": "b" }),
        "tags" => json!([{ "key": "a", "values": ["b"], "value": "b" }]),
        "action" => json!("create"),
        "pending_days" => json!("7"),
        "rotation_interval" => json!(30),
        "datakey_length" | "random_data_length" => json!("512"),
        "message" => json!("YQ=="),
        "message_type" => json!("RAW"),
        "limit" | "marker" | "offset" => json!("0"),
        _ => Value::Null,
    }
}
