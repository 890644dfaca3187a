//! The service, through the texts of its operations.

mod imports;
mod interleavings;
mod keys;
mod lies;
mod operations;
mod order;
mod quotas;
mod refusals;
mod rotations;
mod sealing;
mod states;
mod stored;
mod walks;

use pocket_kms::RootKey;
use pocket_kms::contract::error::Error;
use pocket_kms::contract::operation::Operation;
use pocket_kms::contract::request::Request;
use pocket_kms::contract::wrap::WrapKeyMaterialRequest;
use pocket_kms::service::{Account, Kms, wrap_key_material};
use pocket_kms::store::{Filter, Kind, MemoryStore, Record, Store};
use serde_json::{Value, json};

use crate::hosts::{SeededHost, done};
use crate::published::assert_published;

/// A day, in milliseconds.
const DAY: u64 = 86_400_000;

/// A service in memory, and the time that it lives in.
struct World<'a> {
    kms: Kms<&'a MemoryStore, &'a SeededHost>,
    host: &'a SeededHost,
}

/// The root key of every test.
const ROOT: [u8; 32] = *b"a root key of thirty-two bytes..";

impl<'a> World<'a> {
    fn of(store: &'a MemoryStore, host: &'a SeededHost) -> Self {
        Self::with(store, host, Account::default())
    }

    fn with(store: &'a MemoryStore, host: &'a SeededHost, account: Account) -> Self {
        Self { kms: Kms::new(store, host, RootKey::of(&ROOT).unwrap(), account), host }
    }

    /// The answer, or the code of the refusal.
    fn call(&self, operation: &str, request: &Value) -> Result<Value, &'static str> {
        self.outcome(operation, request).map_err(|error| error.code.name())
    }

    /// The answer, or the refusal, which is worded as published.
    fn outcome(&self, operation: &str, request: &Value) -> Result<Value, Error> {
        let operation = Operation::named(operation).unwrap();
        let text = request.to_string();
        match done(self.kms.call(operation, text.as_str().into())) {
            Ok(answer) => Ok(serde_json::from_str(&answer).unwrap()),
            Err(error) => {
                assert_published(&error);
                Err(error)
            }
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "a request is written where it is sent")]
    fn ok(&self, operation: &str, request: Value) -> Value {
        self.call(operation, &request)
            .unwrap_or_else(|code| panic!("{operation}: {code}: {request}"))
    }

    /// The id of a new key.
    fn create(&self, request: Value) -> String {
        let answer = self.ok("createKey", request);
        answer["key_info"]["key_id"].as_str().unwrap().to_owned()
    }

    /// The id of a new key of that spec, for its default usage.
    fn key(&self, spec: &str) -> String {
        self.create(json!({ "key_alias": alias(), "key_spec": spec }))
    }

    /// The id of a new key of that spec, to encrypt by.
    fn encrypting(&self, spec: &str) -> String {
        let usage = "ENCRYPT_DECRYPT";
        self.create(json!({ "key_alias": alias(), "key_spec": spec, "key_usage": usage }))
    }

    /// The id of a new key of that spec that waits for its material.
    fn external(&self, spec: &str) -> String {
        self.create(json!({ "key_alias": alias(), "key_spec": spec, "origin": "external" }))
    }

    /// What import-key-material takes, with `material` or with some that is made.
    fn wrapped(&self, key_id: &str, spec: &str, material: Option<&[u8]>) -> Value {
        let algorithm = "SM2_ENCRYPT";
        let parameters = self.ok(
            "createParametersForImport",
            json!({ "key_id": key_id, "wrapping_algorithm": algorithm }),
        );
        let mut request = wrap(&parameters["public_key"], algorithm, spec, material, self.host);
        request["key_id"] = json!(key_id);
        request["import_token"] = parameters["import_token"].clone();
        request
    }

    fn state(&self, key_id: &str) -> String {
        let answer = self.ok("listKeyDetail", json!({ "key_id": key_id }));
        answer["key_info"]["key_state"].as_str().unwrap().to_owned()
    }

    /// All that the service tells of its keys and their aliases.
    fn everything(&self) -> Value {
        let keys = self.ok("listKeys", json!({ "key_spec": "ALL", "limit": 1000 }));
        let aliases = self.ok("listAliases", json!({ "limit": 1000 }));
        let more = keys["keys"].as_array().unwrap().iter().map(|key_id| {
            let key = json!({ "key_id": key_id });
            ["showKmsTags", "showKeyRotationStatus"]
                .map(|operation| self.ok(operation, key.clone()))
        });
        json!([keys, aliases, more.collect::<Vec<_>>()])
    }
}

/// Every record of every project of these tests.
fn records_of(store: &MemoryStore) -> Vec<Record> {
    let projects = [Account::default().project_id, "elsewhere".to_owned()];
    let mut records = Vec::new();
    for (project, kind) in projects.iter().flat_map(|it| [(it, Kind::Key), (it, Kind::Alias)]) {
        records.extend(done(store.list(project, &Filter::all(kind), 0, 1000)).unwrap());
    }
    records
}

fn wrap(
    public_key: &Value,
    algorithm: &str,
    spec: &str,
    material: Option<&[u8]>,
    host: &SeededHost,
) -> Value {
    let member = if material.is_some() { "key_spec" } else { "generate" };
    let text = json!({ "public_key": public_key, "wrapping_algorithm": algorithm, member: spec });
    let request = WrapKeyMaterialRequest::parse(&text.to_string()).unwrap();
    let wrapped = done(wrap_key_material(&request, material, host)).unwrap();
    serde_json::to_value(wrapped).unwrap()
}

/// An alias that no other key of the run has.
fn alias() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
