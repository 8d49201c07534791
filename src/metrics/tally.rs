//! What is counted in one replication, by whom it is about.

mod staff;

use hdrhistogram::Histogram;

use super::forecast::Forecasts;
use super::level::Level;
use super::replies::Replies;
use crate::base::{Span, Time};
pub(super) use staff::{GroupTally, LicenseTally, OperatorTally, SupervisorTally};

/// Lengths of time for percentiles: milliseconds, three significant digits, up to 60 days.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    lengths: Histogram<u32>,
    /// Most sessions do not wait at all: those are counted here until somebody asks.
    none: u32,
}

impl Default for Spread {
    fn default() -> Self {
        let longest = 60 * 24 * 3_600_000;
        let lengths = Histogram::new_with_bounds(1, longest, 3);
        Self { lengths: lengths.expect("bounds and digits are in range"), none: 0 }
    }
}

impl Spread {
    pub(super) fn record(&mut self, span: Span) {
        if span == Span::ZERO {
            self.none = self.none.saturating_add(1);
        } else {
            // To the nearest millisecond.
            self.lengths.saturating_record((span.0 + 500) / 1_000);
        }
    }

    /// The `share`-quantile in seconds; not a number where nothing was recorded.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let (none, some) = (u64::from(self.none), self.lengths.len());
        let rank = (share * (none + some) as f64).ceil() as u64;
        if none + some == 0 {
            f64::NAN
        } else if rank <= none {
            0.0
        } else {
            // The same rank among those who waited.
            let within = (rank - none) as f64 / some as f64;
            self.lengths.value_at_quantile(within) as f64 / 1e3
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.none = self.none.saturating_add(other.none);
        self.lengths.add(&other.lengths).expect("all have the same bounds");
    }
}

/// A sum of lengths of time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    micros: u64,
}

impl Sum {
    pub(super) fn add(&mut self, span: Span) {
        self.micros += span.0;
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
    pub(super) wait_answered: Sum,
    pub(super) wait_abandoned: Sum,
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
    pub(super) fn gone(&self) -> u64 {
        self.answered + self.abandoned + self.flowed_out + self.refused + self.contained
    }

    /// Neither answered, nor gone, nor sent away, nor refused when the run ended.
    pub(super) fn open(&self) -> u64 {
        self.offered
            - self.answered
            - self.abandoned
            - self.flowed_out
            - self.refused
            - self.contained
    }

    /// Let in, and not contained by a bot: those who came to need an operator.
    pub(super) fn entered(&self) -> u64 {
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
    pub(super) kept: u64,
    pub(super) breached: u64,
    pub(super) overruns: u64,
    pub(super) overrun: Sum,
    pub(super) reminded: u64,
    pub(super) moved: u64,
    pub(super) failed: u64,
}

/// One live chat.
#[derive(Clone, Debug, Default)]
pub(super) struct ChatTally {
    /// Those of all intervals, once the run has ended.
    pub(super) outcomes: Outcomes,
    pub(super) refused_closed: u64,
    pub(super) refused_not_permitted: u64,
    pub(super) refused_full: u64,
    pub(super) refused_channel_down: u64,
    /// Further attempts of clients whom nobody had answered; they are in `outcomes` too.
    pub(super) further: Outcomes,
    /// Abandoned and refused ones whose clients tried again.
    pub(super) will_try_again: u64,
    /// Clients who had a closed session before.
    pub(super) came_back: u64,
    pub(super) reopened: u64,
    pub(super) spam: u64,
    pub(super) spam_blocked: u64,
    pub(super) spam_mistaken: u64,
    /// At the desk now, counted in the levels.
    pub(super) spam_open: u64,
    /// Sessions that operators took for spam; of those, that were given back, and after how long.
    pub(super) misjudged: u64,
    pub(super) unmarked: u64,
    pub(super) misjudged_time: Sum,
    pub(super) refused_nobody_online: u64,
    /// Of those sent away, with the request to leave a message.
    pub(super) offline_forms: u64,
    /// Of which requirements were dropped.
    pub(super) relaxed: u64,
    /// Those who came while it was closed and waited.
    pub(super) opening: Opening,
    /// What clients would have been told about their wait.
    pub(super) forecasts: Forecasts,
    pub(super) closed: u64,
    pub(super) lost_after_switch: u64,
    /// Of the answered, those that left because no reply came.
    pub(super) lost_in_session: u64,
    /// Of the closed, those in which somebody had written nothing for too long.
    pub(super) timed_out: u64,
    /// Reminders of silent clients; of those, after which they wrote sooner.
    pub(super) reminded: u64,
    pub(super) woken: u64,
    /// How often an operator was found to have written nothing for a while.
    pub(super) operator_idle: u64,
    /// Of the abandoned, those that nobody saw leave.
    pub(super) silent: u64,
    /// Sessions without a client that are still at the desk; of those, with an operator.
    pub(super) gone: Level,
    pub(super) gone_served: Level,
    pub(super) replies: Replies,
    /// At the session level the first reply is given at the take.
    pub(super) replies_at_take: bool,
    /// Given to one operator alone, and how long until that one took them.
    pub(super) given: u64,
    pub(super) acceptance: Sum,
    pub(super) switches: u64,
    pub(super) switched_sessions: u64,
    pub(super) wait_after_switch: Sum,
    pub(super) waits_after_switch: u64,
    /// How often sessions were taken off an operator's hands.
    pub(super) reliefs: u64,
    /// Of those closed, with their work undone.
    pub(super) cut_short: u64,
    pub(super) wait_after_relief: Sum,
    pub(super) waits_after_relief: u64,
    /// Taken by the bot, and what became of them there.
    pub(super) bot_sessions: u64,
    pub(super) bot_closed: u64,
    pub(super) bot_auto_finished: u64,
    pub(super) bot_handed_off: u64,
    pub(super) bot_time: Sum,
    /// Sessions with the bot.
    pub(super) with_bot: Level,
    /// Messages that rules sent by themselves.
    pub(super) auto_replies: u64,
    /// First answer to close.
    pub(super) handling: Sum,
    /// Arrival to close.
    pub(super) duration: Sum,
    pub(super) answered: Spread,
    pub(super) abandoned: Spread,
    /// Sessions that wait, here or in a group's queue.
    pub(super) waiting: Level,
    /// Sessions with an operator.
    pub(super) serving: Level,
    /// Sessions that operators took for spam, until that is taken back.
    pub(super) marked: Level,
    /// Operators of the live chat's groups who are Online.
    pub(super) online: Level,
    /// Sessions of the common queue that a supervisor is reading.
    pub(super) reading: Level,
    /// Sessions that a supervisor began to read as they came.
    pub(super) read_at_once: u64,
    /// The common queue.
    pub(super) common: QueueTally,
    /// How long it was measured, in seconds.
    pub(super) seconds: f64,
}

/// Those who waited for a live chat to open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Opening {
    /// How many came in.
    pub(super) sessions: u64,
    /// How often some did.
    pub(super) bursts: u64,
    pub(super) answered: u64,
    /// Opening to first answer.
    pub(super) wait: Sum,
    last: Option<Time>,
}

impl Opening {
    /// One of them comes in.
    pub(super) fn came_in(&mut self, now: Time) {
        self.sessions += 1;
        self.bursts += u64::from(self.last != Some(now));
        self.last = Some(now);
    }

    /// One of them is answered so long after the opening.
    pub(super) fn answer(&mut self, wait: Span) {
        self.answered += 1;
        self.wait.add(wait);
    }
}

impl ChatTally {
    /// Sessions at the desk, wherever.
    pub(super) fn present(&self) -> u64 {
        let levels = [self.waiting, self.serving, self.with_bot, self.marked];
        levels.iter().map(|level| u64::from(level.value())).sum()
    }

    pub(super) fn answer(&mut self, wait: Span) {
        self.answered.record(wait);
    }

    pub(super) fn abandon(&mut self, wait: Span) {
        self.abandoned.record(wait);
    }
}

/// One queue: a group's, or the common queue of a live chat.
#[derive(Clone, Debug, Default)]
pub(super) struct QueueTally {
    pub(super) taken: u64,
    pub(super) taken_at_once: u64,
    /// Waited while somebody who serves the queue was denied a license.
    pub(super) lacked_license: u64,
    pub(super) abandoned: u64,
    pub(super) moved: u64,
    pub(super) wait_taken: Sum,
    pub(super) wait_abandoned: Sum,
    pub(super) wait_moved: Sum,
    pub(super) spread: Spread,
    pub(super) waiting: Level,
}

impl QueueTally {
    pub(super) fn mean_wait(&self) -> (f64, f64) {
        let waited = self.wait_taken.seconds() + self.wait_abandoned.seconds();
        (waited + self.wait_moved.seconds(), self.visits() as f64)
    }

    pub(super) fn take(&mut self, wait: Span, queued: bool) {
        self.taken += 1;
        self.taken_at_once += u64::from(!queued);
        self.wait_taken.add(wait);
        self.spread.record(wait);
    }

    pub(super) fn abandon(&mut self, wait: Span) {
        self.abandoned += 1;
        self.wait_abandoned.add(wait);
    }

    pub(super) fn move_on(&mut self, wait: Span) {
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
    pub(super) switched: u64,
    pub(super) taken: u64,
    pub(super) abandoned: u64,
    pub(super) declined: u64,
    pub(super) not_taken: u64,
    pub(super) wait: Sum,
}
