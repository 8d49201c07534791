//! What bots do, and rules that answer by themselves.

use super::TallyRecorder;
use super::transfer::TransitReason;
use crate::base::{SessionId, Span};
use crate::desk::BotFact;

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
                } else if !in_age {
                    *self.bot_time_before_answer.entry(session).or_default() += time;
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
                    chat.handling.add(now.since(answered));
                    chat.duration.add(now.since(arrived));
                } else {
                    let came = (session, live_chat, arrived);
                    self.count_outcome(came, |outcomes| outcomes.contained += 1);
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
        wait.saturating_sub(self.bot_time_before_answer.remove(&session).unwrap_or_default())
    }
}
