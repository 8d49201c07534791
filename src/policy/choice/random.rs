//! Everyone alike: of several who see the same counter, anybody may be the quickest.

use super::Candidate;

/// All are equal; the queue draws lots among equals.
#[inline]
pub(super) fn rule(_: &Candidate) -> u64 {
    0
}
