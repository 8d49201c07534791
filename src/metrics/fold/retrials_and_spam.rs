//! Clients who come again, and those who are none or are taken for none.

use std::collections::HashSet;

use super::Metrics;
use crate::base::{LiveChatId, SessionId, Time};
use crate::desk::{ArrivalFact, Fact, FalseSpamMarkChange, FalseSpamMarkEvent};
use crate::metrics::tally::{LiveChatTally, Outcomes};
use crate::policy::rights::UserAction;

/// Sessions that count apart. The sets are only asked, nothing iterates over them; where no client
/// comes again they stay empty and cost nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct RetrialsAndSpam {
    /// Spam that is at the desk: no session in any figure about sessions.
    spam: HashSet<SessionId>,
    /// Further attempts that are not answered yet.
    retrials: HashSet<SessionId>,
}

impl RetrialsAndSpam {
    #[inline]
    pub(super) fn is_spam(&self, session: SessionId) -> bool {
        !self.spam.is_empty() && self.spam.contains(&session)
    }
}

impl Metrics {
    /// The client came before, or is none, or will come again.
    pub(super) fn observe_retrials_and_spam(&mut self, fact: &Fact) {
        match *fact {
            Fact::Arrival(ArrivalFact::ClientReturned {
                session,
                live_chat,
                earlier_sessions,
                attempt,
                reopened,
                ..
            }) => {
                let counts = u64::from(self.measured_now);
                let chat = &mut self.chats[live_chat.index()];
                if attempt > 0 {
                    self.retrials_and_spam.retrials.insert(session);
                    chat.retrials.offered += counts;
                } else if earlier_sessions > 0 {
                    chat.returning += counts;
                }
                chat.reopened += counts * u64::from(reopened);
            }
            Fact::Arrival(ArrivalFact::SpamArrived {
                session,
                live_chat,
                blocked,
                mistaken,
                ..
            }) => {
                let counts = u64::from(self.measured_now);
                let chat = &mut self.chats[live_chat.index()];
                chat.spam += counts;
                chat.spam_blocked += counts * u64::from(blocked);
                chat.spam_mistaken += counts * u64::from(mistaken);
                if !blocked {
                    chat.spam_open += 1;
                    self.retrials_and_spam.spam.insert(session);
                }
            }
            Fact::Arrival(ArrivalFact::RetrialScheduled { live_chat, arrived, answered }) => {
                let counts = self.window.contains(arrived) && !answered;
                self.chats[live_chat.index()].will_retry += u64::from(counts);
            }
            _ => {}
        }
    }

    /// An operator took a client for somebody else, or somebody saw that it was one.
    pub(super) fn on_spam_mark_changed(&mut self, now: Time, it: FalseSpamMarkChange) {
        let FalseSpamMarkChange { live_chat, arrived, operator, event, .. } = it;
        let (left, counts) = (self.remaining, self.window.contains(arrived));
        let FalseSpamMarkEvent::Unmarked { since, by } = event else {
            self.check_operator_may(operator, UserAction::MarkAsSpam);
            self.remove_session(operator, live_chat);
            let chat = &mut self.chats[live_chat.index()];
            chat.marked.up(left);
            chat.false_spam += u64::from(counts);
            return;
        };
        match by {
            Some(supervisor) => self.check_supervisor_may(supervisor, UserAction::UnmarkAsSpam),
            None => self.check_operator_may(operator, UserAction::UnmarkAsSpam),
        }
        let chat = &mut self.chats[live_chat.index()];
        let sound = chat.marked.down(left);
        chat.serving.up(left);
        if counts {
            chat.unmarked += 1;
            chat.false_spam_time.add(now.since(since));
        }
        let tally = &mut self.operators[operator.index()];
        tally.load.begin_session(left);
        tally.allow_above_ceiling();
        self.check_invariant(sound, || "a mark was taken back that nobody had made".into());
    }

    /// Spam is gone. Says whether it was that.
    #[inline]
    pub(super) fn drop_spam(&mut self, session: SessionId, live_chat: LiveChatId) -> bool {
        let was_spam =
            self.retrials_and_spam.is_spam(session) && self.retrials_and_spam.spam.remove(&session);
        if was_spam {
            self.chats[live_chat.index()].spam_open -= 1;
        }
        was_spam
    }

    /// Counts what became of a session that was not answered before: of its live chat and the
    /// interval in which it came, and, where it was a further attempt, of those.
    #[inline(always)]
    pub(super) fn count_outcome(
        &mut self,
        (session, live_chat, arrived): (SessionId, LiveChatId, Time),
        count: impl Fn(&mut Outcomes),
    ) -> &mut LiveChatTally {
        self.count_in_interval(live_chat, arrived, &count);
        if let Some(channels) = &mut self.by_channel {
            count(channels.of_session(session));
        }
        let chat = &mut self.chats[live_chat.index()];
        if !self.retrials_and_spam.retrials.is_empty()
            && self.retrials_and_spam.retrials.remove(&session)
        {
            count(&mut chat.retrials);
        }
        chat
    }
}
