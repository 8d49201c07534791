//! One of several sessions of the same client: which, and what is left of those before.

use crate::base::{OperatorId, Time};
use crate::plan::OnReturn;

/// What a session brings with it that is more than a first message of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The client's number in the flow.
    pub number: u32,
    /// How many sessions this client had before.
    pub before: u32,
    /// How many attempts at the same wish failed before.
    pub attempt: u32,
    /// When the client wrote: before the arrival where the channel was down meanwhile.
    pub written: Time,
    /// The message arrives; otherwise the channel is down and it is lost.
    pub reaches: bool,
    /// The desk knows that this client has written before.
    pub returning: bool,
    /// Who closed this client's session before, as far as the desk knows.
    pub last_operator: Option<OperatorId>,
    /// The session before is opened again: how; `None` for a new one.
    pub reopens: Option<OnReturn>,
    /// It is no client at all, or taken for none.
    pub spam: Option<Sender>,
}

/// Who sends spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Which of them.
    pub number: u32,
    /// On the blocklist, and not on the whitelist.
    pub blocked: bool,
    /// It is a client, who is on the blocklist by mistake.
    pub mistaken: bool,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// An operator closed it.
    Closed(OperatorId),
    /// The client gave up waiting, be it for a reply.
    Abandoned,
    /// Was sent away after waiting, and not asked to leave a message.
    SentAway,
    /// It was not let in.
    Refused,
    /// It was not let in because the live chat was closed.
    FoundClosed,
    /// A bot closed it, and no operator.
    ClosedByBot,
    /// In a way that makes nobody write again.
    Otherwise,
}

impl Visit {
    /// The first of the client with this number, who writes now.
    pub(super) fn first(number: u32, written: Time) -> Self {
        Self {
            number,
            before: 0,
            attempt: 0,
            written,
            reaches: true,
            returning: false,
            last_operator: None,
            reopens: None,
            spam: None,
        }
    }

    /// The client's next, for a new wish.
    pub(super) fn next(self, written: Time) -> Self {
        Self {
            before: self.before.saturating_add(1),
            last_operator: self.last_operator,
            returning: self.returning,
            ..Self::first(self.number, written)
        }
    }
}
