//! A queue that operators serve: the common queue of a live chat, or that of a group.
//!
//! It owns the sessions that wait in it and alone gives them away. Promise: while a session waits
//! and may be given, no member whom the queue believes to have a free slot is left idle. Where not
//! everybody may have each session the promise is weaker: see [`Matching`].

mod requests;

use std::sync::Arc;

use self::requests::Gauge;
use super::line::{Line, Ticket};
use super::matching::Matching;
use super::onward;
use super::roster::{Roster, Seat};
use super::sla::{self, Call, Holder};
use super::waiting::{Due, due, remind, wait};
use super::watch::{Moving, Relay};
use super::{
    Deadline, Fact, FlowOut, Message, OperatorInput, Outbox, Refusal, Request, Session, Where,
    seats,
};
use crate::base::{LiveChatId, OperatorId, QueueId, SessionId, SupervisorId, Time};
use crate::plan::{Choice, Plan, QueueAge, QueueOwner, Selection, Tie};

/// What a queue is told.
#[derive(Debug)]
pub enum QueueInput {
    /// A session wants to be answered here.
    Join(Box<Session>),
    /// The operator in this seat has no free slot after all.
    Return(u32, Box<Session>),
    /// Something is due with the session that holds this ticket.
    Due(Ticket),
    /// A session goes to somebody else because a promise was not kept.
    Fetch(Box<Call>),
    /// The operator in this seat takes sessions, and has so many.
    Enlist(u32, u32),
    /// The operator in this seat takes no more sessions.
    Delist(u32),
    /// The operator in this seat took a session from elsewhere.
    Took(u32),
    /// The operator in this seat freed a slot.
    Freed(u32),
    /// The sessions of the operator in this seat weigh so much.
    Units(u32, u32),
    /// The operator in this seat ended a session that came from this queue.
    Ended(u32),
    /// The operator in this seat has a session again that came from this queue.
    Regained(u32),
    /// The operator in this seat was given nothing after all.
    Untook(u32),
    /// Somebody asks whether anybody is Online here.
    Probe(Box<Request>),
    /// Somebody asks whether anybody will take a session over.
    Ask(Box<Request>),
    /// A supervisor of this live chat, in this seat, looks for the next in line of whom no other
    /// reads.
    Pick(LiveChatId, u32, Box<[Ticket]>),
    /// A supervisor, for this live chat, has decided on the one who holds this ticket.
    Move(Ticket, (SupervisorId, LiveChatId)),
    /// A supervisor brings one who waited elsewhere.
    Receive(Box<Moving>),
    /// A supervisor wants somebody here to get a session that another operator has.
    Reassign(Box<Relay>),
    /// One who was to be moved stands where it stood.
    Back(Box<Session>),
    /// The operator in this seat may be given another session again.
    Again(u32),
    /// The offer of this session was answered, or its time is over.
    OfferOver(Ticket),
    /// The operator in this seat has no free slot to reserve.
    NoRoom(u32, Ticket),
    /// Somebody has noticed that a session waits.
    Claim,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) plan: Arc<Plan>,
    pub(super) id: QueueId,
    pub(super) members: Vec<OperatorId>,
    pub(super) roster: Roster,
    pub(super) line: Line,
    /// Not everybody may have each session at once.
    pub(super) matching: Option<Box<Matching>>,
    /// For those who watch over it.
    gauges: Box<[Gauge]>,
}

impl Queue {
    pub(super) fn new(plan: &Arc<Plan>, id: QueueId) -> Self {
        let members = seats(plan, id);
        let owner = plan.queues[id.index()].owner;
        let limits = members.iter().map(|member| limit(plan, *member, owner));
        let mut roster = Roster::new(selection(plan, id), limits);
        if plan.queues[id.index()].own_load {
            roster.count_own();
        }
        let matching = (!plan.is_plain(id)).then(|| Box::new(Matching::new(plan, id, &members)));
        let (plan, gauges) = (Arc::clone(plan), Gauge::of(plan, id));
        Self { plan, id, members, roster, line: Line::default(), matching, gauges }
    }

    /// Somebody is Online.
    pub(super) fn is_served(&self) -> bool {
        self.roster.online() > 0
    }

    /// Somebody is Online, apart from this one.
    pub(super) fn is_served_without(&self, but: Option<OperatorId>) -> bool {
        let seat = but.and_then(|but| self.members.iter().position(|member| *member == but));
        let one = seat.is_some_and(|seat| self.roster.is_online(seat as Seat));
        self.roster.online() > u32::from(one)
    }

    pub(super) fn holds(&self) -> u32 {
        self.line.len()
    }

    #[inline(always)]
    pub(super) fn handle<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        if self.matching.is_some() {
            self.match_up(now, input, out);
        } else {
            self.plainly(now, input, out);
        }
        if !self.gauges.is_empty() {
            self.read_gauges(out);
        }
    }

    #[inline(always)]
    fn plainly<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        match input {
            QueueInput::Join(session) => {
                if session.avoids().is_empty() {
                    self.join(now, session, out);
                } else {
                    self.grow_particular(out);
                    self.match_up(now, QueueInput::Join(session), out);
                }
            }
            QueueInput::Return(seat, session) => {
                self.roster.untook(seat);
                self.came_back(session.id, out);
                self.queue(now, session, out);
                self.give(out);
            }
            QueueInput::Ended(seat) => self.roster.ended(seat),
            QueueInput::Regained(seat) => self.roster.regained(seat),
            // Only where all are counted does somebody look.
            QueueInput::Units(..) => {}
            QueueInput::Again(_)
            | QueueInput::OfferOver(_)
            | QueueInput::NoRoom(..)
            | QueueInput::Claim => unreachable!("a plain queue asks for nothing of the kind"),
            QueueInput::Due(ticket) => self.due(now, ticket, out),
            QueueInput::Fetch(call) => self.fetch(now, &call, out),
            QueueInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.give(out);
            }
            QueueInput::Delist(seat) => self.roster.delist(seat),
            QueueInput::Took(seat) => self.roster.took(seat),
            QueueInput::Freed(seat) => self.freed(now, seat, out),
            request => self.requested(now, request, out),
        }
    }

    #[inline(always)]
    fn freed<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        if !self.line.is_idle()
            && self.roster.is_full(seat)
            && !self.roster.available()
            && let Some(waiting) = self.line.leave_next()
        {
            self.assign(seat, waiting.session, out);
            self.roster.replaced(now, seat);
            if let Some(alarm) = waiting.alarm {
                out.cancel(alarm);
            }
            return;
        }
        self.roster.freed(now, seat);
        self.give(out);
    }

    #[inline(always)]
    fn join<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.join(now);
        // Whoever waits already goes first; a free slot then means that nobody waits.
        if let Some(seat) = self.roster.choice(|| session.client.lot(session.stage)) {
            // Said first and written down afterwards: what was just said is heard late.
            self.assign(seat, session, out);
            self.roster.take(seat);
            return;
        }
        if self.is_full(&session) {
            turn_away(session, out);
            return;
        }
        self.queue(now, session, out);
    }

    /// The queue has no place for this session. One that comes from elsewhere at the desk is let
    /// in, or has a fifth more places.
    pub(super) fn is_full(&self, session: &Session) -> bool {
        let queue = &self.plan.queues[self.id.index()];
        let Some(places) = queue.places else {
            return false;
        };
        let waiting = self.line.len();
        if session.is_new() {
            return waiting >= places;
        }
        let fifth_more = queue.onward.as_ref().is_some_and(|onward| onward.fifth_more);
        fifth_more && u64::from(waiting) >= u64::from(places) * 6 / 5
    }

    pub(super) fn owner(&self) -> QueueOwner {
        self.plan.queues[self.id.index()].owner
    }

    /// The session waits here, at its turn.
    pub(super) fn queue<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) -> Ticket {
        let topic = &self.plan.topics[session.topic.index()];
        let queue = &self.plan.queues[self.id.index()];
        if !session.queued && queue.onward.is_some() {
            onward::begin(&self.plan, self.id, now, &mut session);
        }
        let mut ahead = 0;
        if let Some(matching) = &self.matching {
            if session.queued {
                ahead = if matching.rules.relaxed_first { session.rings_left() } else { 0 };
            } else {
                matching.begin_ring(now, &mut session);
            }
        }
        let spot = (topic, queue.order, Where::Queue(self.id));
        let ticket = wait(&mut self.line, now, session, spot, reminder(queue.owner), out);
        if ahead > 0 {
            self.line.advance(ticket, |turn| turn.ahead(ahead));
        }
        ticket
    }

    pub(super) fn due<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let (place, owner) = (Where::Queue(self.id), self.owner());
        match due(&mut self.line, now, ticket, place, out) {
            Due::Nothing => remind(&mut self.line, ticket, reminder(owner), out),
            Due::GaveUp => self.has_left(now, ticket, out),
            Due::Deadline(why @ (Deadline::Overflow | Deadline::MaxWait)) => {
                if let Some(waiting) = self.line.leave(ticket) {
                    onward::leave(&self.plan, waiting.session, why, place, out);
                }
                self.has_left(now, ticket, out);
            }
            Due::Deadline(what @ (Deadline::Sla(_) | Deadline::Reminder(_))) => {
                let holder = Holder::Queue(owner, ticket);
                if let Some(waiting) = self.line.get_mut(ticket)
                    && let Some(call) =
                        sla::due(&mut waiting.session, &self.plan, what, holder, out)
                {
                    self.fetch(now, &call, out);
                    return;
                }
                remind(&mut self.line, ticket, reminder(owner), out);
            }
            Due::Deadline(what) => self.widen(now, ticket, what, out),
        }
    }

    pub(super) fn fetch<O: Outbox>(&mut self, now: Time, call: &Call, out: &mut O) {
        if let Holder::Queue(_, ticket) = call.holder {
            let spot = (&*self.plan, ticket, Where::Queue(self.id));
            if sla::fetch(&mut self.line, now, call, spot, out) {
                self.has_left(now, ticket, out);
            }
        }
    }

    /// The one with this ticket is gone: nobody need decide about it any more.
    pub(super) fn has_left<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        if self.matching.is_some()
            && let Some(seat) = self.withdraw(ticket, out)
        {
            self.serve(now, seat, out);
        }
    }

    pub(super) fn came_back<O: Outbox>(&self, session: SessionId, out: &mut O) {
        out.fact(Fact::CameBack { session, queue: self.id });
    }

    /// Gives waiting sessions away as long as somebody has a free slot.
    fn give<O: Outbox>(&mut self, out: &mut O) {
        while !self.line.is_idle()
            && self.roster.available()
            && let Some(waiting) = self.line.leave_next()
        {
            let session = waiting.session;
            if let Some(seat) = self.roster.choice(|| session.client.lot(session.stage)) {
                self.assign(seat, session, out);
                self.roster.take(seat);
            }
            if let Some(alarm) = waiting.alarm {
                out.cancel(alarm);
            }
        }
    }

    #[inline(always)]
    pub(super) fn assign<O: Outbox>(&self, seat: Seat, session: Box<Session>, out: &mut O) {
        let operator = self.members[seat as usize];
        out.send(Message::Operator(operator, OperatorInput::Assign(self.id, session)));
    }
}

pub(super) fn reminder(owner: QueueOwner) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::queue(owner, QueueInput::Due(ticket))
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
        refuse(session, Refusal::QueueFull, out);
    } else {
        onward::flow_out(session, None, FlowOut::Missed, out);
    }
}

/// A session is not let in.
pub(super) fn refuse<O: Outbox>(session: Box<Session>, reason: Refusal, out: &mut O) {
    let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
    out.fact(Fact::Refused { session: id, live_chat, arrived, reason });
    out.retire(session);
}

/// Who of several gets a session here. Two rules hold all equal and say themselves who is chosen
/// then: no tie is asked after them.
pub(super) fn selection(plan: &Plan, queue: QueueId) -> Selection {
    let Selection { choice, tie } = plan.queues[queue.index()].selection;
    let tie = match choice {
        Choice::Random => Tie::Random,
        Choice::Listed => Tie::Listed,
        _ => tie,
    };
    Selection { choice, tie }
}

/// From when a session's age counts after a switch at `now`.
pub(super) fn age_from(plan: &Plan, session: &Session, now: Time) -> Time {
    match plan.live_chats[session.live_chat.index()].queue_age {
        QueueAge::Kept => session.age_from,
        QueueAge::Reset => now,
    }
}
