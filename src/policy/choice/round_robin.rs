//! In turn, whatever the load.

use super::Candidate;

/// The number of the last assignment.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    candidate.chosen
}
