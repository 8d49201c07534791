//! How long a client is still going to wait, in eight bytes: hundreds of thousands of sessions wait.

use crate::base::{Span, Time};

/// What is known of a client's patience: two bits for which, and the rest for the microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patience(u64);

/// What a [`Patience`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatienceState {
    /// Not drawn yet for this visit.
    Undrawn,
    /// The client never gives up.
    Infinite,
    /// So much time is left; time with an operator does not count.
    Remaining(Span),
    /// The client waits until this instant.
    Until(Time),
}

impl Patience {
    /// Not drawn yet for this visit.
    pub(super) const UNDRAWN: Self = Self(0);
    /// The client never gives up.
    pub(super) const INFINITE: Self = Self(1 << 62);

    /// More microseconds than that are more than 146,000 years: no run comes to their end.
    const LONGEST: u64 = (1 << 62) - 1;

    pub(super) fn remaining(left: Span) -> Self {
        Self(2 << 62 | left.0.min(Self::LONGEST))
    }

    pub(super) fn until(at: Time) -> Self {
        Self(3 << 62 | at.0.min(Self::LONGEST))
    }

    pub(super) fn state(self) -> PatienceState {
        let micros = self.0 & Self::LONGEST;
        match self.0 >> 62 {
            0 => PatienceState::Undrawn,
            1 => PatienceState::Infinite,
            2 => PatienceState::Remaining(Span(micros)),
            _ => PatienceState::Until(Time(micros)),
        }
    }
}
