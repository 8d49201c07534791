//! The dialogue of a session with an operator or a bot, as the session carries it.

use crate::base::Time;

/// The dialogue during one visit. Another operator who takes over continues it where it was; only a
/// reply that was begun is begun anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) struct DialogueState {
    /// How many replies the client needs.
    pub(in crate::desk) rounds: u32,
    /// How many replies there were.
    pub(in crate::desk) rounds_done: u32,
    /// Which party writes next.
    pub(in crate::desk) awaiting: Awaiting,
    /// The session was taken off an operator who did not reply.
    pub(in crate::desk) was_reassigned: bool,
}

/// Which party writes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Awaiting {
    /// The operator replies; the client has waited for it since this instant.
    Operator(Time),
    /// The client writes at this instant; [`Time::NEVER`] for a client who has left.
    Client(Time),
}
