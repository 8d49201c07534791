//! A queue that operators serve: the common queue of a live chat, or that of a group.
//!
//! It owns the sessions that wait in it and alone gives them away. Promise: while a session waits
//! and may be given, no member whom the queue believes to have a free slot is left idle.

mod requests;

use std::sync::Arc;

use self::requests::{Gauge, Moving};
use super::line::{Line, Ticket};
use super::roster::{Roster, Seat};
use super::waiting::{Due, due, remind, wait};
use super::{Fact, Message, OperatorInput, Outbox, Refusal, Request, Session, Where, seats};
use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SupervisorId, Time};
use crate::plan::{Choice, Plan, QueueOwner, Selection, Tie};

/// What a queue is told.
#[derive(Debug)]
pub enum QueueInput {
    /// A session wants to be answered here.
    Join(Box<Session>),
    /// The operator in this seat has no free slot after all.
    Return(u32, Box<Session>),
    /// Something is due with the session that holds this ticket.
    Due(Ticket),
    /// The operator in this seat takes sessions, and has so many.
    Enlist(u32, u32),
    /// The operator in this seat takes no more sessions.
    Delist(u32),
    /// The operator in this seat took a session from elsewhere.
    Took(u32),
    /// The operator in this seat freed a slot.
    Freed(u32),
    /// The operator in this seat was given nothing after all.
    Untook(u32),
    /// Somebody asks whether anybody is Online here.
    Probe(Request),
    /// Somebody asks whether anybody will take a session over.
    Ask(Request),
    /// A supervisor of this live chat, in this seat, looks for the next in line of whom no other
    /// reads.
    Pick(LiveChatId, u32, Vec<Ticket>),
    /// A supervisor has decided to move the one who holds this ticket.
    Move(Ticket, (SupervisorId, LiveChatId, GroupId)),
    /// A supervisor brings one who waited elsewhere.
    Receive(Box<Moving>),
    /// One who was to be moved stands where it stood.
    Back(Box<Session>),
}

#[derive(Debug)]
pub(super) struct Queue {
    plan: Arc<Plan>,
    id: QueueId,
    members: Vec<OperatorId>,
    roster: Roster,
    line: Line,
    /// For those who watch over it.
    gauges: Box<[Gauge]>,
}

impl Queue {
    pub(super) fn new(plan: &Arc<Plan>, id: QueueId) -> Self {
        let members = seats(plan, id);
        let limits = members.iter().map(|member| plan.operators[member.index()].limit);
        let roster = Roster::new(selection(plan, id), limits);
        let (line, gauges) = (Line::default(), Gauge::of(plan, id));
        Self { plan: Arc::clone(plan), id, members, roster, line, gauges }
    }

    /// Somebody is Online.
    pub(super) fn is_served(&self) -> bool {
        self.roster.online() > 0
    }

    pub(super) fn holds(&self) -> u32 {
        self.line.len()
    }

    pub(super) fn handle<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        match input {
            QueueInput::Join(session) => self.join(now, session, out),
            QueueInput::Return(seat, session) => {
                self.roster.untook(seat);
                self.queue(now, session, out);
                self.give(out);
            }
            QueueInput::Due(ticket) => self.due(now, ticket, out),
            QueueInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.give(out);
            }
            QueueInput::Delist(seat) => self.roster.delist(seat),
            QueueInput::Took(seat) => self.roster.took(seat),
            QueueInput::Freed(seat) => self.freed(now, seat, out),
            QueueInput::Untook(seat) => {
                self.roster.untook(seat);
                self.give(out);
            }
            QueueInput::Probe(request) => self.probed(request, out),
            QueueInput::Ask(request) => self.asked(request, out),
            QueueInput::Pick(watch, seat, others) => self.picked(watch, seat, &others, out),
            QueueInput::Move(ticket, order) => self.moved(ticket, order, out),
            QueueInput::Receive(moving) => self.receive(now, *moving, out),
            QueueInput::Back(session) => {
                self.queue(now, session, out);
                self.give(out);
            }
        }
        if !self.gauges.is_empty() {
            self.read_gauges(out);
        }
    }

    fn freed<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        if !self.line.is_idle()
            && self.roster.is_full(seat)
            && !self.roster.available()
            && let Some(waiting) = self.line.leave_next()
        {
            self.roster.replaced(now, seat);
            if let Some(alarm) = waiting.alarm {
                out.cancel(alarm);
            }
            self.assign(seat, waiting.session, out);
            return;
        }
        self.roster.freed(now, seat);
        self.give(out);
    }

    fn join<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.join(now);
        // Whoever waits already goes first; a free slot then means that nobody waits.
        if let Some(seat) = self.roster.choose(session.client.lot(session.stage)) {
            self.assign(seat, session, out);
            return;
        }
        let places = self.plan.queues[self.id.index()].places;
        let full = places.is_some_and(|places| self.line.len() >= places);
        if full && session.stage == 0 {
            out.fact(Fact::Refused {
                session: session.id,
                live_chat: session.live_chat,
                arrived: session.arrived,
                reason: Refusal::QueueFull,
            });
            out.retire(session);
            return;
        }
        self.queue(now, session, out);
    }

    /// The session waits here, at its turn.
    fn queue<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let topic = &self.plan.topics[session.topic.index()];
        let queue = &self.plan.queues[self.id.index()];
        let spot = (topic, queue.order, Where::Queue(self.id));
        wait(&mut self.line, now, session, spot, reminder(queue.owner), out);
    }

    fn due<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        if let Due::Deadline(_) = due(&mut self.line, now, ticket, Where::Queue(self.id), out) {
            let owner = self.plan.queues[self.id.index()].owner;
            remind(&mut self.line, ticket, reminder(owner), out);
        }
    }

    /// Gives waiting sessions away as long as somebody has a free slot.
    fn give<O: Outbox>(&mut self, out: &mut O) {
        while !self.line.is_idle()
            && self.roster.available()
            && let Some(waiting) = self.line.leave_next()
        {
            if let Some(alarm) = waiting.alarm {
                out.cancel(alarm);
            }
            let session = waiting.session;
            if let Some(seat) = self.roster.choose(session.client.lot(session.stage)) {
                self.assign(seat, session, out);
            }
        }
    }

    fn assign<O: Outbox>(&self, seat: Seat, session: Box<Session>, out: &mut O) {
        let operator = self.members[seat as usize];
        out.send(Message::Operator(operator, OperatorInput::Assign(self.id, session)));
    }
}

fn reminder(owner: QueueOwner) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::queue(owner, QueueInput::Due(ticket))
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
