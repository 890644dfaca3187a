//! When keys and aliases are created, so that a list has them in that order.

use core::cell::Cell;

/// The times that were given to what was created. One that is shared lives as long as the service that it
/// orders; another process has its own.
#[derive(Debug, Default)]
pub struct Turns(Cell<Option<(u64, u64)>>);

impl Turns {
    /// When something is created at `now`, in epoch milliseconds, and how many came before it in that
    /// millisecond. It is never earlier than what was created before, also if the clock is set back.
    pub(super) fn next(&self, now: u64) -> (u64, u64) {
        let next = match self.0.get() {
            Some((created, turn)) if now <= created => (created, turn.saturating_add(1)),
            _ => (now, 0),
        };
        self.0.set(Some(next));
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_turn_comes_after_the_one_before_whatever_the_clock_does() {
        let turns = Turns::default();
        let given = [5, 5, 7, 7, 3, 8, 0].map(|now| turns.next(now));
        assert_eq!(given, [(5, 0), (5, 1), (7, 0), (7, 1), (7, 2), (8, 0), (8, 1)]);
        assert!(given.is_sorted_by(|a, b| a < b));
    }
}
