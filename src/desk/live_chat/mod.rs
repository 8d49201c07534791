//! A live chat: lets sessions in, finds the rule that applies, keeps the common queue.
//!
//! - **Owns** the sessions in its common queue (served by operators, or distributed by supervisors:
//!   the intake), the sessions that wait for it to open or that its bot has, and what its
//!   supervisors watch.
//! - **Inputs**: [`LiveChatInput`].
//! - **Sends** sessions to groups and operators, tasks to supervisors, and reservations for what
//!   its supervisors are about to dispatch to operators.
//! - **Records** arrivals, spam, what the bot does with a session, and what a supervisor
//!   dispatches.

mod bot;
mod intake;
mod opening_queue;
mod watch;

use std::sync::Arc;

use crate::base::{GroupId, LiveChatId, Time};
use crate::desk::message::{
    ArrivalFact, GroupInput, LiveChatInput, Message, OperatorInput, Outbox, QueueInput,
    RefusalReason,
};
use crate::desk::queue::{Queue, overflow, refuse};
use crate::desk::session::{RoutingProgress, RoutingState, Session};
use crate::plan::{
    self, BegunBy, Plan, ReturnMode, RoutingAction, RoutingCondition, RoutingContext, RoutingRule,
    WhenClosed, is_met,
};
use crate::workload::{ContactHistory, Ending};
use bot::Bot;
use intake::Intake;
use opening_queue::OpeningQueue;
use watch::Watch;

/// A live chat: one channel through which clients write.
#[derive(Debug)]
pub struct LiveChat {
    plan: Arc<Plan>,
    id: LiveChatId,
    /// The first rule gives every session to this group's queue and does nothing else.
    direct_group: Option<GroupId>,
    common_queue: CommonQueue,
    watch: Option<Box<Watch>>,
    /// The sessions that wait for it to open.
    opening_queue: Option<Box<OpeningQueue>>,
    bot: Option<Box<Bot>>,
}

/// Which role serves the common queue.
#[derive(Debug)]
enum CommonQueue {
    Operators(Queue),
    Supervisors(Intake),
}

impl LiveChat {
    pub(super) fn new(plan: &Arc<Plan>, id: LiveChatId) -> Self {
        let chat = &plan.live_chats[id.index()];
        let common_queue = match &chat.intake {
            plan::IntakeMode::Operators => CommonQueue::Operators(Queue::new(plan, chat.queue)),
            plan::IntakeMode::Supervisors { .. } => {
                CommonQueue::Supervisors(Intake::new(plan, chat.queue))
            }
        };
        let watch = chat.watch.as_ref().map(|_| Box::new(Watch::new(plan, id)));
        let bot = chat.bot.as_ref().map(|_| Box::new(Bot::new(plan, id)));
        // Where there are rules of its own, it is recorded which of them takes a session.
        let only = chat.rules.first().filter(|_| chat.default_rules_from == 0);
        let direct_group = only.and_then(|rule| match rule.action {
            RoutingAction::GroupQueue(_)
                if *rule != RoutingRule::new(RoutingCondition::Always, rule.action) =>
            {
                None
            }
            RoutingAction::GroupQueue(group) => Some(group),
            _ => None,
        });
        Self {
            plan: Arc::clone(plan),
            id,
            direct_group,
            common_queue,
            watch,
            opening_queue: None,
            bot,
        }
    }

    /// Handles an input at an instant.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, input: LiveChatInput, out: &mut O) {
        match input {
            LiveChatInput::Arrive(session) => self.arrive(now, session, out),
            LiveChatInput::RuleNotApplicable(session) => self.route(now, session, out),
            LiveChatInput::Overflow(session) => {
                if let Some(session) = overflow::admit(&self.plan, now, session, true, out) {
                    self.join_common_queue(now, session, out);
                }
            }
            LiveChatInput::Open => self.admit_waiting(now, out),
            LiveChatInput::OpeningQueueDeadline(ticket) => {
                if let Some(opening_queue) = &mut self.opening_queue {
                    opening_queue.handle_deadline(now, ticket, self.id, out);
                }
            }
            LiveChatInput::Queue(input) => match &mut self.common_queue {
                CommonQueue::Operators(queue) => queue.handle(now, input, out),
                CommonQueue::Supervisors(intake) => intake.handle_queue_input(now, input, out),
            },
            LiveChatInput::Watch(input) => {
                if let Some(watch) = &mut self.watch {
                    watch.handle(now, *input, out);
                }
            }
            // A transferred session passes no rules (rulebook E-Q1).
            LiveChatInput::Transferred(mut session) => {
                session.routing = RoutingProgress::BYPASSED;
                self.join_common_queue(now, session, out);
            }
            LiveChatInput::Intake(input) => {
                if let CommonQueue::Supervisors(intake) = &mut self.common_queue
                    && let Some(session) = intake.handle(now, input, out)
                {
                    self.dispatch(now, session, out);
                }
            }
            LiveChatInput::ToBot(session) => match self.active_bot(now) {
                Some(bot) => bot.accept(now, session, out),
                // Detached meanwhile: it goes the way of a session to which no rule applies.
                None => self.route_after_bot(now, session, out),
            },
            LiveChatInput::Bot(input) => {
                if let Some(bot) = &mut self.bot
                    && let Some(session) = bot.handle(now, input, out)
                {
                    self.route_after_bot(now, session, out);
                }
            }
        }
    }

    /// How many sessions are here.
    pub fn session_count(&self) -> u32 {
        let with_bot = self.bot.as_ref().map_or(0, |bot| bot.session_count());
        let waiting = match &self.common_queue {
            CommonQueue::Operators(queue) => queue.session_count(),
            CommonQueue::Supervisors(intake) => intake.session_count(),
        };
        with_bot + waiting + self.opening_queue.as_ref().map_or(0, |door| door.session_count())
    }

    fn arrive<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let (id, live_chat) = (session.id, self.id);
        if session.history.as_ref().is_some_and(|visit| visit.spam_sender.is_some()) {
            self.handle_spam(now, session, out);
            return;
        }
        out.record_fact(ArrivalFact::Arrived { session: id, live_chat, topic: session.topic });
        if let Some(visit) = &session.history {
            out.record_fact(client_returned(&session, visit));
        }
        let chat = &self.plan.live_chats[self.id.index()];
        // Only clients of known groups are limited to certain live chats.
        let permitted = chat.client_groups.as_ref().is_none_or(|groups| {
            let group = self.plan.flows[id.flow().index()].client_group;
            group.is_none_or(|group| groups.contains(&group))
        });
        let reason = if session.history.as_ref().is_some_and(|visit| !visit.is_delivered) {
            RefusalReason::ChannelDown
        } else if !permitted {
            RefusalReason::NotPermitted
        } else if self.is_outbound(&session) {
            self.begin_outbound(now, session, out);
            return;
        } else if !chat.opening_hours.at(now) {
            match chat.when_closed {
                WhenClosed::Refuse => RefusalReason::Closed,
                WhenClosed::WaitForOpening => {
                    let opening_queue = self.opening_queue.get_or_insert_default();
                    opening_queue.join(&self.plan, now, session, self.id, out);
                    return;
                }
            }
        } else if let Some(how) = session.history.as_ref().and_then(|visit| visit.reopen) {
            self.reopen(now, how, session, out);
            return;
        } else {
            self.route(now, session, out);
            return;
        };
        refuse(session, reason, out);
    }

    fn is_outbound(&self, session: &Session) -> bool {
        self.plan.flows[session.id.flow().index()].begun_by != BegunBy::Clients
    }

    /// A session that the desk begins passes no rule and is not subject to opening hours (rulebook
    /// E-C10, E-C12). Its client, who expects nothing, does not lose patience.
    fn begin_outbound<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.disable_patience();
        match self.plan.flows[session.id.flow().index()].begun_by {
            BegunBy::Operators(group) => {
                out.send(Message::Group(group, GroupInput::BeginOutbound(session)));
            }
            BegunBy::System | BegunBy::Clients => {
                session.routing = RoutingProgress::BYPASSED;
                self.join_common_queue(now, session, out);
            }
        }
    }

    /// The session of a client who returns is reopened: no rule is tried, because rules are for new
    /// sessions (rulebook E-C7, E-Q1).
    fn reopen<O: Outbox>(
        &mut self,
        now: Time,
        how: ReturnMode,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        let habits = self.plan.flows[session.id.flow().index()].behaviour.as_ref();
        let returns = habits.and_then(|habits| habits.repeat_contact.as_ref());
        session.routing = RoutingProgress::at(returns.map_or(0, |returns| returns.skipped_rules));
        match session.last_operator {
            Some(operator) if how == ReturnMode::ReopenToLast => {
                out.send(Message::Operator(operator, OperatorInput::TryAssign(session)));
            }
            _ => self.route(now, session, out),
        }
    }

    /// A message from a sender on the blocklist is never routed (rulebook E-Q2); any other spam
    /// looks like a session until an operator has marked it.
    fn handle_spam<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let sender = session.history.as_ref().and_then(|visit| visit.spam_sender);
        let blocked = sender.is_some_and(|sender| sender.is_blocked);
        let mistaken = sender.is_some_and(|sender| sender.is_mistaken);
        let lost = session.history.as_ref().is_some_and(|visit| !visit.is_delivered);
        let open = self.plan.live_chats[self.id.index()].opening_hours.at(now);
        let (id, live_chat, topic) = (session.id, self.id, session.topic);
        // Spam that is not let in ends at once and is recorded as blocked.
        let ends = blocked || lost || !open;
        out.record_fact(ArrivalFact::SpamArrived {
            session: id,
            live_chat,
            topic,
            blocked: ends,
            mistaken,
        });
        if ends {
            out.retire(session, Ending::Other);
        } else {
            self.route(now, session, out);
        }
    }

    /// Sessions that waited for the opening are let in, in order of arrival.
    fn admit_waiting<O: Outbox>(&mut self, now: Time, out: &mut O) {
        while let Some(session) =
            self.opening_queue.as_mut().and_then(|door| door.leave_next(self.id, out))
        {
            self.route(now, session, out);
        }
    }

    /// Applies the first applicable rule from the next one on, top-down; without one the session
    /// goes to the common queue.
    #[inline(always)]
    fn route<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        if let Some(group) = self.direct_group
            && session.routing == RoutingProgress::BEGIN
        {
            (session.routing, session.rule_pending) = (RoutingProgress::at(1), false);
            out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            return;
        }
        match self.next_action(now, &mut session) {
            Some(action) => self.apply_action(now, action, session, out),
            None => {
                let chat = &self.plan.live_chats[self.id.index()];
                // Whom a supervisor or an operator sent here passes no rule.
                if let Some(rule) = session.routing.next_rule() {
                    session.record_routing(chat, rule, out);
                }
                self.join_common_queue(now, session, out);
            }
        }
    }

    fn active_bot(&mut self, now: Time) -> Option<&mut Bot> {
        self.bot.as_deref_mut().filter(|bot| bot.is_active(now))
    }

    fn next_action(&self, now: Time, session: &mut Session) -> Option<RoutingAction> {
        let chat = &self.plan.live_chats[self.id.index()];
        session.rule_pending = false;
        while let Some(next) = session.routing.next_rule()
            && let Some(rule) = chat.rules.get(next as usize)
        {
            session.routing = RoutingProgress::at(next + 1);
            // Most rules have no condition, and then no context is needed.
            if rule.condition != RoutingCondition::Always
                && !is_met(&rule.condition, &self.routing_context(session))
            {
                continue;
            }
            match rule.action {
                RoutingAction::Bot if !self.bot.as_ref().is_some_and(|bot| bot.is_active(now)) => {}
                RoutingAction::LastOperator => {
                    if let Some(operator) = session.last_operator {
                        session.rule_pending = true;
                        return Some(RoutingAction::Operator(operator));
                    }
                }
                action => {
                    session.rule_pending = true;
                    return Some(action);
                }
            }
        }
        None
    }

    /// The state that the conditions of rules depend on.
    fn routing_context(&self, session: &Session) -> RoutingContext {
        let flow = &self.plan.flows[session.id.flow().index()];
        RoutingContext {
            topic: session.topic,
            client_group: flow.client_group,
            channel: flow.channel,
            returning: session.is_returning(),
            priority: session.priority,
            arrived: session.arrived,
        }
    }

    /// The bot is done with a session: no rule is tried again, it goes the same way as a session to
    /// which no rule applies (rulebook E-Q1, E-S11, E-S12).
    fn route_after_bot<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let chat = &self.plan.live_chats[self.id.index()];
        match chat.bot.as_ref().and_then(|bot| bot.hand_off) {
            Some(group) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            None => {
                session.routing = RoutingProgress::at(chat.default_rules_from);
                self.route(now, session, out);
            }
        }
    }

    fn apply_action<O: Outbox>(
        &mut self,
        now: Time,
        action: RoutingAction,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        match action {
            RoutingAction::CommonQueue => {
                session.apply_rule(now, &self.plan, out);
                self.join_common_queue(now, session, out);
            }
            RoutingAction::Bot | RoutingAction::LastOperator => {
                session.apply_rule(now, &self.plan, out);
                match self.active_bot(now) {
                    Some(bot) => bot.accept(now, session, out),
                    None => self.join_common_queue(now, session, out),
                }
            }
            RoutingAction::GroupQueue(group) => {
                session.apply_rule(now, &self.plan, out);
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            RoutingAction::LeastOccupied(group) => {
                session.to_least_occupied = true;
                out.send(Message::Group(group, GroupInput::JoinIfOnline(session)));
            }
            RoutingAction::Operator(operator) => {
                let rules = &self.plan.live_chats[self.id.index()].rules;
                let rule = session.routing.last_rule().and_then(|rule| rules.get(rule as usize));
                let input = match rule.and_then(|rule| rule.wait) {
                    Some(wait) => OperatorInput::TryAssignWithin(session, wait),
                    None => OperatorInput::TryAssign(session),
                };
                out.send(Message::Operator(operator, input));
            }
        }
    }

    fn join_common_queue<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        match &mut self.common_queue {
            CommonQueue::Operators(queue) => queue.handle(now, QueueInput::Join(session), out),
            CommonQueue::Supervisors(intake) => match session.routing.state() {
                RoutingState::Dispatched => self.join_dispatch_target(session, out),
                RoutingState::Rules(_) | RoutingState::Bypassed => intake.join(now, session, out),
            },
        }
    }

    /// Dispatches a session on which a supervisor decided.
    fn dispatch<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.routing = RoutingProgress::DISPATCHED;
        if let Some(action) = self.dispatch_action(&session) {
            self.apply_action(now, action, session, out);
        }
    }

    /// None of the operators whom the supervisor chose is Online: the session is not read twice, it
    /// waits for them.
    fn join_dispatch_target<O: Outbox>(&mut self, session: Box<Session>, out: &mut O) {
        match self.dispatch_action(&session) {
            Some(RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group)) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            Some(RoutingAction::Operator(operator)) => {
                out.send(Message::Operator(operator, OperatorInput::AssignByName(session)));
            }
            Some(_) | None => unreachable!("the plan was checked"),
        }
    }

    /// Where a supervisor sends the session, as far as the supervisor can tell what it is about.
    fn dispatch_action(&self, session: &Session) -> Option<RoutingAction> {
        let intake = &self.plan.live_chats[self.id.index()].intake;
        let misread = match intake {
            plan::IntakeMode::Supervisors { by_topic: Some(by_topic), .. } => {
                session.client.misread_topic(by_topic.right_share)
            }
            plan::IntakeMode::Supervisors { by_topic: None, .. } | plan::IntakeMode::Operators => {
                None
            }
        };
        intake.action_for(session.topic, misread)
    }
}

fn client_returned(session: &Session, history: &ContactHistory) -> ArrivalFact {
    ArrivalFact::ClientReturned {
        session: session.id,
        live_chat: session.live_chat,
        client: history.client_number,
        earlier_sessions: history.earlier_sessions,
        attempt: history.failed_attempts,
        written_at: history.written_at,
        reopened: history.reopen.is_some(),
    }
}
