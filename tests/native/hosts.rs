//! Hosts for tests: one that can be repeated, and one that hands out what it is given.

use std::cell::{Cell, RefCell};
use std::task::{Context, Poll, Waker};

use pocket_kms::contract::error::{Code, Error};
use pocket_kms::host::Host;
use pocket_kms::material::random::Watch;

/// A host whose randomness is a sequence of its seed (splitmix64): good enough to make keys of, and
/// the same in every run.
#[derive(Debug)]
pub(crate) struct SeededHost {
    state: Cell<u64>,
    now: Cell<u64>,
    watch: Watch,
}

/// 2026-01-01, in milliseconds.
pub(crate) const NEW_YEAR: u64 = 1_767_225_600_000;

impl SeededHost {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: Cell::new(seed), now: Cell::new(NEW_YEAR), watch: Watch::default() }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, milliseconds: u64) {
        self.now.set(self.now.get() + milliseconds);
    }

    /// Sets the clock back.
    pub(crate) fn set_back(&self, milliseconds: u64) {
        self.now.set(self.now.get() - milliseconds);
    }

    fn next(&self) -> u64 {
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Host for SeededHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }

    fn watch(&self) -> &Watch {
        &self.watch
    }

    fn now_ms(&self) -> u64 {
        self.now.get()
    }
}

/// A host that hands out `draws`, one a call, and then has nothing left. What a call asks for beyond
/// its draw is counted up.
#[derive(Debug)]
pub(crate) struct ScriptedHost {
    draws: RefCell<Vec<Vec<u8>>>,
    watch: Watch,
}

impl ScriptedHost {
    pub(crate) fn new(draws: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut draws: Vec<_> = draws.into_iter().collect();
        draws.reverse();
        Self { draws: RefCell::new(draws), watch: Watch::default() }
    }
}

impl Host for ScriptedHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        let draw = self.draws.borrow_mut().pop().ok_or(Error::new(Code::Random, ""))?;
        for (to, from) in bytes.iter_mut().zip(draw.into_iter().chain(0..)) {
            *to = from;
        }
        Ok(())
    }

    fn watch(&self) -> &Watch {
        &self.watch
    }

    fn now_ms(&self) -> u64 {
        NEW_YEAR
    }
}

/// The outcome of work that never waits.
pub(crate) fn done<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("nothing to wait for"),
    }
}

/// Bytes of hexadecimal digits; blanks are skipped.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}
