//! A supervisor: attends to one session at a time, reads it and decides on it.
//!
//! - **Owns** the task under way, the seats at intakes and watches, and a presence, unless the same
//!   person is an operator as well.
//! - **Inputs**: [`SupervisorInput`].
//! - **Sends** to intakes and watches when it is there, busy or free, and what it has decided; to
//!   operators that a spam mark is taken back; to the same person's operator that a task began or ended.
//! - **Records** when a task begins and ends, and when it comes and goes.

mod dual_role;

pub(super) use super::message::TaskKind;

use std::sync::Arc;

use crate::base::{LiveChatId, OperatorId, SupervisorId, Time};
use crate::desk::message::{
    Class, IntakeInput, LiveChatInput, Message, OperatorInput, Outbox, PersonStatus, StaffRole,
    SupervisorFact, SupervisorInput, SupervisorTask, SupervisorUpdate, TaskSubject, TimerId,
    TransferInput, UnmarkRequest, WatchInput, intake_members, next_supervisor, watch_members,
};
use crate::desk::presence::{Presence, PresenceAction, PresenceOwner, operators_by_person};
use crate::plan::Plan;

/// A user who distributes and watches.
#[derive(Debug)]
pub struct Supervisor {
    plan: Arc<Plan>,
    id: SupervisorId,
    /// `None` for a user who is an operator as well: that part leads.
    presence: Option<Presence>,
    operator: Option<OperatorId>,
    /// How things stand with such a person.
    status: PersonStatus,
    /// Who wants attention. The one that was served last stands last: they take turns, so that a busy
    /// one does not starve the others.
    seats: Vec<SupervisorSeat>,
    task: Option<(SupervisorTask, TimerId)>,
}

#[derive(Clone, Copy, Debug)]
struct SupervisorSeat {
    live_chat: LiveChatId,
    kind: TaskKind,
    seat: u32,
}

impl SupervisorSeat {
    fn send<O: Outbox>(self, update: SupervisorUpdate, out: &mut O) {
        let input = match self.kind {
            TaskKind::Intake => LiveChatInput::Intake(IntakeInput::Supervisor(update)),
            TaskKind::Watch => LiveChatInput::watch(WatchInput::Supervisor(update)),
        };
        out.send(Message::LiveChat(self.live_chat, input));
    }

    fn is_for(self, task: &SupervisorTask) -> bool {
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
            seat(live_chat, TaskKind::Intake, intake_members(plan, queue));
            seat(live_chat, TaskKind::Watch, watch_members(plan, live_chat));
        }
        let operators = operators_by_person(plan);
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

    fn enlist<O: Outbox>(&self, out: &mut O) {
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

    fn notify_seats<O: Outbox>(&self, out: &mut O, update: impl Fn(u32) -> SupervisorUpdate) {
        for seat in &self.seats {
            seat.send(update(seat.seat), out);
        }
    }

    fn start_task<O: Outbox>(&mut self, now: Time, task: SupervisorTask, out: &mut O) {
        let Some(place) = self.seats.iter().position(|seat| seat.is_for(&task)) else {
            return;
        };
        let seat = self.seats[place];
        if self.task.is_some() || !self.is_available() {
            let (is_busy, subject) = (self.task.is_some(), task.subject);
            seat.send(SupervisorUpdate::Declined { seat: seat.seat, is_busy, subject }, out);
            return;
        }
        let decide = Message::Supervisor(self.id, SupervisorInput::FinishTask);
        let timer = out.schedule(now + task.reaction, Class::Decision, decide);
        self.task = Some((task, timer));
        self.seats[place..].rotate_left(1);
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
            approve_unmark(self.id, &request, out);
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

/// Informs the operator who marked a session as spam that the mark is taken back.
fn approve_unmark<O: Outbox>(supervisor: SupervisorId, request: &UnmarkRequest, out: &mut O) {
    let input = TransferInput::Unmarked(request.session, supervisor);
    out.send(Message::Operator(request.operator, OperatorInput::Transfer(input)));
}
