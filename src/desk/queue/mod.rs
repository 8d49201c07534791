//! A queue that operators serve: the common queue of a live chat, or that of a group. The module
//! also holds what waiting needs everywhere: the order of sessions, their deadlines, rosters,
//! overflow.
//!
//! It owns the sessions that wait in it and alone assigns them. Invariant: while a session waits
//! and may be assigned, no member whom the queue believes to have a free slot is left idle. Where
//! not every member may have each session the invariant is weaker: see [`Matching`].
//!
//! - **Owns** the sessions that wait ([`WaitQueue`]), the members and how many sessions each has,
//!   as far as the queue knows ([`Roster`]), open offers and claims.
//! - **Inputs**: [`QueueInput`], which the live chat or the group that owns the queue passes on.
//! - **Sends** sessions and offers to operators, sessions by overflow to groups and live chats,
//!   answers to operators who ask about transfers, and to watches what they ask about the queue.
//! - **Records** that a session waits, moves on, is abandoned, refused or sent away, and what
//!   changes in the queue itself.

mod matching;
mod offer;
pub(super) mod overflow;
mod pull;
mod requests;
mod roster;
mod wait_queue;
mod waiting;
mod watch;

pub(super) use requests::answer_transfer;
pub use roster::Roster;
pub use wait_queue::{WaitQueue, WaitingSession};
pub(super) use waiting::{
    DueEvent, WaitRules, escalate_waiting, report_moved, schedule_deadline, start_waiting, take_due,
};
pub(super) use watch::{continue_search, report_action_done, send_reassign_request};

use std::sync::Arc;

use crate::base::{OperatorId, QueueId, SessionId, Time};
use crate::desk::message::{
    ArrivalFact, EscalationRequest, FlowOut, Location, Message, OperatorInput, Outbox, QueueFact,
    QueueInput, RefusalReason, Seat, Ticket, WaitPlace, queue_members,
};
use crate::desk::service_level;
use crate::desk::session::{Deadline, Session};
use crate::plan::{Choice, Plan, QueueOwner, Selection, TieBreak};
use crate::workload::Ending;
use matching::Matching;
use requests::Gauge;

#[derive(Debug)]
pub(super) struct Queue {
    plan: Arc<Plan>,
    id: QueueId,
    members: Vec<OperatorId>,
    roster: Roster,
    wait_queue: WaitQueue,
    /// Present if not every member may have each session at once.
    matching: Option<Box<Matching>>,
    /// One for each watch over this queue.
    gauges: Box<[Gauge]>,
}

impl Queue {
    pub(super) fn new(plan: &Arc<Plan>, id: QueueId) -> Self {
        let members = queue_members(plan, id);
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

    /// A member is shown Online.
    pub(super) fn is_served(&self) -> bool {
        self.roster.online_count() > 0
    }

    /// A member is shown Online, apart from this one.
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
            QueueInput::Requeue(slots, session) => {
                self.roster.undo_refused(slots);
                self.report_requeued(session.id, out);
                self.enqueue(now, session, out);
                self.assign_waiting(now, out);
            }
            QueueInput::SessionEnded(seat) => self.roster.record_ended(seat),
            QueueInput::SessionRegained(seat) => self.roster.record_regained(seat),
            // Only a constrained queue counts units of load.
            QueueInput::UnitsChanged(..) => {}
            QueueInput::PaceElapsed(_)
            | QueueInput::OfferEnded(_)
            | QueueInput::NoSlot(..)
            | QueueInput::Claim => unreachable!("an unconstrained queue asks for none of these"),
            QueueInput::WaitingDeadline(ticket) => self.handle_deadline(now, ticket, out),
            QueueInput::Escalate(request) => self.escalate(now, &request, out),
            QueueInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.assign_waiting(now, out);
            }
            QueueInput::Delist(seat) => self.roster.delist(seat),
            QueueInput::CutOff(seat, load) => {
                self.roster.cut_off(seat, load);
                self.push_waiting(now, out);
            }
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
        // Sessions that wait already go first; a free slot therefore means that none waits.
        if let Some(seat) = self.choose_seat(&session) {
            // Sent before the roster is updated: so there is other work between writing the message
            // and reading it.
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
    fn is_full(&self, session: &Session) -> bool {
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
    fn enqueue<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) -> Ticket {
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
        let rules = WaitRules { topic, order: queue.order, place: WaitPlace::Queue(self.id) };
        let ticket = start_waiting(
            &mut self.wait_queue,
            now,
            session,
            rules,
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
                schedule_deadline(&mut self.wait_queue, ticket, deadline_message(owner), out);
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
                    && let Some(request) = service_level::handle_sla_deadline(
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
            let place = WaitPlace::Queue(self.id);
            if escalate_waiting(&mut self.wait_queue, now, request, &self.plan, ticket, place, out)
            {
                self.handle_departure(now, ticket, out);
            }
        }
    }

    /// The session with this ticket has left: nothing need be decided about it any more.
    fn handle_departure<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        if self.matching.is_some()
            && let Some(seat) = self.withdraw_offer(ticket, out)
        {
            self.match_member(now, seat, out);
        }
    }

    fn report_requeued<O: Outbox>(&self, session: SessionId, out: &mut O) {
        out.record_fact(QueueFact::Requeued { session, queue: self.id });
    }

    /// Assigns waiting sessions as long as a member has a free slot.
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

    /// Assigns the waiting sessions that are pushed to one operator, as far as a member who is cut off
    /// but shown Online may have them.
    fn push_waiting<O: Outbox>(&mut self, now: Time, out: &mut O) {
        for ticket in self.wait_queue.tickets_where(|session| session.to_least_occupied) {
            let Some(waiting) = self.wait_queue.get_mut(ticket) else {
                continue;
            };
            let tie_break = waiting.session.client.tie_break(waiting.session.visit);
            let Some(seat) = self.roster.least_occupied(tie_break, |_| true) else {
                return;
            };
            if let Some(waiting) = self.wait_queue.leave(ticket) {
                if let Some(timer) = waiting.timer {
                    out.cancel(timer);
                }
                self.send_assignment(seat, waiting.session, out);
                self.roster.assign(now, seat);
            }
        }
    }

    /// A member of those who can act begins a session, at once and above the limit if need be (rulebook
    /// E-C10). Gives it back if there is none.
    pub(super) fn begin_outbound<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let Some(seat) = self.roster.best_to_begin(session.client.tie_break(session.visit)) else {
            return Some(session);
        };
        session.join(now);
        self.roster.assign(now, seat);
        let begin = OperatorInput::BeginOutbound(self.id, session);
        out.send(Message::Operator(self.members[seat as usize], begin));
        None
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
    fn send_assignment<O: Outbox>(&self, seat: Seat, session: Box<Session>, out: &mut O) {
        let operator = self.members[seat as usize];
        out.send(Message::Operator(operator, OperatorInput::Assign(self.id, session)));
    }
}

pub(super) fn deadline_message(owner: QueueOwner) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::to_queue(owner, QueueInput::WaitingDeadline(ticket))
}

/// The number of sessions at once up to which a queue assigns to an operator: the group's limit
/// takes precedence over the operator's own.
pub(super) fn limit(plan: &Plan, operator: OperatorId, owner: QueueOwner) -> Option<u32> {
    let own = plan.operators[operator.index()].limit;
    match owner {
        QueueOwner::Group(group) => plan.groups[group.index()].cap.unwrap_or(own),
        QueueOwner::LiveChat(_) => own,
    }
}

/// The queue has no place: a new session is refused, another one is sent away.
fn turn_away<O: Outbox>(session: Box<Session>, out: &mut O) {
    if session.is_new() {
        refuse(session, RefusalReason::QueueFull, out);
    } else {
        overflow::flow_out(session, None, FlowOut::Missed, out);
    }
}

/// Refuses a session that is not let in.
pub(super) fn refuse<O: Outbox>(session: Box<Session>, reason: RefusalReason, out: &mut O) {
    let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
    out.record_fact(ArrivalFact::Refused { session: id, live_chat, arrived, reason });
    let ending = match reason {
        RefusalReason::Closed => Ending::RefusedClosed,
        RefusalReason::NotPermitted
        | RefusalReason::QueueFull
        | RefusalReason::ChannelDown
        | RefusalReason::NobodyOnline => Ending::Refused,
    };
    out.retire(session, ending);
}

/// How a queue chooses among operators. For two policies all operators are equal, and they
/// determine the tie break themselves: the one in the plan does not apply.
pub(super) fn selection(plan: &Plan, queue: QueueId) -> Selection {
    let Selection { choice, tie_break } = plan.queues[queue.index()].selection;
    let tie_break = match choice {
        Choice::Random => TieBreak::Random,
        Choice::Listed => TieBreak::Listed,
        Choice::LeastOccupied
        | Choice::MostOccupied
        | Choice::LongestIdle
        | Choice::RoundRobin
        | Choice::MostSpare
        | Choice::LifetimeCount => tie_break,
    };
    Selection { choice, tie_break }
}
