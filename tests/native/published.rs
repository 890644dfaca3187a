//! The published codes, statuses and texts, as a file apart from the core's table.

use pocket_kms::contract::error::{Code, Error};
use serde_json::Value;

/// `errors.json`: the service's error code page, written down before the core was. Its source is in it.
const FILE: &str = include_str!("../vectors/errors.json");

/// Status and text of a code; none if it is ours.
fn published(code: &str) -> Option<(u64, String)> {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let rows = ["kms", "gateway"].map(|name| file[name].as_array().unwrap().clone()).concat();
    // The gateway's codes are spelled in two ways.
    let is_it = |row: &&Value| row["code"].as_str().unwrap().replace("APIG.", "APIGW.") == code;
    let row = rows.iter().find(is_it)?;
    let text = row["message"].as_str().unwrap();
    // The gateway's texts go on with what is wrong.
    let text = text.split_once(": ").map_or(text.into(), |(start, _)| format!("{start}."));
    Some((row["http"].as_u64().unwrap(), text))
}

/// A refusal has the published status and starts with the published text. What follows is one of our sentences.
pub(crate) fn assert_published(error: &Error) {
    let text = error.to_string();
    if let Some((status, message)) = published(error.code.name()) {
        assert_eq!(u64::from(error.code.status()), status, "{error:?}");
        let ours = text.strip_prefix(&message).unwrap_or_else(|| panic!("{text}: {message}"));
        assert!(ours.is_empty() || ours.starts_with(' '), "{text}");
    }
    assert!(text.len() <= 500 && text.ends_with('.'), "{text}");
}

#[test]
fn every_code_that_is_not_ours_is_published_with_this_status_and_this_text() {
    for code in Code::ALL {
        let is_ours = code.name().starts_with("ERR_");
        assert_eq!(published(code.name()).is_none(), is_ours, "{code:?}");
        assert_published(&Error::new(*code, ""));
    }
}
