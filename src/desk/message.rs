//! What roles tell each other, and how they answer.

use super::{
    GroupInput, LicenseInput, LiveChatInput, OperatorInput, QueueInput, RecordableFact, Session,
    SupervisorInput,
};
use crate::base::{GroupId, LiveChatId, OperatorId, SupervisorId, Time};
use crate::plan::QueueOwner;

/// An input and the role that it is for.
#[derive(Debug)]
pub enum Message {
    /// To a live chat.
    LiveChat(LiveChatId, LiveChatInput),
    /// To a group.
    Group(GroupId, GroupInput),
    /// To an operator.
    Operator(OperatorId, OperatorInput),
    /// To a supervisor.
    Supervisor(SupervisorId, SupervisorInput),
    /// To the license pool.
    Licenses(LicenseInput),
}

impl Message {
    /// To whoever owns a queue.
    pub(super) fn to_queue(owner: QueueOwner, input: QueueInput) -> Self {
        match owner {
            QueueOwner::LiveChat(id) => Self::LiveChat(id, LiveChatInput::Queue(input)),
            QueueOwner::Group(id) => Self::Group(id, GroupInput::Queue(input)),
        }
    }
}

/// What goes first at the same instant: departures, then abandonments, then staff. Arrivals, which
/// the host brings, come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Work is done.
    Departure,
    /// Patience is over.
    Abandonment,
    /// Shifts, breaks, licenses, supervisors.
    Staff,
}

/// An alarm that was set, to be called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerId {
    /// Its place in the agenda.
    pub slot: u32,
    /// Which of the alarms that were ever in that place.
    pub generation: u32,
}

/// Where a role's answers go.
pub trait Outbox {
    /// Tells a role something at this same instant, after everything already told.
    fn send(&mut self, message: Message);

    /// Tells a role something at a later (or this) instant.
    fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId;

    /// Calls an alarm off. One that has rung already is left alone.
    fn cancel(&mut self, timer: TimerId);

    /// Says what happened.
    fn record_fact(&mut self, fact: impl RecordableFact);

    /// Gives back a session that has ended: every session that came is in the end with a role or
    /// was retired.
    fn retire(&mut self, session: Box<Session>);
}
