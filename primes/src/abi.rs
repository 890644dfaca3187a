//! What a kernel's wasm module exports. It imports nothing: randomness is handed in.
//!
//! Bytes are exchanged in one buffer. A task is begun by [`search`] or [`prove`], driven by [`step`],
//! and over when [`stop`] has been called, which wipes all that is left of it.

#![allow(unsafe_code, reason = "an exported name is unsafe by its syntax alone")]

use core::cell::RefCell;

use crate::proof::{CrtKey, Proof, Verdict};
use crate::provenance::Provenance;
use crate::search::{Search, Step};
use crate::width::Width;
use crate::wipe::{self, wipe};

/// The numbers of the longest key, 1,024 bytes, and the randomness of its proof: 3,108 bytes in four
/// lanes; of a proof that a caller's key takes, a sixth, 6,216 bytes.
const BUFFER: usize = 8 * 1024;

/// What [`step`] says.
const NEXT: u32 = 0;
const DONE: u32 = 1;
const FAILED: u32 = 2;

enum Task {
    None,
    Search(Box<Search>),
    Proof(Box<Proof>),
}

struct State {
    buffer: [u8; BUFFER],
    task: Task,
}

thread_local! {
    static STATE: RefCell<State> =
        const { RefCell::new(State { buffer: [0; BUFFER], task: Task::None }) };
}

/// Where the buffer is.
#[unsafe(no_mangle)]
extern "C" fn buffer() -> *const u8 {
    STATE.with_borrow(|state| state.buffer.as_ptr())
}

/// 1 if this processor computes what the kernel relies on.
#[unsafe(no_mangle)]
extern "C" fn is_exact() -> u32 {
    crate::is_exact().into()
}

/// Begins a search for a prime of `bits` bits, from as many random bits in the buffer. 1 if there are
/// primes of that length, 0 if not.
#[unsafe(no_mangle)]
extern "C" fn search(bits: usize) -> u32 {
    begin(|buffer| buffer.get(..bits / 8).and_then(Search::new).map(Box::new).map(Task::Search))
}

/// The bytes of randomness that one part of a proof takes.
#[unsafe(no_mangle)]
extern "C" fn proof_randomness(bits: usize, provenance: u32, part: usize, parts: usize) -> usize {
    let provenance = Provenance::of_number(provenance);
    Width::of(bits).map_or(0, |width| Proof::randomness(width, provenance, part, parts))
}

/// Begins one part of the proof of a key. In the buffer: p, q, d mod p − 1, d mod q − 1, and its
/// randomness. 1 if there are primes of that length and the randomness fits in, 0 if not.
#[unsafe(no_mangle)]
extern "C" fn prove(bits: usize, provenance: u32, part: usize, parts: usize) -> u32 {
    begin(|buffer| {
        let mut numbers = buffer.chunks_exact((bits / 8).max(1));
        let mut next = || numbers.next();
        let key = CrtKey { primes: [next()?, next()?], exponents: [next()?, next()?] };
        let random = buffer.get(bits / 8 * 4..)?;
        let provenance = Provenance::of_number(provenance);
        Proof::new(&key, provenance, random, part, parts).map(Box::new).map(Task::Proof)
    })
}

/// Carries on. 0: there is more to do. 1: the prime is in the buffer, or the key is sound. 2: there is
/// no prime near this start, or the key is not sound, or there is no task.
#[unsafe(no_mangle)]
extern "C" fn step() -> u32 {
    STATE.with_borrow_mut(|State { buffer, task }| match task {
        Task::None => FAILED,
        Task::Search(search) => match search.step() {
            Step::Next => NEXT,
            Step::Nothing => FAILED,
            Step::Found(prime) => {
                let prime = prime.as_be_bytes();
                buffer[..prime.len()].copy_from_slice(prime);
                DONE
            }
        },
        Task::Proof(proof) => match proof.step() {
            Verdict::Next => NEXT,
            Verdict::Sound => DONE,
            Verdict::Unsound => FAILED,
        },
    })
}

/// Candidates that the search has tested so far.
#[unsafe(no_mangle)]
extern "C" fn tested() -> u32 {
    STATE.with_borrow(|state| match &state.task {
        Task::Search(search) => search.tested(),
        _ => 0,
    })
}

/// The mean count of candidates that a search for one prime tests.
#[unsafe(no_mangle)]
extern "C" fn mean_candidates(bits: usize) -> f64 {
    Width::of(bits).map_or(f64::NAN, Width::mean_candidates)
}

/// Ends the task and wipes the buffer.
#[unsafe(no_mangle)]
extern "C" fn stop() {
    clean(|state| {
        state.task = Task::None;
        wipe(&mut state.buffer);
    });
}

fn begin(task: impl FnOnce(&[u8]) -> Option<Task>) -> u32 {
    clean(|state| {
        state.task = task(&state.buffer).unwrap_or(Task::None);
        wipe(&mut state.buffer);
        (!matches!(state.task, Task::None)).into()
    })
}

/// Leaves nothing on the stack.
fn clean<T>(work: impl FnOnce(&mut State) -> T) -> T {
    let result = wipe::apart(|| STATE.with_borrow_mut(work));
    wipe::clear_stack();
    result
}
