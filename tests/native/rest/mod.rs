//! The service as HTTP.

mod answers;
mod compatibility;
mod signature;

use pocket_kms::RootKey;
use pocket_kms::rest::{Access, Headers, HttpRequest, HttpResponse, answer};
use pocket_kms::service::{Account, Kms};
use pocket_kms::store::MemoryStore;
use serde_json::Value;

use crate::hosts::{SeededHost, done};

/// A service in memory behind HTTP, and who may ask.
struct Rest {
    kms: Kms<MemoryStore, SeededHost>,
    access: Access,
}

impl Rest {
    /// With the options as the package hands them over.
    fn open(options: &str) -> Self {
        let root = RootKey::of(b"a root key of thirty-two bytes..").unwrap();
        let kms = Kms::new(MemoryStore::new(), SeededHost::new(5), root, Account::default());
        Self { kms, access: Access::of(options).unwrap() }
    }

    /// `/p/` in a target stands for the project of the page's own example.
    fn ask(&self, method: &str, target: &str, headers: &[&str], body: &[u8]) -> HttpResponse {
        let headers: Vec<String> = headers.iter().map(|it| (*it).into()).collect();
        let headers = Headers::of(&headers);
        let target = target.replacen("/p/", "/0605767a8f80d5762fd3c0186d9a57c0/", 1);
        let request = HttpRequest { method, target: &target, headers, body: Some(body) };
        done(answer(&self.kms, &self.access, &request))
    }

    /// A post to what is behind `kms/`.
    fn post(&self, path: &str, body: &Value) -> HttpResponse {
        self.ask("POST", &format!("/v1.0/p/kms/{path}"), &[], body.to_string().as_bytes())
    }

    fn key(&self, alias: &str) -> String {
        let answer = self.post("create-key", &serde_json::json!({ "key_alias": alias }));
        json(&answer)["key_info"]["key_id"].as_str().unwrap().into()
    }
}

fn json(answer: &HttpResponse) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

/// The code of a refusal.
fn code(answer: &HttpResponse) -> String {
    json(answer)["error"]["error_code"].as_str().unwrap().into()
}

fn header<'a>(answer: &'a HttpResponse, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
}
