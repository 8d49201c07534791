//! A live chat: lets sessions in, finds the rule that applies, keeps the common queue.

use std::sync::Arc;

use super::intake::{Intake, IntakeInput};
use super::queue::{Queue, QueueInput};
use super::watch::{Watch, WatchInput};
use super::{Fact, GroupInput, Message, OperatorInput, Outbox, Refusal, Session};
use crate::base::{LiveChatId, Time};
use crate::plan::{self, Action, Plan};
use crate::policy::{Newcomer, applies};

/// What a live chat is told.
#[derive(Debug)]
pub enum LiveChatInput {
    /// A client writes.
    Arrive(Box<Session>),
    /// Whoever a rule named is Offline: the rule does not apply (rulebook E-Q6).
    NotApplicable(Box<Session>),
    /// Everything that concerns the common queue where operators serve it.
    Queue(QueueInput),
    /// Everything that concerns the common queue where supervisors distribute it.
    Intake(IntakeInput),
    /// Everything that concerns what supervisors watch over.
    Watch(WatchInput),
    /// A session was switched to this live chat.
    Switched(Box<Session>),
}

/// A communication line.
#[derive(Debug)]
pub struct LiveChat {
    plan: Arc<Plan>,
    id: LiveChatId,
    common: Common,
    watch: Option<Box<Watch>>,
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
        Self { plan: Arc::clone(plan), id, common, watch }
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: LiveChatInput, out: &mut O) {
        match input {
            LiveChatInput::Arrive(session) => self.arrive(now, session, out),
            LiveChatInput::NotApplicable(session) => self.route(now, session, out),
            LiveChatInput::Queue(input) => match &mut self.common {
                Common::Operators(queue) => queue.handle(now, input, out),
                Common::Supervisors(intake) => intake.operators(now, input, out),
            },
            LiveChatInput::Watch(input) => {
                if let Some(watch) = &mut self.watch {
                    watch.handle(now, input, out);
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
        }
    }

    /// How many sessions are here.
    pub fn holds(&self) -> u32 {
        match &self.common {
            Common::Operators(queue) => queue.holds(),
            Common::Supervisors(intake) => intake.holds(),
        }
    }

    fn arrive<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let (id, live_chat) = (session.id, self.id);
        out.fact(Fact::Offered { session: id, live_chat, topic: session.topic });
        let chat = &self.plan.live_chats[self.id.index()];
        let permitted = match &chat.clients {
            Some(groups) => session.client_group.is_some_and(|group| groups.contains(&group)),
            None => true,
        };
        let reason = if !permitted {
            Refusal::NotPermitted
        } else if !chat.open.at(now) {
            Refusal::Closed
        } else {
            self.route(now, session, out);
            return;
        };
        out.fact(Fact::Refused { session: id, live_chat, arrived: session.arrived, reason });
        out.retire(session);
    }

    /// From the next rule on, top-down, the first that applies; none: the common queue.
    fn route<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        match self.next_action(&mut session) {
            Some(action) => self.act(now, action, session, out),
            None => self.join_common(now, session, out),
        }
    }

    fn next_action(&self, session: &mut Session) -> Option<Action> {
        let newcomer = Newcomer {
            topic: session.topic,
            client_group: session.client_group,
            priority: self.plan.topics[session.topic.index()].priority,
            arrived: session.arrived,
        };
        let rules = &self.plan.live_chats[self.id.index()].rules;
        while let Some(rule) = rules.get(session.next_rule as usize) {
            session.next_rule += 1;
            if applies(&rule.when, &newcomer) {
                return Some(rule.action);
            }
        }
        None
    }

    fn act<O: Outbox>(&mut self, now: Time, action: Action, session: Box<Session>, out: &mut O) {
        match action {
            Action::CommonQueue => self.join_common(now, session, out),
            Action::GroupQueue(group) => {
                out.send(Message::Group(group, GroupInput::Queue(QueueInput::Join(session))));
            }
            Action::LeastOccupied(group) => {
                out.send(Message::Group(group, GroupInput::Try(session)));
            }
            Action::Operator(operator) => {
                out.send(Message::Operator(operator, OperatorInput::Try(session)));
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
            Some(Action::CommonQueue) | None => unreachable!("the plan was checked"),
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
