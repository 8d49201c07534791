//! A conversation: what a session carries with it at the dialogue level.

use crate::base::Time;

/// The conversation with whoever has the session at a stage. It goes on where it was when somebody
/// else takes over; only a reply that was begun is begun anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) struct DialogueState {
    /// How many replies the client needs.
    pub(in crate::desk) rounds: u32,
    /// How many there were.
    pub(in crate::desk) rounds_done: u32,
    /// Whose turn it is.
    pub(in crate::desk) awaiting: Awaiting,
    /// An operator who did not reply was relieved of it before.
    pub(in crate::desk) was_reassigned: bool,
}

/// Whose turn it is to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Awaiting {
    /// The operator's: there has been something to reply to since then.
    Operator(Time),
    /// The client's, who writes then; [`Time::NEVER`] for one who is gone.
    Client(Time),
}
