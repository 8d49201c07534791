//! What bots do, and what rules say by themselves.

use super::{Metrics, TransitReason};
use crate::base::{SessionId, Span, Time};
use crate::desk::{BotFact, Fact};

impl Metrics {
    pub(super) fn observe_bot(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::Bot(BotFact::Accepted { session, live_chat, arrived, answered }) => {
                self.chats[live_chat.index()].with_bot.up(self.remaining);
                if self.window.contains(arrived) && !self.retrials_and_spam.is_spam(session) {
                    self.chats[live_chat.index()].bot_sessions += 1;
                }
                if answered {
                    self.end_transit(session, live_chat, arrived, Span::ZERO, true);
                }
            }
            Fact::Bot(BotFact::HandedOff { session, live_chat, arrived, answered, accepted }) => {
                let sound = self.chats[live_chat.index()].with_bot.down(self.remaining);
                self.check_invariant(sound, || {
                    "a bot handed off a session that it never had".into()
                });
                let time = now.since(accepted);
                if answered {
                    self.in_transit.insert(session, TransitReason::HandedOffByBot);
                } else {
                    *self.bot_time_before_answer.entry(session).or_default() += time;
                }
                if self.window.contains(arrived) && !self.retrials_and_spam.is_spam(session) {
                    let chat = &mut self.chats[live_chat.index()];
                    chat.bot_handed_off += 1;
                    chat.bot_time.add(time);
                }
            }
            Fact::Bot(BotFact::Closed {
                session,
                live_chat,
                arrived,
                answered,
                accepted,
                silent,
            }) => {
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
            Fact::Bot(BotFact::AutoReplied { live_chat, arrived })
                if self.window.contains(arrived) =>
            {
                self.chats[live_chat.index()].auto_replies += 1;
            }
            _ => {}
        }
    }

    /// How long a client waited for an operator: while a bot answers nobody waits.
    #[inline]
    pub(super) fn wait_without_bot(&mut self, session: SessionId, wait: Span) -> Span {
        if self.bot_time_before_answer.is_empty() {
            return wait;
        }
        wait.saturating_sub(self.bot_time_before_answer.remove(&session).unwrap_or_default())
    }
}
