//! What a queue is asked by others than those who serve it: whether anybody is there, whether
//! anybody will have a session, and by supervisors who move those who wait.

use super::super::watch::WatchInput;
use super::super::{
    LiveChatInput, Message, OperatorInput, Outbox, TransferAnswer, TransferInput, TransferRequest,
};
use super::{Matching, Queue, QueueInput};
use crate::base::{LiveChatId, QueueId, Time};
use crate::plan::{Plan, WatchTrigger};

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
    pub(super) fn for_queue(plan: &Plan, queue: QueueId) -> Box<[Self]> {
        let chats = plan.live_chats.iter().enumerate();
        let watches = chats.filter_map(|(i, chat)| Some((i, chat.watch.as_deref()?)));
        let here = watches.filter(|(_, watch)| watch.queue == queue);
        let gauge = |(i, watch): (usize, &crate::plan::WatchRule)| {
            // Who looks at the clock looks whether anybody waits at all.
            let (above, below) = match watch.trigger {
                WatchTrigger::Every(_) => (0, 1),
                WatchTrigger::Backlog { above, below } => (above, below),
            };
            Self { watch: LiveChatId::from(i), above, below, crowded: false }
        };
        here.map(gauge).collect()
    }

    fn update<O: Outbox>(&mut self, waiting: u32, out: &mut O) {
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
    pub(super) fn update_gauges<O: Outbox>(&mut self, out: &mut O) {
        let waiting = self.wait_queue.len();
        for gauge in &mut self.gauges {
            gauge.update(waiting, out);
        }
    }

    /// Told what others than those who serve it want.
    pub(in crate::desk) fn handle_request<O: Outbox>(
        &mut self,
        now: Time,
        input: QueueInput,
        out: &mut O,
    ) {
        match input {
            QueueInput::AssignmentUndone(seat) => {
                self.roster.undo_assign(seat);
                self.fill_slot(now, seat, out);
            }
            QueueInput::Probe(request) => self.answer_probe(*request, out),
            QueueInput::RequestTransfer(request) => self.answer_transfer_request(request, out),
            QueueInput::Pick(watch, seat, others) => {
                self.pick_for_watch(now, (watch, seat), &others, out)
            }
            QueueInput::Move(ticket, order) => self.apply_watch_decision(now, ticket, order, out),
            QueueInput::Receive(moving) => self.receive_moved(now, *moving, out),
            QueueInput::Reassign(relay) => self.reassign(&relay, out),
            QueueInput::MoveFailed(session) => {
                let ticket = self.enqueue(now, session, out);
                if self.matching.is_some() {
                    self.match_session(now, ticket, out);
                } else {
                    self.assign_waiting(now, out);
                }
            }
            _ => unreachable!("what those who serve it tell is dealt with already"),
        }
    }

    /// The member in this seat may have a free slot.
    fn fill_slot<O: Outbox>(&mut self, now: Time, seat: u32, out: &mut O) {
        if self.matching.is_some() {
            self.match_member(now, seat, out);
        } else {
            self.assign_waiting(now, out);
        }
    }

    /// Is anybody there?
    fn answer_probe<O: Outbox>(&self, request: TransferRequest, out: &mut O) {
        request.send_answer(
            if self.is_served() { TransferAnswer::Yes(None) } else { TransferAnswer::No },
            out,
        );
    }

    /// Will anybody have it? Somebody with a free slot is asked; a free slot means that nobody
    /// waits.
    fn answer_transfer_request<O: Outbox>(&mut self, request: Box<TransferRequest>, out: &mut O) {
        let able = |seat: u32| {
            let member = self.members[seat as usize];
            let skills = self.plan.operators[member.index()].skills;
            let fits = |matching: &Matching| matching.has_units_for(seat, request.units);
            member != request.sender
                && request.requires.is_subset_of(skills)
                && self.matching.as_deref().is_none_or(fits)
        };
        match self.roster.find_best(request.tie_break, able) {
            Some(seat) => {
                self.roster.reserve(seat);
                if let Some(matching) = &mut self.matching {
                    matching.add_units(seat, request.units);
                }
                let ask = OperatorInput::Transfer(TransferInput::Request(Some(self.id), request));
                out.send(Message::Operator(self.members[seat as usize], ask));
            }
            None => request.send_answer(TransferAnswer::No, out),
        }
    }
}
