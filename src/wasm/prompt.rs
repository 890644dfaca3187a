//! Work that may have to wait, and mostly has not.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// What the work comes to, at once if it need not wait: a promise, and the turns of the event loop that it
/// takes, cost as much as a small operation. Otherwise a promise of it.
pub(super) fn promptly(
    work: impl Future<Output = Result<JsValue, JsValue>> + 'static,
) -> Result<JsValue, JsValue> {
    let mut work: Pin<Box<dyn Future<Output = _>>> = Box::pin(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        // It is asked again there, and from then on whenever there is news.
        Poll::Pending => Ok(future_to_promise(work).into()),
    }
}
