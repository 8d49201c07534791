//! What is counted about one live chat.

use std::borrow::Cow;

use super::{ForecastErrors, OperatorTally, OperatorTime, Outcomes, QueueTally, Replies};
use crate::base::{Span, Time};
use crate::metrics::statistics::{DurationHistogram, DurationSum, TimeWeightedLevel};

/// One live chat.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct LiveChatTally {
    /// Those of all intervals, once the run has ended.
    pub(in crate::metrics) outcomes: Outcomes,
    pub(in crate::metrics) refused_closed: u64,
    pub(in crate::metrics) refused_not_permitted: u64,
    pub(in crate::metrics) refused_queue_full: u64,
    pub(in crate::metrics) refused_channel_down: u64,
    /// Further attempts of clients who were not answered; they are in `outcomes` too.
    pub(in crate::metrics) retrials: Outcomes,
    /// Abandoned and refused ones whose clients tried again.
    pub(in crate::metrics) will_retry: u64,
    /// Clients who had a closed session before.
    pub(in crate::metrics) returning: u64,
    pub(in crate::metrics) reopened: u64,
    pub(in crate::metrics) spam: u64,
    pub(in crate::metrics) spam_blocked: u64,
    pub(in crate::metrics) spam_mistaken: u64,
    /// At the desk now, counted in the levels.
    pub(in crate::metrics) spam_open: u64,
    /// Sessions that operators took for spam; of those, that were given back, and after how long.
    pub(in crate::metrics) false_spam: u64,
    pub(in crate::metrics) unmarked: u64,
    pub(in crate::metrics) false_spam_time: DurationSum,
    pub(in crate::metrics) refused_nobody_online: u64,
    /// Of those sent away, with the request to leave a message.
    pub(in crate::metrics) offline_forms: u64,
    /// Of which requirements were dropped.
    pub(in crate::metrics) relaxed: u64,
    /// Those who came while it was closed and waited.
    pub(in crate::metrics) opening: OpeningTally,
    /// What clients would have been told about their wait.
    pub(in crate::metrics) forecast_errors: ForecastErrors,
    pub(in crate::metrics) closed: u64,
    pub(in crate::metrics) lost_after_transfer: u64,
    /// Of the answered, those that left because no reply came.
    pub(in crate::metrics) abandoned_in_service: u64,
    /// Of the closed, those in which one side had written nothing for too long.
    pub(in crate::metrics) timed_out: u64,
    /// Reminders of silent clients; of those, after which they wrote sooner.
    pub(in crate::metrics) reminded: u64,
    pub(in crate::metrics) reminders_answered: u64,
    /// How often an operator was found to have written nothing for a while.
    pub(in crate::metrics) operator_idle: u64,
    /// Of the abandoned, those whose leaving no operator saw.
    pub(in crate::metrics) silent_abandoned: u64,
    /// Sessions without a client that are still at the desk; of those, with an operator.
    pub(in crate::metrics) abandoned_present: TimeWeightedLevel,
    pub(in crate::metrics) abandoned_served: TimeWeightedLevel,
    pub(in crate::metrics) replies: Replies,
    /// At the session level the first reply is given at the take.
    pub(in crate::metrics) first_reply_at_accept: bool,
    /// Given to one operator alone, and how long until that one took them.
    pub(in crate::metrics) assigned_directly: u64,
    pub(in crate::metrics) acceptance_delay: DurationSum,
    pub(in crate::metrics) transfers: u64,
    pub(in crate::metrics) transferred_sessions: u64,
    pub(in crate::metrics) wait_after_transfer: DurationSum,
    pub(in crate::metrics) waits_after_transfer: u64,
    /// How often sessions were taken off an operator's hands.
    pub(in crate::metrics) reassignments: u64,
    /// Of those closed, with their work undone.
    pub(in crate::metrics) closed_unfinished: u64,
    pub(in crate::metrics) wait_after_reassignment: DurationSum,
    pub(in crate::metrics) waits_after_reassignment: u64,
    /// Taken by the bot, and what became of them there.
    pub(in crate::metrics) bot_sessions: u64,
    pub(in crate::metrics) bot_closed: u64,
    pub(in crate::metrics) bot_auto_finished: u64,
    pub(in crate::metrics) bot_handed_off: u64,
    pub(in crate::metrics) bot_time: DurationSum,
    /// Sessions with the bot.
    pub(in crate::metrics) with_bot: TimeWeightedLevel,
    /// Messages that rules sent by themselves.
    pub(in crate::metrics) auto_replies: u64,
    /// Operators' parts in sessions: taken to closed, transferred, reassigned or abandoned, and wrap-up.
    pub(in crate::metrics) handling: DurationSum,
    /// How many such parts.
    pub(in crate::metrics) handled: u64,
    /// First answer to close.
    pub(in crate::metrics) answer_to_close: DurationSum,
    /// Arrival to close.
    pub(in crate::metrics) duration: DurationSum,
    pub(in crate::metrics) answered_waits: DurationHistogram,
    pub(in crate::metrics) abandoned_waits: DurationHistogram,
    /// Sessions that wait, here or in a group's queue.
    pub(in crate::metrics) waiting: TimeWeightedLevel,
    /// Sessions with an operator.
    pub(in crate::metrics) serving: TimeWeightedLevel,
    /// Sessions that operators took for spam, until that is taken back.
    pub(in crate::metrics) marked: TimeWeightedLevel,
    /// Operators of the live chat's groups who are Online.
    pub(in crate::metrics) online: TimeWeightedLevel,
    /// Sessions of the common queue that a supervisor is reading.
    pub(in crate::metrics) being_read: TimeWeightedLevel,
    /// Sessions that a supervisor began to read as they came.
    pub(in crate::metrics) read_immediately: u64,
    /// The common queue.
    pub(in crate::metrics) common_queue: QueueTally,
    /// The time of the operators of the live chat's groups, added up once the run has ended.
    pub(in crate::metrics) operator_time: OperatorTime,
    /// Sessions that each routing rule took, the default routing after the last; short where the later
    /// ones took none.
    routed: Vec<u64>,
    /// How long it was measured, in seconds.
    pub(in crate::metrics) seconds: f64,
}

/// One routing rule.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct RuleTally {
    /// Sessions that it took.
    pub(in crate::metrics) routed: u64,
    /// Sessions that all rules of the live chat took.
    pub(in crate::metrics) of_all_rules: u64,
}

/// The whole desk.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct DeskTally {
    pub(in crate::metrics) outcomes: Outcomes,
    pub(in crate::metrics) closed: u64,
    pub(in crate::metrics) transferred_sessions: u64,
    pub(in crate::metrics) lost_after_transfer: u64,
    pub(in crate::metrics) handling: DurationSum,
    pub(in crate::metrics) handled: u64,
    pub(in crate::metrics) answer_to_close: DurationSum,
    /// Each operator once.
    pub(in crate::metrics) operator_time: OperatorTime,
}

impl DeskTally {
    /// All live chats and all operators together.
    pub(in crate::metrics) fn new(chats: &[LiveChatTally], operators: &[OperatorTally]) -> Self {
        let mut desk = Self::default();
        for chat in chats {
            desk.outcomes.merge(&chat.outcomes);
            desk.closed += chat.closed;
            desk.transferred_sessions += chat.transferred_sessions;
            desk.lost_after_transfer += chat.lost_after_transfer;
            desk.handling.merge(chat.handling);
            desk.handled += chat.handled;
            desk.answer_to_close.merge(chat.answer_to_close);
        }
        for operator in operators {
            desk.operator_time.merge(&operator.operator_time());
        }
        desk
    }
}

/// Those who waited for a live chat to open.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct OpeningTally {
    /// How many came in.
    pub(in crate::metrics) sessions: u64,
    /// How often some did.
    pub(in crate::metrics) openings: u64,
    pub(in crate::metrics) answered: u64,
    /// Opening to first answer.
    pub(in crate::metrics) wait: DurationSum,
    last_opening: Option<Time>,
}

impl OpeningTally {
    /// One of them comes in.
    pub(in crate::metrics) fn record_admission(&mut self, now: Time) {
        self.sessions += 1;
        self.openings += u64::from(self.last_opening != Some(now));
        self.last_opening = Some(now);
    }

    /// One of them is answered so long after the opening.
    pub(in crate::metrics) fn record_answer(&mut self, wait: Span) {
        self.answered += 1;
        self.wait.add(wait);
    }
}

impl LiveChatTally {
    /// Sessions at the desk, wherever.
    pub(in crate::metrics) fn present(&self) -> u64 {
        let levels = [self.waiting, self.serving, self.with_bot, self.marked];
        levels.iter().map(|level| u64::from(level.value())).sum()
    }

    /// The rule at this place took a session.
    pub(in crate::metrics) fn record_routing(&mut self, rule: u32) {
        let place = rule as usize;
        if self.routed.len() <= place {
            self.routed.resize(place + 1, 0);
        }
        self.routed[place] += 1;
    }

    /// What the rule at a place took.
    pub(in crate::metrics) fn rule(&self, place: usize) -> RuleTally {
        RuleTally {
            routed: self.routed.get(place).copied().unwrap_or(0),
            of_all_rules: self.routed.iter().sum(),
        }
    }

    /// Waits of the answered and of those that gave up.
    pub(in crate::metrics) fn all_waits(&self) -> DurationHistogram {
        let mut all = self.answered_waits.clone();
        all.merge(&self.abandoned_waits);
        all
    }

    /// Seconds from arrival to the first reply, all together, and of how many sessions.
    pub(in crate::metrics) fn first_reply_since_arrival(&self) -> (f64, f64) {
        if self.first_reply_at_accept {
            (self.outcomes.wait_answered.seconds(), self.outcomes.answered as f64)
        } else {
            self.replies.since_arrival()
        }
    }

    /// The same lengths of time one by one.
    pub(in crate::metrics) fn first_replies_since_arrival(&self) -> Cow<'_, DurationHistogram> {
        if self.first_reply_at_accept {
            Cow::Borrowed(&self.answered_waits)
        } else {
            self.replies.arrival_histogram()
        }
    }

    /// Seconds from the take to the first reply, all together, and of how many sessions.
    pub(in crate::metrics) fn first_reply_since_accept(&self) -> (f64, f64) {
        if self.first_reply_at_accept {
            (0.0, self.outcomes.answered as f64)
        } else {
            self.replies.since_accept()
        }
    }

    pub(in crate::metrics) fn record_answer_wait(&mut self, wait: Span) {
        self.answered_waits.record(wait);
    }

    pub(in crate::metrics) fn record_abandon_wait(&mut self, wait: Span) {
        self.abandoned_waits.record(wait);
    }
}
