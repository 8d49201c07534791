//! Whoever switches a session for which somebody has to be asked: targets are asked one after the
//! other, and the session stays here until one says yes.

use std::sync::Arc;

use super::aside::{Answer, AsideInput, Pending, Request, deliver};
use super::{Operator, OperatorInput};
use crate::base::{OperatorId, SessionId, Span, Time};
use crate::desk::queue::QueueInput;
use crate::desk::{Class, Fact, GroupInput, Kept, LiveChatInput, Message, Outbox, Where};
use crate::plan::{How, NotTaken, Older, Sender, Target};

impl Operator {
    /// Begins a switch that is more than putting the session down. Says whether the slot is free.
    pub(super) fn transfer<O: Outbox>(&mut self, now: Time, pending: Pending, out: &mut O) -> bool {
        out.fact(Fact::SwitchBegun { operator: self.id });
        let plan = Arc::clone(&self.plan);
        let transfer = pending.transfer(&plan);
        let offered = matches!(transfer.how, How::Offered(_));
        if !offered && transfer.if_not_taken == NotTaken::Queue && transfer.next.is_empty() {
            return self.hand_over(now, pending, None, out);
        }
        self.try_target(now, pending, out);
        false
    }

    /// Asks whoever is the next to be asked.
    fn try_target<O: Outbox>(&mut self, now: Time, mut pending: Pending, out: &mut O) {
        let plan = Arc::clone(&self.plan);
        let Some(to) = pending.switch(&plan).targets().nth(pending.target) else {
            if pending.asked.is_empty() {
                self.not_taken(now, pending, out);
            } else {
                self.special().aside.pending.push(pending);
            }
            return;
        };
        if matches!(to, Target::Bot) || to == Target::Operator(self.id) {
            if self.hand_over(now, pending, None, out) {
                self.free_slot(now, out);
            }
            return;
        }
        let (client, stage) = (pending.session.client, pending.session.stage);
        let (sender, session, lot) = (self.id, pending.session.id, client.lot(stage + 1));
        let topic = &plan.topics[pending.session.topic.index()];
        let (requires, units, number) = (topic.requires, topic.units, pending.target as u32);
        let request = |(after, willing)| Request {
            sender,
            session,
            number,
            lot,
            requires,
            units,
            after,
            willing,
        };
        out.send(match &pending.transfer(&plan).how {
            How::Offered(rules) => ask(to, request(client.answer(rules, stage, number))),
            _ => probe(to, request((Span::ZERO, true))),
        });
        pending.asked.push((number, None));
        pending.ask_on = match &pending.transfer(&plan).how {
            How::Offered(rules) if rules.older == Older::Stands => rules.timeout.map(|timeout| {
                let next = OperatorInput::Aside(AsideInput::AskOn(session, number));
                out.wake(now + timeout, Class::Staff, Message::Operator(sender, next))
            }),
            _ => None,
        };
        self.special().aside.pending.push(pending);
    }

    /// Somebody thinks about it; in vain, if it is settled.
    pub(super) fn asking<O: Outbox>(
        &mut self,
        id: SessionId,
        number: u32,
        who: OperatorId,
        out: &mut O,
    ) {
        let pending = self.special.iter_mut().flat_map(|special| &mut special.aside.pending);
        let mut asked = pending.filter(|one| one.session.id == id).flat_map(|one| &mut one.asked);
        match asked.find(|(asked, _)| *asked == number) {
            Some((_, by)) => *by = Some(who),
            None => withdraw(who, id, out),
        }
    }

    /// No answer yet: the next is asked as well.
    pub(super) fn ask_on<O: Outbox>(&mut self, now: Time, id: SessionId, number: u32, out: &mut O) {
        let pending = self.special.as_mut().and_then(|special| special.aside.take_pending(id));
        if let Some(mut pending) = pending {
            debug_assert_eq!(pending.target, number as usize, "an alarm that was not called off");
            pending.ask_on = None;
            pending.target += 1;
            self.try_target(now, pending, out);
        }
    }

    pub(super) fn answered<O: Outbox>(
        &mut self,
        now: Time,
        (id, number): (SessionId, u32),
        answer: Answer,
        out: &mut O,
    ) {
        let Some(mut pending) =
            self.special.as_mut().and_then(|special| special.aside.take_pending(id))
        else {
            if let Answer::Yes(Some(by)) = answer {
                withdraw(by, id, out);
            }
            return;
        };
        pending.asked.retain(|(asked, _)| *asked != number);
        let newest = pending.target == number as usize;
        if (newest || answer != Answer::No)
            && let Some(alarm) = pending.ask_on.take()
        {
            out.cancel(alarm);
        }
        let by = match answer {
            Answer::Yes(by) => by,
            Answer::No => {
                self.declined(&pending, number, out);
                pending.target += usize::from(newest);
                if newest || pending.asked.is_empty() && pending.ask_on.is_none() {
                    self.try_target(now, pending, out);
                } else {
                    self.special().aside.pending.push(pending);
                }
                return;
            }
        };
        pending.target = number as usize;
        if self.hand_over(now, pending, by, out) {
            self.free_slot(now, out);
        }
    }

    fn declined<O: Outbox>(&self, pending: &Pending, number: u32, out: &mut O) {
        if matches!(pending.transfer(&self.plan).how, How::Offered(_))
            && let Some(to) = pending.switch(&self.plan).targets().nth(number as usize)
        {
            let (arrived, from) = (pending.session.arrived, pending.group);
            out.fact(Fact::OfferDeclined { arrived, from, to });
        }
    }

    /// None of the targets takes it.
    fn not_taken<O: Outbox>(&mut self, now: Time, mut pending: Pending, out: &mut O) {
        let plan = Arc::clone(&self.plan);
        let (arrived, from) = (pending.session.arrived, pending.group);
        out.fact(Fact::NotTaken { arrived, from, to: pending.switch(&plan).to });
        let free = match pending.transfer(&plan).if_not_taken {
            NotTaken::Queue => {
                pending.target = 0;
                self.hand_over(now, pending, None, out)
            }
            NotTaken::Return => {
                self.go_on(now, pending, out);
                false
            }
            NotTaken::Close => {
                let Pending { session, accepted, group, .. } = pending;
                if self.presence.is_there() {
                    self.close(now, session, accepted, group, out)
                } else {
                    self.weigh(0, self.weight(&session), out);
                    self.cut(now, session, accepted, group, out);
                    true
                }
            }
        };
        self.set_alarm(out);
        if free {
            self.free_slot(now, out);
        }
    }

    /// The sender does the work that was meant for somebody else.
    fn go_on<O: Outbox>(&mut self, now: Time, pending: Pending, out: &mut O) {
        let Pending { mut session, accepted, group, .. } = pending;
        session.catch_up(now);
        session.come_back();
        self.begin(now, session, accepted, (Where::Operator(self.id), group), out);
    }

    /// The session goes to the target, or to the one operator who has accepted it. Says whether the
    /// slot is free.
    fn hand_over<O: Outbox>(
        &mut self,
        now: Time,
        pending: Pending,
        by: Option<OperatorId>,
        out: &mut O,
    ) -> bool {
        let plan = Arc::clone(&self.plan);
        let transfer = pending.transfer(&plan);
        let to = pending.switch(&plan).targets().nth(pending.target);
        let to = to.unwrap_or(pending.switch(&plan).to);
        let Pending { mut session, accepted, group, switch, asked, ask_on, .. } = pending;
        if let Some(alarm) = ask_on {
            out.cancel(alarm);
        }
        for other in asked.into_iter().filter_map(|(_, other)| other) {
            withdraw(other, session.id, out);
        }
        session.catch_up(now);
        self.let_go(&mut session, (accepted, group), to, true, out);
        session.age_from_switch(transfer.queue_age, now);
        if transfer.sender == Sender::Excluded {
            session.avoid(self.id);
        }
        let elsewhere = !matches!(to, Target::Bot) && to != Target::Operator(self.id);
        let stays = elsewhere && matches!(transfer.how, How::Warm(_));
        if let Target::LiveChat(to) = to {
            session.at = to;
        }
        if stays {
            session.escort(self.id, switch);
            out.fact(Fact::SlotKept { operator: self.id, why: Kept::Blocked });
            let units = self.weight(&session);
            self.special().aside.blocked.push((session.id, now, units));
        } else {
            self.weigh(0, self.weight(&session), out);
        }
        out.send(match by {
            Some(by) => Message::Operator(by, OperatorInput::Aside(AsideInput::TakeOver(session))),
            None => deliver(to, session),
        });
        !stays
    }

    /// Somebody has taken over, and knows what there is to know.
    pub(super) fn briefed<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let found = self.special.as_mut().and_then(|special| {
            let aside = &mut special.aside;
            let place = aside.blocked.iter().position(|(session, ..)| *session == id)?;
            Some(aside.blocked.remove(place))
        });
        if let Some((_, since, units)) = found {
            self.weigh(0, units, out);
            let (operator, why) = (self.id, Kept::Blocked);
            out.fact(Fact::SlotFreed { operator, why, since });
            self.free_slot(now, out);
        }
    }
}

/// It is settled: nobody need think about it any more.
fn withdraw<O: Outbox>(who: OperatorId, session: SessionId, out: &mut O) {
    let input = OperatorInput::Aside(AsideInput::Withdraw(session));
    out.send(Message::Operator(who, input));
}

/// Is anybody there?
fn probe(to: Target, request: Request) -> Message {
    let request = Box::new(request);
    match to {
        Target::Group(to) => Message::Group(to, GroupInput::Queue(QueueInput::Probe(request))),
        Target::Operator(to) => {
            Message::Operator(to, OperatorInput::Aside(AsideInput::Probe(request)))
        }
        Target::LiveChat(to) => {
            Message::LiveChat(to, LiveChatInput::Queue(QueueInput::Probe(request)))
        }
        Target::Bot => unreachable!("a bot is not asked"),
    }
}

/// Will anybody have it?
fn ask(to: Target, request: Request) -> Message {
    let request = Box::new(request);
    match to {
        Target::Group(to) => Message::Group(to, GroupInput::Queue(QueueInput::Ask(request))),
        Target::Operator(to) => {
            Message::Operator(to, OperatorInput::Aside(AsideInput::Ask(None, request)))
        }
        Target::LiveChat(to) => {
            Message::LiveChat(to, LiveChatInput::Queue(QueueInput::Ask(request)))
        }
        Target::Bot => unreachable!("a bot is not asked"),
    }
}
