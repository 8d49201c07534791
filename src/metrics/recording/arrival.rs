//! Who comes: sessions, clients who come again, and messages that come from no client.

use std::collections::HashSet;

use super::TallyRecorder;
use crate::base::{LiveChatId, SessionId, Time};
use crate::desk::{ArrivalFact, RefusalReason};
use crate::metrics::tallies::{LiveChatTally, Outcomes};

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

impl TallyRecorder {
    #[inline(always)]
    pub(super) fn record_arrival(&mut self, fact: ArrivalFact) {
        match fact {
            ArrivalFact::Arrived { session, live_chat, .. } => {
                if self.measured_now {
                    let now = self.now;
                    let overdue = u64::from(now < self.overdue_before);
                    let count = |outcomes: &mut Outcomes| {
                        outcomes.offered += 1;
                        outcomes.overdue += overdue;
                    };
                    if let Some(channels) = &mut self.by_channel {
                        count(channels.of_session(session));
                    }
                    count(self.intervals.outcomes_mut(live_chat, now));
                }
            }
            ArrivalFact::Refused { session, live_chat, arrived, reason } => {
                self.on_refused(session, live_chat, arrived, reason);
            }
            ArrivalFact::ClientReturned {
                session,
                live_chat,
                earlier_sessions,
                attempt,
                reopened,
                ..
            } => {
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
            ArrivalFact::SpamArrived { session, live_chat, blocked, mistaken, .. } => {
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
            ArrivalFact::Routed { live_chat, arrived, rule, .. } => {
                if self.window.contains(arrived) {
                    let default = self.plan.live_chats[live_chat.index()].default_rules_from;
                    self.chats[live_chat.index()].record_routing(rule.min(default));
                }
            }
            ArrivalFact::RetrialScheduled { live_chat, arrived, answered } => {
                let counts = self.window.contains(arrived) && !answered;
                self.chats[live_chat.index()].will_retry += u64::from(counts);
            }
        }
    }

    fn on_refused(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        reason: RefusalReason,
    ) {
        if !self.drop_spam(session, live_chat) && self.window.contains(arrived) {
            let refused = |outcomes: &mut Outcomes| outcomes.refused += 1;
            let chat = self.count_outcome(session, live_chat, arrived, refused);
            match reason {
                RefusalReason::ChannelDown => chat.refused_channel_down += 1,
                RefusalReason::Closed => chat.refused_closed += 1,
                RefusalReason::NotPermitted => chat.refused_not_permitted += 1,
                RefusalReason::QueueFull => chat.refused_queue_full += 1,
                RefusalReason::NobodyOnline => chat.refused_nobody_online += 1,
            }
        }
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
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        count: impl Fn(&mut Outcomes),
    ) -> &mut LiveChatTally {
        let overdue = u64::from(arrived < self.overdue_before);
        let settle = |outcomes: &mut Outcomes| {
            count(outcomes);
            outcomes.overdue = outcomes.overdue.saturating_sub(overdue);
        };
        self.count_in_interval(live_chat, arrived, settle);
        if let Some(channels) = &mut self.by_channel {
            settle(channels.of_session(session));
        }
        let chat = &mut self.chats[live_chat.index()];
        if !self.retrials_and_spam.retrials.is_empty()
            && self.retrials_and_spam.retrials.remove(&session)
        {
            count(&mut chat.retrials);
        }
        chat
    }

    /// What became of a session that came in an interval.
    #[inline]
    fn count_in_interval(
        &mut self,
        live_chat: LiveChatId,
        arrived: Time,
        count: impl FnOnce(&mut Outcomes),
    ) {
        let interval = self.intervals.outcomes_mut(live_chat, arrived);
        count(interval);
        let gone = interval.resolved();
        let holds = gone <= interval.offered;
        self.check_invariant(holds, || {
            format!("conservation: {gone} sessions of the interval of {arrived} are gone, more than came")
        });
    }
}
