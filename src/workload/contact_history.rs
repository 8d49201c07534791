//! One of several sessions of the same client: which, and what is left of those before.

use crate::base::{OperatorId, Time};
use crate::plan::ReturnMode;

/// What a session brings with it that is more than a first message of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactHistory {
    /// The client's number in the flow.
    pub client_number: u32,
    /// How many sessions this client had before.
    pub earlier_sessions: u32,
    /// How many attempts at the same wish failed before.
    pub failed_attempts: u32,
    /// When the client wrote: before the arrival where the channel was down meanwhile.
    pub written_at: Time,
    /// The message arrives; otherwise the channel is down and it is lost.
    pub is_delivered: bool,
    /// The desk knows that this client has written before.
    pub is_returning: bool,
    /// Who closed this client's session before, as far as the desk knows.
    pub last_operator: Option<OperatorId>,
    /// The session before is opened again: how; `None` for a new one.
    pub reopen: Option<ReturnMode>,
    /// It is no client at all, or taken for none.
    pub spam_sender: Option<SpamSender>,
}

/// Who sends spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpamSender {
    /// Which of them.
    pub number: u32,
    /// On the blocklist, and not on the whitelist.
    pub is_blocked: bool,
    /// It is a client, who is on the blocklist by mistake.
    pub is_mistaken: bool,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// An operator closed it.
    Closed(OperatorId),
    /// The client gave up waiting, be it for a reply.
    Abandoned,
    /// Was sent away after waiting, and not asked to leave a message.
    FlowedOut,
    /// It was not let in.
    Refused,
    /// It was not let in because the live chat was closed.
    RefusedClosed,
    /// A bot closed it, and no operator.
    ClosedByBot,
    /// In a way that makes nobody write again.
    Other,
}

impl ContactHistory {
    /// The first of the client with this number, who writes now.
    pub(super) fn first_contact(client_number: u32, written_at: Time) -> Self {
        Self {
            client_number: client_number,
            earlier_sessions: 0,
            failed_attempts: 0,
            written_at: written_at,
            is_delivered: true,
            is_returning: false,
            last_operator: None,
            reopen: None,
            spam_sender: None,
        }
    }

    /// The client's next, for a new wish.
    pub(super) fn next_contact(self, written_at: Time) -> Self {
        Self {
            earlier_sessions: self.earlier_sessions.saturating_add(1),
            last_operator: self.last_operator,
            is_returning: self.is_returning,
            ..Self::first_contact(self.client_number, written_at)
        }
    }
}
