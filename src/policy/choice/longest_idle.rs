//! Who has waited longest since a slot was last freed.

use super::Candidate;

/// The instant of the last freed slot.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    candidate.freed_at
}
