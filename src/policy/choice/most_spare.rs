//! The most free slots now: who has a higher limit gets more.

use super::Candidate;

/// Slots that are taken, counted down from "unlimited".
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    u64::from(u32::MAX - candidate.limit.saturating_sub(candidate.load))
}
