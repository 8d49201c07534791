//! What a queue is asked by others than those who serve it: whether anybody is there, whether
//! anybody will have a session, and by supervisors who move those who wait.

use super::super::watch::WatchInput;
use super::super::{Answer, AsideInput, LiveChatInput, Message, OperatorInput, Outbox, Request};
use super::{Matching, Queue, QueueInput};
use crate::base::{LiveChatId, QueueId, Time};
use crate::plan::{Plan, When};

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
            let input = LiveChatInput::watch(WatchInput::Crowded(crowded));
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
            QueueInput::Probe(request) => self.probed(*request, out),
            QueueInput::Ask(request) => self.asked(request, out),
            QueueInput::Pick(watch, seat, others) => self.picked(now, (watch, seat), &others, out),
            QueueInput::Move(ticket, order) => self.decided(now, ticket, order, out),
            QueueInput::Receive(moving) => self.receive(now, *moving, out),
            QueueInput::Reassign(relay) => self.reassign(&relay, out),
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
    fn asked<O: Outbox>(&mut self, request: Box<Request>, out: &mut O) {
        let able = |seat: u32| {
            let member = self.members[seat as usize];
            let skills = self.plan.operators[member.index()].skills;
            let fits = |matching: &Matching| matching.fits(seat, request.units);
            member != request.sender
                && request.requires.are_among(skills)
                && self.matching.as_deref().is_none_or(fits)
        };
        match self.roster.find(request.lot, able) {
            Some(seat) => {
                self.roster.take(seat);
                if let Some(matching) = &mut self.matching {
                    matching.weigh(seat, request.units);
                }
                let ask = OperatorInput::Aside(AsideInput::Ask(Some(self.id), request));
                out.send(Message::Operator(self.members[seat as usize], ask));
            }
            None => request.answer(Answer::No, out),
        }
    }
}
