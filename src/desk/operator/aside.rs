//! Slots that are busy with nobody to talk to: while somebody is asked to take a session over,
//! while an expert is waited for, while a session is awaited that was promised to this operator.
//!
//! A switch that is more than putting a session down goes so:
//!
//! ```text
//! cold, warm   sender ─probe▸ target ─yes▸ sender ─session▸ queue; warm: slot blocked until taken
//! offered      sender ─ask▸ queue ─ask▸ operator, slot reserved ─answer▸ sender ─session▸ operator
//! ```
//!
//! The sender owns the session until somebody has said yes; a no sends the sender to the next
//! target, and after the last the scenario says what becomes of it. Where older offers stand the
//! next is asked while others still think; the first yes counts, and the others are told.

use std::sync::Arc;

use super::misjudged::Marked;
use super::special::Special;
use super::{Operator, OperatorInput, group_at};
use crate::base::{GroupId, OperatorId, QueueId, SessionId, Span, SupervisorId, Time};
use crate::desk::intake::IntakeInput;
use crate::desk::line::Ticket;
use crate::desk::queue::QueueInput;
use crate::desk::{
    AlarmId, Class, Fact, GroupInput, Kept, LiveChatInput, Message, Outbox, Session, Where,
};
use crate::plan::{
    How, NotTaken, Older, Plan, QueueOwner, Sender, Skills, Switch, Target, Transfer,
};

/// What an operator is told about slots without a session.
#[derive(Debug)]
pub enum AsideInput {
    /// Somebody asks whether this operator is Online.
    Probe(Box<Request>),
    /// Somebody asks this operator to take a session over; the queue that chose, if one did.
    Ask(Option<QueueId>, Box<Request>),
    /// Time to answer about this session.
    Answer(SessionId),
    /// Who thinks about what this operator asked the target of that number.
    Asking(SessionId, u32, OperatorId),
    /// The answer to what this operator asked the target of that number.
    Answered(SessionId, u32, Answer),
    /// That target has not answered for long enough: the next is asked as well.
    AskOn(SessionId, u32),
    /// Somebody else has accepted what this operator thinks about.
    Withdraw(SessionId),
    /// The session that was promised.
    TakeOver(Box<Session>),
    /// Somebody has taken over the session with whose client this operator stayed, and is to be
    /// told about it for so long.
    TakenOver(SessionId, Span),
    /// That was told.
    Briefed(SessionId),
    /// A supervisor is about to hand on a session of this queue, which weighs so much: keep a slot
    /// for it.
    Reserve(QueueId, Ticket, u32),
    /// Its client has left, or it goes elsewhere.
    Release(QueueId, Ticket),
    /// The session for which a slot was kept.
    Redeem(QueueId, Ticket, Box<Session>),
    /// Something is due with a session that is marked as spam.
    DueInSpam(SessionId),
    /// A supervisor has taken the mark of a session back.
    Unmarked(SessionId, SupervisorId),
}

/// A request to take a session over.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Who asks.
    pub sender: OperatorId,
    /// About which session.
    pub session: SessionId,
    /// Which of the sender's targets this is.
    pub number: u32,
    /// The lot among equals.
    pub lot: u64,
    /// What it takes.
    pub requires: Skills,
    /// What it weighs.
    pub units: u32,
    /// How long whoever is asked takes to answer.
    pub after: Span,
    /// The answer, if nothing comes between.
    pub willing: bool,
}

impl Request {
    /// Tells the sender.
    pub(in crate::desk) fn answer<O: Outbox>(self, answer: Answer, out: &mut O) {
        let input = AsideInput::Answered(self.session, self.number, answer);
        out.send(Message::Operator(self.sender, OperatorInput::Aside(input)));
    }
}

/// An answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes, and who it was, where one was chosen.
    Yes(Option<OperatorId>),
    /// No, or nobody was there.
    No,
}

/// Busy slots without work.
#[derive(Debug, Default)]
pub(super) struct Aside {
    pending: Vec<Pending>,
    /// With what the session weighed.
    blocked: Vec<(SessionId, Time, u32)>,
    reserved: Vec<Reserved>,
    /// Sessions of clients that are marked as spam: they take no slot.
    pub(super) marked: Vec<Marked>,
    /// One of them came back to somebody who was Offline, and whose work stands still for that.
    pub(super) left_behind: bool,
}

/// A session whose work here is done, while somebody is asked to take it over.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) session: Box<Session>,
    pub(super) accepted: Time,
    pub(super) group: GroupId,
    /// Which of the topic's switches.
    pub(super) switch: usize,
    /// Which of its targets is the newest to be asked.
    pub(super) target: usize,
    /// Those who have not answered, and who that is where it is known.
    pub(super) asked: Vec<(u32, Option<OperatorId>)>,
    /// When the next is asked although the newest has not answered.
    pub(super) ask_on: Option<AlarmId>,
}

/// A slot for a session that is to come.
#[derive(Debug)]
struct Reserved {
    promise: Promise,
    /// On behalf of which group, where a queue chose this operator.
    group: Option<GroupId>,
    since: Time,
    /// What it weighs.
    units: u32,
    /// When the answer is due.
    answer: Option<AlarmId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// To another operator, about a session, as the target of that number; the answer will be yes.
    Operator(OperatorId, SessionId, u32, bool),
    /// To a supervisor.
    Intake(QueueId, Ticket),
}

impl Aside {
    pub(super) fn slots(&self) -> u32 {
        (self.pending.len() + self.blocked.len() + self.reserved.len()) as u32
    }

    pub(super) fn sessions(&self) -> u32 {
        (self.pending.len() + self.marked.len()) as u32
    }

    pub(super) fn marked(&mut self, id: SessionId) -> Option<&mut Marked> {
        self.marked.iter_mut().find(|marked| marked.on_hand.session.id == id)
    }

    fn take_pending(&mut self, id: SessionId) -> Option<Pending> {
        let place = self.pending.iter().position(|pending| pending.session.id == id)?;
        Some(self.pending.remove(place))
    }

    /// The promise about a session.
    fn promise(&self, id: SessionId) -> Option<Promise> {
        let mut promises = self.reserved.iter().map(|reserved| reserved.promise);
        promises.find(|promise| matches!(promise, Promise::Operator(_, about, ..) if *about == id))
    }
}

impl Pending {
    /// A session whose work is done is to be switched so.
    pub(super) fn new(
        session: Box<Session>,
        accepted: Time,
        group: GroupId,
        switch: usize,
    ) -> Self {
        Self { session, accepted, group, switch, target: 0, asked: Vec::new(), ask_on: None }
    }

    fn switch<'p>(&self, plan: &'p Plan) -> &'p Switch {
        &plan.topics[self.session.topic.index()].switches[self.switch]
    }

    fn transfer<'p>(&self, plan: &'p Plan) -> &'p Transfer {
        let transfer = self.switch(plan).transfer.as_deref();
        transfer.expect("only a switch with more to it is kept pending")
    }
}

impl Operator {
    pub(super) fn aside<O: Outbox>(&mut self, now: Time, input: AsideInput, out: &mut O) {
        match input {
            AsideInput::Probe(request) => {
                let answer = if self.takes() { Answer::Yes(None) } else { Answer::No };
                request.answer(answer, out);
            }
            AsideInput::Ask(queue, request) => self.asked(now, queue, *request, out),
            AsideInput::Answer(session) => self.answer(now, session, out),
            AsideInput::Asking(session, number, who) => self.asking(session, number, who, out),
            AsideInput::Answered(session, number, answer) => {
                self.answered(now, (session, number), answer, out);
            }
            AsideInput::AskOn(session, number) => self.ask_on(now, session, number, out),
            AsideInput::Withdraw(session) => {
                let promise =
                    self.special.as_ref().and_then(|special| special.aside.promise(session));
                if let Some(promise) = promise {
                    self.release(now, promise, out);
                }
            }
            AsideInput::TakeOver(session) => self.take_promised(now, session, out),
            AsideInput::TakenOver(session, briefing) => {
                let briefed = AsideInput::Briefed(session);
                if briefing == Span::ZERO {
                    self.aside(now, briefed, out);
                } else {
                    let briefed = Message::Operator(self.id, OperatorInput::Aside(briefed));
                    out.wake(now + briefing, Class::Departure, briefed);
                }
            }
            AsideInput::Briefed(session) => self.briefed(now, session, out),
            AsideInput::Reserve(queue, ticket, units) => {
                self.keep_for(now, queue, (ticket, units), out);
            }
            AsideInput::Release(queue, ticket) => {
                self.release(now, Promise::Intake(queue, ticket), out);
            }
            AsideInput::Redeem(queue, ticket, mut session) => {
                let group = self.unreserve(Promise::Intake(queue, ticket), out).flatten();
                let group = group.unwrap_or_else(|| group_at(&self.plan, self.id, session.at));
                if !self.presence.is_there() {
                    self.weigh(0, 0, out);
                    // Gone at once, while the supervisor was reading: anybody of the group may.
                    let join = GroupInput::Queue(QueueInput::Join(session));
                    out.send(Message::Group(group, join));
                    return;
                }
                session.join(now);
                self.accept(now, session, Where::Operator(self.id), group, out);
            }
            AsideInput::DueInSpam(session) => self.due_in_spam(now, session, out),
            AsideInput::Unmarked(session, by) => self.unmark(now, session, Some(by), out),
        }
    }

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
    fn asking<O: Outbox>(&mut self, id: SessionId, number: u32, who: OperatorId, out: &mut O) {
        let pending = self.special.iter_mut().flat_map(|special| &mut special.aside.pending);
        let mut asked = pending.filter(|one| one.session.id == id).flat_map(|one| &mut one.asked);
        match asked.find(|(asked, _)| *asked == number) {
            Some((_, by)) => *by = Some(who),
            None => withdraw(who, id, out),
        }
    }

    /// No answer yet: the next is asked as well.
    fn ask_on<O: Outbox>(&mut self, now: Time, id: SessionId, number: u32, out: &mut O) {
        let pending = self.special.as_mut().and_then(|special| special.aside.take_pending(id));
        if let Some(mut pending) = pending {
            debug_assert_eq!(pending.target, number as usize, "an alarm that was not called off");
            pending.ask_on = None;
            pending.target += 1;
            self.try_target(now, pending, out);
        }
    }

    fn answered<O: Outbox>(
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
    fn briefed<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
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

    /// Somebody asks this operator to take a session over.
    fn asked<O: Outbox>(
        &mut self,
        now: Time,
        queue: Option<QueueId>,
        request: Request,
        out: &mut O,
    ) {
        let place = queue.and_then(|id| self.seats.iter().find(|place| place.queue == id)).copied();
        let limit = place.map_or(self.limit, |place| place.limit);
        let thinks = self.special.iter().any(|it| it.aside.promise(request.session).is_some());
        // Only what queues give is bound by units.
        let fits = place.is_none() || self.fits(request.units);
        if !self.has_room(limit) || !fits || request.sender == self.id || thinks {
            if let Some(place) = place {
                self.say_units(place, out);
                out.send(Message::queue(place.owner, QueueInput::Untook(place.seat)));
            }
            request.answer(Answer::No, out);
            return;
        }
        let group = place.map(|place| place.group);
        let Request { sender, session, number, willing, units, .. } = request;
        let promise = Promise::Operator(sender, session, number, willing);
        self.keep(now, promise, (group, units), queue, out);
        let asking = OperatorInput::Aside(AsideInput::Asking(session, number, self.id));
        out.send(Message::Operator(sender, asking));
        let answer = OperatorInput::Aside(AsideInput::Answer(session));
        let alarm = out.wake(now + request.after, Class::Staff, Message::Operator(self.id, answer));
        if let Some(kept) =
            self.special.as_mut().and_then(|special| special.aside.reserved.last_mut())
        {
            kept.answer = Some(alarm);
        }
    }

    /// Time to answer: yes, unless the operator will not have it, or has been called away.
    fn answer<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Some(Special { aside, .. }) = self.special.as_deref_mut() else {
            return;
        };
        let Some(promise @ Promise::Operator(sender, session, number, willing)) = aside.promise(id)
        else {
            return;
        };
        let mut kept = aside.reserved.iter_mut().filter(|kept| kept.promise == promise);
        if let Some(kept) = kept.next() {
            kept.answer = None;
        }
        let yes = willing && self.takes();
        let answer = if yes { Answer::Yes(Some(self.id)) } else { Answer::No };
        let answered = OperatorInput::Aside(AsideInput::Answered(session, number, answer));
        out.send(Message::Operator(sender, answered));
        if !yes {
            self.release(now, promise, out);
        }
    }

    fn take_promised<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let id = session.id;
        let promise = self.special.as_ref().and_then(|special| special.aside.promise(id));
        let group = promise.and_then(|promise| self.unreserve(promise, out)).flatten();
        let group = group.unwrap_or_else(|| group_at(&self.plan, self.id, session.at));
        if !self.presence.is_there() {
            self.weigh(0, 0, out);
            // Gone at once, after having said yes: it waits for the one who has promised.
            self.handed(now, session, out);
            return;
        }
        session.join(now);
        self.accept(now, session, Where::Operator(self.id), group, out);
    }

    /// A supervisor is about to hand on a session.
    fn keep_for<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        (ticket, units): (Ticket, u32),
        out: &mut O,
    ) {
        let Some(&place) = self.seats.iter().find(|place| place.queue == queue) else {
            return;
        };
        let QueueOwner::LiveChat(live_chat) = place.owner else {
            return;
        };
        let answer = if self.has_room(place.limit) && self.fits(units) {
            let promise = Promise::Intake(queue, ticket);
            self.keep(now, promise, (Some(place.group), units), Some(queue), out);
            IntakeInput::Reserved(ticket)
        } else {
            self.say_units(place, out);
            IntakeInput::NoSlot(place.seat, ticket)
        };
        out.send(Message::LiveChat(live_chat, LiveChatInput::Intake(answer)));
    }

    /// Keeps a slot, and so many units. The queue that chose this operator knows already.
    fn keep<O: Outbox>(
        &mut self,
        now: Time,
        promise: Promise,
        (group, units): (Option<GroupId>, u32),
        knows: Option<QueueId>,
        out: &mut O,
    ) {
        out.fact(Fact::SlotKept { operator: self.id, why: Kept::Reserved });
        let reserved = Reserved { promise, group, since: now, units, answer: None };
        self.special().aside.reserved.push(reserved);
        self.weigh(units, 0, out);
        self.tell(out, knows, QueueInput::Took);
    }

    /// Nothing comes into a slot that was kept, if it was.
    fn release<O: Outbox>(&mut self, now: Time, promise: Promise, out: &mut O) {
        if self.unreserve(promise, out).is_some() {
            self.weigh(0, 0, out);
            self.free_slot(now, out);
        }
    }

    /// Keeps a slot no longer, if it was kept; for which group. Whoever calls this says what is in
    /// use then.
    fn unreserve<O: Outbox>(&mut self, promise: Promise, out: &mut O) -> Option<Option<GroupId>> {
        let reserved = &mut self.special.as_mut()?.aside.reserved;
        let place = reserved.iter().position(|one| one.promise == promise)?;
        let Reserved { group, since, units, answer, .. } = reserved.remove(place);
        self.lighten(units);
        if let Some(alarm) = answer {
            out.cancel(alarm);
        }
        out.fact(Fact::SlotFreed { operator: self.id, why: Kept::Reserved, since });
        Some(group)
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

/// Puts a session down at a target.
pub(in crate::desk) fn deliver(to: Target, mut session: Box<Session>) -> Message {
    match to {
        Target::Group(to) => Message::Group(to, GroupInput::Queue(QueueInput::Join(session))),
        Target::Operator(to) => Message::Operator(to, OperatorInput::Handed(session)),
        Target::LiveChat(to) => {
            session.at = to;
            Message::LiveChat(to, LiveChatInput::Switched(session))
        }
        Target::Bot => Message::LiveChat(session.at, LiveChatInput::ToBot(session)),
    }
}
