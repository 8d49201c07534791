//! The work on hand, at the session level: it begins, its alarm is set, it is done.

use super::{Bench, OnHand, Operator, WorkItem, WrapUp, effort_here, schedule_on_hand_deadline};
use crate::base::{GroupId, OperatorId, Span, Time};
use crate::desk::message::{
    Class, Message, OperatorInput, Outbox, ServiceFact, TransferInput, WaitPlace,
};
use crate::desk::session::Session;
use crate::plan::TransferMode;

impl Operator {
    /// The work begins.
    #[inline(always)]
    pub(super) fn begin_work<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        from: WaitPlace,
        group: GroupId,
        out: &mut O,
    ) {
        let warm_transfer = session.take_warm_transfer();
        let briefing = warm_transfer.map_or(Span::ZERO, |(sender, transfer_index)| {
            self.begin_briefing(&session, sender, transfer_index, out)
        });
        let Bench::Session(bench) = &mut self.bench else {
            let (timer, effort) = (None, Span::ZERO);
            let on_hand = OnHand { session, accepted, from, group, timer, effort };
            self.begin_dialogue(now, on_hand, out);
            return;
        };
        // At this level taking is replying.
        session.operator_replied(now, &self.plan, out);
        let timer = schedule_on_hand_deadline(&session, self.id, out);
        let effort = effort_here(&self.plan, &session, group) + briefing;
        let on_hand = OnHand { session, accepted, from, group, timer, effort };
        bench.begin(now, effort, WorkItem::Session(on_hand));
        self.update_work_timer(out);
    }

    /// The operator who stayed with the client reports it, which is work for both: so much.
    pub(super) fn begin_briefing<O: Outbox>(
        &self,
        session: &Session,
        sender: OperatorId,
        transfer_index: usize,
        out: &mut O,
    ) -> Span {
        let topic = &self.plan.topics[session.topic.index()];
        let how = topic.transfers[transfer_index].rules.as_ref().map(|transfer| &transfer.mode);
        let briefing = match how {
            Some(TransferMode::Warm(Some(distribution))) => {
                session.client.briefing(distribution, session.visit)
            }
            _ => Span::ZERO,
        };
        let taken = OperatorInput::Transfer(TransferInput::TakenOver(session.id, briefing));
        out.send(Message::Operator(sender, taken));
        briefing
    }

    #[inline]
    pub(super) fn update_work_timer<O: Outbox>(&mut self, out: &mut O) {
        if self.work_timer.is_some() || !self.bench.is_empty() {
            self.reset_work_timer(out);
        }
    }

    #[inline(always)]
    pub(super) fn reset_work_timer<O: Outbox>(&mut self, out: &mut O) {
        let next = self.bench.next_completion();
        if next == self.work_timer.map(|(at, _)| at) {
            return;
        }
        if let Some((_, timer)) = self.work_timer.take() {
            out.cancel(timer);
        }
        self.work_timer = next.map(|at| {
            let done = Message::Operator(self.id, OperatorInput::WorkDone);
            (at, out.schedule(at, Class::Departure, done))
        });
    }

    #[inline(always)]
    pub(super) fn finish_work<O: Outbox>(&mut self, now: Time, out: &mut O) {
        self.work_timer = None;
        let Bench::Session(bench) = &mut self.bench else {
            self.finish_activity(now, out);
            return;
        };
        let slot_is_free = match bench.finish(now) {
            Some(WorkItem::Session(on_hand)) => {
                self.report_ended(on_hand.from, out);
                if let Some(timer) = on_hand.timer {
                    out.cancel(timer);
                }
                self.finish_session(now, on_hand.session, on_hand.accepted, on_hand.group, out)
            }
            Some(WorkItem::WrapUp(wrap_up)) => self.end_wrap_up(wrap_up, out),
            None => false,
        };
        self.update_work_timer(out);
        self.free_slot_or_leave(slot_is_free, now, out);
    }

    /// The work after a session is done. Says whether it held a slot.
    pub(super) fn end_wrap_up<O: Outbox>(&mut self, wrap_up: WrapUp, out: &mut O) -> bool {
        let WrapUp { began: begun, live_chat, group, takes_slot, units } = wrap_up;
        self.change_units(0, units, out);
        let (operator, held_slot) = (self.id, takes_slot);
        out.record_fact(ServiceFact::WrapUpEnded { operator, live_chat, group, begun, held_slot });
        takes_slot
    }

    #[inline]
    pub(super) fn free_slot_or_leave<O: Outbox>(
        &mut self,
        slot_is_free: bool,
        now: Time,
        out: &mut O,
    ) {
        if slot_is_free {
            self.free_slot(now, out);
        } else {
            self.leave_if_done(now, out);
        }
    }

    /// A slot is free. Those who wait for this operator alone come first.
    pub(super) fn free_slot<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.take_from_personal_queue(now, out) == 0 && self.is_available() {
            self.report_freed_slot(out);
        } else if self.is_cut_off() {
            self.report_cut_off(out);
        }
        self.leave_if_done(now, out);
    }
}
