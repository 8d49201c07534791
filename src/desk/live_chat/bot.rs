//! The bot of a live chat: it serves any number of clients at once, answers some of them for good,
//! and hands the others off (rulebook E-S4, E-S10 to E-S14).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{LiveChatId, SessionId, Time};
use crate::desk::message::{
    BotFact, BotInput, Class, EscalationRequest, LiveChatInput, Location, Message, Outbox, TimerId,
};
use crate::desk::queue::overflow::end_abandoned;
use crate::desk::service_level;
use crate::desk::session::Session;
use crate::plan::{self, BotTime, Plan};
use crate::workload::{BotOutcome, Ending};

/// The sessions that the bot of one live chat has.
#[derive(Debug)]
pub(super) struct Bot {
    plan: Arc<Plan>,
    live_chat: LiveChatId,
    sessions: BTreeMap<SessionId, BotSession>,
}

#[derive(Debug)]
struct BotSession {
    session: Box<Session>,
    accepted: Time,
    ends_at: Time,
    outcome: BotOutcome,
    timer: TimerId,
}

impl Bot {
    pub(super) fn new(plan: &Arc<Plan>, live_chat: LiveChatId) -> Self {
        Self { plan: Arc::clone(plan), live_chat, sessions: BTreeMap::new() }
    }

    pub(super) fn session_count(&self) -> u32 {
        self.sessions.len() as u32
    }

    /// When bots are detached from their live chats, because the licenses expire.
    fn detached_at(&self) -> Time {
        self.plan.licensing.expires.unwrap_or(Time::NEVER)
    }

    fn settings(&self) -> Option<&plan::Bot> {
        self.plan.live_chats[self.live_chat.index()].bot.as_ref()
    }

    /// The bot is attached and answers.
    pub(super) fn is_active(&self, now: Time) -> bool {
        self.settings().is_some() && now < self.detached_at()
    }

    /// A session begins with the bot.
    pub(super) fn accept<O: Outbox>(
        &mut self,
        accepted: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        let Some(bot) = self.settings() else {
            unreachable!("the plan was checked: a bot is attached where rules lead to it");
        };
        if session.is_abandoned() {
            end_abandoned(session, None, out);
            return;
        }
        session.pause_patience(accepted);
        if self.plan.live_chats[session.live_chat.index()].bot_time == BotTime::Excluded {
            session.pause_reaction_clock(accepted, &self.plan);
        }
        out.record_fact(BotFact::Accepted {
            session: session.id,
            live_chat: session.live_chat,
            arrived: session.arrived,
            answered: session.is_answered(),
        });
        let (time, outcome) = session.client.bot_outcome(bot, session.visit);
        let until = accepted + time;
        let ends_at =
            if outcome == BotOutcome::FellSilent { until + bot.auto_finish } else { until };
        let timer = self.schedule_timer(&session, ends_at, out);
        self.sessions.insert(session.id, BotSession { session, accepted, ends_at, outcome, timer });
    }

    fn schedule_timer<O: Outbox>(&self, session: &Session, ends: Time, out: &mut O) -> TimerId {
        let ends = ends.min(self.detached_at());
        // At the same instant the end of the dialogue comes before a deadline of the session.
        let (at, class) = match session.next_deadline() {
            Some((at, what)) if at < ends => (at, what.class()),
            _ => (ends, Class::Departure),
        };
        let due = LiveChatInput::Bot(BotInput::Deadline(session.id));
        out.schedule(at, class, Message::LiveChat(self.live_chat, due))
    }

    /// Returns the session if it is handed off.
    pub(super) fn handle<O: Outbox>(
        &mut self,
        now: Time,
        input: BotInput,
        out: &mut O,
    ) -> Option<Box<Session>> {
        match input {
            BotInput::Deadline(id) => self.handle_deadline(now, id, out),
            BotInput::Escalate(request) => {
                self.escalate(now, &request, out);
                None
            }
        }
    }

    fn handle_deadline<O: Outbox>(
        &mut self,
        now: Time,
        id: SessionId,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let detached = self.detached_at();
        let bot_session = self.sessions.get_mut(&id)?;
        if now >= bot_session.ends_at.min(detached) {
            let bot_session = self.sessions.remove(&id)?;
            if bot_session.outcome == BotOutcome::HandedOff || now < bot_session.ends_at {
                return Some(hand_off(now, &self.plan, bot_session, out));
            }
            close(now, bot_session, &self.plan, out);
            return None;
        }
        let location = Location::Bot(self.live_chat, id);
        let deadline = bot_session.session.pop_due_deadline(now);
        if let Some(deadline) = deadline
            && let Some(request) = service_level::handle_sla_deadline(
                &mut bot_session.session,
                &self.plan,
                deadline,
                location,
                out,
            )
        {
            self.escalate(now, &request, out);
        } else if let Some(mut bot_session) = self.sessions.remove(&id) {
            bot_session.timer = self.schedule_timer(&bot_session.session, bot_session.ends_at, out);
            self.sessions.insert(id, bot_session);
        }
        None
    }

    fn escalate<O: Outbox>(&mut self, now: Time, request: &EscalationRequest, out: &mut O) {
        if let Location::Bot(_, id) = request.location
            && let Some(bot_session) = self.sessions.remove(&id)
        {
            out.cancel(bot_session.timer);
            let session = hand_off(now, &self.plan, bot_session, out);
            service_level::escalate_session(request, now, &self.plan, session, out);
        }
    }
}

fn hand_off<O: Outbox>(
    now: Time,
    plan: &Plan,
    bot_session: BotSession,
    out: &mut O,
) -> Box<Session> {
    let mut session = bot_session.session;
    let bot_time = plan.live_chats[session.live_chat.index()].bot_time;
    if bot_time == BotTime::Excluded {
        session.age_from = session.age_from + now.since(bot_session.accepted);
        session.resume_reaction_clock(now, plan);
    }
    out.record_fact(BotFact::HandedOff {
        session: session.id,
        live_chat: session.live_chat,
        arrived: session.arrived,
        answered: session.is_answered(),
        accepted: bot_session.accepted,
        in_age: bot_time == BotTime::Included,
    });
    session.mark_handed_off();
    session
}

fn close<O: Outbox>(now: Time, bot_session: BotSession, plan: &Plan, out: &mut O) {
    let mut session = bot_session.session;
    session.stop_sla_clocks(now, plan, out);
    let silent = bot_session.outcome == BotOutcome::FellSilent;
    out.record_fact(BotFact::Closed {
        session: session.id,
        live_chat: session.live_chat,
        arrived: session.arrived,
        answered: session.answered(),
        accepted: bot_session.accepted,
        silent,
    });
    out.retire(session, if silent { Ending::Other } else { Ending::ClosedByBot });
}
