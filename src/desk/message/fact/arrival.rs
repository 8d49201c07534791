//! Sessions that arrive, and those that are not let in.

use crate::base::{LiveChatId, SessionId, Time, TopicId};
use crate::desk::message::RefusalReason;

/// Sessions that arrive, and those that are not let in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArrivalFact {
    /// A session arrived.
    Arrived { session: SessionId, live_chat: LiveChatId, topic: TopicId },
    /// The session that just arrived is not simply the first message of a client.
    ClientReturned {
        session: SessionId,
        live_chat: LiveChatId,
        client: u32,
        /// How many sessions this client had before.
        earlier_sessions: u32,
        /// How many attempts with the same request failed before.
        attempt: u32,
        /// When the client wrote: earlier than the arrival if the channel was down meanwhile.
        written_at: Time,
        /// The previous session was reopened.
        reopened: bool,
    },
    /// A spam message arrived, or a client's message that the desk takes for spam (rulebook E-S5);
    /// recorded instead of [`ArrivalFact::Arrived`].
    SpamArrived {
        session: SessionId,
        live_chat: LiveChatId,
        /// The topic it appears to have.
        topic: TopicId,
        /// The sender is on the blocklist: the session ended at once.
        blocked: bool,
        /// The sender is a client and was taken for spam by mistake.
        mistaken: bool,
    },
    /// A session was not let in; it ended.
    Refused { session: SessionId, live_chat: LiveChatId, arrived: Time, reason: RefusalReason },
    /// A routing rule took a session: its action was possible. Recorded only where a live chat has rules of
    /// its own. A session whose wait under a rule is over may be taken by a later one too.
    Routed {
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        /// The place of the rule in the list; that of the default routing, and beyond, if no rule applied.
        rule: u32,
    },
    /// The client of a session that just ended will try again.
    RetrialScheduled { live_chat: LiveChatId, arrived: Time, answered: bool },
}
