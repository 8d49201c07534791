//! A supervisor: sees to one session at a time, reads it and hands it on.

use std::sync::Arc;

use super::dual_role;
use super::intake::{self, IntakeInput};
use super::license::StaffRole;
use super::presence::{Presence, PresenceAction, PresenceEvent, PresenceOwner};
use super::wait_queue::Ticket;
use super::watch::{self, WatchInput};
use super::{
    Class, LiveChatInput, Message, Outbox, PersonStatus, SupervisorFact, TimerId, UnmarkRequest,
};
use crate::base::{LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};
use crate::plan::Plan;

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

/// Somebody who distributes and watches.
#[derive(Debug)]
pub struct Supervisor {
    plan: Arc<Plan>,
    pub(super) id: SupervisorId,
    /// `None` for somebody who is an operator as well: that part leads.
    presence: Option<Presence>,
    pub(super) operator: Option<OperatorId>,
    /// How things stand with such a person.
    pub(super) status: PersonStatus,
    /// Who wants attention. Whoever was served last stands last: they take turns, so that a busy
    /// one does not starve the others.
    pub(super) seats: Vec<SupervisorSeat>,
    pub(super) task: Option<(SupervisorTask, TimerId)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SupervisorSeat {
    live_chat: LiveChatId,
    kind: TaskKind,
    pub(super) seat: u32,
}

impl SupervisorSeat {
    pub(super) fn send<O: Outbox>(self, update: SupervisorUpdate, out: &mut O) {
        let input = match self.kind {
            TaskKind::Intake => LiveChatInput::Intake(IntakeInput::Supervisor(update)),
            TaskKind::Watch => LiveChatInput::watch(WatchInput::Supervisor(update)),
        };
        out.send(Message::LiveChat(self.live_chat, input));
    }

    pub(super) fn is_for(self, task: &SupervisorTask) -> bool {
        self.live_chat == task.live_chat && self.kind == task.kind
    }
}

impl Supervisor {
    pub(super) fn all(plan: &Arc<Plan>, replication: u32) -> Vec<Self> {
        let mut seats = vec![Vec::new(); plan.supervisors.len()];
        let mut seat = |live_chat, kind, members: Vec<SupervisorId>| {
            for (seat, member) in members.into_iter().enumerate() {
                seats[member.index()].push(SupervisorSeat { live_chat, kind, seat: seat as u32 });
            }
        };
        for live_chat in (0..plan.live_chats.len()).map(LiveChatId::from) {
            let queue = plan.live_chats[live_chat.index()].queue;
            seat(live_chat, TaskKind::Intake, intake::members(plan, queue));
            seat(live_chat, TaskKind::Watch, watch::members(plan, live_chat));
        }
        let operators = dual_role::operators_by_person(plan);
        let supervisors = plan.supervisors.iter().zip(seats).enumerate();
        supervisors
            .map(|(i, (supervisor, seats))| {
                let id = SupervisorId::from(i);
                let owner = PresenceOwner {
                    person: supervisor.person,
                    role: StaffRole::Supervisor(id),
                    calendar: &supervisor.duty,
                    attendance: supervisor.attendance.as_ref(),
                };
                let operator = operators[supervisor.person.index()];
                let presence = operator.is_none().then(|| Presence::new(plan, replication, owner));
                let (plan, status) = (Arc::clone(plan), PersonStatus::OFF_DUTY);
                Self { plan, id, presence, operator, status, seats, task: None }
            })
            .collect()
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: SupervisorInput, out: &mut O) {
        let supervisor = self.id;
        match input {
            SupervisorInput::CheckCalendar
            | SupervisorInput::LicenseGranted
            | SupervisorInput::LicenseRefused
            | SupervisorInput::RequestLicense
            | SupervisorInput::Presence(_) => self.handle_presence_input(now, input, out),
            SupervisorInput::StatusChanged(status) => self.apply_status(status, out),
            SupervisorInput::StartTask(task) => self.start_task(now, *task, out),
            SupervisorInput::FinishTask => {
                if let Some((task, _)) = self.task.take() {
                    if let Some(seat) = self.seats.iter().find(|seat| seat.is_for(&task)) {
                        seat.send(SupervisorUpdate::Decided(supervisor, task.subject), out);
                    }
                    self.end_task(now, &task, out);
                }
            }
            SupervisorInput::Unmark(request) => self.unmark(request, out),
            SupervisorInput::SessionWithdrawn(chat, ticket) => {
                let intake = (chat, TaskKind::Intake, TaskSubject::Waiting(ticket));
                let is_withdrawn =
                    |task: &SupervisorTask| (task.live_chat, task.kind, task.subject) == intake;
                if let Some((task, timer)) = self.task.take_if(|(task, _)| is_withdrawn(task)) {
                    out.cancel(timer);
                    self.end_task(now, &task, out);
                }
            }
        }
    }

    /// Something happens to the presence.
    fn handle_presence_input<O: Outbox>(&mut self, now: Time, input: SupervisorInput, out: &mut O) {
        let Some(presence) = &mut self.presence else {
            return;
        };
        let supervisor = self.id;
        let action = match input {
            SupervisorInput::CheckCalendar => {
                let (duty, change) = presence.check_calendar(now, out);
                out.record_fact(SupervisorFact::DutyChanged { supervisor, duty });
                change
            }
            SupervisorInput::LicenseGranted => {
                let change = presence.handle_license_granted(now, out);
                if change == PresenceAction::Enlist {
                    out.record_fact(SupervisorFact::WentOnline { supervisor });
                }
                change
            }
            SupervisorInput::LicenseRefused => return presence.handle_license_refused(now, out),
            SupervisorInput::RequestLicense => return presence.request_license(out),
            SupervisorInput::Presence(turn) => presence.handle_event(now, turn, out),
            _ => return,
        };
        self.apply_presence_action(now, action, out);
    }

    fn apply_presence_action<O: Outbox>(&mut self, now: Time, action: PresenceAction, out: &mut O) {
        match action {
            PresenceAction::None | PresenceAction::Resume | PresenceAction::HandleUnattended => {}
            PresenceAction::Enlist => self.enlist(out),
            // What is in a head is not lost with the connection: an act that has begun is ended.
            PresenceAction::Pause => self.notify_seats(out, SupervisorUpdate::Delist),
            PresenceAction::Delist
            | PresenceAction::HandBack
            | PresenceAction::EndPosition
            | PresenceAction::GoOffline => {
                self.notify_seats(out, SupervisorUpdate::Delist);
                self.leave_if_done(now, out);
            }
        }
    }

    pub(super) fn enlist<O: Outbox>(&self, out: &mut O) {
        // Back before the last act ended: that one still takes the attention.
        let load = u32::from(self.task.is_some());
        self.notify_seats(out, |seat| SupervisorUpdate::Enlist(seat, load));
    }

    /// May do something with sessions.
    fn can_act(&self) -> bool {
        self.presence.as_ref().map_or(self.status.can_act, Presence::can_act)
    }

    /// Takes new ones.
    fn is_available(&self) -> bool {
        self.presence.as_ref().map_or(self.status.is_available, Presence::is_available)
    }

    pub(super) fn notify_seats<O: Outbox>(
        &self,
        out: &mut O,
        update: impl Fn(u32) -> SupervisorUpdate,
    ) {
        for seat in &self.seats {
            seat.send(update(seat.seat), out);
        }
    }

    fn start_task<O: Outbox>(&mut self, now: Time, task: SupervisorTask, out: &mut O) {
        let Some(&seat) = self.seats.iter().find(|seat| seat.is_for(&task)) else {
            return;
        };
        if self.task.is_some() || !self.is_available() {
            seat.send(SupervisorUpdate::Declined(seat.seat, task.subject), out);
            return;
        }
        let decide = Message::Supervisor(self.id, SupervisorInput::FinishTask);
        let timer = out.schedule(now + task.reaction, Class::Staff, decide);
        self.task = Some((task, timer));
        self.seats.sort_by_key(|seat| seat.is_for(&task));
        self.notify_operator(true, out);
        let SupervisorTask { live_chat, kind, requested, .. } = task;
        out.record_fact(SupervisorFact::TaskBegun {
            supervisor: self.id,
            live_chat,
            task: kind,
            due_since: requested,
        });
        for seat in self.seats.iter().filter(|seat| !seat.is_for(&task)) {
            seat.send(SupervisorUpdate::StartedElsewhere(seat.seat), out);
        }
    }

    /// Takes a mark back, which needs no attention to speak of; or the next supervisor does.
    fn unmark<O: Outbox>(&self, request: UnmarkRequest, out: &mut O) {
        if self.can_act() {
            request.approve(self.id, out);
        } else if let Some(next) = next_supervisor(&self.plan, request.live_chat, Some(self.id)) {
            out.send(Message::Supervisor(next, SupervisorInput::Unmark(request)));
        }
    }

    fn end_task<O: Outbox>(&mut self, now: Time, task: &SupervisorTask, out: &mut O) {
        let (supervisor, live_chat, act) = (self.id, task.live_chat, task.kind);
        out.record_fact(SupervisorFact::TaskEnded { supervisor, live_chat, task: act });
        self.notify_seats(out, SupervisorUpdate::Freed);
        self.notify_operator(false, out);
        self.leave_if_done(now, out);
    }

    fn leave_if_done<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Some(presence) = &mut self.presence else {
            return;
        };
        if self.task.is_none() && presence.finish_leaving(now, out) {
            out.record_fact(SupervisorFact::WentOffline { supervisor: self.id });
        }
    }
}

/// The first supervisor of a live chat, or the first after one.
pub(super) fn next_supervisor(
    plan: &Plan,
    live_chat: LiveChatId,
    after: Option<SupervisorId>,
) -> Option<SupervisorId> {
    let from = after.map_or(0, |after| after.index() + 1);
    let supervises =
        |id: &SupervisorId| plan.supervisors[id.index()].live_chats.contains(&live_chat);
    (from..plan.supervisors.len()).map(SupervisorId::from).find(supervises)
}
