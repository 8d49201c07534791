//! What a supervisor is told, and tells those who want attention.

use super::presence::{PersonStatus, PresenceEvent};
use super::seats::Ticket;
use crate::base::{LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};

/// What a supervisor is told.
#[derive(Debug)]
#[repr(u32)]
pub enum SupervisorInput {
    /// The calendar may have turned.
    CheckCalendar,
    /// The pool granted a license.
    LicenseGranted,
    /// The pool refused one.
    LicenseRefused,
    /// Time to ask the pool for a license.
    RequestLicense,
    /// Something happens to the supervisor's presence.
    Presence(PresenceEvent),
    /// A session waits to be read and decided on.
    StartTask(Box<SupervisorTask>),
    /// It was.
    FinishTask,
    /// The client of the one who waits with this ticket to be distributed left meanwhile.
    SessionWithdrawn(LiveChatId, Ticket),
    /// How things stand with the same person, who is an operator as well.
    StatusChanged(PersonStatus),
    /// The mark of a session is to be taken back, whose operator is Offline.
    Unmark(UnmarkRequest),
}

/// Something that a supervisor is to do.
#[derive(Clone, Copy, Debug)]
pub struct SupervisorTask {
    /// For which live chat.
    pub live_chat: LiveChatId,
    /// What.
    pub kind: TaskKind,
    /// With which session.
    pub subject: TaskSubject,
    /// How long it takes.
    pub reaction: Span,
    /// From when it was to be done.
    pub requested: Time,
}

/// Which session an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskSubject {
    /// One that waits.
    Waiting(Ticket),
    /// One that an operator has.
    OnHand(OperatorId, SessionId),
}

/// For what a supervisor's attention is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// To distribute the common queue (rulebook E-S7).
    Intake,
    /// To do what a watch says with those who wait too long, or are too many, or are left alone.
    Watch,
}

/// What those who want a supervisor's attention are told.
#[derive(Clone, Copy, Debug)]
pub enum SupervisorUpdate {
    /// The supervisor in this seat is there, and does so many acts now.
    Enlist(u32, u32),
    /// The supervisor in this seat does no more.
    Delist(u32),
    /// The supervisor in this seat began an act elsewhere.
    StartedElsewhere(u32),
    /// The supervisor in this seat is free.
    Freed(u32),
    /// The supervisor in this seat cannot see to this session now.
    Declined(u32, TaskSubject),
    /// The supervisor has decided on this session.
    Decided(SupervisorId, TaskSubject),
}

/// A supervisor is asked to take back the mark of a session, whose operator is Offline.
#[derive(Clone, Copy, Debug)]
pub struct UnmarkRequest {
    /// Which.
    pub session: SessionId,
    /// Of which live chat.
    pub live_chat: LiveChatId,
    /// Who marked it.
    pub operator: OperatorId,
}
