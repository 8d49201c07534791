//! The inputs of a supervisor, and the updates that a supervisor sends.

use super::presence::{PersonStatus, PresenceEvent};
use super::seats::Ticket;
use crate::base::{LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};

/// An input of a supervisor.
#[derive(Debug)]
#[repr(u32)]
pub enum SupervisorInput {
    /// The duty may have changed by the calendar.
    CheckCalendar,
    /// The pool granted a license.
    LicenseGranted,
    /// The pool refused a license.
    LicenseRefused,
    /// Time to ask the pool for a license.
    RequestLicense,
    /// Something happens to the supervisor's presence.
    Presence(PresenceEvent),
    /// A session waits to be read and decided on.
    StartTask(Box<SupervisorTask>),
    /// The current task is done.
    FinishTask,
    /// The client of the session that waits with this ticket for a supervisor has left.
    SessionWithdrawn(LiveChatId, Ticket),
    /// The status of the same person as an operator has changed.
    StatusChanged(PersonStatus),
    /// The spam mark of a session is to be taken back; its operator is Offline.
    Unmark(UnmarkRequest),
}

/// A task of a supervisor.
#[derive(Clone, Copy, Debug)]
pub struct SupervisorTask {
    /// The live chat that requests it.
    pub live_chat: LiveChatId,
    /// The kind of the task.
    pub kind: TaskKind,
    /// The session that it is about.
    pub subject: TaskSubject,
    /// How long it takes.
    pub reaction: Span,
    /// From when it was to be done.
    pub requested: Time,
}

/// The session that a task is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskSubject {
    /// A session that waits.
    Waiting(Ticket),
    /// A session that an operator has.
    OnHand(OperatorId, SessionId),
}

/// The kind of a supervisor's task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// To distribute the common queue (rulebook E-S7).
    Intake,
    /// To apply a watch rule to sessions that wait too long, or are too many, or lack an operator.
    Watch,
}

/// An update from a supervisor to the roles that request tasks.
#[derive(Clone, Copy, Debug)]
pub enum SupervisorUpdate {
    /// The supervisor in this seat is present, and has so many tasks now.
    Enlist(u32, u32),
    /// The supervisor in this seat takes no more tasks.
    Delist(u32),
    /// The supervisor in this seat began a task elsewhere.
    StartedElsewhere(u32),
    /// The supervisor in this seat is free.
    Freed(u32),
    /// The supervisor in this seat cannot attend to this session now, as one who is busy with another or for
    /// another reason.
    Declined { seat: u32, is_busy: bool, subject: TaskSubject },
    /// The supervisor has decided on this session.
    Decided(SupervisorId, TaskSubject),
}

/// A request to take back the spam mark of a session whose operator is Offline.
#[derive(Clone, Copy, Debug)]
pub struct UnmarkRequest {
    /// The session that was marked.
    pub session: SessionId,
    /// The live chat where it arrived.
    pub live_chat: LiveChatId,
    /// The operator who marked it.
    pub operator: OperatorId,
}
