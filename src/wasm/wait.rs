//! Work that may have to wait for JavaScript: for a store, for the primes of an RSA key.
//!
//! Nothing goes on here by itself. Work that waits is handed out, and JavaScript has it go on: so every way
//! into the module is a call, which ends in an answer or in what the caller can catch.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::refusal;
use crate::contract::error::{Code, Error};

type Work = Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

/// What the work comes to, at once if it need not wait; otherwise a [`Waiting`].
pub(super) fn promptly(
    work: impl Future<Output = Result<JsValue, JsValue>> + 'static,
) -> Result<JsValue, JsValue> {
    resume(Box::pin(work))
}

/// What a promise, or whatever else JavaScript can wait for, comes to. Only for work that is run
/// [`promptly`].
pub(super) async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    let outcome = Rc::new(Cell::new(None));
    AWAITED.set(Some(Awaited { promise, outcome: Rc::clone(&outcome) }));
    poll_fn(|_| outcome.take().map_or(Poll::Pending, Poll::Ready)).await
}

/// Work that waits for a promise. `free()` gives it up, and wipes what it holds.
#[wasm_bindgen]
pub struct Waiting {
    work: Work,
    awaited: Awaited,
}

#[wasm_bindgen]
impl Waiting {
    /// What it waits for.
    #[wasm_bindgen(getter)]
    pub fn promise(&self) -> JsValue {
        self.awaited.promise.clone()
    }

    /// Goes on with what the promise has come to: what the work comes to now, or a [`Waiting`] again.
    pub fn resume(self, value: JsValue, is_rejected: bool) -> Result<JsValue, JsValue> {
        self.awaited.outcome.set(Some(if is_rejected { Err(value) } else { Ok(value) }));
        resume(self.work)
    }
}

struct Awaited {
    promise: JsValue,
    outcome: Rc<Cell<Option<Result<JsValue, JsValue>>>>,
}

thread_local! {
    /// From where work begins to wait to where it is handed out, and no longer.
    static AWAITED: Cell<Option<Awaited>> = const { Cell::new(None) };
}

fn resume(mut work: Work) -> Result<JsValue, JsValue> {
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => match AWAITED.take() {
            Some(awaited) => Ok(Waiting { work, awaited }.into()),
            None => Err(refusal(LOST)),
        },
    }
}

const LOST: Error = Error::new(Code::Internal, "The call waited for nothing.");
