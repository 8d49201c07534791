//! Events of a presence, and the status of a person.

use crate::plan::Duty;

/// An event of a presence, apart from the calendar and the license pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenceEvent {
    /// A person who was late arrives, or one who was on a break returns.
    BecamePresent,
    /// The connection is lost.
    Disconnected,
    /// The connection is back.
    Reconnected,
    /// It has been lost for long enough to be shown Offline (rulebook E-O2).
    AutoOffline,
    /// Time to log in, or out.
    LoginToggle,
    /// The slower working speed after the start is over.
    RampUpOver,
    /// Offline for long enough: the sessions left behind are reassigned or closed.
    GraceOver,
}

/// The status of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonStatus {
    /// What the calendar requires.
    pub duty: Duty,
    /// Online, even if only to finish what is on hand.
    pub is_online: bool,
    /// Able to act on sessions.
    pub can_act: bool,
    /// Takes new sessions.
    pub is_available: bool,
}

impl PersonStatus {
    /// The status before the first instant.
    pub(in crate::desk) const OFF_DUTY: Self =
        Self { duty: Duty::Off, is_online: false, can_act: false, is_available: false };
}
