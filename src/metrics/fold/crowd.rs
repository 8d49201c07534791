//! Clients who come again, and those who are none or are taken for none.

use std::collections::HashSet;

use super::Metrics;
use crate::base::{LiveChatId, SessionId, Time};
use crate::desk::{Fact, Misjudgement, SpamEvent};
use crate::metrics::tally::{ChatTally, Outcomes};
use crate::policy::rights::Act;

/// Sessions that count apart. The sets are only asked, nothing iterates over them; where no client
/// comes again they stay empty and cost nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Apart {
    /// Spam that is at the desk: no session in any figure about sessions.
    spam: HashSet<SessionId>,
    /// Further attempts that are not answered yet.
    attempts: HashSet<SessionId>,
}

impl Apart {
    #[inline]
    pub(super) fn is_spam(&self, session: SessionId) -> bool {
        !self.spam.is_empty() && self.spam.contains(&session)
    }
}

impl Metrics {
    /// The client came before, or is none, or will come again.
    pub(super) fn apart(&mut self, fact: &Fact) {
        match *fact {
            Fact::CameAgain { session, live_chat, before, attempt, reopened, .. } => {
                let counts = u64::from(self.counts_now);
                let chat = &mut self.chats[live_chat.index()];
                if attempt > 0 {
                    self.apart.attempts.insert(session);
                    chat.further.offered += counts;
                } else if before > 0 {
                    chat.came_back += counts;
                }
                chat.reopened += counts * u64::from(reopened);
            }
            Fact::SpamCame { session, live_chat, blocked, mistaken, .. } => {
                let counts = u64::from(self.counts_now);
                let chat = &mut self.chats[live_chat.index()];
                chat.spam += counts;
                chat.spam_blocked += counts * u64::from(blocked);
                chat.spam_mistaken += counts * u64::from(mistaken);
                if !blocked {
                    chat.spam_open += 1;
                    self.apart.spam.insert(session);
                }
            }
            Fact::WillTryAgain { live_chat, arrived, answered } => {
                let counts = self.window.counts(arrived) && !answered;
                self.chats[live_chat.index()].will_try_again += u64::from(counts);
            }
            _ => {}
        }
    }

    /// An operator took a client for somebody else, or somebody saw that it was one.
    pub(super) fn misjudged(&mut self, now: Time, it: Misjudgement) {
        let Misjudgement { live_chat, arrived, operator, what, .. } = it;
        let (left, counts) = (self.left, self.window.counts(arrived));
        let SpamEvent::Unmarked { since, by } = what else {
            self.operator_does(operator, Act::MarkAsSpam);
            self.leaves_operator(operator, live_chat);
            let chat = &mut self.chats[live_chat.index()];
            chat.marked.up(left);
            chat.misjudged += u64::from(counts);
            return;
        };
        match by {
            Some(supervisor) => self.supervisor_does(supervisor, Act::UnmarkAsSpam),
            None => self.operator_does(operator, Act::UnmarkAsSpam),
        }
        let chat = &mut self.chats[live_chat.index()];
        let sound = chat.marked.down(left);
        chat.serving.up(left);
        if counts {
            chat.unmarked += 1;
            chat.misjudged_time.add(now.since(since));
        }
        let tally = &mut self.operators[operator.index()];
        tally.load.take(left);
        tally.may_be_over();
        self.law(sound, || "a mark was taken back that nobody had made".into());
    }

    /// Spam is gone. Says whether it was that.
    #[inline]
    pub(super) fn drop_spam(&mut self, session: SessionId, live_chat: LiveChatId) -> bool {
        let was = self.apart.is_spam(session) && self.apart.spam.remove(&session);
        if was {
            self.chats[live_chat.index()].spam_open -= 1;
        }
        was
    }

    /// Counts what became of a session that was not answered before: of its live chat and the
    /// interval in which it came, and, where it was a further attempt, of those.
    #[inline(always)]
    pub(super) fn outcome(
        &mut self,
        (session, live_chat, arrived): (SessionId, LiveChatId, Time),
        count: impl Fn(&mut Outcomes),
    ) -> &mut ChatTally {
        self.count_in_interval(live_chat, arrived, &count);
        if let Some(channels) = &mut self.by_channel {
            count(channels.of(session));
        }
        let chat = &mut self.chats[live_chat.index()];
        if !self.apart.attempts.is_empty() && self.apart.attempts.remove(&session) {
            count(&mut chat.further);
        }
        chat
    }
}
