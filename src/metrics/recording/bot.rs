//! What bots do, and rules that answer by themselves.

use super::TallyRecorder;
use super::transfer::TransitReason;
use crate::base::{LiveChatId, SessionId, Span, Time};
use crate::desk::BotFact;
use crate::metrics::tallies::Outcomes;
use crate::plan::BotTime;

/// How long bots have had a session that no operator has answered yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct BotStay {
    came: (LiveChatId, Time),
    /// Time with a bot that does not count in the session's age.
    time: Span,
    /// A bot has it now, since then.
    since: Option<Time>,
}

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_bot_fact(&mut self, fact: BotFact) {
        let now = self.now;
        match fact {
            BotFact::Accepted { session, live_chat, arrived, answered } => {
                self.chats[live_chat.index()].with_bot.up(self.remaining);
                if self.window.contains(arrived) && !self.retrials_and_spam.is_spam(session) {
                    self.chats[live_chat.index()].bot_sessions += 1;
                }
                if answered {
                    self.end_transit(session, live_chat, arrived, Span::ZERO, true);
                } else {
                    let came = (live_chat, arrived);
                    let new = BotStay { came, time: Span::ZERO, since: None };
                    self.bot_time_before_answer.entry(session).or_insert(new).since = Some(now);
                }
            }
            BotFact::HandedOff { session, live_chat, arrived, answered, accepted, in_age } => {
                let sound = self.chats[live_chat.index()].with_bot.down(self.remaining);
                self.check_invariant(sound, || {
                    "a bot handed off a session that it never had".into()
                });
                let time = now.since(accepted);
                if answered {
                    self.in_transit.insert(session, TransitReason::HandedOffByBot);
                } else if let Some(stay) = self.bot_time_before_answer.get_mut(&session) {
                    stay.since = None;
                    if !in_age {
                        stay.time += time;
                    }
                }
                if self.window.contains(arrived) && !self.retrials_and_spam.is_spam(session) {
                    let chat = &mut self.chats[live_chat.index()];
                    chat.bot_handed_off += 1;
                    chat.bot_time.add(time);
                }
            }
            BotFact::Closed { session, live_chat, arrived, answered, accepted, silent } => {
                let sound = self.chats[live_chat.index()].with_bot.down(self.remaining);
                self.check_invariant(sound, || "a bot closed a session that it never had".into());
                self.bot_time_before_answer.remove(&session);
                if self.drop_spam(session, live_chat) || !self.window.contains(arrived) {
                    return;
                }
                let chat = &mut self.chats[live_chat.index()];
                chat.bot_closed += 1;
                chat.bot_auto_finished += u64::from(silent);
                chat.bot_time.add(now.since(accepted));
                if let Some(answered) = answered {
                    chat.closed += 1;
                    chat.answer_to_close.add(now.since(answered));
                    chat.duration.add(now.since(arrived));
                } else {
                    let contained = |outcomes: &mut Outcomes| outcomes.contained += 1;
                    self.count_outcome(session, live_chat, arrived, contained);
                }
            }
            BotFact::AutoReplied { live_chat, arrived } => {
                let counts = u64::from(self.window.contains(arrived));
                self.chats[live_chat.index()].auto_replies += counts;
            }
        }
    }

    /// How long a client waited for an operator: the time with a bot is no wait, unless it counts in
    /// the session's age.
    #[inline]
    pub(super) fn wait_without_bot(&mut self, session: SessionId, wait: Span) -> Span {
        if self.bot_time_before_answer.is_empty() {
            return wait;
        }
        let stay = self.bot_time_before_answer.remove(&session);
        wait.saturating_sub(stay.map_or(Span::ZERO, |stay| stay.time))
    }

    /// The run has ended: of those without an answer, who was with a bot for so long that the wait was
    /// not too long is not overdue.
    #[cold]
    pub(super) fn forgive_time_with_bots(&mut self, end: Time) {
        for (session, stay) in std::mem::take(&mut self.bot_time_before_answer) {
            let (live_chat, arrived) = stay.came;
            let is_counted = self.window.contains(arrived)
                && arrived < self.overdue_before
                && !self.retrials_and_spam.is_spam(session);
            let excluded = self.plan.live_chats[live_chat.index()].bot_time == BotTime::Excluded;
            let with_bot_now =
                stay.since.filter(|_| excluded).map_or(Span::ZERO, |since| end.since(since));
            let wait = end.since(arrived).saturating_sub(stay.time).saturating_sub(with_bot_now);
            if !is_counted || wait > self.plan.run.answer_within {
                continue;
            }
            self.intervals.outcomes_mut(live_chat, arrived).overdue -= 1;
            if let Some(channels) = &mut self.by_channel {
                channels.of_session(session).overdue -= 1;
            }
        }
    }
}
