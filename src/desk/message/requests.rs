//! Requests that go from role to role until one of them can answer: a session is to go
//! elsewhere because its service level was missed, or because a supervisor says so.

use super::seats::Ticket;
use super::supervisor::TaskSubject;
use crate::base::{LiveChatId, OperatorId, QueueId, SessionId, Span, SupervisorId, Time};
use crate::desk::session::Session;
use crate::plan::{QueueOwner, Skills, SlaMetric, TransferTarget};

/// Who has a session, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// It waits in a queue.
    Queue(QueueOwner, Ticket),
    /// It waits for a supervisor.
    Intake(LiveChatId, Ticket),
    /// It waits for one operator.
    PersonalQueue(OperatorId, Ticket),
    /// An operator has it on hand.
    OnHand(OperatorId, SessionId),
    /// A bot has it.
    Bot(LiveChatId, SessionId),
}

/// A session is to go to somebody else because a promise was not kept.
#[derive(Clone, Copy, Debug)]
pub struct EscalationRequest {
    pub(in crate::desk) session: SessionId,
    pub(in crate::desk) live_chat: LiveChatId,
    pub(in crate::desk) arrived: Time,
    pub(in crate::desk) sla: u32,
    pub(in crate::desk) standard: SlaMetric,
    pub(in crate::desk) location: Location,
    pub(in crate::desk) target: TransferTarget,
    /// Who has it, and is not to get it again.
    pub(in crate::desk) excluded: Option<OperatorId>,
}

/// A session that a supervisor takes out of one queue for those of another.
#[derive(Debug)]
pub struct SupervisorMove {
    /// The session.
    pub session: Box<Session>,
    /// From where.
    pub from: QueueId,
    /// Who moves it.
    pub supervisor: SupervisorId,
    /// For which live chat.
    pub watch: LiveChatId,
}

/// A search for a session that somebody else should have.
#[derive(Debug)]
pub struct ReassignSearch {
    /// For whom: a supervisor of this live chat, in this seat.
    pub(in crate::desk) watch: (LiveChatId, u32),
    /// Who is to be asked, the next one last.
    pub(in crate::desk) remaining: Vec<OperatorId>,
    /// About which others a supervisor reads already.
    pub(in crate::desk) being_read: Vec<TaskSubject>,
    /// Who has too many, and how many.
    pub(in crate::desk) best: Option<(u32, TaskSubject, Span)>,
}

/// An operator is to give a session to somebody else.
#[derive(Clone, Copy, Debug)]
pub struct ReassignRequest {
    pub(in crate::desk) session: SessionId,
    pub(in crate::desk) current_operator: OperatorId,
    /// Who gets it, once that is known.
    pub(in crate::desk) to: Option<OperatorId>,
    pub(in crate::desk) requires: Skills,
    pub(in crate::desk) supervisor: SupervisorId,
    pub(in crate::desk) watch: LiveChatId,
}
