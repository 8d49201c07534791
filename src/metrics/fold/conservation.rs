//! The conservation ledger: what came is somewhere, and in one place.

use super::Metrics;
use crate::base::{LiveChatId, Span, Time};
use crate::desk::{
    Abandoned, AbandonedInService, ArrivalFact, BotFact, Closed, Fact, FlowedOut, QueueFact,
    ServiceFact,
};
use crate::metrics::invariant::Violation;
use crate::metrics::tally::Outcomes;

impl Metrics {
    /// Somebody came, or a session ended.
    #[inline(always)]
    pub(super) fn count_open_sessions(&mut self, fact: Fact) {
        match fact {
            Fact::Arrival(ArrivalFact::Arrived { live_chat, .. })
            | Fact::Arrival(ArrivalFact::SpamArrived { live_chat, blocked: false, .. }) => {
                self.open_sessions[live_chat.index()] += 1;
            }
            Fact::Arrival(ArrivalFact::Refused { live_chat, .. })
            | Fact::Queue(QueueFact::FlowedOut(FlowedOut { live_chat, .. }))
            | Fact::Queue(QueueFact::Abandoned(Abandoned { live_chat, .. }))
            | Fact::Queue(QueueFact::EndedAbandoned { live_chat, .. })
            | Fact::Service(ServiceFact::Closed(Closed { live_chat, .. }))
            | Fact::Service(ServiceFact::AbandonmentDiscovered { live_chat, .. })
            | Fact::Service(ServiceFact::AbandonedInService(AbandonedInService {
                live_chat,
                silently: false,
                ..
            }))
            | Fact::Bot(BotFact::Closed { live_chat, .. }) => {
                let here = &mut self.open_sessions[live_chat.index()];
                *here = here.wrapping_sub(1);
            }
            _ => {}
        }
    }

    /// At the end of each interval: who came and has not gone waits, or is with an operator or a
    /// bot, whatever was measured.
    pub(super) fn check_open_sessions(&mut self, boundary: Time) {
        for place in 0..self.chats.len() {
            let chat = &self.chats[place];
            let found = chat.present();
            let here = self.open_sessions[place];
            if found != here {
                let (name, here) = (&self.plan.live_chats[place].name, here as i64);
                let invariant = format!(
                    "conservation: live chat {name} has {here} sessions, and {found} are somewhere"
                );
                self.record_violation(Violation::new(boundary, invariant));
            }
        }
    }

    /// What became of a session that came in an interval.
    #[inline]
    pub(super) fn count_in_interval(
        &mut self,
        live_chat: LiveChatId,
        arrived: Time,
        count: impl FnOnce(&mut Outcomes),
    ) {
        let interval = self.interval_outcomes(live_chat, arrived);
        count(interval);
        let gone = interval.resolved();
        let holds = gone <= interval.offered;
        self.check_invariant(holds, || {
            format!("conservation: {gone} sessions of the interval of {arrived} are gone, more than came")
        });
    }

    pub(super) fn check_conservation(&mut self, at_the_desk: u64) {
        let present = self.present();
        self.check_invariant(present == at_the_desk, || {
            format!("the facts leave {present} sessions at the desk, the roles hold {at_the_desk}")
        });
        let alive = self.states.count_open();
        self.check_invariant(alive == at_the_desk, || {
            format!("{alive} sessions have not ended, the roles hold {at_the_desk}")
        });
        for place in 0..self.chats.len() {
            let chat = &self.chats[place];
            let name = &self.plan.live_chats[place].name;
            let of_interval =
                &self.intervals[place * self.intervals_per_chat..][..self.intervals_per_chat];
            let total = &chat.outcomes;
            let gone = total.resolved();
            let fault = if gone > total.offered {
                format!("live chat {name}: {} offered, but {gone} gone", total.offered)
            } else if of_interval.iter().any(|interval| interval.resolved() > interval.offered) {
                format!("live chat {name}: more gone than offered in an interval of arrival")
            } else if chat.retrials.offered > total.offered
                || chat.retrials.answered > total.answered
                || chat.will_retry > total.abandoned + total.flowed_out + total.refused
            {
                format!("live chat {name}: more tried again than ever came")
            } else if chat.closed + chat.lost_after_transfer + chat.abandoned_in_service
                > total.answered
            {
                format!("live chat {name}: more sessions ended than were answered")
            } else if self.plan.run.warm_up == Span::ZERO
                && total.offered
                    - total.abandoned
                    - total.flowed_out
                    - total.refused
                    - total.contained
                    - chat.closed
                    + chat.spam_open
                    != chat.lost_after_transfer + chat.abandoned_in_service + chat.present()
                        - u64::from(chat.abandoned_present.value())
            {
                format!("live chat {name}: offered, gone and still open disagree")
            } else {
                continue;
            };
            self.check_invariant(false, || fault);
        }
    }
}
