//! The conservation ledger: what came is somewhere, and in one place.

use super::Metrics;
use crate::base::Span;
use crate::metrics::tally::Outcomes;

impl Metrics {
    pub(super) fn check_conservation(&mut self, at_the_desk: u64) {
        let present = self.present();
        self.law(present == at_the_desk, || {
            format!("the facts leave {present} sessions at the desk, the roles hold {at_the_desk}")
        });
        let alive = self.states.alive();
        self.law(alive == at_the_desk, || {
            format!("{alive} sessions have not ended, the roles hold {at_the_desk}")
        });
        for place in 0..self.chats.len() {
            let chat = &self.chats[place];
            let name = &self.plan.live_chats[place].name;
            let of_interval =
                &self.intervals[place * self.plan.run.intervals()..][..self.plan.run.intervals()];
            let mut sum = Outcomes::default();
            for interval in of_interval {
                sum.merge(interval);
            }
            let total = &chat.outcomes;
            let gone = total.answered
                + total.abandoned
                + total.flowed_out
                + total.refused
                + total.contained;
            let fault = if gone > total.offered {
                format!("live chat {name}: {} offered, but {gone} gone", total.offered)
            } else if of_interval.iter().any(|i| {
                i.answered + i.abandoned + i.flowed_out + i.refused + i.contained > i.offered
            }) {
                format!("live chat {name}: more gone than offered in an interval of arrival")
            } else if (sum.offered, sum.answered, sum.abandoned)
                != (total.offered, total.answered, total.abandoned)
                || (sum.flowed_out, sum.refused, sum.contained)
                    != (total.flowed_out, total.refused, total.contained)
            {
                format!("live chat {name}: its intervals do not add up to it")
            } else if chat.further.offered > total.offered
                || chat.further.answered > total.answered
                || chat.will_try_again > total.abandoned + total.flowed_out + total.refused
            {
                format!("live chat {name}: more tried again than ever came")
            } else if chat.closed + chat.lost_after_switch + chat.lost_in_session > total.answered {
                format!("live chat {name}: more sessions ended than were answered")
            } else if self.plan.run.warm_up == Span::ZERO
                && total.offered
                    - total.abandoned
                    - total.flowed_out
                    - total.refused
                    - total.contained
                    - chat.closed
                    + chat.spam_open
                    != chat.lost_after_switch
                        + chat.lost_in_session
                        + u64::from(
                            chat.waiting.value() + chat.serving.value() + chat.with_bot.value(),
                        )
                        - u64::from(chat.gone.value())
            {
                format!("live chat {name}: offered, gone and still open disagree")
            } else {
                continue;
            };
            self.law(false, || fault);
        }
    }
}
