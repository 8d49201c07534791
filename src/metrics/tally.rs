//! What is counted in one replication, by whom it is about.

mod staff;

use hdrhistogram::Histogram;

use super::forecast::ForecastErrors;
use super::level::TimeWeightedLevel;
use super::replies::Replies;
use crate::base::{Span, Time};
pub(super) use staff::{GroupTally, LicenseTally, OperatorTally, SupervisorTally};

/// Lengths of time for percentiles: milliseconds, three significant digits, up to 60 days.
#[derive(Clone, Debug)]
pub(super) struct DurationHistogram {
    nonzero: Histogram<u32>,
    /// Most sessions do not wait at all: those are counted here until somebody asks.
    zeros: u32,
}

impl Default for DurationHistogram {
    fn default() -> Self {
        let longest = 60 * 24 * 3_600_000;
        let lengths = Histogram::new_with_bounds(1, longest, 3);
        Self { nonzero: lengths.expect("bounds and digits are in range"), zeros: 0 }
    }
}

impl DurationHistogram {
    pub(super) fn record(&mut self, span: Span) {
        if span == Span::ZERO {
            self.zeros = self.zeros.saturating_add(1);
        } else {
            // To the nearest millisecond.
            self.nonzero.saturating_record(span.0.saturating_add(500) / 1_000);
        }
    }

    /// The `share`-quantile in seconds; not a number where nothing was recorded.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let (none, some) = (u64::from(self.zeros), self.nonzero.len());
        let rank = (share * (none + some) as f64).ceil() as u64;
        if none + some == 0 {
            f64::NAN
        } else if rank <= none {
            0.0
        } else {
            // The same rank among those who waited.
            let within = (rank - none) as f64 / some as f64;
            self.nonzero.value_at_quantile(within) as f64 / 1e3
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.zeros = self.zeros.saturating_add(other.zeros);
        self.nonzero.add(&other.nonzero).expect("all have the same bounds");
    }
}

/// A sum of lengths of time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DurationSum {
    micros: u64,
}

impl DurationSum {
    pub(super) fn add(&mut self, span: Span) {
        self.micros = self.micros.saturating_add(span.0);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.micros += other.micros;
    }

    pub(super) fn seconds(self) -> f64 {
        Span(self.micros).as_secs_f64()
    }
}

/// Sessions of one live chat in one interval of arrival.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcomes {
    pub(super) offered: u64,
    pub(super) answered: u64,
    pub(super) answered_within: u64,
    pub(super) abandoned: u64,
    pub(super) abandoned_within: u64,
    pub(super) short_abandoned: u64,
    pub(super) refused: u64,
    pub(super) flowed_out: u64,
    /// Closed by a bot without an operator.
    pub(super) contained: u64,
    /// Answered, abandoned or sent away after an instant of waiting or more.
    pub(super) waited: u64,
    pub(super) wait_answered: DurationSum,
    pub(super) wait_abandoned: DurationSum,
}

impl Outcomes {
    pub(super) fn merge(&mut self, other: &Self) {
        self.offered += other.offered;
        self.answered += other.answered;
        self.answered_within += other.answered_within;
        self.abandoned += other.abandoned;
        self.abandoned_within += other.abandoned_within;
        self.short_abandoned += other.short_abandoned;
        self.refused += other.refused;
        self.flowed_out += other.flowed_out;
        self.contained += other.contained;
        self.waited += other.waited;
        self.wait_answered.merge(other.wait_answered);
        self.wait_abandoned.merge(other.wait_abandoned);
    }

    /// Of whom it is known what became of them: answered, gone, sent away or refused.
    #[inline]
    pub(super) fn resolved(&self) -> u64 {
        self.answered + self.abandoned + self.flowed_out + self.refused + self.contained
    }

    /// Neither answered, nor gone, nor sent away, nor refused when the run ended.
    pub(super) fn unresolved(&self) -> u64 {
        self.offered
            - self.answered
            - self.abandoned
            - self.flowed_out
            - self.refused
            - self.contained
    }

    /// Let in, and not contained by a bot: those who came to need an operator.
    pub(super) fn admitted(&self) -> u64 {
        self.offered - self.refused - self.contained
    }
}

/// One service level of a live chat.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SlaTally {
    pub(super) attached: u64,
    /// By standard.
    pub(super) standards: [StandardTally; 3],
}

/// One standard of a service level.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StandardTally {
    pub(super) met: u64,
    pub(super) breached: u64,
    pub(super) overruns: u64,
    pub(super) overrun: DurationSum,
    pub(super) reminded: u64,
    pub(super) escalated: u64,
    pub(super) escalations_failed: u64,
}

/// One live chat.
#[derive(Clone, Debug, Default)]
pub(super) struct LiveChatTally {
    /// Those of all intervals, once the run has ended.
    pub(super) outcomes: Outcomes,
    pub(super) refused_closed: u64,
    pub(super) refused_not_permitted: u64,
    pub(super) refused_queue_full: u64,
    pub(super) refused_channel_down: u64,
    /// Further attempts of clients whom nobody had answered; they are in `outcomes` too.
    pub(super) retrials: Outcomes,
    /// Abandoned and refused ones whose clients tried again.
    pub(super) will_retry: u64,
    /// Clients who had a closed session before.
    pub(super) returning: u64,
    pub(super) reopened: u64,
    pub(super) spam: u64,
    pub(super) spam_blocked: u64,
    pub(super) spam_mistaken: u64,
    /// At the desk now, counted in the levels.
    pub(super) spam_open: u64,
    /// Sessions that operators took for spam; of those, that were given back, and after how long.
    pub(super) false_spam: u64,
    pub(super) unmarked: u64,
    pub(super) false_spam_time: DurationSum,
    pub(super) refused_nobody_online: u64,
    /// Of those sent away, with the request to leave a message.
    pub(super) offline_forms: u64,
    /// Of which requirements were dropped.
    pub(super) relaxed: u64,
    /// Those who came while it was closed and waited.
    pub(super) opening: OpeningTally,
    /// What clients would have been told about their wait.
    pub(super) forecast_errors: ForecastErrors,
    pub(super) closed: u64,
    pub(super) lost_after_transfer: u64,
    /// Of the answered, those that left because no reply came.
    pub(super) abandoned_in_service: u64,
    /// Of the closed, those in which somebody had written nothing for too long.
    pub(super) timed_out: u64,
    /// Reminders of silent clients; of those, after which they wrote sooner.
    pub(super) reminded: u64,
    pub(super) reminders_answered: u64,
    /// How often an operator was found to have written nothing for a while.
    pub(super) operator_idle: u64,
    /// Of the abandoned, those that nobody saw leave.
    pub(super) silent_abandoned: u64,
    /// Sessions without a client that are still at the desk; of those, with an operator.
    pub(super) abandoned_present: TimeWeightedLevel,
    pub(super) abandoned_served: TimeWeightedLevel,
    pub(super) replies: Replies,
    /// At the session level the first reply is given at the take.
    pub(super) first_reply_at_accept: bool,
    /// Given to one operator alone, and how long until that one took them.
    pub(super) assigned_directly: u64,
    pub(super) acceptance_delay: DurationSum,
    pub(super) transfers: u64,
    pub(super) transferred_sessions: u64,
    pub(super) wait_after_transfer: DurationSum,
    pub(super) waits_after_transfer: u64,
    /// How often sessions were taken off an operator's hands.
    pub(super) reassignments: u64,
    /// Of those closed, with their work undone.
    pub(super) closed_unfinished: u64,
    pub(super) wait_after_reassignment: DurationSum,
    pub(super) waits_after_reassignment: u64,
    /// Taken by the bot, and what became of them there.
    pub(super) bot_sessions: u64,
    pub(super) bot_closed: u64,
    pub(super) bot_auto_finished: u64,
    pub(super) bot_handed_off: u64,
    pub(super) bot_time: DurationSum,
    /// Sessions with the bot.
    pub(super) with_bot: TimeWeightedLevel,
    /// Messages that rules sent by themselves.
    pub(super) auto_replies: u64,
    /// First answer to close.
    pub(super) handling: DurationSum,
    /// Arrival to close.
    pub(super) duration: DurationSum,
    pub(super) answered_waits: DurationHistogram,
    pub(super) abandoned_waits: DurationHistogram,
    /// Sessions that wait, here or in a group's queue.
    pub(super) waiting: TimeWeightedLevel,
    /// Sessions with an operator.
    pub(super) serving: TimeWeightedLevel,
    /// Sessions that operators took for spam, until that is taken back.
    pub(super) marked: TimeWeightedLevel,
    /// Operators of the live chat's groups who are Online.
    pub(super) online: TimeWeightedLevel,
    /// Sessions of the common queue that a supervisor is reading.
    pub(super) being_read: TimeWeightedLevel,
    /// Sessions that a supervisor began to read as they came.
    pub(super) read_immediately: u64,
    /// The common queue.
    pub(super) common_queue: QueueTally,
    /// How long it was measured, in seconds.
    pub(super) seconds: f64,
}

/// Those who waited for a live chat to open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OpeningTally {
    /// How many came in.
    pub(super) sessions: u64,
    /// How often some did.
    pub(super) openings: u64,
    pub(super) answered: u64,
    /// Opening to first answer.
    pub(super) wait: DurationSum,
    last_opening: Option<Time>,
}

impl OpeningTally {
    /// One of them comes in.
    pub(super) fn record_admission(&mut self, now: Time) {
        self.sessions += 1;
        self.openings += u64::from(self.last_opening != Some(now));
        self.last_opening = Some(now);
    }

    /// One of them is answered so long after the opening.
    pub(super) fn record_answer(&mut self, wait: Span) {
        self.answered += 1;
        self.wait.add(wait);
    }
}

impl LiveChatTally {
    /// Sessions at the desk, wherever.
    pub(super) fn present(&self) -> u64 {
        let levels = [self.waiting, self.serving, self.with_bot, self.marked];
        levels.iter().map(|level| u64::from(level.value())).sum()
    }

    pub(super) fn record_answer_wait(&mut self, wait: Span) {
        self.answered_waits.record(wait);
    }

    pub(super) fn record_abandon_wait(&mut self, wait: Span) {
        self.abandoned_waits.record(wait);
    }
}

/// One queue: a group's, or the common queue of a live chat.
#[derive(Clone, Debug, Default)]
pub(super) struct QueueTally {
    pub(super) taken: u64,
    pub(super) taken_immediately: u64,
    /// Waited while somebody who serves the queue was denied a license.
    pub(super) waited_for_license: u64,
    pub(super) abandoned: u64,
    pub(super) moved: u64,
    pub(super) wait_taken: DurationSum,
    pub(super) wait_abandoned: DurationSum,
    pub(super) wait_moved: DurationSum,
    pub(super) wait_histogram: DurationHistogram,
    pub(super) waiting: TimeWeightedLevel,
}

impl QueueTally {
    pub(super) fn mean_wait(&self) -> (f64, f64) {
        let waited = self.wait_taken.seconds() + self.wait_abandoned.seconds();
        (waited + self.wait_moved.seconds(), self.visits() as f64)
    }

    pub(super) fn record_taken(&mut self, wait: Span, queued: bool) {
        self.taken += 1;
        self.taken_immediately += u64::from(!queued);
        self.wait_taken.add(wait);
        self.wait_histogram.record(wait);
    }

    pub(super) fn record_abandoned(&mut self, wait: Span) {
        self.abandoned += 1;
        self.wait_abandoned.add(wait);
    }

    pub(super) fn record_moved(&mut self, wait: Span) {
        self.moved += 1;
        self.wait_moved.add(wait);
    }

    pub(super) fn visits(&self) -> u64 {
        self.taken + self.abandoned + self.moved
    }
}

/// Switches from one group to one target.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TransferTally {
    pub(super) transferred: u64,
    pub(super) taken: u64,
    pub(super) abandoned: u64,
    pub(super) declined: u64,
    pub(super) failed: u64,
    pub(super) wait: DurationSum,
}
