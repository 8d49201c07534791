//! A queue that operators serve: the common queue of a live chat, or that of a group.
//!
//! It owns the sessions that wait in it and alone gives them away. Promise: while a session waits
//! and may be given, no member whom the queue believes to have a free slot is left idle. Where not
//! everybody may have each session the promise is weaker: see [`Matching`].

mod requests;

use std::sync::Arc;

use self::requests::Gauge;
use super::matching::Matching;
use super::overflow;
use super::roster::{Roster, Seat};
use super::sla::{self, EscalationRequest, Location};
use super::wait_queue::{Ticket, WaitQueue};
use super::waiting::{DueEvent, schedule_deadline, start_waiting, take_due};
use super::watch::{ReassignRequest, SupervisorMove};
use super::{
    Deadline, Fact, FlowOut, Message, OperatorInput, Outbox, RefusalReason, Session,
    TransferRequest, WaitPlace, members_of,
};
use crate::base::{LiveChatId, OperatorId, QueueId, SessionId, SupervisorId, Time};
use crate::plan::{Choice, Plan, QueueAgeFrom, QueueOwner, Selection, TieBreak};

/// What a queue is told.
#[derive(Debug)]
pub enum QueueInput {
    /// A session wants to be answered here.
    Join(Box<Session>),
    /// The operator in this seat has no free slot after all.
    Requeue(u32, Box<Session>),
    /// Something is due with the session that holds this ticket.
    WaitingDeadline(Ticket),
    /// A session goes to somebody else because a promise was not kept.
    Escalate(Box<EscalationRequest>),
    /// The operator in this seat takes sessions, and has so many.
    Enlist(u32, u32),
    /// The operator in this seat takes no more sessions.
    Delist(u32),
    /// The operator in this seat took a session from elsewhere.
    SlotTaken(u32),
    /// The operator in this seat freed a slot.
    SlotFreed(u32),
    /// The sessions of the operator in this seat weigh so much.
    UnitsChanged(u32, u32),
    /// The operator in this seat ended a session that came from this queue.
    SessionEnded(u32),
    /// The operator in this seat has a session again that came from this queue.
    SessionRegained(u32),
    /// The operator in this seat was given nothing after all.
    AssignmentUndone(u32),
    /// Somebody asks whether anybody is Online here.
    Probe(Box<TransferRequest>),
    /// Somebody asks whether anybody will take a session over.
    RequestTransfer(Box<TransferRequest>),
    /// A supervisor of this live chat, in this seat, looks for the next in line of whom no other
    /// reads.
    Pick(LiveChatId, u32, Box<[Ticket]>),
    /// A supervisor, for this live chat, has decided on the one who holds this ticket.
    Move(Ticket, (SupervisorId, LiveChatId)),
    /// A supervisor brings one who waited elsewhere.
    Receive(Box<SupervisorMove>),
    /// A supervisor wants somebody here to get a session that another operator has.
    Reassign(Box<ReassignRequest>),
    /// One who was to be moved stands where it stood.
    MoveFailed(Box<Session>),
    /// The operator in this seat may be given another session again.
    PaceElapsed(u32),
    /// The offer of this session was answered, or its time is over.
    OfferEnded(Ticket),
    /// The operator in this seat has no free slot to reserve.
    NoSlot(u32, Ticket),
    /// Somebody has noticed that a session waits.
    Claim,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) plan: Arc<Plan>,
    pub(super) id: QueueId,
    pub(super) members: Vec<OperatorId>,
    pub(super) roster: Roster,
    pub(super) wait_queue: WaitQueue,
    /// Not everybody may have each session at once.
    pub(super) matching: Option<Box<Matching>>,
    /// For those who watch over it.
    gauges: Box<[Gauge]>,
}

impl Queue {
    pub(super) fn new(plan: &Arc<Plan>, id: QueueId) -> Self {
        let members = members_of(plan, id);
        let owner = plan.queues[id.index()].owner;
        let limits = members.iter().map(|member| limit(plan, *member, owner));
        let mut roster = Roster::new(selection(plan, id), limits);
        if plan.queues[id.index()].own_load_only {
            roster.count_own_sessions();
        }
        let matching =
            (!plan.is_unconstrained(id)).then(|| Box::new(Matching::new(plan, id, &members)));
        let (plan, gauges) = (Arc::clone(plan), Gauge::for_queue(plan, id));
        Self { plan, id, members, roster, wait_queue: WaitQueue::default(), matching, gauges }
    }

    /// Somebody is Online.
    pub(super) fn is_served(&self) -> bool {
        self.roster.online_count() > 0
    }

    /// Somebody is Online, apart from this one.
    pub(super) fn is_served_excluding(&self, excluded: Option<OperatorId>) -> bool {
        let seat = excluded.and_then(|but| self.members.iter().position(|member| *member == but));
        let one = seat.is_some_and(|seat| self.roster.is_online(seat as Seat));
        self.roster.online_count() > u32::from(one)
    }

    pub(super) fn session_count(&self) -> u32 {
        self.wait_queue.len()
    }

    #[inline(always)]
    pub(super) fn handle<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        if self.matching.is_some() {
            self.handle_constrained(now, input, out);
        } else {
            self.handle_unconstrained(now, input, out);
        }
        if !self.gauges.is_empty() {
            self.update_gauges(out);
        }
    }

    #[inline(always)]
    fn handle_unconstrained<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        match input {
            QueueInput::Join(session) => {
                if session.excluded_operators().is_empty() {
                    self.join(now, session, out);
                } else {
                    self.make_constrained(out);
                    self.handle_constrained(now, QueueInput::Join(session), out);
                }
            }
            QueueInput::Requeue(seat, session) => {
                self.roster.undo_assign(seat);
                self.report_requeued(session.id, out);
                self.enqueue(now, session, out);
                self.assign_waiting(now, out);
            }
            QueueInput::SessionEnded(seat) => self.roster.record_ended(seat),
            QueueInput::SessionRegained(seat) => self.roster.record_regained(seat),
            // Only where all are counted does somebody look.
            QueueInput::UnitsChanged(..) => {}
            QueueInput::PaceElapsed(_)
            | QueueInput::OfferEnded(_)
            | QueueInput::NoSlot(..)
            | QueueInput::Claim => unreachable!("a plain queue asks for nothing of the kind"),
            QueueInput::WaitingDeadline(ticket) => self.handle_deadline(now, ticket, out),
            QueueInput::Escalate(request) => self.escalate(now, &request, out),
            QueueInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.assign_waiting(now, out);
            }
            QueueInput::Delist(seat) => self.roster.delist(seat),
            QueueInput::SlotTaken(seat) => self.roster.take_slot(now, seat),
            QueueInput::SlotFreed(seat) => self.handle_freed(now, seat, out),
            request => self.handle_request(now, request, out),
        }
    }

    #[inline(always)]
    fn handle_freed<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        if !self.wait_queue.is_all_held()
            && self.roster.is_full(seat)
            && !self.roster.has_available()
            && let Some(waiting) = self.wait_queue.leave_next()
        {
            self.send_assignment(seat, waiting.session, out);
            self.roster.replace_session(now, seat);
            if let Some(timer) = waiting.timer {
                out.cancel(timer);
            }
            return;
        }
        self.roster.free_slot(now, seat);
        self.assign_waiting(now, out);
    }

    #[inline(always)]
    fn join<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.join(now);
        // Whoever waits already goes first; a free slot then means that nobody waits.
        if let Some(seat) = self.choose_seat(&session) {
            // Sent before the roster is updated: avoids a store-to-load stall.
            self.send_assignment(seat, session, out);
            self.roster.assign(now, seat);
            return;
        }
        if self.is_full(&session) {
            turn_away(session, out);
            return;
        }
        self.enqueue(now, session, out);
    }

    /// The queue has no place for this session. One that comes from elsewhere at the desk is let
    /// in, or has a fifth more places.
    pub(super) fn is_full(&self, session: &Session) -> bool {
        let queue = &self.plan.queues[self.id.index()];
        let Some(places) = queue.max_waiting else {
            return false;
        };
        let waiting = self.wait_queue.len();
        if session.is_new() {
            return waiting >= places;
        }
        let fifth_more =
            queue.overflow.as_ref().is_some_and(|onward| onward.limits_internal_entries);
        fifth_more && u64::from(waiting) >= u64::from(places) * 6 / 5
    }

    pub(super) fn owner(&self) -> QueueOwner {
        self.plan.queues[self.id.index()].owner
    }

    /// The session waits here, at its turn.
    pub(super) fn enqueue<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) -> Ticket {
        let topic = &self.plan.topics[session.topic.index()];
        let queue = &self.plan.queues[self.id.index()];
        if !session.queued && queue.overflow.is_some() {
            overflow::begin(&self.plan, self.id, now, &mut session);
        }
        let mut ahead = 0;
        if let Some(matching) = &self.matching {
            if session.queued {
                ahead = if matching.rules.relaxed_first { session.rings_exited() } else { 0 };
            } else {
                matching.start_ring(now, &mut session);
            }
        }
        let spot = (topic, queue.order, WaitPlace::Queue(self.id));
        let ticket = start_waiting(
            &mut self.wait_queue,
            now,
            session,
            spot,
            deadline_message(queue.owner),
            out,
        );
        if ahead > 0 {
            self.wait_queue.move_ahead(ticket, |turn| turn.moved_ahead(ahead));
        }
        ticket
    }

    pub(super) fn handle_deadline<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let (place, owner) = (WaitPlace::Queue(self.id), self.owner());
        match take_due(&mut self.wait_queue, now, ticket, place, out) {
            DueEvent::Nothing => {
                schedule_deadline(&mut self.wait_queue, ticket, deadline_message(owner), out)
            }
            DueEvent::Abandoned => self.handle_departure(now, ticket, out),
            DueEvent::Deadline(why @ (Deadline::Overflow | Deadline::MaxWait)) => {
                if let Some(waiting) = self.wait_queue.leave(ticket) {
                    overflow::leave_wait_place(&self.plan, waiting.session, why, place, out);
                }
                self.handle_departure(now, ticket, out);
            }
            DueEvent::Deadline(what @ (Deadline::Sla(_) | Deadline::SlaReminder(_))) => {
                let location = Location::Queue(owner, ticket);
                if let Some(waiting) = self.wait_queue.get_mut(ticket)
                    && let Some(request) = sla::handle_sla_deadline(
                        &mut waiting.session,
                        &self.plan,
                        what,
                        location,
                        out,
                    )
                {
                    self.escalate(now, &request, out);
                    return;
                }
                schedule_deadline(&mut self.wait_queue, ticket, deadline_message(owner), out);
            }
            DueEvent::Deadline(what) => self.handle_match_deadline(now, ticket, what, out),
        }
    }

    pub(super) fn escalate<O: Outbox>(
        &mut self,
        now: Time,
        request: &EscalationRequest,
        out: &mut O,
    ) {
        if let Location::Queue(_, ticket) = request.location {
            let spot = (&*self.plan, ticket, WaitPlace::Queue(self.id));
            if sla::escalate_waiting(&mut self.wait_queue, now, request, spot, out) {
                self.handle_departure(now, ticket, out);
            }
        }
    }

    /// The one with this ticket is gone: nobody need decide about it any more.
    pub(super) fn handle_departure<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        if self.matching.is_some()
            && let Some(seat) = self.withdraw_offer(ticket, out)
        {
            self.match_member(now, seat, out);
        }
    }

    pub(super) fn report_requeued<O: Outbox>(&self, session: SessionId, out: &mut O) {
        out.record_fact(Fact::Requeued { session, queue: self.id });
    }

    /// Gives waiting sessions away as long as somebody has a free slot.
    fn assign_waiting<O: Outbox>(&mut self, now: Time, out: &mut O) {
        while !self.wait_queue.is_all_held()
            && self.roster.has_available()
            && let Some(waiting) = self.wait_queue.leave_next()
        {
            let session = waiting.session;
            if let Some(seat) = self.choose_seat(&session) {
                self.send_assignment(seat, session, out);
                self.roster.assign(now, seat);
            }
            if let Some(timer) = waiting.timer {
                out.cancel(timer);
            }
        }
    }

    /// Which member with a free slot gets the session: as the queue's selection says, or the least
    /// occupied where a rule, a supervisor or a breach pushes it to that one.
    #[inline(always)]
    fn choose_seat(&self, session: &Session) -> Option<Seat> {
        let tie_break = || session.client.tie_break(session.visit);
        if session.to_least_occupied {
            return self.roster.least_occupied(tie_break(), |_| true);
        }
        self.roster.best(tie_break)
    }

    #[inline(always)]
    pub(super) fn send_assignment<O: Outbox>(
        &self,
        seat: Seat,
        session: Box<Session>,
        out: &mut O,
    ) {
        let operator = self.members[seat as usize];
        out.send(Message::Operator(operator, OperatorInput::Assign(self.id, session)));
    }
}

pub(super) fn deadline_message(owner: QueueOwner) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::to_queue(owner, QueueInput::WaitingDeadline(ticket))
}

/// Sessions at once up to which an operator is given one from a queue: the group's word goes before
/// the operator's own.
pub(super) fn limit(plan: &Plan, operator: OperatorId, owner: QueueOwner) -> Option<u32> {
    let own = plan.operators[operator.index()].limit;
    match owner {
        QueueOwner::Group(group) => plan.groups[group.index()].cap.unwrap_or(own),
        QueueOwner::LiveChat(_) => own,
    }
}

/// There is no place: a new session is refused, another one is sent away.
pub(super) fn turn_away<O: Outbox>(session: Box<Session>, out: &mut O) {
    if session.is_new() {
        refuse(session, RefusalReason::QueueFull, out);
    } else {
        overflow::flow_out(session, None, FlowOut::Missed, out);
    }
}

/// A session is not let in.
pub(super) fn refuse<O: Outbox>(session: Box<Session>, reason: RefusalReason, out: &mut O) {
    let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
    out.record_fact(Fact::Refused { session: id, live_chat, arrived, reason });
    out.retire(session);
}

/// Who of several gets a session here. Two rules hold all equal and say themselves who is chosen
/// then: no tie is asked after them.
pub(super) fn selection(plan: &Plan, queue: QueueId) -> Selection {
    let Selection { choice, tie_break } = plan.queues[queue.index()].selection;
    let tie_break = match choice {
        Choice::Random => TieBreak::Random,
        Choice::Listed => TieBreak::Listed,
        _ => tie_break,
    };
    Selection { choice, tie_break }
}

/// From when a session's age counts after a switch at `now`.
pub(super) fn age_after_transfer(plan: &Plan, session: &Session, now: Time) -> Time {
    match plan.live_chats[session.live_chat.index()].queue_age_from {
        QueueAgeFrom::Arrival => session.age_from,
        QueueAgeFrom::Transfer => now,
    }
}
