//! What roles other than its members ask a queue: operators, whether a member is Online or takes a
//! session over; supervisors, to move sessions that wait.

use super::Queue;
use super::matching::Matching;
use crate::base::{LiveChatId, QueueId, Time};
use crate::desk::message::{
    LiveChatInput, Message, OperatorInput, Outbox, QueueInput, TransferAnswer, TransferInput,
    TransferRequest, WatchInput,
};
use crate::plan::{Plan, WatchTrigger};

/// Reports to a watch over a queue when the queue becomes crowded and when it no longer is.
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
            // A watch by the clock needs to know only whether any session waits.
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
    /// Compares the number of waiting sessions with the limits of each gauge.
    pub(super) fn update_gauges<O: Outbox>(&mut self, out: &mut O) {
        let waiting = self.wait_queue.len();
        for gauge in &mut self.gauges {
            gauge.update(waiting, out);
        }
    }

    /// Handles an input from a role that is not a member.
    pub(super) fn handle_request<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        match input {
            QueueInput::AssignmentUndone(slots) => {
                self.roster.undo_refused(slots);
                self.fill_slot(now, slots.seat, out);
            }
            QueueInput::Probe(request) => self.answer_probe(*request, out),
            QueueInput::RequestTransfer(request) => self.answer_transfer_request(request, out),
            QueueInput::Pick(watch, seat, others) => {
                self.pick_for_watch(now, watch, seat, &others, out);
            }
            QueueInput::Move { ticket, supervisor, watch } => {
                self.apply_watch_decision(now, ticket, supervisor, watch, out);
            }
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
            QueueInput::Join(_)
            | QueueInput::Requeue(..)
            | QueueInput::WaitingDeadline(_)
            | QueueInput::Escalate(_)
            | QueueInput::Enlist(..)
            | QueueInput::Delist(_)
            | QueueInput::CutOff(..)
            | QueueInput::SlotTaken(_)
            | QueueInput::SlotFreed(_)
            | QueueInput::UnitsChanged(..)
            | QueueInput::SessionEnded(_)
            | QueueInput::SessionRegained(_)
            | QueueInput::PaceElapsed(_)
            | QueueInput::OfferEnded(_)
            | QueueInput::NoSlot(..)
            | QueueInput::Claim => unreachable!("the inputs of members are handled before"),
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

    /// Answers whether a member is Online.
    fn answer_probe<O: Outbox>(&self, request: TransferRequest, out: &mut O) {
        answer_transfer(
            &request,
            if self.is_served() { TransferAnswer::Yes(None) } else { TransferAnswer::No },
            out,
        );
    }

    /// Answers whether a member takes the session over. A member with a free slot is asked; a free
    /// slot means that no session waits.
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
            None => answer_transfer(&request, TransferAnswer::No, out),
        }
    }
}

/// Answers the operator who wants to transfer a session, whether it is taken over.
pub(in crate::desk) fn answer_transfer<O: Outbox>(
    request: &TransferRequest,
    answer: TransferAnswer,
    out: &mut O,
) {
    let input = TransferInput::Answered(request.session, request.target_number, answer);
    out.send(Message::Operator(request.sender, OperatorInput::Transfer(input)));
}
