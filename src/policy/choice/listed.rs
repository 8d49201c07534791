//! The first in the group's list, as long as there is a free slot.

use super::Candidate;

/// All are equal; among equals the first in the list is chosen.
#[inline]
pub(super) fn rule(_: &Candidate) -> u64 {
    0
}
