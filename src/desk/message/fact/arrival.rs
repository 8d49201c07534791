//! Who came, and who was not let in.

use crate::base::{LiveChatId, SessionId, Time, TopicId};
use crate::desk::message::RefusalReason;

/// Who came, and who was not let in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArrivalFact {
    /// A session came.
    Arrived { session: SessionId, live_chat: LiveChatId, topic: TopicId },
    /// The session that just came is not the first message of a client, or not only that.
    ClientReturned {
        session: SessionId,
        live_chat: LiveChatId,
        client: u32,
        /// How many sessions this client had before.
        earlier_sessions: u32,
        /// How many attempts at the same wish failed before.
        attempt: u32,
        /// When the client wrote: before it came where the channel was down meanwhile.
        written_at: Time,
        /// The session before was opened again.
        reopened: bool,
    },
    /// A message came from no client, or from one taken for none (rulebook E-S5); instead of [`ArrivalFact::Arrived`].
    SpamArrived {
        session: SessionId,
        live_chat: LiveChatId,
        /// What it seems to be about.
        topic: TopicId,
        /// The sender is on the blocklist: it ended there.
        blocked: bool,
        /// By mistake: the sender is a client.
        mistaken: bool,
    },
    /// A session was not let in; it ended.
    Refused { session: SessionId, live_chat: LiveChatId, arrived: Time, reason: RefusalReason },
    /// The client of a session that just ended will try again.
    RetrialScheduled { live_chat: LiveChatId, arrived: Time, answered: bool },
}
