//! What becomes of a session whose work here is done: it is switched, or closed and wrapped up.

use super::Operator;
use super::dialogue_bench::Activity;
use super::transfers::PendingTransfer;
use super::workbench::{Bench, WorkItem, WrapUp};
use crate::base::{GroupId, Span, Time};
use crate::desk::message::{
    Closed, Outbox, ServiceFact, TransferFact, Transferred, delivery_message,
};
use crate::desk::session::Session;
use crate::plan::TransferTarget;
use crate::workload::Ending;

impl Operator {
    /// The session's work here is done: switch it or close it. Says whether the slot is free; what
    /// the session weighed is as free as the slot.
    #[inline(always)]
    pub(super) fn finish_session<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        group: GroupId,
        out: &mut O,
    ) -> bool {
        if session.is_abandoned() {
            let (id, live_chat, operator) = (session.id, session.live_chat, self.id);
            out.record_fact(ServiceFact::AbandonmentDiscovered {
                session: id,
                live_chat,
                operator,
                group,
                accepted,
            });
            self.change_units(0, self.units_of(&session), out);
            out.retire(session, Ending::Other);
            return true;
        }
        let topic = &self.plan.topics[session.topic.index()];
        let may_go_on = session.visit < self.plan.run.max_transfers;
        let next =
            session.client.choose_transfer(topic, group, session.visit).filter(|_| may_go_on);
        let Some(transfer_index) = next else {
            return self.close_session(now, session, accepted, group, out);
        };
        match &topic.transfers[transfer_index].rules {
            None => {
                let to = topic.transfers[transfer_index].to;
                self.change_units(0, self.units_of(&session), out);
                self.mark_transferred(&mut session, accepted, group, to, false, out);
                let queue_age = self.plan.live_chats[session.live_chat.index()].queue_age_from;
                session.set_age_after_transfer(queue_age, now);
                out.send(delivery_message(to, session));
                true
            }
            Some(rules) if session.failed_transfers() < rules.max_failed_transfers => {
                let pending = PendingTransfer::new(session, accepted, group, transfer_index);
                self.begin_transfer(now, pending, out)
            }
            Some(_) => self.close_session(now, session, accepted, group, out),
        }
    }

    /// The session is on its way to another target.
    pub(super) fn mark_transferred<O: Outbox>(
        &self,
        session: &mut Session,
        accepted: Time,
        group: GroupId,
        to: TransferTarget,
        target_asked: bool,
        out: &mut O,
    ) {
        out.record_fact(TransferFact::Transferred(Transferred {
            session: session.id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            first: !session.was_transferred(),
            target_asked,
            operator: self.id,
            from: group,
            to,
            accepted,
        }));
        session.transfer(&self.plan.topics[session.topic.index()]);
    }

    /// The session ends here. Says whether the slot is free.
    #[inline(always)]
    pub(super) fn close_session<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        group: GroupId,
        out: &mut O,
    ) -> bool {
        let topic = &self.plan.topics[session.topic.index()];
        let rules = self.plan.groups[group.index()].wrap_up_rules;
        let after = session.client.wrap_up(topic, &self.plan.groups[group.index()], session.visit);
        let after = rules.max_duration.map_or(after, |cap| after.min(cap));
        let takes_slot = after > Span::ZERO && !rules.frees_slot;
        session.stop_sla_clocks(now, &self.plan, out);
        out.record_fact(self.closed_fact(&session, accepted, group, takes_slot));
        let (units, live_chat) = (self.units_of(&session), session.live_chat);
        out.retire(session, Ending::Closed(self.id));
        // A slot that stays busy keeps what the session weighed.
        if !takes_slot {
            self.change_units(0, units, out);
        }
        if after > Span::ZERO {
            let units = if takes_slot { units } else { 0 };
            let wrap_up = WrapUp { began: now, live_chat, group, takes_slot, units };
            self.begin_wrap_up(after, wrap_up, out);
        }
        !takes_slot
    }

    /// The session ends with this operator.
    pub(super) fn closed_fact(
        &self,
        session: &Session,
        accepted: Time,
        group: GroupId,
        wraps_up: bool,
    ) -> ServiceFact {
        ServiceFact::Closed(Closed {
            session: session.id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            answered: session.answered().unwrap_or(accepted),
            operator: self.id,
            group,
            accepted,
            wraps_up,
        })
    }

    fn begin_wrap_up<O: Outbox>(&mut self, after: Span, wrap_up: WrapUp, out: &mut O) {
        if !wrap_up.takes_slot {
            out.record_fact(ServiceFact::WrapUpBegun { operator: self.id });
        }
        match &mut self.bench {
            Bench::Session(bench) => bench.begin(wrap_up.began, after, WorkItem::WrapUp(wrap_up)),
            Bench::Dialogue(dialogues) => {
                dialogues.start_activity(wrap_up.began, after, Activity::WrapUp(wrap_up));
            }
        }
    }
}
