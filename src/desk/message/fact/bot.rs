//! Bots, and rules that reply automatically.

use crate::base::{LiveChatId, SessionId, Time};

/// Bots, and rules that reply automatically.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BotFact {
    /// A session began with the bot.
    Accepted {
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        /// An operator had it before.
        answered: bool,
    },
    /// The bot handed a session off.
    HandedOff {
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        /// An operator had it before.
        answered: bool,
        /// When the bot took it.
        accepted: Time,
        /// The time with the bot counts in the session's age.
        in_age: bool,
    },
    /// The bot closed a session; it ended.
    Closed {
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        /// When an operator first answered it, if one did.
        answered: Option<Time>,
        /// When the bot took it.
        accepted: Time,
        /// The client had stopped writing.
        silent: bool,
    },
    /// A rule answered a new session with an automatic reply (rulebook E-Q11).
    AutoReplied { live_chat: LiveChatId, arrived: Time },
}
