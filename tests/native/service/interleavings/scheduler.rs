//! Two works at once, in every order in which they can go on.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Before which steps of a run the other work takes over.
#[derive(Debug)]
pub(in crate::service) struct Schedule {
    /// How often the one work may give way to the other in one run.
    max_switches: usize,
    switches: Vec<bool>,
    /// The steps of the last run, as in `AABAB`.
    steps: String,
}

impl Schedule {
    pub(in crate::service) const fn new(max_switches: usize) -> Self {
        Self { max_switches, switches: Vec::new(), steps: String::new() }
    }

    /// Runs both works to their end, and remembers where there was a choice.
    pub(in crate::service) fn run<A, B>(
        &mut self,
        first: impl Future<Output = A>,
        second: impl Future<Output = B>,
    ) -> (A, B) {
        let (mut first, mut second) = (Work::new(first), Work::new(second));
        let mut is_first = true;
        self.steps.clear();
        while first.outcome.is_none() && second.outcome.is_none() {
            let step = self.steps.len();
            if self.switches.len() == step {
                self.switches.push(false);
            }
            is_first ^= self.switches[step];
            if is_first {
                first.go_on();
            } else {
                second.go_on();
            }
            self.steps.push(if is_first { 'A' } else { 'B' });
        }
        self.switches.truncate(self.steps.len());
        (first.finish(), second.finish())
    }

    /// Goes on to the next schedule after the one that was run; says whether there is one.
    pub(in crate::service) fn advance(&mut self) -> bool {
        while let Some(is_switch) = self.switches.pop() {
            let switches = self.switches.iter().filter(|it| **it).count();
            if !is_switch && switches < self.max_switches {
                self.switches.push(true);
                return true;
            }
        }
        false
    }

    pub(in crate::service) fn steps(&self) -> &str {
        &self.steps
    }
}

/// The outcome of work that nobody comes between.
pub(in crate::service) fn finished<T>(work: impl Future<Output = T>) -> T {
    Work::new(work).finish()
}

/// The outcomes of two works, the second of which is done after so many steps of the first.
pub(in crate::service) fn interrupted<A, B>(
    first: impl Future<Output = A>,
    steps: u32,
    second: impl Future<Output = B>,
) -> (A, B) {
    let mut first = Work::new(first);
    (0..steps).for_each(|_| first.go_on());
    let second = finished(second);
    (first.finish(), second)
}

struct Work<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + 'a>>,
    outcome: Option<T>,
}

impl<'a, T> Work<'a, T> {
    /// Up to the first pause: before it nothing is shared.
    fn new(future: impl Future<Output = T> + 'a) -> Self {
        let mut work = Self { future: Box::pin(future), outcome: None };
        work.go_on();
        work
    }

    fn go_on(&mut self) {
        if let Poll::Ready(outcome) =
            self.future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        {
            self.outcome = Some(outcome);
        }
    }

    fn finish(mut self) -> T {
        loop {
            if let Some(outcome) = self.outcome.take() {
                return outcome;
            }
            self.go_on();
        }
    }
}

/// Lets the other work go on, if it is its turn.
pub(in crate::service) async fn pause() {
    let paused = Cell::new(false);
    std::future::poll_fn(|_| if paused.replace(true) { Poll::Ready(()) } else { Poll::Pending })
        .await;
}

#[test]
fn two_works_run_in_every_order() {
    let (mut seen, mut schedule) = (Vec::new(), Schedule::new(4));
    loop {
        let order = std::cell::RefCell::new(String::new());
        let work = async |name| {
            for _ in 0..2 {
                pause().await;
                order.borrow_mut().push(name);
            }
        };
        schedule.run(work('a'), work('b'));
        seen.push(order.take());
        if !schedule.advance() {
            break;
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, ["aabb", "abab", "abba", "baab", "baba", "bbaa"]);
}
