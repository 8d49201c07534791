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
use super::operator::delivery_message;
use super::queue::age_after_transfer;
use super::wait_queue::{Ticket, WaitQueue};
use super::waiting::report_moved;
use super::{
    Fact, GroupInput, LiveChatInput, Message, OperatorInput, Outbox, QueueInput, Session, SlaEvent,
    WaitPlace,
};
use crate::base::{LiveChatId, OperatorId, SessionId, Time};
use crate::plan::{
    BreachAction, CurrentOperatorEligibility, IfTargetOffline, Plan, QueueOwner, Sla, SlaGoal,
    SlaMetric, TransferTarget,
};

/// The service level of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlaClocks {
    /// Its place in the live chat's list.
    sla: u32,
    /// When the clock of each standard runs out, or did, as long as nobody stopped it.
    running: [Option<Time>; 3],
    breached: [bool; 3],
}

impl SlaClocks {
    /// When the first that runs is over, or was.
    pub(super) fn next_due(&self) -> Option<Time> {
        self.running.into_iter().flatten().min().filter(|over| *over != Time::NEVER)
    }
}

/// Who has a session, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// It waits in a queue.
    Queue(QueueOwner, Ticket),
    /// It waits for a supervisor.
    Intake(LiveChatId, Ticket),
    /// It waits for one operator.
    PersonalQueue(OperatorId, Ticket),
    /// An operator has it on hand.
    OnHand(OperatorId, SessionId),
    /// A bot has it.
    Bot(LiveChatId, SessionId),
}

/// A session is to go to somebody else because a promise was not kept.
#[derive(Clone, Copy, Debug)]
pub struct EscalationRequest {
    session: SessionId,
    live_chat: LiveChatId,
    arrived: Time,
    sla: u32,
    standard: SlaMetric,
    pub(super) location: Location,
    pub(super) target: TransferTarget,
    /// The least occupied of the target group gets it, whatever the group's selection.
    to_least_occupied: bool,
    /// Who has it, and is not to get it again.
    excluded: Option<OperatorId>,
}

impl EscalationRequest {
    fn record_event<O: Outbox>(&self, event: SlaEvent, out: &mut O) {
        let Self { session, live_chat, arrived, sla, .. } = *self;
        out.record_fact(Fact::SlaChanged { session, live_chat, arrived, sla, event });
    }

    /// Who is not to get it.
    pub(super) fn excluded(&self) -> Option<OperatorId> {
        self.excluded
    }

    /// The target was asked: somebody is there, or nobody.
    pub(super) fn answer<O: Outbox>(self: Box<Self>, is_online: bool, out: &mut O) {
        if !is_online {
            self.record_event(SlaEvent::EscalationFailed(self.standard), out);
            return;
        }
        out.send(match self.location {
            Location::Queue(owner, _) => Message::to_queue(owner, QueueInput::Escalate(self)),
            Location::Intake(id, _) => {
                Message::LiveChat(id, LiveChatInput::Intake(IntakeInput::Escalate(self)))
            }
            Location::PersonalQueue(id, _) | Location::OnHand(id, _) => {
                Message::Operator(id, OperatorInput::Escalate(self))
            }
            Location::Bot(id, _) => {
                Message::LiveChat(id, LiveChatInput::Bot(BotInput::Escalate(self)))
            }
        });
    }

    /// Gives the session to whoever is to have it.
    pub(super) fn transfer_session<O: Outbox>(
        &self,
        now: Time,
        plan: &Plan,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        self.record_event(SlaEvent::Escalated(self.standard), out);
        session.age_from = age_after_transfer(plan, &session, now);
        session.admit();
        session.to_least_occupied = self.to_least_occupied;
        if let Some(operator) = self.excluded {
            session.exclude(operator);
        }
        out.send(delivery_message(self.target, session));
    }
}

/// The session leaves the line where it waits and goes where it was called to. Says whether it was
/// still there.
pub(super) fn escalate_waiting<O: Outbox>(
    wait_queue: &mut WaitQueue,
    now: Time,
    request: &EscalationRequest,
    (plan, ticket, place): (&Plan, Ticket, WaitPlace),
    out: &mut O,
) -> bool {
    let Some(waiting) = wait_queue.leave(ticket) else {
        return false;
    };
    if let Some(timer) = waiting.timer {
        out.cancel(timer);
    }
    let session = waiting.session;
    report_moved(&session, place, out);
    request.transfer_session(now, plan, session, out);
    true
}

/// A deadline was due with a session. Answers with where it goes at once, if anywhere.
pub(super) fn handle_sla_deadline<O: Outbox>(
    session: &mut Session,
    plan: &Plan,
    deadline: Deadline,
    location: Location,
    out: &mut O,
) -> Option<Box<EscalationRequest>> {
    let (standard, what) = match deadline {
        Deadline::Sla(standard) => (standard, SlaEvent::Breached(standard)),
        Deadline::SlaReminder(standard) => (standard, SlaEvent::Reminded(standard)),
        // Others see to these.
        Deadline::Overflow
        | Deadline::MaxWait
        | Deadline::Ring
        | Deadline::LastOperator
        | Deadline::SilentAbandonment
        | Deadline::ClientMessage
        | Deadline::ReplyPatience
        | Deadline::NoReply
        | Deadline::Inactive
        | Deadline::ClientTimeout
        | Deadline::TimeoutWarning
        | Deadline::OperatorIdle
        | Deadline::OperatorTimeout
        | Deadline::SpamMark
        | Deadline::SpamUnmark => return None,
    };
    let sla = session.sla_clocks()?.sla;
    if what == SlaEvent::Reminded(standard) {
        session.record_sla_event(sla, what, out);
        return None;
    }
    session.breach(standard, out);
    let promise = promise_of(plan, session.live_chat, sla, standard)?;
    let mut excluded = None;
    let (target, when) = match promise.on_breach {
        BreachAction::Nothing | BreachAction::Notify => return None,
        BreachAction::AssignOperator(id, when) => (TransferTarget::Operator(id), when),
        BreachAction::MoveToGroup(id) => (TransferTarget::Group(id), IfTargetOffline::Transfer),
        BreachAction::AssignLeastOccupied(id, when, present) => {
            if let (Location::OnHand(operator, _), CurrentOperatorEligibility::Excluded) =
                (location, present)
            {
                excluded = Some(operator);
            }
            (TransferTarget::Group(id), when)
        }
    };
    let there_already = match (location, target) {
        (Location::Queue(QueueOwner::Group(at), _), TransferTarget::Group(to)) => at == to,
        (
            Location::PersonalQueue(at, _) | Location::OnHand(at, _),
            TransferTarget::Operator(to),
        ) => at == to,
        _ => false,
    };
    if there_already {
        return None;
    }
    let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
    let request = EscalationRequest {
        session: id,
        live_chat,
        arrived,
        sla,
        standard,
        location,
        target,
        to_least_occupied: matches!(promise.on_breach, BreachAction::AssignLeastOccupied(..)),
        excluded,
    };
    let request = Box::new(request);
    match (when, target) {
        (IfTargetOffline::Stay, TransferTarget::Operator(to)) => {
            out.send(Message::Operator(to, OperatorInput::EscalationProbe(request)));
            None
        }
        (IfTargetOffline::Stay, TransferTarget::Group(to)) => {
            out.send(Message::Group(to, GroupInput::ProbeEscalation(request)));
            None
        }
        _ => Some(request),
    }
}

/// A deadline was due with a session that is marked as spam: a breach is shown in the session, and
/// nobody is told or does anything (rulebook E-A5).
pub(super) fn handle_sla_deadline_in_spam<O: Outbox>(
    session: &mut Session,
    deadline: Deadline,
    out: &mut O,
) {
    if let Deadline::Sla(standard) = deadline {
        session.breach(standard, out);
    }
}

fn sla_of(plan: &Plan, live_chat: LiveChatId, sla: u32) -> Option<&Sla> {
    plan.live_chats[live_chat.index()].slas.get(sla as usize)
}

fn promise_of(
    plan: &Plan,
    live_chat: LiveChatId,
    sla: u32,
    standard: SlaMetric,
) -> Option<SlaGoal> {
    sla_of(plan, live_chat, sla)?.goals[standard as usize]
}

impl Session {
    fn record_sla_event<O: Outbox>(&self, sla: u32, event: SlaEvent, out: &mut O) {
        let (session, live_chat, arrived) = (self.id, self.live_chat, self.arrived);
        out.record_fact(Fact::SlaChanged { session, live_chat, arrived, sla, event });
    }

    /// A promise is not kept.
    fn breach<O: Outbox>(&mut self, standard: SlaMetric, out: &mut O) {
        let Some(clocks) = self.sla_clocks() else {
            return;
        };
        clocks.breached[standard as usize] = true;
        let sla = clocks.sla;
        self.record_sla_event(sla, SlaEvent::Breached(standard), out);
    }

    /// The rule that was tried last applies: what it does beside its action is done.
    pub(super) fn apply_rule<O: Outbox>(&mut self, now: Time, plan: &Plan, out: &mut O) {
        if !std::mem::take(&mut self.rule_pending) {
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
            out.record_fact(Fact::AutoReplied { live_chat: self.live_chat, arrived: self.arrived });
        }
        if let Some(sla) = rule.sla {
            self.set_sla_clocks(SlaClocks { sla, running: [None; 3], breached: [false; 3] });
            self.record_sla_event(sla, SlaEvent::Attached, out);
            self.start_clock(now, plan, SlaMetric::Reaction);
            self.start_clock(now, plan, SlaMetric::Closing);
        }
    }

    /// The clock of a standard begins to run, unless it runs already or ran out before.
    fn start_clock(&mut self, now: Time, plan: &Plan, standard: SlaMetric) {
        let live_chat = self.live_chat;
        let Some(clocks) = self.sla_clocks() else {
            return;
        };
        let place = standard as usize;
        let Some(sla) = sla_of(plan, live_chat, clocks.sla) else {
            return;
        };
        let (Some(hours), Some(promise)) = (&sla.hours, sla.goals[place]) else {
            return;
        };
        if clocks.running[place].is_some() || clocks.breached[place] {
            return;
        }
        let over = hours.after(now, promise.within);
        clocks.running[place] = Some(over);
        if let Some(lead) = promise.remind_before {
            let at = hours.after(now, promise.within.saturating_sub(lead));
            self.set_deadline(at, Deadline::SlaReminder(standard));
        }
        if over != Time::NEVER {
            self.set_deadline(over, Deadline::Sla(standard));
        }
    }

    /// The client has written again, and waits for a reply. Whoever has the session sets its alarm
    /// anew.
    pub fn client_wrote(&mut self, now: Time, plan: &Plan) {
        self.start_clock(now, plan, SlaMetric::Response);
    }

    /// An operator has replied. Whoever has the session sets its alarm anew.
    #[inline]
    pub fn operator_replied<O: Outbox>(&mut self, now: Time, plan: &Plan, out: &mut O) {
        if self.sla_clocks().is_some() {
            self.stop_clocks(now, plan, &[SlaMetric::Reaction, SlaMetric::Response], out);
        }
    }

    /// It is closed.
    #[inline]
    pub(super) fn stop_sla_clocks<O: Outbox>(&mut self, now: Time, plan: &Plan, out: &mut O) {
        if self.sla_clocks().is_some() {
            self.stop_clocks(now, plan, &SlaMetric::ALL, out);
        }
    }

    fn stop_clocks<O: Outbox>(
        &mut self,
        now: Time,
        plan: &Plan,
        standards: &[SlaMetric],
        out: &mut O,
    ) {
        for standard in standards {
            let live_chat = self.live_chat;
            let Some(clocks) = self.sla_clocks() else {
                return;
            };
            let (sla, breached) = (clocks.sla, clocks.breached[*standard as usize]);
            let Some(over) = clocks.running[*standard as usize].take() else {
                continue;
            };
            self.drop_deadline(Deadline::Sla(*standard));
            self.drop_deadline(Deadline::SlaReminder(*standard));
            let hours = sla_of(plan, live_chat, sla).and_then(|sla| sla.hours.as_ref());
            let overrun = hours.filter(|_| breached).map(|hours| hours.between(over, now));
            self.record_sla_event(sla, SlaEvent::ClockStopped(*standard, overrun), out);
        }
    }
}
