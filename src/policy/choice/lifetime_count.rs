//! The fewest sessions ever: who was away finds the count of before, and then gets all new sessions
//! until the others' is reached (a known pathology, kept to be shown).

use super::Candidate;

/// How many choices fell on this one.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    candidate.chosen
}
