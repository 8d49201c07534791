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

use super::misjudged::Marked;
use super::{Operator, OperatorInput, group_at};
use crate::base::{GroupId, OperatorId, QueueId, SessionId, Span, SupervisorId, Time};
use crate::desk::line::Ticket;
use crate::desk::queue::QueueInput;
use crate::desk::{AlarmId, Class, GroupInput, LiveChatInput, Message, Outbox, Session, Where};
use crate::plan::{Plan, Skills, Switch, Target, Transfer};

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
    pub(super) pending: Vec<Pending>,
    /// With what the session weighed.
    pub(super) blocked: Vec<(SessionId, Time, u32)>,
    pub(super) reserved: Vec<Reserved>,
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
pub(super) struct Reserved {
    pub(super) promise: Promise,
    /// On behalf of which group, where a queue chose this operator.
    pub(super) group: Option<GroupId>,
    pub(super) since: Time,
    /// What it weighs.
    pub(super) units: u32,
    /// When the answer is due.
    pub(super) answer: Option<AlarmId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
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

    pub(super) fn take_pending(&mut self, id: SessionId) -> Option<Pending> {
        let place = self.pending.iter().position(|pending| pending.session.id == id)?;
        Some(self.pending.remove(place))
    }

    /// The promise about a session.
    pub(super) fn promise(&self, id: SessionId) -> Option<Promise> {
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

    pub(super) fn switch<'p>(&self, plan: &'p Plan) -> &'p Switch {
        &plan.topics[self.session.topic.index()].switches[self.switch]
    }

    pub(super) fn transfer<'p>(&self, plan: &'p Plan) -> &'p Transfer {
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
