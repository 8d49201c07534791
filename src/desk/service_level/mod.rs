//! Service levels at work (rulebook E-A1 to E-A7): clocks that a session carries, and what happens
//! when one of them runs out.
//!
//! A rule attaches a service level to the session that it routes, and it is the session's for
//! good: no transfer restarts a clock. A clock is a deadline like any other, computed once over the
//! working hours. Reaction and closing are kept or breached once a session, response once for each
//! message of the client that waits for a reply, so a storm of breaches that send sessions to and fro
//! always ends.
//!
//! A breach may send the session on. Only the target knows whether an operator is there to take it: it
//! is asked first, with an [`EscalationRequest`], and answers to the role that has the session then.
//!
//! - **Owns** no state: the clocks are the session's.
//! - **Inputs**: none. The role that has a session when a deadline is due calls
//!   [`handle_sla_deadline`]; the role that was asked calls [`answer_escalation`].
//! - **Sends** the question to an operator or a group, the answer to the role that has the session, and
//!   the session itself to its target.
//! - **Records** each event of a service level, that a rule took a session, and the rule's automatic reply.

use crate::base::{LiveChatId, Time};
use crate::desk::message::{
    ArrivalFact, BotFact, BotInput, EscalationRequest, GroupInput, IntakeInput, LiveChatInput,
    Location, Message, OperatorInput, Outbox, QueueInput, SlaEvent, SlaFact, delivery_message,
};
use crate::desk::session::{Deadline, Session, SlaClocks};
use crate::plan::{
    BreachAction, CurrentOperatorEligibility, IfTargetOffline, LiveChat, Plan, QueueAgeFrom,
    QueueOwner, Sla, SlaGoal, SlaMetric, TransferTarget,
};

/// The target of an escalation was asked whether an operator is Online there.
pub(super) fn answer_escalation<O: Outbox>(
    request: Box<EscalationRequest>,
    is_online: bool,
    out: &mut O,
) {
    if !is_online {
        record_escalation(&request, SlaEvent::EscalationFailed(request.standard), out);
        return;
    }
    out.send(match request.location {
        Location::Queue(owner, _) => Message::to_queue(owner, QueueInput::Escalate(request)),
        Location::Intake(id, _) => {
            Message::LiveChat(id, LiveChatInput::Intake(IntakeInput::Escalate(request)))
        }
        Location::PersonalQueue(id, _) | Location::OnHand(id, _) => {
            Message::Operator(id, OperatorInput::Escalate(request))
        }
        Location::Bot(id, _) => {
            Message::LiveChat(id, LiveChatInput::Bot(BotInput::Escalate(request)))
        }
    });
}

/// Gives the session to its target.
pub(super) fn escalate_session<O: Outbox>(
    request: &EscalationRequest,
    now: Time,
    plan: &Plan,
    mut session: Box<Session>,
    out: &mut O,
) {
    record_escalation(request, SlaEvent::Escalated(request.standard), out);
    session.age_from = age_after_transfer(plan, &session, now);
    session.admit();
    session.to_least_occupied = request.to_least_occupied;
    if let Some(operator) = request.excluded {
        session.exclude(operator);
    }
    out.send(delivery_message(request.target, session));
}

fn record_escalation<O: Outbox>(request: &EscalationRequest, event: SlaEvent, out: &mut O) {
    let EscalationRequest { session, live_chat, arrived, sla, .. } = *request;
    out.record_fact(SlaFact { session, live_chat, arrived, sla, event });
}

/// From when a session's age counts after a switch at `now`.
fn age_after_transfer(plan: &Plan, session: &Session, now: Time) -> Time {
    match plan.live_chats[session.live_chat.index()].queue_age_from {
        QueueAgeFrom::Arrival => session.age_from,
        QueueAgeFrom::Transfer => now,
    }
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
    if is_at_target(location, target) {
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

/// The session is where it is to go.
fn is_at_target(location: Location, target: TransferTarget) -> bool {
    match (location, target) {
        (Location::Queue(QueueOwner::Group(at), _), TransferTarget::Group(to)) => at == to,
        (
            Location::PersonalQueue(at, _) | Location::OnHand(at, _),
            TransferTarget::Operator(to),
        ) => at == to,
        _ => false,
    }
}

/// A deadline was due with a session that is marked as spam: a breach is shown in the session, and
/// no reminder is sent and no action taken (rulebook E-A5).
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
        out.record_fact(SlaFact { session, live_chat, arrived, sla, event });
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
        let chat = &plan.live_chats[self.live_chat.index()];
        let Some(place) = self.routing.last_rule() else {
            return;
        };
        let Some(rule) = chat.rules.get(place as usize) else {
            return;
        };
        self.record_routing(chat, place, out);
        if let Some(priority) = rule.priority {
            self.priority = priority;
        }
        if rule.auto_reply {
            out.record_fact(BotFact::AutoReplied {
                live_chat: self.live_chat,
                arrived: self.arrived,
            });
        }
        if let Some(sla) = rule.sla {
            self.set_sla_clocks(SlaClocks {
                sla,
                running: [None; 3],
                reaction_left: None,
                breached: [false; 3],
            });
            self.record_sla_event(sla, SlaEvent::Attached, out);
            self.start_clock(now, plan, SlaMetric::Reaction);
            self.start_clock(now, plan, SlaMetric::Closing);
        }
    }

    /// A rule, or the default routing, took the session.
    pub(super) fn record_routing<O: Outbox>(&self, chat: &LiveChat, rule: u32, out: &mut O) {
        if chat.default_rules_from > 0 {
            let (session, live_chat, arrived) = (self.id, self.live_chat, self.arrived);
            out.record_fact(ArrivalFact::Routed { session, live_chat, arrived, rule });
        }
    }

    /// The clock of a standard begins to run, unless it runs already, or ran out and was not stopped.
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
        if clocks.running[place].is_some() {
            return;
        }
        clocks.breached[place] = false;
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

    /// A bot has the session, and its time does not count in the reaction: the clock stands still.
    pub(super) fn pause_reaction_clock(&mut self, now: Time, plan: &Plan) {
        const PLACE: usize = SlaMetric::Reaction as usize;
        let live_chat = self.live_chat;
        let Some(clocks) = self.sla_clocks() else {
            return;
        };
        let hours = sla_of(plan, live_chat, clocks.sla).and_then(|sla| sla.hours.as_ref());
        if let (Some(hours), Some(over)) = (hours, clocks.running[PLACE])
            && !clocks.breached[PLACE]
            && over != Time::NEVER
        {
            clocks.reaction_left = Some(hours.between(now, over));
            clocks.running[PLACE] = None;
            self.drop_deadline(Deadline::Sla(SlaMetric::Reaction));
            self.drop_deadline(Deadline::SlaReminder(SlaMetric::Reaction));
        }
    }

    /// The bot has handed the session off: the clock goes on. A reminder that is not due any more was
    /// sent before.
    pub(super) fn resume_reaction_clock(&mut self, now: Time, plan: &Plan) {
        const PLACE: usize = SlaMetric::Reaction as usize;
        let live_chat = self.live_chat;
        let Some(clocks) = self.sla_clocks() else {
            return;
        };
        let Some(left) = clocks.reaction_left.take() else {
            return;
        };
        let sla = sla_of(plan, live_chat, clocks.sla);
        let Some((hours, goal)) =
            sla.and_then(|sla| Some((sla.hours.as_ref()?, sla.goals[PLACE]?)))
        else {
            return;
        };
        let over = hours.after(now, left);
        clocks.running[PLACE] = Some(over);
        if let Some(lead) = goal.remind_before.filter(|lead| *lead < left) {
            let at = hours.after(now, left.saturating_sub(lead));
            self.set_deadline(at, Deadline::SlaReminder(SlaMetric::Reaction));
        }
        if over != Time::NEVER {
            self.set_deadline(over, Deadline::Sla(SlaMetric::Reaction));
        }
    }

    /// The client has written again, and waits for a reply. The role that has the session sets its alarm
    /// anew.
    pub fn client_wrote(&mut self, now: Time, plan: &Plan) {
        self.start_clock(now, plan, SlaMetric::Response);
    }

    /// An operator has replied. The role that has the session sets its alarm anew.
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
            if *standard == SlaMetric::Reaction && clocks.reaction_left.take().is_some() {
                self.record_sla_event(sla, SlaEvent::ClockStopped(*standard, None), out);
                continue;
            }
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
