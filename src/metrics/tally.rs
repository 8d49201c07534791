//! What is counted in one replication, by whom it is about.

use hdrhistogram::Histogram;

use super::forecast::Forecasts;
use super::level::{Level, Window};
use super::load::Load;
use super::replies::Replies;
use crate::base::{MINUTE, Span, Time};
use crate::plan::Operator;

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

/// What was answered on behalf of one group.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupTally {
    pub(super) taken: u64,
    pub(super) closed: u64,
    pub(super) switched: u64,
    pub(super) relieved: u64,
    /// The client left because no reply came.
    pub(super) lost: u64,
    /// The client had left before.
    pub(super) taken_in_vain: u64,
    pub(super) replies: Replies,
    /// Sessions that went to a fallback, because nobody was Online.
    pub(super) fell_back: u64,
    /// Taken to closed, switched, relieved or lost, and wrap-up.
    pub(super) handling: Sum,
    pub(super) wrap_up: Sum,
    pub(super) wrap_ups: u64,
    /// The group's queue.
    pub(super) queue: QueueTally,
    /// The members' time, added up.
    pub(super) crew: Crew,
    /// How long it was measured, in seconds.
    pub(super) seconds: f64,
}

/// Operators' time, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crew {
    pub(super) working: f64,
    pub(super) on_break: f64,
    pub(super) online: f64,
    /// With a session or a wrap-up.
    pub(super) busy: f64,
    /// With nothing but slots that are kept.
    pub(super) kept: f64,
    /// With a session.
    pub(super) active: f64,
    /// Sessions times time.
    pub(super) sessions: f64,
    /// Sessions and wrap-ups times time, of those with a limit.
    pub(super) slots_used: f64,
    /// Limit times time Online, of those with a limit.
    pub(super) slots: f64,
    /// Writing replies.
    pub(super) typing: f64,
    /// Sessions that pause times time.
    pub(super) inactive: f64,
    pub(super) on_hold: f64,
}

impl Crew {
    pub(super) fn merge(&mut self, other: &Self) {
        self.working += other.working;
        self.on_break += other.on_break;
        self.online += other.online;
        self.busy += other.busy;
        self.kept += other.kept;
        self.active += other.active;
        self.sessions += other.sessions;
        self.slots_used += other.slots_used;
        self.slots += other.slots;
        self.typing += other.typing;
        self.inactive += other.inactive;
        self.on_hold += other.on_hold;
    }
}

/// One operator.
#[derive(Clone, Debug, Default)]
#[repr(C, align(64))]
pub(super) struct OperatorTally {
    // What every session touches stands first and together: of ten thousand operators, no more
    // should have to come from far away than that.
    pub(super) load: Load,
    pub(super) online: Level,
    pub(super) taken: u64,
    pub(super) closed: u64,
    pub(super) handling: Sum,
    /// The most that any queue gives.
    pub(super) ceiling: Option<u32>,
    /// By how many the operator is above it, because sessions that had freed their slots went on.
    pub(super) over: u32,
    /// The limit; `None`: unlimited.
    pub(super) limit: Option<u32>,
    pub(super) switched: u64,
    pub(super) relieved: u64,
    pub(super) lost: u64,
    pub(super) replies: Replies,
    /// Writes a reply.
    pub(super) typing: Level,
    /// Sessions that pause.
    pub(super) inactive: Level,
    pub(super) on_hold: Level,
    pub(super) offers: Offers,
    /// Sessions that somebody else had taken already.
    pub(super) too_late: u64,
    pub(super) working: Level,
    pub(super) on_break: Level,
    /// On duty and Online; Online and off duty.
    pub(super) in_place: Level,
    pub(super) overtime: Level,
    /// On duty, and denied a license.
    pub(super) denied: Level,
    /// Shifts to which the operator did not come.
    pub(super) absences: u64,
    /// How often the connection was lost while Online.
    pub(super) cut_offs: u64,
}

/// What was offered to one operator.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offers {
    pub(super) made: u64,
    pub(super) accepted: u64,
    pub(super) declined: u64,
    pub(super) missed: u64,
    pub(super) withdrawn: u64,
    /// Of those accepted.
    pub(super) delay: Sum,
    pub(super) reserved: Level,
}

impl OperatorTally {
    pub(super) fn new(operator: &Operator, ceiling: Option<u32>) -> Self {
        Self { limit: operator.limit, ceiling, ..Self::default() }
    }

    /// Compares what the calendar says with what is.
    pub(super) fn adhere(&mut self, left: Span) {
        let [online, working, on_break] =
            [self.online, self.working, self.on_break].map(|level| level.value() == 1);
        let levels = [
            (&mut self.in_place, online && working),
            (&mut self.overtime, online && !working && !on_break),
        ];
        for (level, on) in levels {
            if on && level.value() == 0 {
                level.up(left);
            } else if !on && level.value() == 1 {
                let _was_one = level.down(left);
            }
        }
    }

    pub(super) fn crew(&self) -> Crew {
        let limited = f64::from(u8::from(self.limit.is_some()));
        let online = self.online.seconds();
        Crew {
            working: self.working.seconds(),
            on_break: self.on_break.seconds(),
            online,
            busy: Span(self.load.busy).as_secs_f64(),
            kept: Span(self.load.only_kept).as_secs_f64(),
            active: Span(self.load.active).as_secs_f64(),
            sessions: Span(self.load.session_time).as_secs_f64(),
            slots_used: limited * Span(self.load.slot_time).as_secs_f64(),
            slots: self.limit.map_or(0.0, f64::from) * online,
            typing: self.typing.seconds(),
            inactive: self.inactive.seconds(),
            on_hold: self.on_hold.seconds(),
        }
    }
}

/// One supervisor.
#[derive(Clone, Debug, Default)]
pub(super) struct SupervisorTally {
    pub(super) acts: u64,
    pub(super) handed_on: u64,
    pub(super) moved: u64,
    pub(super) assigned: u64,
    pub(super) reassigned: u64,
    pub(super) raised: u64,
    pub(super) to_bot: u64,
    /// Acts begun, and how long they had been due.
    pub(super) begun: u64,
    pub(super) attention: Sum,
    pub(super) online: Level,
    pub(super) working: Level,
    pub(super) busy: Level,
}

/// Licenses of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct LicenseTally {
    pub(super) taken: u64,
    pub(super) refused: u64,
    pub(super) held: Level,
    pub(super) at_limit: Level,
    /// Occupied by nobody at work: a tab was left open.
    pub(super) lingering: Level,
    /// Given back because of that, after a while.
    pub(super) timed_out: u64,
    /// Operators on duty who are denied one.
    pub(super) denied: Level,
    /// Microseconds at each number held.
    pub(super) at: Vec<u64>,
    pub(super) since: Time,
    /// How many there are; `None`: no such license in this edition.
    pub(super) bought: Option<u32>,
    /// How long it was measured, in seconds.
    pub(super) seconds: f64,
}

impl LicenseTally {
    /// The most held at once, leaving out numbers that were reached for less than half an hour in
    /// all: what is billed.
    pub(super) fn billed(&self) -> f64 {
        let mut reached = 0;
        for (held, micros) in self.at.iter().enumerate().rev() {
            reached += micros;
            if reached >= 30 * MINUTE.0 {
                return held as f64;
            }
        }
        0.0
    }

    /// The time since the last change was spent at the number held until now.
    pub(super) fn spend(&mut self, now: Time, window: Window) {
        let held = self.held.value() as usize;
        if self.at.len() <= held {
            self.at.resize(held + 1, 0);
        }
        self.at[held] += window.overlap(self.since, now).0;
        self.since = now;
    }

    /// The number that was exceeded for no more than the share 1 − `share` of the time.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let total: u64 = self.at.iter().sum();
        let mut upto = 0;
        for (held, micros) in self.at.iter().enumerate() {
            upto += micros;
            if upto as f64 >= share * total as f64 && upto > 0 {
                return held as f64;
            }
        }
        f64::NAN
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
