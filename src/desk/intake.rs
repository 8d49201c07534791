//! The common queue of a live chat whose supervisors distribute: each session is read by one of
//! them, which takes a while, and then handed on. The client waits all the time and may leave.

use std::sync::Arc;

use super::line::{Line, Ticket};
use super::onward;
use super::queue::{refuse, selection};
use super::roster::Roster;
use super::sla::{self, Call, Holder};
use super::waiting::{Due, due, remind, wait};
use super::{
    Deadline, Fact, LiveChatInput, Message, Outbox, Refusal, Session, SupervisorInput, Where,
};
use crate::base::{LiveChatId, QueueId, Span, SupervisorId, Time};
use crate::plan::{self, Plan, QueueOwner};

/// What an intake is told.
#[derive(Debug)]
pub enum IntakeInput {
    /// The supervisor in this seat distributes, and is reading so many now.
    Enlist(u32, u32),
    /// The supervisor in this seat does so no more.
    Delist(u32),
    /// The supervisor in this seat began an act elsewhere.
    Took(u32),
    /// The supervisor in this seat is free.
    Freed(u32),
    /// The supervisor in this seat cannot take this session now.
    Declined(u32, Ticket),
    /// The supervisor has decided on this session.
    Decided(SupervisorId, Ticket),
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
    reading: Vec<(Ticket, SupervisorId)>,
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
        Self { plan: Arc::clone(plan), id, live_chat, members, roster, line, reading }
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
            IntakeInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.give(out);
            }
            IntakeInput::Delist(seat) => self.roster.delist(seat),
            IntakeInput::Took(seat) => self.roster.took(seat),
            IntakeInput::Freed(seat) => {
                self.roster.freed(now, seat);
                self.give(out);
            }
            IntakeInput::Declined(seat, ticket) => {
                self.roster.untook(seat);
                self.reading.retain(|(read, _)| *read != ticket);
                self.line.release(ticket);
                self.give(out);
            }
            IntakeInput::Decided(supervisor, ticket) => {
                return self.decided(supervisor, ticket, out);
            }
            IntakeInput::Due(ticket) => self.due(now, ticket, out),
            IntakeInput::Fetch(call) => self.fetch(now, &call, out),
        }
        None
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

    /// Lets free supervisors read the next messages.
    fn give<O: Outbox>(&mut self, out: &mut O) {
        while self.roster.available()
            && !self.line.is_idle()
            && let Some(ticket) = self.line.hold_next()
        {
            let Some(waiting) = self.line.get_mut(ticket) else {
                return;
            };
            let session = &waiting.session;
            let reaction = match &self.plan.live_chats[self.live_chat.index()].intake {
                plan::Intake::Supervisors { reaction, .. } => session.client.dispatch(reaction),
                plan::Intake::Operators => Span::ZERO,
            };
            let Some(seat) = self.roster.choose(session.client.lot(session.stage)) else {
                return;
            };
            let supervisor = self.members[seat as usize];
            self.reading.push((ticket, supervisor));
            let input = SupervisorInput::Read { queue: self.id, ticket, reaction };
            out.send(Message::Supervisor(supervisor, input));
        }
    }

    fn decided<O: Outbox>(
        &mut self,
        supervisor: SupervisorId,
        ticket: Ticket,
        out: &mut O,
    ) -> Option<Box<Session>> {
        self.reading.retain(|(read, _)| *read != ticket);
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
        });
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
        if let Some(place) = self.reading.iter().position(|(read, _)| *read == ticket) {
            let (_, supervisor) = self.reading.swap_remove(place);
            out.send(Message::Supervisor(supervisor, SupervisorInput::Withdrawn(ticket)));
        }
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
