//! At random: several operators look at the same queue, and any of them may be the quickest.

use super::Candidate;

/// All are equal; the queue draws one among equals.
#[inline]
pub(super) fn rule(_: &Candidate) -> u64 {
    0
}
