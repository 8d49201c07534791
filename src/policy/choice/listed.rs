//! The first in the group's list who has a free slot.

use super::Candidate;

/// All are equal; among equals the first in the list is chosen.
#[inline]
pub(super) fn rule(_: &Candidate) -> u64 {
    0
}
