//! The states of a session and exactly their transitions (rulebook E-S1 to E-S18).
//!
//! Roles need no such table: a session is a box with one owner. Observers of facts use it to check
//! that what the roles record can have happened.

use std::fmt;

/// The state of a session: the product's five states, and the two before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// It has not arrived.
    NotArrived,
    /// A client has written; the rules are being tried.
    New,
    /// In a queue, or on its way to an operator or bot.
    Waiting,
    /// An operator has it.
    AssignedToOperator,
    /// A bot has it.
    AssignedToBot,
    /// It ended.
    Closed,
    /// Marked as spam; it returns to the state before when the mark is taken back.
    MarkedAsSpam(StateBeforeSpam),
}

/// The state before a session was marked as spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateBeforeSpam {
    /// It was never let in: the sender was on the blocklist (rulebook E-S5).
    NotArrived,
    /// See [`SessionState::Waiting`].
    Waiting,
    /// See [`SessionState::AssignedToOperator`].
    AssignedToOperator,
    /// See [`SessionState::AssignedToBot`].
    AssignedToBot,
}

/// What happens to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEvent {
    /// A client writes.
    Arrive,
    /// It is not let in, or sent away.
    Refuse,
    /// It waits, or goes on to wait elsewhere.
    Queue,
    /// An operator takes it.
    Accept,
    /// A bot takes it.
    BotAccept,
    /// It goes from an operator to another place.
    Reassign,
    /// It goes from a bot to another place.
    HandOff,
    /// Its client gives up waiting.
    Abandon,
    /// The operator closes it.
    Close,
    /// The bot closes it.
    BotClose,
    /// It is marked as spam.
    MarkAsSpam,
    /// The spam mark is taken back.
    UnmarkSpam,
}

/// An event that is not possible in the session's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalTransition {
    /// The state in which it happened.
    pub from: SessionState,
    /// The event.
    pub event: SessionEvent,
}

impl fmt::Display for IllegalTransition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} while {:?}", self.event, self.from)
    }
}

impl std::error::Error for IllegalTransition {}

impl SessionState {
    /// Nothing happens to it any more: it ended, or was kept out as spam.
    #[inline]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::MarkedAsSpam(StateBeforeSpam::NotArrived))
    }

    /// The state after an event.
    ///
    /// # Errors
    /// Every event that is not one of the transitions of the rulebook. Nothing leads out of
    /// `Closed`: a client who comes back has a new session (E-S16, E-C7).
    #[inline(always)]
    pub fn apply(self, event: SessionEvent) -> Result<Self, IllegalTransition> {
        use SessionEvent as Event;
        Ok(match (self, event) {
            (Self::NotArrived, Event::Arrive) => Self::New,
            // E-S1, E-S2, and on to another queue: E-S7, E-S9.
            (Self::New | Self::Waiting, Event::Queue) => Self::Waiting,
            // E-S3, E-S6, and the second half of E-S8.
            (Self::New | Self::Waiting, Event::Accept) => Self::AssignedToOperator,
            // E-S4, and the second half of E-S10.
            (Self::New | Self::Waiting, Event::BotAccept) => Self::AssignedToBot,
            // E-S8 to E-S10: it waits again at the same instant. E-S11, E-S12.
            (Self::AssignedToOperator, Event::Reassign) | (Self::AssignedToBot, Event::HandOff) => {
                Self::Waiting
            }
            // E-S13, E-S14; giving up and being turned away end a session too.
            (Self::AssignedToOperator, Event::Close)
            | (Self::AssignedToBot, Event::BotClose)
            | (Self::Waiting, Event::Abandon)
            | (Self::New | Self::Waiting, Event::Refuse) => Self::Closed,
            // E-S5, E-S15.
            (Self::NotArrived, Event::MarkAsSpam) => {
                Self::MarkedAsSpam(StateBeforeSpam::NotArrived)
            }
            (Self::Waiting, Event::MarkAsSpam) => Self::MarkedAsSpam(StateBeforeSpam::Waiting),
            (Self::AssignedToOperator, Event::MarkAsSpam) => {
                Self::MarkedAsSpam(StateBeforeSpam::AssignedToOperator)
            }
            (Self::AssignedToBot, Event::MarkAsSpam) => {
                Self::MarkedAsSpam(StateBeforeSpam::AssignedToBot)
            }
            (Self::MarkedAsSpam(before), Event::UnmarkSpam) => match before {
                // A session kept out by the blocklist was never in another state.
                StateBeforeSpam::NotArrived => return Err(IllegalTransition { from: self, event }),
                StateBeforeSpam::Waiting => Self::Waiting,
                StateBeforeSpam::AssignedToOperator => Self::AssignedToOperator,
                StateBeforeSpam::AssignedToBot => Self::AssignedToBot,
            },
            (from, event) => return Err(IllegalTransition { from, event }),
        })
    }
}
