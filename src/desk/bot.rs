//! The bot of a live chat: it talks with as many clients at once as come, answers some of them for
//! good, and hands the others off (rulebook E-S4, E-S10 to E-S14).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::onward::vanish;
use super::sla::{self, Call, Holder};
use super::{AlarmId, Class, Fact, LiveChatInput, Message, Outbox, Session};
use crate::base::{LiveChatId, SessionId, Time};
use crate::plan::{self, Plan};
use crate::workload::WithBot;

/// What a bot is told.
#[derive(Debug)]
pub enum BotInput {
    /// Something is due with a session that it has.
    Due(SessionId),
    /// A session goes to somebody else because a promise was not kept.
    Fetch(Box<Call>),
}

/// The sessions that the bot of one live chat has.
#[derive(Debug)]
pub(super) struct Bot {
    plan: Arc<Plan>,
    live_chat: LiveChatId,
    talks: BTreeMap<SessionId, Talk>,
}

#[derive(Debug)]
struct Talk {
    session: Box<Session>,
    since: Time,
    ends: Time,
    how: WithBot,
    alarm: AlarmId,
}

impl Bot {
    pub(super) fn new(plan: &Arc<Plan>, live_chat: LiveChatId) -> Self {
        Self { plan: Arc::clone(plan), live_chat, talks: BTreeMap::new() }
    }

    pub(super) fn holds(&self) -> u32 {
        self.talks.len() as u32
    }

    /// When bots are detached from their live chats, because the licenses expire.
    fn detached(&self) -> Time {
        self.plan.licensing.expires.unwrap_or(Time::NEVER)
    }

    fn settings(&self) -> Option<&plan::Bot> {
        self.plan.live_chats[self.live_chat.index()].bot.as_ref()
    }

    /// It is there and answers.
    pub(super) fn is_active(&self, now: Time) -> bool {
        self.settings().is_some() && now < self.detached()
    }

    /// A session begins with the bot.
    pub(super) fn take<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let Some(bot) = self.settings() else {
            unreachable!("the plan was checked: whoever leads to a bot has one");
        };
        if session.is_gone() {
            vanish(session, None, out);
            return;
        }
        session.is_attended(now);
        out.fact(Fact::BotTook {
            session: session.id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            answered: session.is_answered(),
        });
        let (time, how) = session.client.with_bot(bot, session.stage);
        let until = now + time;
        let ends = if how == WithBot::FallsSilent { until + bot.auto_finish } else { until };
        let alarm = self.wake(&session, ends, out);
        self.talks.insert(session.id, Talk { session, since: now, ends, how, alarm });
    }

    fn wake<O: Outbox>(&self, session: &Session, ends: Time, out: &mut O) -> AlarmId {
        let ends = ends.min(self.detached());
        // What ends by itself goes before what somebody looks after.
        let (at, class) = match session.next_deadline() {
            Some((at, _)) if at < ends => (at, Class::Staff),
            _ => (ends, Class::Departure),
        };
        let due = LiveChatInput::Bot(BotInput::Due(session.id));
        out.wake(at, class, Message::LiveChat(self.live_chat, due))
    }

    /// Answers with a session that is handed off.
    pub(super) fn handle<O: Outbox>(
        &mut self,
        now: Time,
        input: BotInput,
        out: &mut O,
    ) -> Option<Box<Session>> {
        match input {
            BotInput::Due(id) => self.due(now, id, out),
            BotInput::Fetch(call) => {
                self.fetch(now, &call, out);
                None
            }
        }
    }

    fn due<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) -> Option<Box<Session>> {
        let detached = self.detached();
        let talk = self.talks.get_mut(&id)?;
        if now >= talk.ends.min(detached) {
            let talk = self.talks.remove(&id)?;
            if talk.how == WithBot::IsHandedOff || now < talk.ends {
                return Some(hand_off(talk, out));
            }
            close(now, talk, &self.plan, out);
            return None;
        }
        let holder = Holder::Bot(self.live_chat, id);
        let deadline = talk.session.due(now);
        if let Some(deadline) = deadline
            && let Some(call) = sla::due(&mut talk.session, &self.plan, deadline, holder, out)
        {
            self.fetch(now, &call, out);
        } else if let Some(mut talk) = self.talks.remove(&id) {
            talk.alarm = self.wake(&talk.session, talk.ends, out);
            self.talks.insert(id, talk);
        }
        None
    }

    fn fetch<O: Outbox>(&mut self, now: Time, call: &Call, out: &mut O) {
        if let Holder::Bot(_, id) = call.holder
            && let Some(talk) = self.talks.remove(&id)
        {
            out.cancel(talk.alarm);
            let session = hand_off(talk, out);
            call.hand_over(now, &self.plan, session, out);
        }
    }
}

fn hand_off<O: Outbox>(talk: Talk, out: &mut O) -> Box<Session> {
    let mut session = talk.session;
    out.fact(Fact::BotHandedOff {
        session: session.id,
        live_chat: session.live_chat,
        arrived: session.arrived,
        answered: session.is_answered(),
        took: talk.since,
    });
    session.hand_off();
    session
}

fn close<O: Outbox>(now: Time, talk: Talk, plan: &Plan, out: &mut O) {
    let mut session = talk.session;
    session.closes(now, plan, out);
    out.fact(Fact::BotClosed {
        session: session.id,
        live_chat: session.live_chat,
        arrived: session.arrived,
        answered: session.answered(),
        took: talk.since,
        silent: talk.how == WithBot::FallsSilent,
    });
    out.retire(session);
}
