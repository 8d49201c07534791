//! The operator whose last contact, begun or ended, is longest ago: what agents' desks call "longest
//! idle" or "most idle". An operator who just took a session is therefore last, even with slots left.

use super::Candidate;

/// The instant of the last contact.
#[inline]
pub(super) fn rule(candidate: &Candidate) -> u64 {
    candidate.last_contact
}
