//! Attendance: how users keep to their calendar.

use super::{LicenseRetry, SpeedCurve};
use crate::base::{GroupId, MINUTE, Span};
use crate::dist::Distribution;

/// How a user keeps to the calendar, if other than exactly: comes when the shift begins, goes after
/// the last session, and never loses the connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attendance {
    /// What becomes of the user's sessions when the shift ends.
    pub end_of_shift: EndOfShift,
    /// What becomes of the sessions in the user's personal queue when the shift ends.
    pub personal_queue: PersonalQueueAtShiftEnd,
    /// When a break begins, and how long it lasts.
    pub break_timing: BreakTiming,
    /// The chance of absence, for each shift on its own.
    pub absence: f64,
    /// How much later than the shift the user comes.
    pub lateness: Option<Distribution>,
    /// Slower work in the first minutes Online.
    pub ramp_up: Option<RampUp>,
    /// How long the connection holds, and how long it is lost.
    pub connection: Option<Connection>,
    /// What becomes of the sessions of a user who is Offline.
    pub when_offline: WhenOffline,
    /// Log-ins and log-outs at random instead of shifts.
    pub random_logins: Option<RandomLogins>,
}

/// What becomes of a user's sessions when the shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EndOfShift {
    /// They are finished first; no new ones are assigned.
    #[default]
    FinishSessions,
    /// They are requeued at once.
    Requeue,
    /// Shifts are positions of the group: the first idle member leaves instead, and the two members
    /// swap positions.
    FirstToFinish(GroupId),
}

/// What becomes of a personal queue when its operator's shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PersonalQueueAtShiftEnd {
    /// The sessions wait for the next shift.
    #[default]
    Keep,
    /// They go to the queue of the group, for any member.
    Requeue,
}

/// When a break begins, and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum BreakTiming {
    /// After the user's last session, until the calendar's end of the break.
    #[default]
    AfterSessions,
    /// After the user's last session, for the full length of the calendar's break.
    WholeAfterSessions,
    /// By the calendar, whatever sessions the user has.
    AtOnce,
}

/// Slower work in the first minutes Online.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RampUp {
    /// Its length.
    pub duration: Span,
    /// The speed during it, in (0, 1].
    pub speed: f64,
}

/// How long the connection holds, and how long it is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// From one reconnect to the next disconnect.
    pub uptime: Distribution,
    /// From the disconnect to the reconnect.
    pub downtime: Distribution,
    /// How long a user without connection is still shown Online; `None`: for ever, in an edition
    /// without statuses.
    pub auto_offline: Option<Span>,
}

impl Connection {
    /// The product's own value (rulebook E-O2).
    pub const AUTO_OFFLINE: Span = Span(2 * MINUTE.0);
}

/// What becomes of the sessions of a user who is Offline, after the grace period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WhenOffline {
    /// They stay (rulebook E-S17).
    #[default]
    Keep,
    /// They are requeued.
    Requeue(Span),
    /// They go to the queue of the group.
    Reassign(Span),
    /// They are closed.
    Close(Span),
    /// Each is requeued when its client next writes.
    OnNextMessage(Span),
}

/// Log-ins and log-outs at random.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomLogins {
    /// The time from log-in to log-out.
    pub time_online: Distribution,
    /// The time from log-out to log-in.
    pub time_offline: Distribution,
}

impl Attendance {
    /// Whether sessions may be taken off this user, or out of the personal queue, and go to a
    /// group's queue.
    /// queue.
    pub fn can_requeue(&self) -> bool {
        self.end_of_shift == EndOfShift::Requeue
            || self.personal_queue == PersonalQueueAtShiftEnd::Requeue
            || match self.when_offline {
                WhenOffline::Keep | WhenOffline::Close(_) => false,
                WhenOffline::Requeue(_)
                | WhenOffline::Reassign(_)
                | WhenOffline::OnNextMessage(_) => true,
            }
    }

    /// Whether all distributions and shares are in range.
    pub(super) fn is_sound(&self) -> bool {
        (0.0..=1.0).contains(&self.absence)
            && self.ramp_up.is_none_or(|ramp| SpeedCurve::new(vec![ramp.speed]).is_some())
    }
}

impl LicenseRetry {
    /// The pause after the `failures`-th refusal in a row: it doubles up to a bound.
    pub fn backoff_delay(first: Span, most: Span, failures: u32) -> Span {
        let factor = 1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(u64::MAX);
        Span(first.0.saturating_mul(factor)).min(most)
    }
}
