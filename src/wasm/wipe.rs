//! The stack is overwritten each time that work on keys pauses.

use std::future::poll_fn;

pub(super) use crate::wipe::after;

/// Polls `work` on keys, and overwrites the stack that it ran on each time that it pauses.
pub(super) async fn polled<T>(work: impl Future<Output = T>) -> T {
    let mut work = Box::pin(work);
    poll_fn(|context| after(|| work.as_mut().poll(context))).await
}
