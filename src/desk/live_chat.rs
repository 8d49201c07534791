//! A live chat: lets sessions in, finds the rule that applies, keeps the common queue.

use std::sync::Arc;

use super::bot::{Bot, BotInput};
use super::intake::{Intake, IntakeInput};
use super::opening_queue::OpeningQueue;
use super::overflow;
use super::queue::{Queue, QueueInput, refuse};
use super::wait_queue::Ticket;
use super::watch::{Watch, WatchInput};
use super::{Fact, GroupInput, Message, OperatorInput, Outbox, RefusalReason, Session};
use crate::base::{GroupId, LiveChatId, Time};
use crate::plan::{
    self, BegunBy, Plan, ReturnMode, RoutingAction, RoutingCondition, RoutingContext, RoutingRule,
    WhenClosed, is_met,
};
use crate::workload::ContactHistory;

/// What a live chat is told.
#[derive(Debug)]
pub enum LiveChatInput {
    /// A client writes.
    Arrive(Box<Session>),
    /// It opens: those who wait for that come in.
    Open,
    /// Something is due with the session that waits at the door with this ticket.
    OpeningQueueDeadline(Ticket),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// Whoever a rule named is Offline: the rule does not apply (rulebook E-Q6).
    RuleNotApplicable(Box<Session>),
    /// Everything that concerns the common queue where operators serve it.
    Queue(QueueInput),
    /// Everything that concerns the common queue where supervisors distribute it.
    Intake(IntakeInput),
    /// Everything that concerns what supervisors watch over.
    Watch(Box<WatchInput>),
    /// A session was switched to this live chat.
    Transferred(Box<Session>),
    /// An operator moves a session to the bot (rulebook E-S10).
    ToBot(Box<Session>),
    /// Everything that concerns the bot.
    Bot(BotInput),
}

impl LiveChatInput {
    /// About what supervisors watch over, which is told seldom: a box keeps messages small.
    pub(super) fn watch(input: WatchInput) -> Self {
        Self::Watch(Box::new(input))
    }
}

/// A communication line.
#[derive(Debug)]
pub struct LiveChat {
    plan: Arc<Plan>,
    id: LiveChatId,
    /// The first rule gives every session to this group's queue and does nothing else.
    direct_group: Option<GroupId>,
    common_queue: CommonQueue,
    watch: Option<Box<Watch>>,
    /// Those who wait for it to open.
    opening_queue: Option<Box<OpeningQueue>>,
    bot: Option<Box<Bot>>,
}

/// Who serves the common queue.
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
        let direct_group = chat.rules.first().and_then(|rule| match rule.action {
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

    /// Told an input at an instant.
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
            // A switch runs no rules (rulebook E-Q1).
            LiveChatInput::Transferred(mut session) => {
                session.next_rule = TRANSFERRED;
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
                // Detached meanwhile: whoever is on duty gets it.
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
        out.record_fact(Fact::Arrived { session: id, live_chat, topic: session.topic });
        if let Some(visit) = &session.history {
            out.record_fact(client_returned(&session, visit));
        }
        let chat = &self.plan.live_chats[self.id.index()];
        // From outside anybody may write.
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

    /// A session that the desk begins passes no rule and knows no opening hours (rulebook E-C10,
    /// E-C12). Its client, who expects nothing, does not lose patience.
    fn begin_outbound<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.disable_patience();
        match self.plan.flows[session.id.flow().index()].begun_by {
            BegunBy::Operators(group) => {
                out.send(Message::Group(group, GroupInput::BeginOutbound(session)));
            }
            BegunBy::System | BegunBy::Clients => {
                session.next_rule = TRANSFERRED;
                self.join_common_queue(now, session, out);
            }
        }
    }

    /// The session of a client who returns is opened again: no rule is read, rules are for new
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
        session.next_rule = returns.map_or(0, |returns| returns.skipped_rules);
        match session.last_operator {
            Some(operator) if how == ReturnMode::ReopenToLast => {
                out.send(Message::Operator(operator, OperatorInput::TryAssign(session)));
            }
            _ => self.route(now, session, out),
        }
    }

    /// What a sender on the blocklist writes is never routed (rulebook E-Q2); anything else looks
    /// like a session until an operator has marked it.
    fn handle_spam<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let sender = session.history.as_ref().and_then(|visit| visit.spam_sender);
        let blocked = sender.is_some_and(|sender| sender.is_blocked);
        let mistaken = sender.is_some_and(|sender| sender.is_mistaken);
        let lost = session.history.as_ref().is_some_and(|visit| !visit.is_delivered);
        let open = self.plan.live_chats[self.id.index()].opening_hours.at(now);
        let (id, live_chat, topic) = (session.id, self.id, session.topic);
        // Nobody misses what does not come in.
        let ends = blocked || lost || !open;
        out.record_fact(Fact::SpamArrived {
            session: id,
            live_chat,
            topic,
            blocked: ends,
            mistaken,
        });
        if ends {
            out.retire(session);
        } else {
            self.route(now, session, out);
        }
    }

    /// Those who waited for it come in, the first first.
    fn admit_waiting<O: Outbox>(&mut self, now: Time, out: &mut O) {
        while let Some(session) =
            self.opening_queue.as_mut().and_then(|door| door.leave_next(self.id, out))
        {
            self.route(now, session, out);
        }
    }

    /// From the next rule on, top-down, the first that applies; none: the common queue.
    #[inline(always)]
    fn route<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        if let Some(group) = self.direct_group
            && session.next_rule == 0
        {
            (session.next_rule, session.rule_pending) = (1, false);
            out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            return;
        }
        match self.next_action(now, &mut session) {
            Some(action) => self.apply_action(now, action, session, out),
            None => self.join_common_queue(now, session, out),
        }
    }

    fn active_bot(&mut self, now: Time) -> Option<&mut Bot> {
        self.bot.as_deref_mut().filter(|bot| bot.is_active(now))
    }

    fn next_action(&self, now: Time, session: &mut Session) -> Option<RoutingAction> {
        let chat = &self.plan.live_chats[self.id.index()];
        session.rule_pending = false;
        while let Some(rule) = chat.rules.get(session.next_rule as usize) {
            session.next_rule += 1;
            // Most rules ask nothing, and then nothing need be known.
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

    /// What rules ask about.
    fn routing_context(&self, session: &Session) -> RoutingContext<'_> {
        let flow = &self.plan.flows[session.id.flow().index()];
        RoutingContext {
            topic: session.topic,
            client_group: flow.client_group,
            channel: &flow.channel,
            returning: session.returning,
            priority: session.priority,
            arrived: session.arrived,
        }
    }

    /// The bot is done with a session: no rule is tried again, it takes the way of those to which
    /// none applies (rulebook E-Q1, E-S11, E-S12).
    fn route_after_bot<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let chat = &self.plan.live_chats[self.id.index()];
        match chat.bot.as_ref().and_then(|bot| bot.hand_off) {
            Some(group) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            None => {
                session.next_rule = chat.default_rules_from;
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
                let rule = rules.get(session.next_rule.wrapping_sub(1) as usize);
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
            CommonQueue::Supervisors(_) if session.next_rule == DISPATCHED => {
                self.join_dispatch_target(session, out);
            }
            CommonQueue::Supervisors(intake) => intake.join(now, session, out),
        }
    }

    /// A supervisor decided on this session.
    fn dispatch<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.next_rule = DISPATCHED;
        if let Some(action) = self.dispatch_action() {
            self.apply_action(now, action, session, out);
        }
    }

    /// Nobody of those whom the supervisor chose is Online: the session is not read twice, it
    /// waits for them.
    fn join_dispatch_target<O: Outbox>(&mut self, session: Box<Session>, out: &mut O) {
        match self.dispatch_action() {
            Some(RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group)) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            Some(RoutingAction::Operator(operator)) => {
                out.send(Message::Operator(operator, OperatorInput::AssignByName(session)));
            }
            Some(_) | None => unreachable!("the plan was checked"),
        }
    }

    fn dispatch_action(&self) -> Option<RoutingAction> {
        match self.plan.live_chats[self.id.index()].intake {
            plan::IntakeMode::Supervisors { action, .. } => Some(action),
            plan::IntakeMode::Operators => None,
        }
    }
}

/// In place of the next rule: the session was switched here, and no rule is tried.
const TRANSFERRED: u32 = u32::MAX - 1;

/// In place of the next rule: a supervisor has decided, and no rule is tried again.
const DISPATCHED: u32 = u32::MAX;

fn client_returned(session: &Session, history: &ContactHistory) -> Fact {
    Fact::ClientReturned {
        session: session.id,
        live_chat: session.live_chat,
        client: history.client_number,
        earlier_sessions: history.earlier_sessions,
        attempt: history.failed_attempts,
        written_at: history.written_at,
        reopened: history.reopen.is_some(),
    }
}
