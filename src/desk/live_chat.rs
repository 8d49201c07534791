//! A live chat: lets sessions in, finds the rule that applies, keeps the common queue.

use std::sync::Arc;

use super::bot::{Bot, BotInput};
use super::door::Door;
use super::intake::{Intake, IntakeInput};
use super::line::Ticket;
use super::onward;
use super::queue::{Queue, QueueInput, refuse};
use super::watch::{Watch, WatchInput};
use super::{Fact, GroupInput, Message, OperatorInput, Outbox, Refusal, Session};
use crate::base::{GroupId, LiveChatId, Time};
use crate::plan::{
    self, Action, BegunBy, Closed, Condition, Newcomer, OnReturn, Plan, Rule, applies,
};
use crate::workload::Visit;

/// What a live chat is told.
#[derive(Debug)]
pub enum LiveChatInput {
    /// A client writes.
    Arrive(Box<Session>),
    /// It opens: those who wait for that come in.
    Open,
    /// Something is due with the session that waits at the door with this ticket.
    DueAtDoor(Ticket),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// Whoever a rule named is Offline: the rule does not apply (rulebook E-Q6).
    NotApplicable(Box<Session>),
    /// Everything that concerns the common queue where operators serve it.
    Queue(QueueInput),
    /// Everything that concerns the common queue where supervisors distribute it.
    Intake(IntakeInput),
    /// Everything that concerns what supervisors watch over.
    Watch(Box<WatchInput>),
    /// A session was switched to this live chat.
    Switched(Box<Session>),
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
    direct: Option<GroupId>,
    common: Common,
    watch: Option<Box<Watch>>,
    /// Those who wait for it to open.
    door: Option<Box<Door>>,
    bot: Option<Box<Bot>>,
}

/// Who serves the common queue.
#[derive(Debug)]
enum Common {
    Operators(Queue),
    Supervisors(Intake),
}

impl LiveChat {
    pub(super) fn new(plan: &Arc<Plan>, id: LiveChatId) -> Self {
        let chat = &plan.live_chats[id.index()];
        let common = match &chat.intake {
            plan::Intake::Operators => Common::Operators(Queue::new(plan, chat.queue)),
            plan::Intake::Supervisors { .. } => Common::Supervisors(Intake::new(plan, chat.queue)),
        };
        let watch = chat.watch.as_ref().map(|_| Box::new(Watch::new(plan, id)));
        let bot = chat.bot.as_ref().map(|_| Box::new(Bot::new(plan, id)));
        let direct = chat.rules.first().and_then(|rule| match rule.action {
            Action::GroupQueue(_) if *rule != Rule::plain(Condition::Always, rule.action) => None,
            Action::GroupQueue(group) => Some(group),
            _ => None,
        });
        Self { plan: Arc::clone(plan), id, direct, common, watch, door: None, bot }
    }

    /// Told an input at an instant.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, input: LiveChatInput, out: &mut O) {
        match input {
            LiveChatInput::Arrive(session) => self.arrive(now, session, out),
            LiveChatInput::NotApplicable(session) => self.route(now, session, out),
            LiveChatInput::Overflow(session) => {
                if let Some(session) = onward::come(&self.plan, now, session, true, out) {
                    self.join_common(now, session, out);
                }
            }
            LiveChatInput::Open => self.open(now, out),
            LiveChatInput::DueAtDoor(ticket) => {
                if let Some(door) = &mut self.door {
                    door.due(now, ticket, self.id, out);
                }
            }
            LiveChatInput::Queue(input) => match &mut self.common {
                Common::Operators(queue) => queue.handle(now, input, out),
                Common::Supervisors(intake) => intake.operators(now, input, out),
            },
            LiveChatInput::Watch(input) => {
                if let Some(watch) = &mut self.watch {
                    watch.handle(now, *input, out);
                }
            }
            // A switch runs no rules (rulebook E-Q1).
            LiveChatInput::Switched(mut session) => {
                session.next_rule = SWITCHED;
                self.join_common(now, session, out);
            }
            LiveChatInput::Intake(input) => {
                if let Common::Supervisors(intake) = &mut self.common
                    && let Some(session) = intake.handle(now, input, out)
                {
                    self.hand_on(now, session, out);
                }
            }
            LiveChatInput::ToBot(session) => match self.active_bot(now) {
                Some(bot) => bot.take(now, session, out),
                // Detached meanwhile: whoever is on duty gets it.
                None => self.hand_off(now, session, out),
            },
            LiveChatInput::Bot(input) => {
                if let Some(bot) = &mut self.bot
                    && let Some(session) = bot.handle(now, input, out)
                {
                    self.hand_off(now, session, out);
                }
            }
        }
    }

    /// How many sessions are here.
    pub fn holds(&self) -> u32 {
        let with_bot = self.bot.as_ref().map_or(0, |bot| bot.holds());
        let waiting = match &self.common {
            Common::Operators(queue) => queue.holds(),
            Common::Supervisors(intake) => intake.holds(),
        };
        with_bot + waiting + self.door.as_ref().map_or(0, |door| door.holds())
    }

    fn arrive<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let (id, live_chat) = (session.id, self.id);
        if session.visit.as_ref().is_some_and(|visit| visit.spam.is_some()) {
            self.take_spam(now, session, out);
            return;
        }
        out.fact(Fact::Offered { session: id, live_chat, topic: session.topic });
        if let Some(visit) = &session.visit {
            out.fact(came_again(&session, visit));
        }
        let chat = &self.plan.live_chats[self.id.index()];
        // From outside anybody may write.
        let permitted = chat.clients.as_ref().is_none_or(|groups| {
            let group = self.plan.flows[id.flow().index()].client_group;
            group.is_none_or(|group| groups.contains(&group))
        });
        let reason = if session.visit.as_ref().is_some_and(|visit| !visit.reaches) {
            Refusal::ChannelDown
        } else if !permitted {
            Refusal::NotPermitted
        } else if self.is_begun_here(&session) {
            self.begin(now, session, out);
            return;
        } else if !chat.open.at(now) {
            match chat.closed {
                Closed::Refuse => Refusal::Closed,
                Closed::Queue => {
                    let door = self.door.get_or_insert_default();
                    door.join(&self.plan, now, session, self.id, out);
                    return;
                }
            }
        } else if let Some(how) = session.visit.as_ref().and_then(|visit| visit.reopens) {
            self.reopen(now, how, session, out);
            return;
        } else {
            self.route(now, session, out);
            return;
        };
        refuse(session, reason, out);
    }

    fn is_begun_here(&self, session: &Session) -> bool {
        self.plan.flows[session.id.flow().index()].begun_by != BegunBy::Clients
    }

    /// A session that the desk begins passes no rule and knows no opening hours (rulebook E-C10,
    /// E-C12). Its client, who expects nothing, does not lose patience.
    fn begin<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.is_expected_by_nobody();
        match self.plan.flows[session.id.flow().index()].begun_by {
            BegunBy::Operators(group) => {
                out.send(Message::Group(group, GroupInput::Begin(session)));
            }
            BegunBy::System | BegunBy::Clients => {
                session.next_rule = SWITCHED;
                self.join_common(now, session, out);
            }
        }
    }

    /// The session of a client who returns is opened again: no rule is read, rules are for new
    /// sessions (rulebook E-C7, E-Q1).
    fn reopen<O: Outbox>(
        &mut self,
        now: Time,
        how: OnReturn,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        let habits = self.plan.flows[session.id.flow().index()].habits.as_ref();
        let returns = habits.and_then(|habits| habits.returns.as_ref());
        session.next_rule = returns.map_or(0, |returns| returns.past_rules);
        match session.last_operator {
            Some(operator) if how == OnReturn::ReopenToLast => {
                out.send(Message::Operator(operator, OperatorInput::Try(session)));
            }
            _ => self.route(now, session, out),
        }
    }

    /// What a sender on the blocklist writes is never routed (rulebook E-Q2); anything else looks
    /// like a session until an operator has marked it.
    fn take_spam<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let sender = session.visit.as_ref().and_then(|visit| visit.spam);
        let blocked = sender.is_some_and(|sender| sender.blocked);
        let mistaken = sender.is_some_and(|sender| sender.mistaken);
        let lost = session.visit.as_ref().is_some_and(|visit| !visit.reaches);
        let open = self.plan.live_chats[self.id.index()].open.at(now);
        let (id, live_chat, topic) = (session.id, self.id, session.topic);
        // Nobody misses what does not come in.
        let ends = blocked || lost || !open;
        out.fact(Fact::SpamCame { session: id, live_chat, topic, blocked: ends, mistaken });
        if ends {
            out.retire(session);
        } else {
            self.route(now, session, out);
        }
    }

    /// Those who waited for it come in, the first first.
    fn open<O: Outbox>(&mut self, now: Time, out: &mut O) {
        while let Some(session) = self.door.as_mut().and_then(|door| door.next(self.id, out)) {
            self.route(now, session, out);
        }
    }

    /// From the next rule on, top-down, the first that applies; none: the common queue.
    #[inline(always)]
    fn route<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        if let Some(group) = self.direct
            && session.next_rule == 0
        {
            (session.next_rule, session.by_rule) = (1, false);
            out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            return;
        }
        match self.next_action(now, &mut session) {
            Some(action) => self.act(now, action, session, out),
            None => self.join_common(now, session, out),
        }
    }

    fn active_bot(&mut self, now: Time) -> Option<&mut Bot> {
        self.bot.as_deref_mut().filter(|bot| bot.is_active(now))
    }

    fn next_action(&self, now: Time, session: &mut Session) -> Option<Action> {
        let chat = &self.plan.live_chats[self.id.index()];
        session.by_rule = false;
        while let Some(rule) = chat.rules.get(session.next_rule as usize) {
            session.next_rule += 1;
            // Most rules ask nothing, and then nothing need be known.
            if rule.when != Condition::Always && !applies(&rule.when, &self.newcomer(session)) {
                continue;
            }
            match rule.action {
                Action::Bot if !self.bot.as_ref().is_some_and(|bot| bot.is_active(now)) => {}
                Action::LastOperator => {
                    if let Some(operator) = session.last_operator {
                        session.by_rule = true;
                        return Some(Action::Operator(operator));
                    }
                }
                action => {
                    session.by_rule = true;
                    return Some(action);
                }
            }
        }
        None
    }

    /// What rules ask about.
    fn newcomer(&self, session: &Session) -> Newcomer<'_> {
        let flow = &self.plan.flows[session.id.flow().index()];
        Newcomer {
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
    fn hand_off<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let chat = &self.plan.live_chats[self.id.index()];
        match chat.bot.as_ref().and_then(|bot| bot.hand_off) {
            Some(group) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            None => {
                session.next_rule = chat.default_from;
                self.route(now, session, out);
            }
        }
    }

    fn act<O: Outbox>(
        &mut self,
        now: Time,
        action: Action,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        match action {
            Action::CommonQueue => {
                session.settle(now, &self.plan, out);
                self.join_common(now, session, out);
            }
            Action::Bot | Action::LastOperator => {
                session.settle(now, &self.plan, out);
                match self.active_bot(now) {
                    Some(bot) => bot.take(now, session, out),
                    None => self.join_common(now, session, out),
                }
            }
            Action::GroupQueue(group) => {
                session.settle(now, &self.plan, out);
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            Action::LeastOccupied(group) => {
                out.send(Message::Group(group, GroupInput::Try(session)));
            }
            Action::Operator(operator) => {
                let rules = &self.plan.live_chats[self.id.index()].rules;
                let rule = rules.get(session.next_rule.wrapping_sub(1) as usize);
                let input = match rule.and_then(|rule| rule.wait) {
                    Some(wait) => OperatorInput::TryWithin(session, wait),
                    None => OperatorInput::Try(session),
                };
                out.send(Message::Operator(operator, input));
            }
        }
    }

    fn join_common<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        match &mut self.common {
            Common::Operators(queue) => queue.handle(now, QueueInput::Join(session), out),
            Common::Supervisors(_) if session.next_rule == HANDED_ON => {
                self.wait_for_choice(session, out);
            }
            Common::Supervisors(intake) => intake.join(now, session, out),
        }
    }

    /// A supervisor decided on this session.
    fn hand_on<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.next_rule = HANDED_ON;
        if let Some(action) = self.supervisors_action() {
            self.act(now, action, session, out);
        }
    }

    /// Nobody of those whom the supervisor chose is Online: the session is not read twice, it
    /// waits for them.
    fn wait_for_choice<O: Outbox>(&mut self, session: Box<Session>, out: &mut O) {
        match self.supervisors_action() {
            Some(Action::GroupQueue(group) | Action::LeastOccupied(group)) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            Some(Action::Operator(operator)) => {
                out.send(Message::Operator(operator, OperatorInput::Handed(session)));
            }
            Some(_) | None => unreachable!("the plan was checked"),
        }
    }

    fn supervisors_action(&self) -> Option<Action> {
        match self.plan.live_chats[self.id.index()].intake {
            plan::Intake::Supervisors { action, .. } => Some(action),
            plan::Intake::Operators => None,
        }
    }
}

/// In place of the next rule: the session was switched here, and no rule is tried.
const SWITCHED: u32 = u32::MAX - 1;

/// In place of the next rule: a supervisor has decided, and no rule is tried again.
const HANDED_ON: u32 = u32::MAX;

fn came_again(session: &Session, visit: &Visit) -> Fact {
    Fact::CameAgain {
        session: session.id,
        live_chat: session.live_chat,
        client: visit.number,
        before: visit.before,
        attempt: visit.attempt,
        written: visit.written,
        reopened: visit.reopens.is_some(),
    }
}
