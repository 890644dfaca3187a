//! `docs/compatibility.md`, asked row by row.

use std::collections::BTreeSet;

use pocket_kms::contract::operation::Operation;

use super::{Rest, code};

/// What the page says of an operation.
struct Row {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    is_here: bool,
}

fn rows() -> Vec<Row> {
    let page = include_str!("../../../docs/compatibility.md");
    let (here, not_here) = page.split_once("## Not here").unwrap();
    let rows = |text: &'static str, is_here| {
        text.lines().filter_map(move |line| {
            let mut cells = line.strip_prefix("| `")?.split('`');
            let (name, _, request) = (cells.next()?, cells.next()?, cells.next()?);
            let (method, path) = request.split_once(' ')?;
            path.starts_with('/').then_some(Row { name, method, path, is_here })
        })
    };
    rows(here, true).chain(rows(not_here, false)).collect()
}

#[test]
fn every_operation_of_the_sdk_has_one_row() {
    let rows = rows();
    assert_eq!(rows.len(), 75);
    let names: BTreeSet<_> = rows.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), 75);
    for operation in Operation::ALL {
        let path = format!("/v1.0/{{project_id}}/kms/{}", operation.path());
        let is_its = |row: &&Row| row.path == path && row.method == operation.method();
        let row = rows.iter().find(is_its).unwrap_or_else(|| panic!("{operation:?}"));
        assert!(row.is_here && row.name.eq_ignore_ascii_case(operation.name()), "{operation:?}");
    }
}

#[test]
fn every_row_is_answered_as_the_page_says() {
    let rest = Rest::open("{}");
    for Row { name, method, path, is_here } in rows() {
        let target = path.replace("{project_id}", "p");
        let answer = rest.ask(method, &target, &[], b"{}");
        let is_absent = answer.status == 501 && code(&answer) == "ERR_ABSENT";
        let is_found = answer.status < 400 || !["KMS.0201", "KMS.0215"].contains(&&*code(&answer));
        assert_eq!((is_absent, is_found), (!is_here, true), "{name}: {}", answer.body);
    }
}
