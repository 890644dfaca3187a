//! A record that a store gives back: the JSON of a key or an alias, which gets its authentication code here,
//! since no other is looked at any further.

use pocket_kms::contract::operation::Operation;
use pocket_kms::store::{Kind, Record};
use serde_json::{Value, json};

use super::world::{PROJECT, RECORDS, World, signed_record};

/// A day, in milliseconds.
const DAY: u64 = 86_400_000;

/// Uses the key of a record in every way, and its alias.
pub fn run(data: &[u8]) -> bool {
    let Ok(json) = str::from_utf8(data) else { return false };
    let Some(record) = record(json) else { return false };
    let world = World::with(&[record]);
    let Some(record) = world.records().pop() else { return false };
    let name = if record.kind == Kind::Key { &record.id } else { &record.alias };
    let request = json!({
        "key_id": name, "plain_text": "a", "message": "YQ==", "message_type": "RAW",
        "signing_algorithm": "SM2DSA_SM3",
        "key_description": "a", "rotation_interval": 30, "wrapping_algorithm": "SM2_ENCRYPT",
    });
    let mut is_read = false;
    for operation in [
        Operation::DescribeKey,
        Operation::ListKeys,
        Operation::ListTags,
        Operation::ListAliases,
        Operation::GetKeyRotationStatus,
        Operation::GetPublicKey,
        Operation::EncryptData,
        Operation::Sign,
        Operation::GetParametersForImport,
        Operation::UpdateKeyDescription,
        Operation::RotateOnDemand,
        Operation::DeleteImportedKeyMaterial,
        Operation::ScheduleKeyDeletion,
    ] {
        is_read |= world.call(operation, &request).is_ok();
    }
    is_read
}

/// The record that the members of `json` stand in; none if it is no JSON.
fn record(json: &str) -> Option<Record> {
    let known: Value = serde_json::from_str(json).ok()?;
    let text = |name: &str| known[name].as_str().unwrap_or_default().to_string();
    let time = |value: &Value| value.as_u64();
    let is_alias = known.get("alias").is_some();
    let versions = known["versions"].as_array().into_iter().flatten();
    let expiry = versions.filter_map(|version| time(&version["expires"])).min();
    let rotation = &known["rotation"];
    let rotation = time(&rotation["since"])
        .zip(time(&rotation["interval_days"]))
        .filter(|_| known["state"] == "2")
        .map(|(since, days)| since.saturating_add(days.saturating_mul(DAY)));
    Some(Record {
        project_id: PROJECT.into(),
        id: text(if is_alias { "alias" } else { "key_id" }),
        kind: if is_alias { Kind::Alias } else { Kind::Key },
        alias: text(if is_alias { "alias" } else { "key_alias" }),
        key_id: text("key_id"),
        key_spec: text("key_spec"),
        key_state: text("state"),
        enterprise_project_id: text("enterprise_project_id"),
        created: time(&known["created"]).unwrap_or_default(),
        turn: known["turn"].as_u64().unwrap_or_default(),
        due: [time(&known["deletion"]), expiry, rotation].into_iter().flatten().min(),
        revision: 1,
        data: signed_record(1, json),
    })
}

/// The records that every target has.
pub fn seeds() -> Vec<Vec<u8>> {
    RECORDS.iter().filter_map(|it| Some(it.data.splitn(3, '.').nth(2)?.into())).collect()
}
