//! What a method and a path lead to. The path is matched as it was sent: no dots are resolved, no case
//! is folded, and only what stands for a parameter is decoded.

use alloc::string::String;
use alloc::vec::Vec;

use super::absent::ABSENT;
use super::fixed::Fixed;
use super::percent;
use crate::contract::error::{Code, Error};
use crate::contract::operation::Operation;
use crate::service::Account;

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// To what is of no project.
    Fixed(Fixed),
    /// `/v1.0/{project_id}/kms/…`
    Operation {
        operation: Operation,
        project_id: &'a str,
        /// The members of the request that stand in the path and the query.
        outside: Vec<(&'static str, String)>,
    },
}

/// The route of a request.
///
/// # Errors
/// `KMS.0201` for a path that is none, or whose project has no project's id; `KMS.0215` for one that has
/// other methods; `ERR_ABSENT` for an operation of the cloud that is not here.
pub(super) fn route<'a>(method: &str, target: &'a str) -> Result<Route<'a>, Error> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if let (Some(fixed), "GET") = (Fixed::at(path), method) {
        return Ok(Route::Fixed(fixed));
    }
    if let Some((project_id, rest)) = of_a_project(path) {
        let mut found = operations_at(rest).filter(|(operation, _)| operation.method() == method);
        if let Some((operation, parameters)) = found.next() {
            let outside = outside(operation, parameters, query).ok_or(PATH)?;
            return Ok(Route::Operation { operation, project_id, outside });
        }
    }
    if is_absent(method, path) {
        return Err(Error::new(Code::Absent, ""));
    }
    Err(if methods(path).is_empty() { PATH } else { METHOD })
}

/// The methods of the path, for the header `Allow`.
pub(super) fn methods(target: &str) -> String {
    let path = target.split('?').next().unwrap_or_default();
    let fixed = Fixed::at(path).map(|_| "GET");
    let operations = of_a_project(path).into_iter().flat_map(|(_, rest)| operations_at(rest));
    let methods = fixed.into_iter().chain(operations.map(|(operation, _)| operation.method()));
    methods.collect::<Vec<_>>().join(", ")
}

const METHOD: Error = Error::new(Code::Kms0215, "The header Allow says which one is.");
const PATH: Error = Error::new(
    Code::Kms0201,
    "A path is /v1.0/{project_id}/kms/ and what an operation is called, such as create-key; a project_id has 32 letters and digits.",
);

/// The project of a path, and what follows `kms/` in it.
fn of_a_project(path: &str) -> Option<(&str, &str)> {
    let (project_id, rest) = path.strip_prefix("/v1.0/")?.split_once('/')?;
    Account::is_project_id(project_id).then_some((project_id, rest.strip_prefix("kms/")?))
}

/// The values of the parameters in a path, still encoded.
type Parameters<'a> = Vec<(&'static str, &'a str)>;

/// What is at a path behind `kms/`, by whatever method.
fn operations_at(path: &str) -> impl Iterator<Item = (Operation, Parameters<'_>)> {
    Operation::ALL.iter().filter_map(move |it| Some((*it, values(it.path(), path)?)))
}

/// The parameters of a path; none if it is another path.
fn values<'a>(template: &'static str, path: &'a str) -> Option<Parameters<'a>> {
    let (mut parts, mut segments) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (parts.next(), segments.next()) {
            (None, None) => return Some(values),
            (Some(part), Some(segment)) => match parameter(part) {
                Some(name) if may_be(name, segment) => values.push((name, segment)),
                None if part == segment => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

/// Whether the parameter of that name may have that value, as far as a path tells.
fn may_be(name: &str, segment: &str) -> bool {
    if name == "project_id" { Account::is_project_id(segment) } else { !segment.is_empty() }
}

fn parameter(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// The decoded members in the path, and in the query of a `GET`; none if one is malformed.
fn outside(
    operation: Operation,
    parameters: Parameters<'_>,
    query: &str,
) -> Option<Vec<(&'static str, String)>> {
    let query = if operation.method() == "GET" { percent::pairs(query)? } else { Vec::new() };
    let member = |name: &str| operation.members().iter().copied().find(|it| *it == name);
    let mut members: Vec<_> =
        query.into_iter().filter_map(|(name, value)| Some((member(&name)?, value))).collect();
    for (name, value) in parameters {
        members.push((name, percent::decoded(value)?));
    }
    Some(members)
}

fn is_absent(method: &str, path: &str) -> bool {
    ABSENT.iter().any(|(its, template)| *its == method && values(template, path).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "bb6a3d22-dc93-47ac-b5bd-88df7ad35f1e";

    const PROJECT: &str = "0605767a8f80d5762fd3c0186d9a57c0";

    /// A target with the id of a project where it has `p`.
    fn full(target: &str) -> String {
        target.replacen("/p/", &format!("/{PROJECT}/"), 1)
    }

    fn code(method: &str, target: &str) -> Code {
        route(method, &full(target)).unwrap_err().code
    }

    fn members(method: &str, target: &str) -> Vec<(&'static str, String)> {
        match route(method, &full(target)) {
            Ok(Route::Operation { outside, .. }) => outside,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_operation_is_at_its_own_path_by_its_own_method() {
        for operation in Operation::ALL {
            let target = full(&format!("/v1.0/p/kms/{}", operation.path()));
            match route(operation.method(), &target) {
                Ok(Route::Operation { operation: it, project_id, .. }) => {
                    assert_eq!((it, project_id), (*operation, PROJECT));
                }
                other => panic!("{operation:?} {other:?}"),
            }
        }
    }

    #[test]
    fn every_absent_operation_is_named_as_one() {
        for (method, template) in ABSENT {
            let target = template.replace("{project_id}", "p");
            assert_eq!(code(method, &target), Code::Absent, "{method} {target}");
        }
    }

    #[test]
    fn a_path_by_another_method_says_which_it_has() {
        assert_eq!(code("GET", "/v1.0/p/kms/create-key"), Code::Kms0215);
        assert_eq!(methods(&full("/v1.0/p/kms/create-key")), "POST");
        assert_eq!(code("PUT", "/v1.0/p/kms/aliases"), Code::Kms0215);
        assert_eq!(methods(&full("/v1.0/p/kms/aliases?limit=1")), "POST, DELETE, GET");
        assert_eq!(code("POST", "/"), Code::Kms0215);
        assert_eq!(code("post", "/v1.0/p/kms/create-key"), Code::Kms0215);
    }

    #[test]
    fn a_path_is_that_path_or_none() {
        for path in [
            "",
            "*",
            "//",
            "/v1.0/",
            "/v1.0/p/kms",
            "/v1.0/p/kms/",
            "/v1.0/p/kms/create-key/",
            "/v1.0/p/kms/Create-Key",
            "/v1.0/p/kms/create%2Dkey",
            "/v1.0/p/kms//create-key",
            "/v1.0/p/kms/./create-key",
            "/v1.0/p/kms/../kms/create-key",
            "/v1.0//kms/create-key",
            "/v1.0/short/kms/create-key",
            "/v1.0/0605767a8f80d5762fd3c0186d9a5%2F/kms/create-key",
            "/v1.0/0605767a8f80d5762fd3c0186d9a57c/kms/create-key",
            "/v1.0/0605767a8f80d5762fd3c0186d9a57c00/kms/create-key",
            "/v1.0/0605767a8f80d5762fd3c0186d9a57-0/kms/create-key",
            "/v1.0/0605767a8f80d5762fd3c0186d9a57%63/kms/create-key",
            "/v1.0/short/kms/create-grant",
            "/v1.0/short/keystores",
            "/v2/p/kms/create-key",
            "/v1.0/p/kms/create-key#",
            "/v1.0/p/kms/create-key;a",
            "/v1.0/p/kms/create-key%00",
            "http://localhost/v1.0/p/kms/create-key",
        ] {
            assert_eq!(code("POST", path), Code::Kms0201, "{path}");
        }
        assert_eq!(code("DELETE", "/v1.0/p/kms/k/tags/"), Code::Kms0201);
    }

    #[test]
    fn parameters_of_the_path_are_decoded() {
        let target = format!("/v1.0/p/kms/{ID}/tags/a%20b%2F%C3%BC");
        assert_eq!(members("DELETE", &target), [("key_id", ID.into()), ("key", "a b/ü".into())]);
        for bad in ["%zz", "%", "%ff"] {
            assert_eq!(code("DELETE", &format!("/v1.0/p/kms/{ID}/tags/{bad}")), Code::Kms0201);
        }
    }

    #[test]
    fn the_query_of_a_get_has_members_and_that_of_a_post_none() {
        let target = format!("/v1.0/p/kms/aliases?key_id={ID}&limit=7&&other=1&marker");
        let read = [("key_id", ID.into()), ("limit", "7".into()), ("marker", String::new())];
        assert_eq!(members("GET", &target), read);
        assert_eq!(members("POST", "/v1.0/p/kms/list-keys?limit=7"), []);
        assert_eq!(code("GET", "/v1.0/p/kms/aliases?limit=%zz"), Code::Kms0201);
    }

    #[test]
    fn a_parameter_of_the_path_wins_over_the_query() {
        let members = members("GET", &format!("/v1.0/p/kms/{ID}/tags?key_id=x"));
        assert_eq!(members.last(), Some(&("key_id", ID.into())));
    }
}
