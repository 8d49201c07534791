//! The operator who transfers a session for which others have to be asked: targets are asked one after the
//! other, and the session stays here until one says yes.

use std::sync::Arc;

use super::Operator;
use super::transfers::PendingTransfer;
use crate::base::{OperatorId, SessionId, Span, Time};
use crate::desk::message::{
    Class, GroupInput, LiveChatInput, Message, OperatorInput, Outbox, QueueInput, SlotHoldReason,
    TransferAnswer, TransferFact, TransferInput, TransferRequest, WaitPlace, delivery_message,
};
use crate::plan::{IfNotTaken, PendingOffers, SenderEligibility, TransferMode, TransferTarget};

impl Operator {
    /// Begins a switch that is more than putting the session down. Says whether the slot is free.
    pub(super) fn begin_transfer<O: Outbox>(
        &mut self,
        now: Time,
        pending: PendingTransfer,
        out: &mut O,
    ) -> bool {
        out.record_fact(TransferFact::Begun { operator: self.id });
        let plan = Arc::clone(&self.plan);
        let rules = pending.rules(&plan);
        let offered = matches!(rules.mode, TransferMode::Offered(_));
        if !offered && rules.if_not_taken == IfNotTaken::Queue && rules.further_targets.is_empty() {
            return self.complete_transfer(now, pending, None, out);
        }
        self.request_next_target(now, pending, out);
        false
    }

    /// Asks the next target.
    fn request_next_target<O: Outbox>(
        &mut self,
        now: Time,
        mut pending: PendingTransfer,
        out: &mut O,
    ) {
        let plan = Arc::clone(&self.plan);
        let Some(to) = pending.transfer(&plan).targets().nth(pending.target_index) else {
            if pending.unanswered.is_empty() {
                self.apply_not_taken_rule(now, pending, out);
            } else {
                self.extras_mut().transfers.pending.push(pending);
            }
            return;
        };
        if matches!(to, TransferTarget::Bot) || to == TransferTarget::Operator(self.id) {
            if self.complete_transfer(now, pending, None, out) {
                self.free_slot(now, out);
            }
            return;
        }
        let (client, stage) = (pending.session.client, pending.session.visit);
        let (sender, session, tie_break) =
            (self.id, pending.session.id, client.tie_break(stage + 1));
        let topic = &plan.topics[pending.session.topic.index()];
        let (requires, units, target_number) =
            (topic.requires, topic.units, pending.target_index as u32);
        let build_request = |(answer_delay, will_accept)| TransferRequest {
            sender,
            session,
            target_number,
            tie_break,
            requires,
            units,
            answer_delay,
            will_accept,
        };
        out.send(match &pending.rules(&plan).mode {
            TransferMode::Offered(rules) => request_message(
                to,
                build_request(client.transfer_answer(rules, stage, target_number)),
            ),
            _ => probe_message(to, build_request((Span::ZERO, true))),
        });
        pending.unanswered.push((target_number, None));
        pending.next_request_timer = match &pending.rules(&plan).mode {
            TransferMode::Offered(rules) if rules.pending_offers == PendingOffers::Keep => {
                rules.timeout.map(|timeout| {
                    let next =
                        OperatorInput::Transfer(TransferInput::RequestNext(session, target_number));
                    out.schedule(now + timeout, Class::Timeout, Message::Operator(sender, next))
                })
            }
            _ => None,
        };
        self.extras_mut().transfers.pending.push(pending);
    }

    /// An operator considers it; in vain, if it is settled.
    pub(super) fn record_considering<O: Outbox>(
        &mut self,
        id: SessionId,
        number: u32,
        who: OperatorId,
        out: &mut O,
    ) {
        let pending = self.extras.iter_mut().flat_map(|extras| &mut extras.transfers.pending);
        let mut asked =
            pending.filter(|one| one.session.id == id).flat_map(|one| &mut one.unanswered);
        match asked.find(|(asked, _)| *asked == number) {
            Some((_, by)) => *by = Some(who),
            None => withdraw_request(who, id, out),
        }
    }

    /// No answer yet: the next is asked as well.
    pub(super) fn request_next<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        target_number: u32,
        out: &mut O,
    ) {
        let pending = self.extras.as_mut().and_then(|extras| extras.transfers.remove_pending(id));
        if let Some(mut pending) = pending {
            debug_assert_eq!(
                pending.target_index, target_number as usize,
                "an alarm that was not called off"
            );
            pending.next_request_timer = None;
            pending.target_index += 1;
            self.request_next_target(now, pending, out);
        }
    }

    pub(super) fn handle_answer<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        number: u32,
        answer: TransferAnswer,
        out: &mut O,
    ) {
        let Some(mut pending) =
            self.extras.as_mut().and_then(|extras| extras.transfers.remove_pending(id))
        else {
            if let TransferAnswer::Yes(Some(by)) = answer {
                withdraw_request(by, id, out);
            }
            return;
        };
        pending.unanswered.retain(|(asked, _)| *asked != number);
        let newest = pending.target_index == number as usize;
        if (newest || answer != TransferAnswer::No)
            && let Some(timer) = pending.next_request_timer.take()
        {
            out.cancel(timer);
        }
        let by = match answer {
            TransferAnswer::Yes(by) => by,
            TransferAnswer::No => {
                self.report_declined(&pending, number, out);
                pending.target_index += usize::from(newest);
                if newest || pending.unanswered.is_empty() && pending.next_request_timer.is_none() {
                    self.request_next_target(now, pending, out);
                } else {
                    self.extras_mut().transfers.pending.push(pending);
                }
                return;
            }
        };
        pending.target_index = number as usize;
        if self.complete_transfer(now, pending, by, out) {
            self.free_slot(now, out);
        }
    }

    fn report_declined<O: Outbox>(&self, pending: &PendingTransfer, number: u32, out: &mut O) {
        if matches!(pending.rules(&self.plan).mode, TransferMode::Offered(_))
            && let Some(to) = pending.transfer(&self.plan).targets().nth(number as usize)
        {
            let (arrived, from) = (pending.session.arrived, pending.group);
            out.record_fact(TransferFact::Declined { arrived, from, to });
        }
    }

    /// None of the targets takes it.
    fn apply_not_taken_rule<O: Outbox>(
        &mut self,
        now: Time,
        mut pending: PendingTransfer,
        out: &mut O,
    ) {
        let plan = Arc::clone(&self.plan);
        let (arrived, from) = (pending.session.arrived, pending.group);
        out.record_fact(TransferFact::Failed { arrived, from, to: pending.transfer(&plan).to });
        let free = match pending.rules(&plan).if_not_taken {
            IfNotTaken::Queue => {
                pending.target_index = 0;
                self.complete_transfer(now, pending, None, out)
            }
            IfNotTaken::Return => {
                self.continue_session(now, pending, out);
                false
            }
            IfNotTaken::Close => {
                let PendingTransfer { session, accepted, group, .. } = pending;
                if self.presence.is_online() {
                    self.close_session(now, session, accepted, group, out)
                } else {
                    self.change_units(0, self.units_of(&session), out);
                    self.close_unattended(now, session, accepted, group, out);
                    true
                }
            }
        };
        self.update_work_timer(out);
        if free {
            self.free_slot(now, out);
        }
    }

    /// The sender does the work that was meant for another operator.
    fn continue_session<O: Outbox>(&mut self, now: Time, pending: PendingTransfer, out: &mut O) {
        let PendingTransfer { mut session, accepted, group, .. } = pending;
        session.postpone_overdue_deadlines(now);
        session.fail_transfer();
        self.begin_work(now, session, accepted, WaitPlace::PersonalQueue(self.id), group, out);
    }

    /// The session goes to the target, or to the one operator who has accepted it. Says whether the
    /// slot is free.
    fn complete_transfer<O: Outbox>(
        &mut self,
        now: Time,
        pending: PendingTransfer,
        by: Option<OperatorId>,
        out: &mut O,
    ) -> bool {
        let plan = Arc::clone(&self.plan);
        let rules = pending.rules(&plan);
        let to = pending.transfer(&plan).targets().nth(pending.target_index);
        let to = to.unwrap_or(pending.transfer(&plan).to);
        let PendingTransfer {
            mut session,
            accepted,
            group,
            transfer_index,
            unanswered,
            next_request_timer,
            ..
        } = pending;
        if let Some(timer) = next_request_timer {
            out.cancel(timer);
        }
        for other in unanswered.into_iter().filter_map(|(_, other)| other) {
            withdraw_request(other, session.id, out);
        }
        session.postpone_overdue_deadlines(now);
        self.mark_transferred(&mut session, accepted, group, to, true, out);
        session.set_age_after_transfer(rules.queue_age_from, now);
        if rules.sender_eligibility == SenderEligibility::Excluded {
            session.exclude(self.id);
        }
        let elsewhere =
            !matches!(to, TransferTarget::Bot) && to != TransferTarget::Operator(self.id);
        let stays = elsewhere && matches!(rules.mode, TransferMode::Warm(_));
        if let TransferTarget::LiveChat(to) = to {
            session.current_live_chat = to;
        }
        if stays {
            session.set_warm_transfer(self.id, transfer_index);
            out.record_fact(TransferFact::SlotHeld {
                operator: self.id,
                reason: SlotHoldReason::WarmTransfer,
            });
            let units = self.units_of(&session);
            self.extras_mut().transfers.warm_transfer_slots.push((session.id, now, units));
        } else {
            self.change_units(0, self.units_of(&session), out);
        }
        out.send(match by {
            Some(by) => {
                Message::Operator(by, OperatorInput::Transfer(TransferInput::TakeReserved(session)))
            }
            None => delivery_message(to, session),
        });
        !stays
    }

    /// Another operator has taken over, and knows what there is to know.
    pub(super) fn end_briefing<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let found = self.extras.as_mut().and_then(|extras| {
            let transfers = &mut extras.transfers;
            let place =
                transfers.warm_transfer_slots.iter().position(|(session, ..)| *session == id)?;
            Some(transfers.warm_transfer_slots.remove(place))
        });
        if let Some((_, since, units)) = found {
            self.change_units(0, units, out);
            let (operator, reason) = (self.id, SlotHoldReason::WarmTransfer);
            out.record_fact(TransferFact::SlotReleased { operator, reason, since });
            self.free_slot(now, out);
        }
    }
}

/// It is settled: no operator need consider it any more.
fn withdraw_request<O: Outbox>(who: OperatorId, session: SessionId, out: &mut O) {
    let input = OperatorInput::Transfer(TransferInput::Withdraw(session));
    out.send(Message::Operator(who, input));
}

/// Is an operator there?
fn probe_message(to: TransferTarget, request: TransferRequest) -> Message {
    let request = Box::new(request);
    match to {
        TransferTarget::Group(to) => {
            Message::Group(to, GroupInput::Queue(QueueInput::Probe(request)))
        }
        TransferTarget::Operator(to) => {
            Message::Operator(to, OperatorInput::Transfer(TransferInput::Probe(request)))
        }
        TransferTarget::LiveChat(to) => {
            Message::LiveChat(to, LiveChatInput::Queue(QueueInput::Probe(request)))
        }
        TransferTarget::Bot => unreachable!("a bot is not asked"),
    }
}

/// Will an operator take it?
fn request_message(to: TransferTarget, request: TransferRequest) -> Message {
    let request = Box::new(request);
    match to {
        TransferTarget::Group(to) => {
            Message::Group(to, GroupInput::Queue(QueueInput::RequestTransfer(request)))
        }
        TransferTarget::Operator(to) => {
            Message::Operator(to, OperatorInput::Transfer(TransferInput::Request(None, request)))
        }
        TransferTarget::LiveChat(to) => {
            Message::LiveChat(to, LiveChatInput::Queue(QueueInput::RequestTransfer(request)))
        }
        TransferTarget::Bot => unreachable!("a bot is not asked"),
    }
}
