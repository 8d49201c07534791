//! The most sessions now, with a free slot: packing, which leaves the other operators idle.

use super::Candidate;

/// The complement of the sessions now, whatever the live chat they came from: the lowest is chosen.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    u64::from(u32::MAX - candidate.load)
}
