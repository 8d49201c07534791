//! The fewest assignments ever: an operator who was away keeps the count of before, and then gets
//! all new sessions until the others' count is reached (a known pathology, kept to be shown).

use super::Candidate;

/// The number of assignments to this operator.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    candidate.chosen
}
