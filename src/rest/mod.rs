//! The service as HTTP: the paths, methods, statuses and bodies of the cloud's REST API.
//!
//! Nothing here has a socket. A shell hands over a request as it was sent, and gets what is to be
//! answered: a page's `fetch`, a service worker and a server are the same to it.

mod absent;
mod access;
mod cors;
mod fixed;
mod http;
mod percent;
mod route;
mod signature;

use alloc::format;

pub use self::access::Access;
pub use self::http::{Headers, HttpRequest, HttpResponse};
pub use crate::contract::request::MAX_TEXT_BYTES as MAX_BODY_BYTES;

use self::route::{Route, route};
use crate::contract::error::{Code, Error};
use crate::contract::operation::Operation;
use crate::contract::request::{Source, TOO_LONG};
use crate::host::Host;
use crate::service::Kms;
use crate::store::Store;

/// Answers a request.
///
/// In this order: where it comes from, whether it is too long, whose it is, its path and method, its
/// body, and the operation's own checks. What is refused changes nothing.
pub async fn answer<S: Store, H: Host>(
    kms: &Kms<S, H>,
    access: &Access,
    request: &HttpRequest<'_>,
) -> HttpResponse {
    let (response, origin) = match access.origin(request) {
        Ok(origin) => (reply(kms, access, request, origin).await, origin),
        Err(error) => (Err(error), None),
    };
    let response = response.unwrap_or_else(|error| match error.code {
        Code::Kms0215 => HttpResponse::refusal(error).with("Allow", route::methods(request.target)),
        _ => HttpResponse::refusal(error),
    });
    let response = finished(response);
    match origin {
        Some(origin) => cors::readable(response, origin),
        None => response,
    }
}

/// The answer to a request that its shell has to refuse itself.
pub fn refused(error: Error) -> HttpResponse {
    finished(HttpResponse::refusal(error))
}

async fn reply<S: Store, H: Host>(
    kms: &Kms<S, H>,
    access: &Access,
    request: &HttpRequest<'_>,
    origin: Option<&str>,
) -> Result<HttpResponse, Error> {
    if request.method == "OPTIONS" && origin.is_some() {
        return Ok(cors::preflight());
    }
    let body = request.body.ok_or(Error::new(Code::Kms0202, "The request broke off."))?;
    if body.len() > MAX_BODY_BYTES {
        return Err(TOO_LONG);
    }
    let route = route(request.method, request.target);
    if !matches!(route, Ok(Route::Fixed(fixed)) if fixed.is_public()) {
        access.authenticate(request, body, kms.host().now_ms())?;
    }
    let (operation, project_id, outside) = match route? {
        Route::Fixed(fixed) => return Ok(HttpResponse::new(200, fixed.answer(kms.project()))),
        Route::Operation { operation, project_id, outside } => (operation, project_id, outside),
    };
    access.project(project_id)?;
    let text = text(operation, body)?;
    let answer = kms.call(operation, Source { text, outside }).await?;
    Ok(match operation {
        _ if WITHOUT_BODY.contains(&operation) => HttpResponse::new(204, ""),
        Operation::ListAliases if wants_an_array(request) => {
            HttpResponse::new(200, format!("[{answer}]"))
        }
        _ => HttpResponse::new(200, answer),
    })
}

/// The text of a body. A GET has none, and a DELETE of the SDKs only if its members stand nowhere else.
fn text(operation: Operation, body: &[u8]) -> Result<&str, Error> {
    match operation.method() {
        "GET" => Ok("{}"),
        "DELETE" if body.is_empty() => Ok("{}"),
        _ => core::str::from_utf8(body).map_err(|_| NO_TEXT),
    }
}

/// What is answered by status 204.
const WITHOUT_BODY: [Operation; 4] =
    [Operation::CreateTag, Operation::BatchTags, Operation::DeleteTag, Operation::DeleteAlias];

const NO_TEXT: Error = Error::new(Code::Kms0202, "A request must be UTF-8.");

/// The SDKs of Go and Java read list-aliases as an array of pages; the examples, and everybody else,
/// as one.
fn wants_an_array(request: &HttpRequest<'_>) -> bool {
    let agent = request.headers.one("user-agent").unwrap_or_default();
    ["huaweicloud-usdk-go/", "huaweicloud-usdk-java/"].iter().any(|it| agent.starts_with(it))
}

/// The answer with the headers that every one has. The shell adds `X-Request-Id`, a number of its own.
fn finished(response: HttpResponse) -> HttpResponse {
    response.with("Content-Type", "application/json").with("Cache-Control", "no-store")
}
