//! What happens to a presence, and how things stand with a person.

use crate::plan::Duty;

/// What happens to a presence, apart from the calendar and the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenceEvent {
    /// Who was late comes; who was on a break is back.
    BecamePresent,
    /// The connection is lost.
    Disconnected,
    /// The connection is back.
    Reconnected,
    /// It has been lost for long enough to be shown Offline (rulebook E-O2).
    AutoOffline,
    /// Time to log in, or out.
    LoginToggle,
    /// The slow first minutes are over.
    RampUpOver,
    /// Offline for long enough: the sessions that were left are seen to.
    GraceOver,
}

/// How things stand with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonStatus {
    /// What the calendar says.
    pub duty: Duty,
    /// Online, be it only to end what is on hand.
    pub is_online: bool,
    /// May do something with sessions.
    pub can_act: bool,
    /// Takes new ones.
    pub is_available: bool,
}

impl PersonStatus {
    /// Before the first instant.
    pub(in crate::desk) const OFF_DUTY: Self =
        Self { duty: Duty::Off, is_online: false, can_act: false, is_available: false };
}
