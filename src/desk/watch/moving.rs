//! A session that waits is looked at, and decided on: it goes to the queue of another group
//! (rulebook E-S7, E-S9).

use super::WatchInput;
use crate::base::{LiveChatId, QueueId, Span, SupervisorId, Time};
use crate::desk::line::Ticket;
use crate::desk::queue::{Queue, QueueInput};
use crate::desk::supervisor::{Matter, Post};
use crate::desk::{Fact, LiveChatInput, Message, Outbox, Session, Where};
use crate::plan::{self, Deed, QueueOwner};

/// A session that a supervisor takes out of one queue for those of another.
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

impl Moving {
    /// It has left the queue for good.
    pub(super) fn succeed<O: Outbox>(&self, out: &mut O) {
        let session = &self.session;
        out.fact(Fact::HandedOn {
            session: session.id,
            live_chat: session.live_chat,
            place: Where::Queue(self.from),
            joined: session.joined,
            arrived: session.arrived,
            supervisor: self.supervisor,
            act: Post::Watch,
        });
        out.fact(Fact::SawTo {
            session: session.id,
            supervisor: self.supervisor,
            watch: self.watch,
        });
    }
}

/// Whether somebody was Online who could get it.
pub(super) fn say<O: Outbox>(watch: LiveChatId, somebody: bool, out: &mut O) {
    let moved = LiveChatInput::watch(WatchInput::Moved(somebody));
    out.send(Message::LiveChat(watch, moved));
}

impl Queue {
    /// What supervisors of a live chat do with those who wait here.
    pub(super) fn watched(&self, by: LiveChatId) -> &plan::Watch {
        let watch = self.plan.live_chats[by.index()].watch.as_deref();
        watch.expect("only a live chat that is watched over looks at queues")
    }

    /// A supervisor begins to read the next of whom no other reads. It stays where it is, and
    /// anybody's.
    pub(in crate::desk) fn picked<O: Outbox>(
        &mut self,
        now: Time,
        (watch, seat): (LiveChatId, u32),
        others: &[Ticket],
        out: &mut O,
    ) {
        let found = match self.watched(watch).deed {
            Deed::Raise(priority) => self.longest_below(now, (watch, priority), others),
            Deed::Move(_) | Deed::Assign(_) | Deed::ToBot | Deed::Reassign { .. } => {
                self.next_of(now, watch, others)
            }
        };
        let reading = found.and_then(|ticket| {
            let session = &self.line.get_mut(ticket)?.session;
            let reaction = &self.plan.live_chats[watch.index()].watch.as_ref()?.reaction;
            let reaction: Span = session.client.moved(reaction, session.stage);
            Some((Matter::Waiting(ticket), reaction))
        });
        let picked = LiveChatInput::watch(WatchInput::Picked(seat, reading));
        out.send(Message::LiveChat(watch, picked));
    }

    /// The next in line of whom no other reads.
    fn next_of(&mut self, now: Time, watch: LiveChatId, others: &[Ticket]) -> Option<Ticket> {
        let mut held = Vec::new();
        let mut found = None;
        while found.is_none()
            && let Some(ticket) = self.line.hold_next()
        {
            held.push(ticket);
            let may = !others.contains(&ticket) && self.concerns(now, watch, ticket);
            found = Some(ticket).filter(|_| may);
        }
        for ticket in held {
            self.line.release(ticket);
        }
        found
    }

    fn concerns(&mut self, now: Time, watch: LiveChatId, ticket: Ticket) -> bool {
        let rules = self.watched(watch);
        let (waited, to_bot) = (rules.waited, rules.deed == Deed::ToBot);
        let Some(waiting) = self.line.get_mut(ticket) else {
            return false;
        };
        let session = &waiting.session;
        session.joined + waited <= now
            && (!to_bot || super::to_bot::has_bot(&self.plan, now, session))
    }

    /// A supervisor has decided on one who waits here, if still there.
    pub(in crate::desk) fn decided<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        (supervisor, watch): (SupervisorId, LiveChatId),
        out: &mut O,
    ) {
        let deed = self.watched(watch).deed;
        if let Deed::Raise(priority) = deed {
            self.raise(ticket, priority, (supervisor, watch), out);
            return;
        }
        let Some(waiting) = self.line.leave(ticket) else {
            say(watch, true, out);
            return;
        };
        if let Some(alarm) = waiting.alarm {
            out.cancel(alarm);
        }
        let moving = Moving { session: waiting.session, from: self.id, supervisor, watch };
        match deed.to() {
            Some(to) => {
                let receive = QueueInput::Receive(Box::new(moving));
                out.send(Message::queue(QueueOwner::Group(to), receive));
            }
            None => super::to_bot::send(moving, out),
        }
        self.has_left(now, ticket, out);
    }

    /// A supervisor brings one who waited elsewhere; it goes back if nobody is Online here who
    /// could get it.
    pub(in crate::desk) fn receive<O: Outbox>(&mut self, now: Time, moving: Moving, out: &mut O) {
        if let Deed::Assign(_) = self.watched(moving.watch).deed {
            self.assign_by_hand(moving, out);
            return;
        }
        let served = self.is_served();
        say(moving.watch, served, out);
        if served {
            moving.succeed(out);
            self.handle(now, QueueInput::Join(moving.session), out);
        } else {
            self.send_back(moving, out);
        }
    }

    pub(super) fn send_back<O: Outbox>(&self, moving: Moving, out: &mut O) {
        let owner = self.plan.queues[moving.from.index()].owner;
        out.send(Message::queue(owner, QueueInput::Back(moving.session)));
    }
}
