//! What becomes of a session whose work here is done: it is switched, or closed and wrapped up.

use super::Operator;
use super::aside::{Pending, deliver};
use crate::base::{GroupId, Span, Time};
use crate::desk::conversations::Chore;
use crate::desk::workbench::{Bench, Task};
use crate::desk::{Fact, Outbox, Session};
use crate::plan::Target;

impl Operator {
    /// The session's work here is done: switch it or close it. Says whether the slot is free; what
    /// the session weighed is as free as the slot.
    #[inline(always)]
    pub(super) fn end<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        group: GroupId,
        out: &mut O,
    ) -> bool {
        if session.is_gone() {
            let (id, live_chat, operator) = (session.id, session.live_chat, self.id);
            out.fact(Fact::FoundGone { session: id, live_chat, operator, group, accepted });
            self.weigh(0, self.weight(&session), out);
            out.retire(session);
            return true;
        }
        let topic = &self.plan.topics[session.topic.index()];
        let may_go_on = session.stage < self.plan.run.max_switches;
        let next = session.client.switch(topic, group, session.stage).filter(|_| may_go_on);
        let Some(switch) = next else {
            return self.close(now, session, accepted, group, out);
        };
        match &topic.switches[switch].transfer {
            None => {
                let to = topic.switches[switch].to;
                self.weigh(0, self.weight(&session), out);
                self.let_go(&mut session, (accepted, group), to, false, out);
                let queue_age = self.plan.live_chats[session.live_chat.index()].queue_age;
                session.age_from_switch(queue_age, now);
                out.send(deliver(to, session));
                true
            }
            Some(transfer) if session.returns() < transfer.max_returns => {
                let pending = Pending::new(session, accepted, group, switch);
                self.transfer(now, pending, out)
            }
            Some(_) => self.close(now, session, accepted, group, out),
        }
    }

    /// The session is on its way to somebody else.
    pub(super) fn let_go<O: Outbox>(
        &self,
        session: &mut Session,
        (accepted, group): (Time, GroupId),
        to: Target,
        asked: bool,
        out: &mut O,
    ) {
        out.fact(Fact::Switched {
            session: session.id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            first: !session.was_switched(),
            asked,
            operator: self.id,
            from: group,
            to,
            accepted,
        });
        session.switch(&self.plan.topics[session.topic.index()]);
    }

    /// The session ends here. Says whether the slot is free.
    #[inline(always)]
    pub(super) fn close<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        group: GroupId,
        out: &mut O,
    ) -> bool {
        let topic = &self.plan.topics[session.topic.index()];
        let rules = self.plan.groups[group.index()].after_work;
        let after = session.client.wrap_up(topic, &self.plan.groups[group.index()], session.stage);
        let after = rules.cap.map_or(after, |cap| after.min(cap));
        let takes_slot = after > Span::ZERO && !rules.frees_slot;
        session.closes(now, &self.plan, out);
        out.fact(self.closed(&session, (accepted, group), takes_slot));
        let units = self.weight(&session);
        out.retire(session);
        // A slot that stays busy keeps what the session weighed.
        if !takes_slot {
            self.weigh(0, units, out);
        }
        if after > Span::ZERO {
            let units = if takes_slot { units } else { 0 };
            self.wrap_up(now, after, (group, takes_slot, units), out);
        }
        !takes_slot
    }

    /// The session ends with this operator.
    pub(super) fn closed(
        &self,
        session: &Session,
        (accepted, group): (Time, GroupId),
        wraps_up: bool,
    ) -> Fact {
        Fact::Closed {
            session: session.id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            answered: session.answered().unwrap_or(accepted),
            operator: self.id,
            group,
            accepted,
            wraps_up,
        }
    }

    pub(super) fn wrap_up<O: Outbox>(
        &mut self,
        now: Time,
        after: Span,
        (group, takes_slot, units): (GroupId, bool, u32),
        out: &mut O,
    ) {
        if !takes_slot {
            out.fact(Fact::WrapUpBegun { operator: self.id });
        }
        match &mut self.bench {
            Bench::Work(bench) => {
                bench.begin(now, after, Task::WrapUp { began: now, group, takes_slot, units });
            }
            Bench::Talks(talks) => {
                talks.attend(now, after, Chore::WrapUp { began: now, group, takes_slot, units });
            }
        }
    }
}
