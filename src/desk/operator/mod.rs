//! An operator: takes sessions up to a limit, works on them, closes or transfers them, wraps up.
//!
//! - **Owns** the sessions on hand (at the session level a workbench, at the dialogue level
//!   conversations), those that wait for this operator by name, those that are being transferred or are
//!   marked as spam, the slots that are kept for sessions to come, and a presence.
//! - **Inputs**: [`OperatorInput`].
//! - **Sends** to the queues that it serves whether it takes sessions and how many it has, sessions
//!   to where they are transferred, questions and answers about transfers to other operators.
//! - **Records** every step of a session that it has, its replies and wrap-ups, busy slots, and when it
//!   comes and goes.

mod detaching;
mod dialogue;
mod dialogue_bench;
mod dual_role;
mod endings;
mod extras;
mod inactivity;
mod offers;
mod personal_queue;
mod presence_actions;
mod reassigning;
mod seats;
mod spam_marks;
mod transfer_sender;
mod transfer_target;
mod transfers;
mod work;
mod workbench;

use std::sync::Arc;

use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::message::{
    Accepted, EscalationRequest, GroupInput, LiveChatInput, Location, Message, OperatorFact,
    OperatorInput, Outbox, PositionPoolInput, QueueInput, ReassignReason, Reassigned, ServiceFact,
    SlotCount, StaffRole, TimerId, TransferFact, WaitPlace,
};
use crate::desk::presence::{Presence, PresenceAction, PresenceOwner, supervisors_by_person};
use crate::desk::queue::escalate_waiting;
use crate::desk::service_level;
use crate::desk::session::Session;
use crate::plan::{Claims, Duty, ModelLevel, Plan};
use dialogue_bench::DialogueBench;
use extras::OperatorExtras;
use seats::{QueueSeat, Seats};
use workbench::Bench;
#[doc(hidden)] // For their tests.
pub use workbench::{LaterWork, OnHand, WorkItem, Workbench, WrapUp};

/// A user who answers.
///
/// What every session needs stands first, in four lines of cache: of ten thousand operators no more
/// should have to come from far away.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Operator {
    /// The queues served, the most preferred first.
    seats: Seats,
    id: OperatorId,
    limit: u32,
    plan: Arc<Plan>,
    extras: Option<Box<OperatorExtras>>,
    /// When the next on hand is done, and the alarm for it.
    work_timer: Option<(Time, TimerId)>,
    bench: Bench,
    presence: Presence,
}

impl Operator {
    pub(super) fn all(plan: &Arc<Plan>, replication: u32) -> Vec<Self> {
        let level = plan.model_level();
        let supervisors = supervisors_by_person(plan);
        let can_misjudge = spam_marks::can_misjudge(plan);
        let operators = plan.operators.iter().zip(Seats::all(plan)).enumerate();
        operators
            .map(|(i, (operator, seats))| {
                let id = OperatorId::from(i);
                let owner = PresenceOwner {
                    person: operator.person,
                    role: StaffRole::Operator(id),
                    calendar: &operator.duty,
                    attendance: operator.attendance.as_ref(),
                };
                Self {
                    plan: Arc::clone(plan),
                    id,
                    limit: operator.limit.unwrap_or(u32::MAX),
                    presence: Presence::new(plan, replication, owner),
                    bench: match level {
                        ModelLevel::Session => {
                            Bench::Session(Workbench::new(operator.speeds.clone()))
                        }
                        ModelLevel::Dialogue => Bench::Dialogue(Box::new(DialogueBench::new())),
                    },
                    work_timer: None,
                    seats,
                    extras: OperatorExtras::new(
                        operator,
                        supervisors[operator.person.index()],
                        can_misjudge,
                    ),
                }
            })
            .collect()
    }

    /// Told an input at an instant.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, input: OperatorInput, out: &mut O) {
        match input {
            OperatorInput::Assign(queue, session) => self.assign(now, queue, session, out),
            OperatorInput::WorkDone => self.finish_work(now, out),
            OperatorInput::BeginOutbound(queue, session) => {
                self.begin_outbound(now, queue, session, out);
            }
            OperatorInput::TryAssign(session) if !self.presence.is_shown_available() => {
                let live_chat = session.current_live_chat;
                out.send(Message::LiveChat(live_chat, LiveChatInput::RuleNotApplicable(session)));
            }
            OperatorInput::TryAssign(mut session) => {
                session.apply_rule(now, &self.plan, out);
                self.assign_by_name(now, session, out);
            }
            OperatorInput::TryAssignWithin(session, patience) => {
                self.try_assign_within(now, session, patience, out);
            }
            OperatorInput::Offer { queue, ticket, session, units } => {
                self.reserve_offered_slot(queue, ticket, session, units, out);
            }
            OperatorInput::AssignOffered { queue, offered_at, session } => {
                self.assign_offered(now, queue, offered_at, session, out);
            }
            OperatorInput::OfferEnded(offer) => self.end_offer(now, *offer, out),
            OperatorInput::PenaltyOver => self.end_penalty(now, out),
            OperatorInput::ReassignSearch(search) => self.search_on_hand(search, out),
            OperatorInput::Reassign(request) => self.handle_reassign_request(now, &request, out),
            OperatorInput::AssignByName(session) => self.assign_by_name(now, session, out),
            OperatorInput::EscalationProbe(escalation) => {
                let is_online = self.presence.is_shown_available();
                service_level::answer_escalation(escalation, is_online, out);
            }
            OperatorInput::Escalate(escalation) => self.escalate(now, &escalation, out),
            OperatorInput::WaitingDeadline(ticket) => {
                self.handle_waiting_deadline(now, ticket, out);
            }
            OperatorInput::OnHandDeadline(session) => {
                self.handle_on_hand_deadline(now, session, out);
            }
            OperatorInput::Transfer(input) => self.handle_transfer_input(now, input, out),
            OperatorInput::CheckCalendar => self.check_calendar(now, out),
            OperatorInput::LicenseGranted => self.handle_license_granted(now, out),
            OperatorInput::LicenseRefused => self.presence.handle_license_refused(now, out),
            OperatorInput::RequestLicense => self.presence.request_license(out),
            OperatorInput::Presence(turn) => {
                let change = self.presence.handle_event(now, turn, out);
                self.apply_presence_action(now, change, out);
            }
            OperatorInput::KeepPosition => self.keep_position(out),
            OperatorInput::RelinquishPosition(due, calendar) => {
                self.relinquish_position(now, due, calendar, out);
            }
            OperatorInput::TakeOverPosition(calendar) => {
                self.take_over_position(now, calendar, out);
            }
            OperatorInput::Supervising(is_busy) => self.set_supervising(now, is_busy, out),
        }
        if self.extras.is_some() {
            self.sync_supervisor(now, out);
        }
    }

    fn check_calendar<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let operator = self.id;
        let (duty, change) = self.presence.check_calendar(now, out);
        out.record_fact(OperatorFact::DutyChanged { operator, duty });
        self.apply_presence_action(now, change, out);
        if duty == Duty::Off {
            self.hand_back_personal_queue(out);
        }
    }

    fn handle_license_granted<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let change = self.presence.handle_license_granted(now, out);
        if change == PresenceAction::Enlist {
            out.record_fact(OperatorFact::WentOnline { operator: self.id });
        }
        self.apply_presence_action(now, change, out);
    }

    /// How many sessions are here.
    pub fn session_count(&self) -> u32 {
        let extras = self.extras.as_ref();
        let here = extras
            .map_or(0, |extras| extras.personal_queue.len() + extras.transfers.session_count());
        self.bench.session_count() + here
    }

    /// Slots that are busy, be it without work.
    #[inline]
    fn load(&self) -> u32 {
        self.bench.slots_taken() + self.extras.as_ref().map_or(0, |extras| extras.slots_taken())
    }

    /// There is a free slot, as far as `limit` goes.
    #[inline]
    fn has_room(&self, limit: u32) -> bool {
        self.is_available() && self.load() < limit
    }

    #[inline]
    fn is_available(&self) -> bool {
        self.presence.is_available()
            && self.extras.as_ref().is_none_or(|extras| extras.penalty_until.is_none())
    }

    /// Shown Online, with or without a connection, and not passed over for an offer that was missed:
    /// what is pushed to one operator may come here (rulebook E-O2, E-Q6).
    fn is_shown_available(&self) -> bool {
        self.presence.is_shown_available()
            && self.extras.as_ref().is_none_or(|extras| extras.penalty_until.is_none())
    }

    /// Nothing is on hand, in no part, and no slot is kept for anything.
    fn is_idle(&self) -> bool {
        self.bench.is_empty() && self.extras.as_ref().is_none_or(|extras| extras.is_idle())
    }

    /// A message to a queue, for its owner to read.
    fn message_to_queue(&self, queue: QueueId, input: QueueInput) -> Message {
        Message::to_queue(self.plan.queues[queue.index()].owner, input)
    }

    /// Informs every queue that is served, but not the one that knows already.
    fn notify_queues<O: Outbox>(
        &self,
        out: &mut O,
        knows: Option<QueueId>,
        input: impl Fn(u32) -> QueueInput,
    ) {
        let mut say = |queue_seat: &QueueSeat| {
            if Some(queue_seat.queue) != knows {
                out.send(self.message_to_queue(queue_seat.queue, input(queue_seat.seat)));
            }
        };
        if let Some(first) = &self.seats.first {
            say(first);
        }
        self.seats.others.iter().for_each(say);
    }

    #[inline(always)]
    fn assign<O: Outbox>(&mut self, now: Time, queue: QueueId, session: Box<Session>, out: &mut O) {
        let queue_seat = self.queue_seat(queue);
        let is_full =
            !self.has_room(queue_seat.limit) || !self.has_units_for(self.units_of(&session));
        if is_full && !self.takes_unchecked() {
            if session.to_least_occupied && self.is_cut_off() {
                self.wait_for_connection(now, queue, session, out);
                return;
            }
            self.report_units(queue_seat, out);
            let back = QueueInput::Requeue(self.slot_count(queue_seat), session);
            out.send(self.message_to_queue(queue_seat.queue, back));
            return;
        }
        self.accept(now, session, WaitPlace::Queue(queue), queue_seat.group, out);
        if !self.seats.others.is_empty() {
            self.notify_queues(out, Some(queue), QueueInput::SlotTaken);
        }
    }

    /// Whether a queue's word counts for more than the operator's own slots: only where a load shows
    /// what becomes of that.
    #[cold]
    fn takes_unchecked(&self) -> bool {
        self.plan.claims == Claims::ReadThenWrite && self.presence.is_available()
    }

    /// The operator begins a session, which is the operator's at once, above the limit if need be
    /// (rulebook E-C10).
    fn begin_outbound<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        session: Box<Session>,
        out: &mut O,
    ) {
        let queue_seat = self.queue_seat(queue);
        if !self.presence.can_act() {
            let undone = QueueInput::AssignmentUndone(self.slot_count(queue_seat));
            out.send(self.message_to_queue(queue_seat.queue, undone));
            out.send(Message::Group(queue_seat.group, GroupInput::BeginOutbound(session)));
            return;
        }
        self.accept(now, session, WaitPlace::Queue(queue), queue_seat.group, out);
        self.notify_queues(out, Some(queue), QueueInput::SlotTaken);
    }

    /// What a queue is told with a refusal.
    fn slot_count(&self, queue_seat: QueueSeat) -> SlotCount {
        SlotCount { seat: queue_seat.seat, taken: self.load() }
    }

    /// What a session weighs; nothing where weights do not count.
    #[inline]
    fn units_of(&self, session: &Session) -> u32 {
        if self.units().is_some() { self.plan.topics[session.topic.index()].units } else { 0 }
    }

    fn queue_seat(&self, queue: QueueId) -> QueueSeat {
        let found = self.seats.iter().find(|place| place.queue == queue);
        *found.expect("a queue assigns to its members")
    }

    /// A session goes elsewhere, if it is still here.
    fn escalate<O: Outbox>(&mut self, now: Time, escalation: &EscalationRequest, out: &mut O) {
        match escalation.location {
            Location::PersonalQueue(_, ticket) => {
                let pushed_from = self.pushed_from(ticket);
                if let Some(OperatorExtras { personal_queue, .. }) = self.extras.as_deref_mut() {
                    let place = WaitPlace::PersonalQueue(self.id);
                    if escalate_waiting(
                        personal_queue,
                        now,
                        escalation,
                        &self.plan,
                        ticket,
                        place,
                        out,
                    ) {
                        self.report_left_personal_queue(pushed_from, out);
                    }
                }
            }
            Location::OnHand(_, id) => {
                if let Some(session) =
                    self.take_for_reassignment(now, id, ReassignReason::ServiceLevel, out)
                {
                    service_level::escalate_session(escalation, now, &self.plan, session, out);
                    self.free_slot(now, out);
                }
            }
            _ => {}
        }
    }

    fn handle_on_hand_deadline<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Some(on_hand) = self.bench.find(id) else {
            return;
        };
        on_hand.timer = None;
        let Some(deadline) = on_hand.session.pop_due_deadline(now) else {
            return;
        };
        if self.handle_dialogue_deadline(now, id, deadline, out) {
            return;
        }
        let Some(on_hand) = self.bench.find(id) else {
            return;
        };
        let holder = Location::OnHand(self.id, id);
        match service_level::handle_sla_deadline(
            &mut on_hand.session,
            &self.plan,
            deadline,
            holder,
            out,
        ) {
            Some(escalation) => self.escalate(now, &escalation, out),
            None => on_hand.schedule_deadline(self.id, out),
        }
    }

    /// Takes a session off the operator's hands before its work is done. The slot is free then:
    /// the caller says so with [`Self::free_slot`] once the session is where it goes.
    fn take_for_reassignment<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        reason: ReassignReason,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let OnHand { session, accepted, group, .. } = self.detach_session(now, id, out)?;
        out.record_fact(TransferFact::Reassigned(Reassigned {
            session: id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            operator: self.id,
            group,
            accepted,
            reason,
            abandoned: session.is_abandoned(),
        }));
        self.resume_work(now, out);
        Some(session)
    }

    fn accept<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        place: WaitPlace,
        group: GroupId,
        out: &mut O,
    ) {
        let (id, live_chat, queued) = (session.id, session.live_chat, session.queued);
        if session.is_abandoned() {
            let operator = self.id;
            out.record_fact(ServiceFact::AcceptedAbandoned {
                session: id,
                live_chat,
                place,
                queued,
                operator,
                group,
            });
        } else {
            out.record_fact(ServiceFact::Accepted(Accepted {
                session: id,
                live_chat,
                place,
                queued,
                joined: session.joined,
                arrived: session.arrived,
                first: !session.is_answered(),
                operator: self.id,
                group,
            }));
        }
        // What was pushed here from a queue counts there until it ends, wherever it waited meanwhile.
        let from = session.pushed_from().map_or(place, WaitPlace::Queue);
        session.accept(now);
        if self.extras.as_ref().is_some_and(|extras| extras.can_misjudge) {
            self.schedule_mark(now, &mut session);
        }
        if self.pool_membership().is_some() && self.bench.is_empty() {
            self.notify_position_pool(PositionPoolInput::Busy(self.id), out);
        }
        session.last_operator = Some(self.id);
        self.change_units(self.units_of(&session), 0, out);
        self.begin_work(now, session, now, from, group, out);
    }
}

impl OnHand {
    /// Sets the alarm for the session's next deadline.
    fn schedule_deadline<O: Outbox>(&mut self, operator: OperatorId, out: &mut O) {
        if let Some(timer) = schedule_on_hand_deadline(&self.session, operator, out) {
            self.timer = Some(timer);
        }
    }
}

/// The alarm for the next deadline of a session on hand.
#[inline]
fn schedule_on_hand_deadline<O: Outbox>(
    session: &Session,
    operator: OperatorId,
    out: &mut O,
) -> Option<TimerId> {
    let (at, what) = session.next_deadline()?;
    let due = Message::Operator(operator, OperatorInput::OnHandDeadline(session.id));
    Some(out.schedule(at, what.class(), due))
}

/// The work that a session is here, alone with it.
#[inline]
fn effort_here(plan: &Plan, session: &Session, group: GroupId) -> Span {
    let topic = &plan.topics[session.topic.index()];
    let effort = if session.is_abandoned() {
        session.client.discovery_time(topic, session.visit)
    } else {
        session.effort(topic, group)
    };
    if session.work_left < 1.0 { remaining_effort(effort, session.work_left) } else { effort }
}

#[cold]
fn remaining_effort(effort: Span, share: f64) -> Span {
    Span::from_micros_f64(effort.as_micros_f64() * share)
}

/// The group on behalf of which an operator answers a live chat's sessions that came to no
/// queue but the common one: the first of the live chat's groups with this member.
fn answering_group(plan: &Plan, operator: OperatorId, live_chat: LiveChatId) -> GroupId {
    let groups = &plan.operators[operator.index()].groups;
    let of_chat = plan.live_chats[live_chat.index()].operator_groups.iter();
    *of_chat.copied().find(|group| groups.contains(group)).as_ref().unwrap_or(&groups[0])
}
