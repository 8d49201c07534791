//! Service levels at work (rulebook E-A1 to E-A7): clocks that a session carries, and what happens
//! when one of them runs out.
//!
//! A rule attaches a service level to the session that it routes, and it is the session's for
//! good: no transfer restarts a clock. A clock is a deadline like any other, computed once over the
//! working hours. Each standard is broken at most once in a session, so a storm of breaches that
//! send sessions to and fro always ends.
//!
//! A breach may send the session on. Whether somebody is there to take it, only they know: they
//! are asked first, with a [`Call`], and answer to whoever has the session then.

use super::bot::BotInput;
use super::deadline::Deadline;
use super::intake::IntakeInput;
use super::line::{Line, Ticket};
use super::operator::deliver;
use super::queue::age_from;
use super::waiting::move_on;
use super::{
    Fact, GroupInput, LiveChatInput, Message, OperatorInput, Outbox, QueueInput, Session, SlaEvent,
    Where,
};
use crate::base::{LiveChatId, OperatorId, SessionId, Time};
use crate::plan::{Breach, IfOffline, Plan, Present, Promise, QueueOwner, Sla, Standard, Target};

/// The service level of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks {
    /// Its place in the live chat's list.
    sla: u32,
    /// When the clock of each standard runs out, or did, as long as nobody stopped it.
    running: [Option<Time>; 3],
    broken: [bool; 3],
}

impl Clocks {
    /// When the first that runs is over, or was.
    pub(super) fn next(&self) -> Option<Time> {
        self.running.into_iter().flatten().min().filter(|over| *over != Time::NEVER)
    }
}

/// Who has a session, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// It waits in a queue.
    Queue(QueueOwner, Ticket),
    /// It waits for a supervisor.
    Intake(LiveChatId, Ticket),
    /// It waits for one operator.
    Line(OperatorId, Ticket),
    /// An operator has it on hand.
    Hand(OperatorId, SessionId),
    /// A bot has it.
    Bot(LiveChatId, SessionId),
}

/// A session is to go to somebody else because a promise was not kept.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    session: SessionId,
    live_chat: LiveChatId,
    arrived: Time,
    sla: u32,
    standard: Standard,
    pub(super) holder: Holder,
    pub(super) target: Target,
    /// Who has it, and is not to get it again.
    but: Option<OperatorId>,
}

impl Call {
    fn say<O: Outbox>(&self, what: SlaEvent, out: &mut O) {
        let Self { session, live_chat, arrived, sla, .. } = *self;
        out.fact(Fact::Sla { session, live_chat, arrived, sla, what });
    }

    /// Who is not to get it.
    pub(super) fn but(&self) -> Option<OperatorId> {
        self.but
    }

    /// The target was asked: somebody is there, or nobody.
    pub(super) fn answer<O: Outbox>(self: Box<Self>, there: bool, out: &mut O) {
        if !there {
            self.say(SlaEvent::Failed(self.standard), out);
            return;
        }
        out.send(match self.holder {
            Holder::Queue(owner, _) => Message::queue(owner, QueueInput::Fetch(self)),
            Holder::Intake(id, _) => {
                Message::LiveChat(id, LiveChatInput::Intake(IntakeInput::Fetch(self)))
            }
            Holder::Line(id, _) | Holder::Hand(id, _) => {
                Message::Operator(id, OperatorInput::Fetch(self))
            }
            Holder::Bot(id, _) => Message::LiveChat(id, LiveChatInput::Bot(BotInput::Fetch(self))),
        });
    }

    /// Gives the session to whoever is to have it.
    pub(super) fn hand_over<O: Outbox>(
        &self,
        now: Time,
        plan: &Plan,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        self.say(SlaEvent::Moved(self.standard), out);
        session.age_from = age_from(plan, &session, now);
        session.let_in();
        if let Some(operator) = self.but {
            session.avoid(operator);
        }
        out.send(deliver(self.target, session));
    }
}

/// The session leaves the line where it waits and goes where it was called to. Says whether it was
/// still there.
pub(super) fn fetch<O: Outbox>(
    line: &mut Line,
    now: Time,
    call: &Call,
    (plan, ticket, place): (&Plan, Ticket, Where),
    out: &mut O,
) -> bool {
    let Some(waiting) = line.leave(ticket) else {
        return false;
    };
    if let Some(alarm) = waiting.alarm {
        out.cancel(alarm);
    }
    let session = waiting.session;
    move_on(&session, place, out);
    call.hand_over(now, plan, session, out);
    true
}

/// A deadline was due with a session. Answers with where it goes at once, if anywhere.
pub(super) fn due<O: Outbox>(
    session: &mut Session,
    plan: &Plan,
    deadline: Deadline,
    holder: Holder,
    out: &mut O,
) -> Option<Box<Call>> {
    let (standard, what) = match deadline {
        Deadline::Sla(standard) => (standard, SlaEvent::Breached(standard)),
        Deadline::Reminder(standard) => (standard, SlaEvent::Reminded(standard)),
        // Others see to these.
        Deadline::Overflow
        | Deadline::MaxWait
        | Deadline::Ring
        | Deadline::LastOperator
        | Deadline::Silent
        | Deadline::Message
        | Deadline::ReplyPatience
        | Deadline::NoReply
        | Deadline::Inactive
        | Deadline::TimeOut
        | Deadline::Warn
        | Deadline::OperatorIdle
        | Deadline::OperatorOut
        | Deadline::Mark
        | Deadline::Unmark => return None,
    };
    let sla = session.clocks()?.sla;
    if what == SlaEvent::Reminded(standard) {
        session.say(sla, what, out);
        return None;
    }
    session.breaks(standard, out);
    let promise = promise(plan, session.live_chat, sla, standard)?;
    let mut but = None;
    let (target, when) = match promise.breach {
        Breach::Nothing | Breach::Notify => return None,
        Breach::Operator(id, when) => (Target::Operator(id), when),
        Breach::GroupQueue(id) => (Target::Group(id), IfOffline::HandOver),
        Breach::LeastOccupied(id, when, present) => {
            if let (Holder::Hand(operator, _), Present::Excluded) = (holder, present) {
                but = Some(operator);
            }
            (Target::Group(id), when)
        }
    };
    let there_already = match (holder, target) {
        (Holder::Queue(QueueOwner::Group(at), _), Target::Group(to)) => at == to,
        (Holder::Line(at, _) | Holder::Hand(at, _), Target::Operator(to)) => at == to,
        _ => false,
    };
    if there_already {
        return None;
    }
    let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
    let call = Call { session: id, live_chat, arrived, sla, standard, holder, target, but };
    let call = Box::new(call);
    match (when, target) {
        (IfOffline::Stay, Target::Operator(to)) => {
            out.send(Message::Operator(to, OperatorInput::Asked(call)));
            None
        }
        (IfOffline::Stay, Target::Group(to)) => {
            out.send(Message::Group(to, GroupInput::Asked(call)));
            None
        }
        _ => Some(call),
    }
}

/// A deadline was due with a session that is marked as spam: a breach is shown in the session, and
/// nobody is told or does anything (rulebook E-A5).
pub(super) fn due_in_spam<O: Outbox>(session: &mut Session, deadline: Deadline, out: &mut O) {
    if let Deadline::Sla(standard) = deadline {
        session.breaks(standard, out);
    }
}

fn level(plan: &Plan, live_chat: LiveChatId, sla: u32) -> Option<&Sla> {
    plan.live_chats[live_chat.index()].slas.get(sla as usize)
}

fn promise(plan: &Plan, live_chat: LiveChatId, sla: u32, standard: Standard) -> Option<Promise> {
    level(plan, live_chat, sla)?.promises[standard as usize]
}

impl Session {
    fn say<O: Outbox>(&self, sla: u32, what: SlaEvent, out: &mut O) {
        let (session, live_chat, arrived) = (self.id, self.live_chat, self.arrived);
        out.fact(Fact::Sla { session, live_chat, arrived, sla, what });
    }

    /// A promise is not kept.
    fn breaks<O: Outbox>(&mut self, standard: Standard, out: &mut O) {
        let Some(clocks) = self.clocks() else {
            return;
        };
        clocks.broken[standard as usize] = true;
        let sla = clocks.sla;
        self.say(sla, SlaEvent::Breached(standard), out);
    }

    /// The rule that was tried last applies: what it does beside its action is done.
    pub(super) fn settle<O: Outbox>(&mut self, now: Time, plan: &Plan, out: &mut O) {
        if !std::mem::take(&mut self.by_rule) {
            return;
        }
        let rules = &plan.live_chats[self.live_chat.index()].rules;
        let Some(rule) = rules.get(self.next_rule.wrapping_sub(1) as usize) else {
            return;
        };
        if let Some(priority) = rule.priority {
            self.priority = priority;
        }
        if rule.auto_reply {
            out.fact(Fact::AutoReplied { live_chat: self.live_chat, arrived: self.arrived });
        }
        if let Some(sla) = rule.sla {
            self.set_clocks(Clocks { sla, running: [None; 3], broken: [false; 3] });
            self.say(sla, SlaEvent::Attached, out);
            self.start(now, plan, Standard::Reaction);
            self.start(now, plan, Standard::Closing);
        }
    }

    /// The clock of a standard begins to run, unless it runs already or ran out before.
    fn start(&mut self, now: Time, plan: &Plan, standard: Standard) {
        let live_chat = self.live_chat;
        let Some(clocks) = self.clocks() else {
            return;
        };
        let place = standard as usize;
        let Some(sla) = level(plan, live_chat, clocks.sla) else {
            return;
        };
        let (Some(hours), Some(promise)) = (&sla.hours, sla.promises[place]) else {
            return;
        };
        if clocks.running[place].is_some() || clocks.broken[place] {
            return;
        }
        let over = hours.after(now, promise.within);
        clocks.running[place] = Some(over);
        if let Some(lead) = promise.remind {
            let at = hours.after(now, promise.within.saturating_sub(lead));
            self.set_deadline(at, Deadline::Reminder(standard));
        }
        if over != Time::NEVER {
            self.set_deadline(over, Deadline::Sla(standard));
        }
    }

    /// The client has written again, and waits for a reply. Whoever has the session sets its alarm
    /// anew.
    pub fn client_wrote(&mut self, now: Time, plan: &Plan) {
        self.start(now, plan, Standard::Response);
    }

    /// An operator has replied. Whoever has the session sets its alarm anew.
    #[inline]
    pub fn replied<O: Outbox>(&mut self, now: Time, plan: &Plan, out: &mut O) {
        if self.clocks().is_some() {
            self.stop(now, plan, &[Standard::Reaction, Standard::Response], out);
        }
    }

    /// It is closed.
    #[inline]
    pub(super) fn closes<O: Outbox>(&mut self, now: Time, plan: &Plan, out: &mut O) {
        if self.clocks().is_some() {
            self.stop(now, plan, &Standard::ALL, out);
        }
    }

    fn stop<O: Outbox>(&mut self, now: Time, plan: &Plan, standards: &[Standard], out: &mut O) {
        for standard in standards {
            let live_chat = self.live_chat;
            let Some(clocks) = self.clocks() else {
                return;
            };
            let (sla, broken) = (clocks.sla, clocks.broken[*standard as usize]);
            let Some(over) = clocks.running[*standard as usize].take() else {
                continue;
            };
            self.drop_deadline(Deadline::Sla(*standard));
            self.drop_deadline(Deadline::Reminder(*standard));
            let hours = level(plan, live_chat, sla).and_then(|sla| sla.hours.as_ref());
            let overrun = hours.filter(|_| broken).map(|hours| hours.between(over, now));
            self.say(sla, SlaEvent::Ended(*standard, overrun), out);
        }
    }
}
