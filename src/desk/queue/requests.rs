//! What a queue is asked by others than those who serve it: whether anybody is there, whether
//! anybody will have a session, and by supervisors who move those who wait.

use super::super::line::Ticket;
use super::super::supervisor::Post;
use super::super::watch::WatchInput;
use super::super::{
    Answer, AsideInput, Fact, LiveChatInput, Message, OperatorInput, Outbox, Request, Session,
    Where,
};
use super::{Queue, QueueInput};
use crate::base::{GroupId, LiveChatId, QueueId, SupervisorId, Time};
use crate::plan::{Plan, QueueOwner, When};

/// A session that a supervisor moves from one queue to another.
#[derive(Debug)]
pub struct Moving {
    /// The session.
    pub session: Box<Session>,
    /// From where.
    pub from: QueueId,
    /// Who moves it.
    pub supervisor: SupervisorId,
    /// For which live chat.
    pub watch: LiveChatId,
}

/// Tells those who watch over a queue when it becomes crowded and when it no longer is.
#[derive(Debug)]
pub(super) struct Gauge {
    watch: LiveChatId,
    above: u32,
    below: u32,
    crowded: bool,
}

impl Gauge {
    /// One for each live chat whose supervisors look at the queue.
    pub(super) fn of(plan: &Plan, queue: QueueId) -> Box<[Self]> {
        let chats = plan.live_chats.iter().enumerate();
        let watches = chats.filter_map(|(i, chat)| Some((i, chat.watch.as_deref()?)));
        let here = watches.filter(|(_, watch)| watch.queue == queue);
        let gauge = |(i, watch): (usize, &crate::plan::Watch)| {
            // Who looks at the clock looks whether anybody waits at all.
            let (above, below) = match watch.when {
                When::Every(_) => (0, 1),
                When::Crowded { above, below } => (above, below),
            };
            Self { watch: LiveChatId::from(i), above, below, crowded: false }
        };
        here.map(gauge).collect()
    }

    fn read<O: Outbox>(&mut self, waiting: u32, out: &mut O) {
        let crowded =
            if self.crowded { waiting >= self.below.max(1) } else { waiting > self.above };
        if crowded != self.crowded {
            self.crowded = crowded;
            let input = LiveChatInput::Watch(WatchInput::Crowded(crowded));
            out.send(Message::LiveChat(self.watch, input));
        }
    }
}

impl Queue {
    /// Somebody looks at how many wait.
    pub(super) fn read_gauges<O: Outbox>(&mut self, out: &mut O) {
        let waiting = self.line.len();
        for gauge in &mut self.gauges {
            gauge.read(waiting, out);
        }
    }

    /// Told what others than those who serve it want.
    pub(in crate::desk) fn requested<O: Outbox>(
        &mut self,
        now: Time,
        input: QueueInput,
        out: &mut O,
    ) {
        match input {
            QueueInput::Untook(seat) => {
                self.roster.untook(seat);
                self.look_for(now, seat, out);
            }
            QueueInput::Probe(request) => self.probed(request, out),
            QueueInput::Ask(request) => self.asked(request, out),
            QueueInput::Pick(watch, seat, others) => self.picked(watch, seat, &others, out),
            QueueInput::Move(ticket, order) => self.moved(now, ticket, order, out),
            QueueInput::Receive(moving) => self.receive(now, *moving, out),
            QueueInput::Back(session) => {
                let ticket = self.queue(now, session, out);
                if self.matching.is_some() {
                    self.place(now, ticket, out);
                } else {
                    self.give(out);
                }
            }
            _ => unreachable!("what those who serve it tell is dealt with already"),
        }
    }

    /// The member in this seat may have a free slot.
    fn look_for<O: Outbox>(&mut self, now: Time, seat: u32, out: &mut O) {
        if self.matching.is_some() {
            self.serve(now, seat, out);
        } else {
            self.give(out);
        }
    }

    /// Is anybody there?
    fn probed<O: Outbox>(&self, request: Request, out: &mut O) {
        request.answer(if self.is_served() { Answer::Yes(None) } else { Answer::No }, out);
    }

    /// Will anybody have it? Somebody with a free slot is asked; a free slot means that nobody
    /// waits.
    fn asked<O: Outbox>(&mut self, request: Request, out: &mut O) {
        let able = |seat: u32| {
            let member = self.members[seat as usize];
            let skills = self.plan.operators[member.index()].skills;
            member != request.sender && request.requires.are_among(skills)
        };
        match self.roster.find(request.lot, able) {
            Some(seat) => {
                self.roster.take(seat);
                let ask = OperatorInput::Aside(AsideInput::Ask(Some(self.id), request));
                out.send(Message::Operator(self.members[seat as usize], ask));
            }
            None => request.answer(Answer::No, out),
        }
    }

    /// A supervisor begins to read the next in line of whom no other reads. It stays where it is,
    /// and anybody's.
    fn picked<O: Outbox>(&mut self, watch: LiveChatId, seat: u32, others: &[Ticket], out: &mut O) {
        let mut held = Vec::new();
        let mut found = None;
        while found.is_none()
            && let Some(ticket) = self.line.hold_next()
        {
            held.push(ticket);
            found = Some(ticket).filter(|ticket| !others.contains(ticket));
        }
        for ticket in held {
            self.line.release(ticket);
        }
        let reading = found.and_then(|ticket| {
            let session = &self.line.get_mut(ticket)?.session;
            let reaction = &self.plan.live_chats[watch.index()].watch.as_ref()?.reaction;
            Some((ticket, session.client.moved(reaction, session.stage)))
        });
        let picked = LiveChatInput::Watch(WatchInput::Picked(seat, reading));
        out.send(Message::LiveChat(watch, picked));
    }

    /// A supervisor has decided on one who waits here, if still there.
    fn moved<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        (supervisor, watch, to): (SupervisorId, LiveChatId, GroupId),
        out: &mut O,
    ) {
        let Some(waiting) = self.line.leave(ticket) else {
            let gone = LiveChatInput::Watch(WatchInput::Moved(true));
            out.send(Message::LiveChat(watch, gone));
            return;
        };
        if let Some(alarm) = waiting.alarm {
            out.cancel(alarm);
        }
        let moving = Moving { session: waiting.session, from: self.id, supervisor, watch };
        let owner = QueueOwner::Group(to);
        out.send(Message::queue(owner, QueueInput::Receive(Box::new(moving))));
        self.has_left(now, ticket, out);
    }

    /// A supervisor brings one who waited elsewhere; it goes back if nobody is Online here.
    fn receive<O: Outbox>(&mut self, now: Time, moving: Moving, out: &mut O) {
        let Moving { session, from, supervisor, watch } = moving;
        let served = self.is_served();
        let moved = LiveChatInput::Watch(WatchInput::Moved(served));
        out.send(Message::LiveChat(watch, moved));
        if !served {
            let owner = self.plan.queues[from.index()].owner;
            out.send(Message::queue(owner, QueueInput::Back(session)));
            return;
        }
        out.fact(Fact::HandedOn {
            session: session.id,
            live_chat: session.live_chat,
            place: Where::Queue(from),
            joined: session.joined,
            arrived: session.arrived,
            supervisor,
            act: Post::Watch,
        });
        self.handle(now, QueueInput::Join(session), out);
    }
}
