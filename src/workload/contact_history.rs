//! What is known of a client's earlier contacts when a session arrives.

use crate::base::{OperatorId, Time};
use crate::plan::ReturnMode;

/// What a session brings beyond a client's first message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactHistory {
    /// The client's number in the flow.
    pub client_number: u32,
    /// The number of the client's earlier sessions.
    pub earlier_sessions: u32,
    /// The number of failed attempts for the same matter.
    pub failed_attempts: u32,
    /// When the client wrote: before the arrival if the channel was down meanwhile.
    pub written_at: Time,
    /// Whether the message arrives; otherwise it is lost because the channel is down.
    pub is_delivered: bool,
    /// Whether the desk knows that this client has written before.
    pub is_returning: bool,
    /// The operator who closed this client's previous session, as far as the desk knows.
    pub last_operator: Option<OperatorId>,
    /// How the previous session is reopened; `None`: a new session.
    pub reopen: Option<ReturnMode>,
    /// The sender, if it is spam or taken for spam.
    pub spam_sender: Option<SpamSender>,
}

/// A sender of spam, or a client taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpamSender {
    /// The number of the sender.
    pub number: u32,
    /// Whether the sender is on the blocklist and not on the whitelist.
    pub is_blocked: bool,
    /// Whether it is a client, on the blocklist by mistake.
    pub is_mistaken: bool,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// An operator closed it.
    Closed(OperatorId),
    /// The client abandoned, waiting for an operator or for a reply.
    Abandoned,
    /// It was sent away after waiting, without being asked to leave a message.
    FlowedOut,
    /// It was refused.
    Refused,
    /// It was refused because the live chat was closed.
    RefusedClosed,
    /// A bot closed it without an operator.
    ClosedByBot,
    /// In a way after which no client writes again.
    Other,
}

impl ContactHistory {
    /// The first session of the client with this number, who writes now.
    pub(super) fn first_contact(client_number: u32, written_at: Time) -> Self {
        Self {
            client_number,
            earlier_sessions: 0,
            failed_attempts: 0,
            written_at,
            is_delivered: true,
            is_returning: false,
            last_operator: None,
            reopen: None,
            spam_sender: None,
        }
    }

    /// The client's next session, about a new matter.
    pub(super) fn next_contact(self, written_at: Time) -> Self {
        Self {
            earlier_sessions: self.earlier_sessions.saturating_add(1),
            last_operator: self.last_operator,
            is_returning: self.is_returning,
            ..Self::first_contact(self.client_number, written_at)
        }
    }
}
