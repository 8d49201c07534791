//! The common queue of a live chat whose supervisors distribute: each session is read by one of
//! them, which takes a while, and then handed on. The client waits all the time and may leave.

use std::sync::Arc;

use super::line::{Line, Ticket};
use super::onward;
use super::queue::{QueueInput, refuse, selection};
use super::roster::{Roster, Seat};
use super::sla::{self, Call, Holder};
use super::supervisor::{Attention, Errand, Matter, Post, SupervisorInput};
use super::waiting::{Due, due, remind, wait};
use super::{
    Answer, AsideInput, Deadline, Fact, LiveChatInput, Message, OperatorInput, Outbox, Refusal,
    Session, Where, seats,
};
use crate::base::{LiveChatId, OperatorId, QueueId, Span, SupervisorId, Time};
use crate::plan::{self, Action, Gate, Plan, QueueOwner};

/// What an intake is told.
#[derive(Debug)]
pub enum IntakeInput {
    /// Everything about supervisors.
    Attention(Attention),
    /// The operator keeps a slot for this session.
    Reserved(Ticket),
    /// The operator in this seat has no slot for this session after all.
    NoSlot(Seat, Ticket),
    /// Something is due with the session that holds this ticket.
    Due(Ticket),
    /// A session goes to somebody else because a promise was not kept.
    Fetch(Box<Call>),
}

#[derive(Debug)]
pub(super) struct Intake {
    plan: Arc<Plan>,
    id: QueueId,
    live_chat: LiveChatId,
    members: Vec<SupervisorId>,
    roster: Roster,
    line: Line,
    /// Who is reading whose first message.
    reading: Vec<Reading>,
    /// The operators of whom one must be free before a supervisor begins.
    gate: Option<Box<Slots>>,
}

#[derive(Debug)]
struct Reading {
    ticket: Ticket,
    seat: Seat,
    supervisor: SupervisorId,
    /// The operator who keeps a slot.
    slot: Option<OperatorId>,
    /// The supervisor has begun.
    begun: bool,
}

/// Those to whom sessions are handed on, and their slots.
#[derive(Debug)]
struct Slots {
    members: Vec<OperatorId>,
    roster: Roster,
    /// What each member's sessions may weigh, and weigh.
    units: Vec<(u32, u32)>,
}

impl Intake {
    pub(super) fn new(plan: &Arc<Plan>, id: QueueId) -> Self {
        let members: Vec<SupervisorId> = members(plan, id);
        // A supervisor reads one message at a time.
        let limits = members.iter().map(|_| Some(1));
        let queue = &plan.queues[id.index()];
        let live_chat = match queue.owner {
            QueueOwner::LiveChat(live_chat) => live_chat,
            QueueOwner::Group(_) => unreachable!("groups have no intake"),
        };
        let roster = Roster::new(selection(plan, id), limits);
        let (line, reading) = (Line::default(), Vec::new());
        let gate = match plan.live_chats[live_chat.index()].intake {
            plan::Intake::Supervisors { gate: Gate::FreeOperator, action, .. } => {
                Some(Box::new(Slots::new(plan, id, action)))
            }
            _ => None,
        };
        Self { plan: Arc::clone(plan), id, live_chat, members, roster, line, reading, gate }
    }

    /// A supervisor is there.
    fn is_served(&self) -> bool {
        self.roster.online() > 0
    }

    /// What operators tell a queue that they serve, and others ask it.
    pub(super) fn operators<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        match (input, &mut self.gate) {
            (QueueInput::Probe(request), _) => {
                let answer = if self.is_served() { Answer::Yes(None) } else { Answer::No };
                request.answer(answer, out);
            }
            (QueueInput::Ask(request), _) => request.answer(Answer::No, out),
            (QueueInput::Enlist(seat, load), Some(slots)) => {
                slots.roster.enlist(now, seat, load);
                self.give(out);
            }
            (QueueInput::Delist(seat), Some(slots)) => slots.roster.delist(seat),
            (QueueInput::Units(seat, used), Some(slots)) => {
                slots.units[seat as usize].1 = used;
                self.give(out);
            }
            (QueueInput::Took(seat), Some(slots)) => slots.roster.took(seat),
            (QueueInput::Freed(seat), Some(slots)) => {
                slots.roster.freed(now, seat);
                self.give(out);
            }
            _ => {}
        }
    }

    pub(super) fn holds(&self) -> u32 {
        self.line.len()
    }

    /// Answers with the session on which a supervisor has decided.
    pub(super) fn handle<O: Outbox>(
        &mut self,
        now: Time,
        input: IntakeInput,
        out: &mut O,
    ) -> Option<Box<Session>> {
        match input {
            IntakeInput::Attention(attention) => return self.attention(now, attention, out),
            IntakeInput::Fetch(call) => self.fetch(now, &call, out),
            IntakeInput::Reserved(ticket) => self.begin(ticket, out),
            IntakeInput::NoSlot(seat, ticket) => {
                if let Some(slots) = &mut self.gate {
                    slots.roster.untook(seat);
                }
                if let Some(reading) = self.put_down(ticket) {
                    self.roster.untook(reading.seat);
                    self.line.release(ticket);
                }
                self.give(out);
            }
            IntakeInput::Due(ticket) => self.due(now, ticket, out),
        }
        None
    }

    fn attention<O: Outbox>(
        &mut self,
        now: Time,
        attention: Attention,
        out: &mut O,
    ) -> Option<Box<Session>> {
        match attention {
            Attention::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.give(out);
            }
            Attention::Delist(seat) => self.roster.delist(seat),
            Attention::Took(seat) => self.roster.took(seat),
            Attention::Freed(seat) => {
                self.roster.freed(now, seat);
                self.give(out);
            }
            // Whatever is distributed waits.
            Attention::Declined(_, Matter::OnHand(..))
            | Attention::Decided(_, Matter::OnHand(..)) => {}
            Attention::Declined(seat, Matter::Waiting(ticket)) => {
                self.roster.untook(seat);
                if let Some(reading) = self.put_down(ticket) {
                    self.let_go(&reading, out);
                }
                self.line.release(ticket);
                self.give(out);
            }
            Attention::Decided(supervisor, Matter::Waiting(ticket)) => {
                return self.decided(supervisor, ticket, out);
            }
        }
        None
    }

    /// Nobody reads it any more.
    fn put_down(&mut self, ticket: Ticket) -> Option<Reading> {
        let place = self.reading.iter().position(|reading| reading.ticket == ticket)?;
        Some(self.reading.swap_remove(place))
    }

    /// The slot that was kept for it is free.
    fn let_go<O: Outbox>(&self, reading: &Reading, out: &mut O) {
        if let Some(operator) = reading.slot {
            let release = AsideInput::Release(self.id, reading.ticket);
            out.send(Message::Operator(operator, OperatorInput::Aside(release)));
        }
    }

    /// The supervisor begins to read.
    fn begin<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) {
        let Some(reading) = self.reading.iter_mut().find(|reading| reading.ticket == ticket) else {
            return;
        };
        let Some(waiting) = self.line.get_mut(ticket) else {
            return;
        };
        reading.begun = true;
        let session = &waiting.session;
        let reaction = match &self.plan.live_chats[self.live_chat.index()].intake {
            plan::Intake::Supervisors { reaction, .. } => session.client.dispatch(reaction),
            plan::Intake::Operators => Span::ZERO,
        };
        let (live_chat, post, asked) = (self.live_chat, Post::Intake, session.joined);
        let matter = Matter::Waiting(ticket);
        let errand = Errand { live_chat, post, matter, reaction, asked };
        out.send(Message::Supervisor(reading.supervisor, SupervisorInput::Act(Box::new(errand))));
    }

    pub(super) fn join<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let queue = &self.plan.queues[self.id.index()];
        if session.is_new() && queue.places.is_some_and(|places| self.line.len() >= places) {
            refuse(session, Refusal::QueueFull, out);
            return;
        }
        session.join(now);
        let topic = &self.plan.topics[session.topic.index()];
        let spot = (topic, queue.order, Where::Queue(self.id));
        onward::begin(&self.plan, self.id, now, &mut session);
        wait(&mut self.line, now, session, spot, reminder(self.live_chat), out);
        self.give(out);
    }

    /// Lets free supervisors read the next messages, as far as a slot can be kept for them; a
    /// lighter one may go past one for which there is no room.
    fn give<O: Outbox>(&mut self, out: &mut O) {
        let mut too_heavy = Vec::new();
        while self.roster.available()
            && !self.line.is_idle()
            && self.gate.as_ref().is_none_or(|slots| slots.roster.available())
            && let Some(ticket) = self.line.hold_next()
        {
            if !self.give_next(ticket, out) {
                too_heavy.push(ticket);
            }
        }
        for ticket in too_heavy {
            self.line.release(ticket);
        }
    }

    /// Somebody begins to read this one, unless nobody has room for it.
    fn give_next<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) -> bool {
        let Some(waiting) = self.line.get_mut(ticket) else {
            return false;
        };
        let session = &waiting.session;
        let lot = session.client.lot(session.stage);
        let units = self.plan.topics[session.topic.index()].units;
        let slot = self.gate.as_mut().map(|slots| slots.choose(lot, units));
        if slot == Some(None) {
            return false;
        }
        let Some(seat) = self.roster.choose(|| lot) else {
            return false;
        };
        let (supervisor, slot) = (self.members[seat as usize], slot.flatten());
        self.reading.push(Reading { ticket, seat, supervisor, slot, begun: false });
        match slot {
            Some(operator) => {
                let reserve = AsideInput::Reserve(self.id, ticket, units);
                out.send(Message::Operator(operator, OperatorInput::Aside(reserve)));
            }
            None => self.begin(ticket, out),
        }
        true
    }

    fn decided<O: Outbox>(
        &mut self,
        supervisor: SupervisorId,
        ticket: Ticket,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let reading = self.put_down(ticket);
        let waiting = self.line.leave(ticket)?;
        if let Some(alarm) = waiting.alarm {
            out.cancel(alarm);
        }
        let session = waiting.session;
        out.fact(Fact::HandedOn {
            session: session.id,
            live_chat: session.live_chat,
            place: Where::Queue(self.id),
            joined: session.joined,
            arrived: session.arrived,
            supervisor,
            act: Post::Intake,
        });
        if let Some(operator) = reading.and_then(|reading| reading.slot) {
            let redeem = AsideInput::Redeem(self.id, ticket, session);
            out.send(Message::Operator(operator, OperatorInput::Aside(redeem)));
            return None;
        }
        Some(session)
    }

    fn due<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let place = Where::Queue(self.id);
        match due(&mut self.line, now, ticket, place, out) {
            Due::GaveUp => self.withdraw(ticket, out),
            Due::Deadline(why @ (Deadline::Overflow | Deadline::MaxWait)) => {
                if let Some(waiting) = self.line.leave(ticket) {
                    onward::leave(&self.plan, waiting.session, why, place, out);
                }
                self.withdraw(ticket, out);
            }
            Due::Nothing => remind(&mut self.line, ticket, reminder(self.live_chat), out),
            Due::Deadline(deadline) => {
                let holder = Holder::Intake(self.live_chat, ticket);
                if let Some(waiting) = self.line.get_mut(ticket)
                    && let Some(call) =
                        sla::due(&mut waiting.session, &self.plan, deadline, holder, out)
                {
                    self.fetch(now, &call, out);
                    return;
                }
                remind(&mut self.line, ticket, reminder(self.live_chat), out);
            }
        }
    }

    fn fetch<O: Outbox>(&mut self, now: Time, call: &Call, out: &mut O) {
        if let Holder::Intake(_, ticket) = call.holder {
            let spot = (&*self.plan, ticket, Where::Queue(self.id));
            if sla::fetch(&mut self.line, now, call, spot, out) {
                self.withdraw(ticket, out);
            }
        }
    }

    /// Whoever reads the message of this session need not.
    fn withdraw<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) {
        let Some(reading) = self.put_down(ticket) else {
            return;
        };
        self.let_go(&reading, out);
        if reading.begun {
            let withdrawn = SupervisorInput::Withdrawn(self.live_chat, ticket);
            out.send(Message::Supervisor(reading.supervisor, withdrawn));
        } else {
            self.roster.untook(reading.seat);
        }
    }
}

impl Slots {
    fn new(plan: &Plan, queue: QueueId, action: Action) -> Self {
        let (Action::GroupQueue(group) | Action::LeastOccupied(group)) = action else {
            unreachable!("the plan was checked");
        };
        let members = seats(plan, queue);
        let limits = members.iter().map(|member| plan.operators[member.index()].limit);
        let of_group = plan.groups[group.index()].queue;
        let roster = Roster::new(selection(plan, of_group), limits);
        let capacity = |member: &OperatorId| plan.operators[member.index()].capacity;
        let units = members.iter().map(|member| (capacity(member).unwrap_or(u32::MAX), 0));
        Self { units: units.collect(), members, roster }
    }

    /// Who keeps a slot for a session that weighs so much, and has one more from now on.
    fn choose(&mut self, lot: u64, more: u32) -> Option<OperatorId> {
        let fits = |(most, used): (u32, u32)| used.saturating_add(more) <= most;
        let seat = self.roster.find(lot, |seat| fits(self.units[seat as usize]))?;
        self.roster.take(seat);
        let (_, used) = &mut self.units[seat as usize];
        *used = used.saturating_add(more);
        Some(self.members[seat as usize])
    }
}

fn reminder(live_chat: LiveChatId) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::LiveChat(live_chat, LiveChatInput::Intake(IntakeInput::Due(ticket)))
}

/// The supervisors who distribute a common queue, in the plan's order.
pub(super) fn members(plan: &Plan, queue: QueueId) -> Vec<SupervisorId> {
    let distributes = |id: &SupervisorId| plan.supervisors[id.index()].queues.contains(&queue);
    (0..plan.supervisors.len()).map(SupervisorId::from).filter(distributes).collect()
}
