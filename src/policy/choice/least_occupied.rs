//! The fewest sessions now (rulebook E-Q5).

use super::Candidate;

/// Sessions now, whatever the live chat they came from.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    u64::from(candidate.load)
}
