//! Requests that pass from role to role until one of them can answer: a session is to go elsewhere
//! because its service level was missed, or because a supervisor decided so.

use super::seats::Ticket;
use super::supervisor::TaskSubject;
use crate::base::{LiveChatId, OperatorId, QueueId, SessionId, Span, SupervisorId, Time};
use crate::desk::session::Session;
use crate::plan::{QueueOwner, Skills, SlaMetric, TransferTarget};

/// Where a session is held.
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

/// A request to move a session because its service level was missed.
#[derive(Clone, Copy, Debug)]
pub struct EscalationRequest {
    pub(in crate::desk) session: SessionId,
    pub(in crate::desk) live_chat: LiveChatId,
    pub(in crate::desk) arrived: Time,
    pub(in crate::desk) sla: u32,
    pub(in crate::desk) standard: SlaMetric,
    pub(in crate::desk) location: Location,
    pub(in crate::desk) target: TransferTarget,
    /// The least occupied of the target group gets it, whatever the group's selection.
    pub(in crate::desk) to_least_occupied: bool,
    /// The operator who has it, and is not to get it again.
    pub(in crate::desk) excluded: Option<OperatorId>,
}

/// A session that a supervisor moves from one queue to another.
#[derive(Debug)]
pub struct SupervisorMove {
    /// The session.
    pub session: Box<Session>,
    /// The queue that it left.
    pub from: QueueId,
    /// The supervisor who moves it.
    pub supervisor: SupervisorId,
    /// The live chat whose watch asked for it.
    pub watch: LiveChatId,
}

/// A search for a session that another operator should have.
#[derive(Debug)]
pub struct ReassignSearch {
    /// The live chat and the seat of its supervisor for whom the search is made.
    pub(in crate::desk) watch: (LiveChatId, u32),
    /// The operators still to be asked, the next one last.
    pub(in crate::desk) remaining: Vec<OperatorId>,
    /// The sessions that other supervisors already read.
    pub(in crate::desk) being_read: Vec<TaskSubject>,
    /// The best match so far: the load of its operator, the session, and how long it takes to read.
    pub(in crate::desk) best: Option<(u32, TaskSubject, Span)>,
}

/// A request to give an operator's session to another operator.
#[derive(Clone, Copy, Debug)]
pub struct ReassignRequest {
    pub(in crate::desk) session: SessionId,
    pub(in crate::desk) current_operator: OperatorId,
    /// The operator who gets it, once chosen.
    pub(in crate::desk) to: Option<OperatorId>,
    pub(in crate::desk) requires: Skills,
    pub(in crate::desk) supervisor: SupervisorId,
    pub(in crate::desk) watch: LiveChatId,
}
