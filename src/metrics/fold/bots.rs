//! What bots do, and what rules say by themselves.

use super::{Metrics, Way};
use crate::base::{SessionId, Span, Time};
use crate::desk::Fact;

impl Metrics {
    pub(super) fn bot(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::BotTook { session, live_chat, arrived, answered } => {
                self.chats[live_chat.index()].with_bot.up(self.left);
                if self.window.counts(arrived) && !self.apart.is_spam(session) {
                    self.chats[live_chat.index()].bot_sessions += 1;
                }
                if answered {
                    self.answered_again(session, live_chat, arrived, Span::ZERO, true);
                }
            }
            Fact::BotHandedOff { session, live_chat, arrived, answered, took } => {
                let sound = self.chats[live_chat.index()].with_bot.down(self.left);
                self.law(sound, || "a bot handed off a session that it never had".into());
                let time = now.since(took);
                if answered {
                    self.on_their_way.insert(session, Way::FromBot);
                } else {
                    *self.with_bots.entry(session).or_default() += time;
                }
                if self.window.counts(arrived) && !self.apart.is_spam(session) {
                    let chat = &mut self.chats[live_chat.index()];
                    chat.bot_handed_off += 1;
                    chat.bot_time.add(time);
                }
            }
            Fact::BotClosed { session, live_chat, arrived, answered, took, silent } => {
                let sound = self.chats[live_chat.index()].with_bot.down(self.left);
                self.law(sound, || "a bot closed a session that it never had".into());
                self.with_bots.remove(&session);
                if self.drop_spam(session, live_chat) || !self.window.counts(arrived) {
                    return;
                }
                let chat = &mut self.chats[live_chat.index()];
                chat.bot_closed += 1;
                chat.bot_auto_finished += u64::from(silent);
                chat.bot_time.add(now.since(took));
                if let Some(answered) = answered {
                    chat.closed += 1;
                    chat.handling.add(now.since(answered));
                    chat.duration.add(now.since(arrived));
                } else {
                    let came = (session, live_chat, arrived);
                    self.outcome(came, |outcomes| outcomes.contained += 1);
                }
            }
            Fact::AutoReplied { live_chat, arrived } if self.window.counts(arrived) => {
                self.chats[live_chat.index()].auto_replies += 1;
            }
            _ => {}
        }
    }

    /// How long a client waited for an operator: while a bot answers nobody waits.
    #[inline]
    pub(super) fn without_bot(&mut self, session: SessionId, wait: Span) -> Span {
        if self.with_bots.is_empty() {
            return wait;
        }
        wait.saturating_sub(self.with_bots.remove(&session).unwrap_or_default())
    }
}
