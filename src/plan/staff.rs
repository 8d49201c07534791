//! How people keep to their calendar, or fail to.

use super::{LicenseRetry, SpeedCurve};
use crate::base::{GroupId, MINUTE, Span};
use crate::dist::Distribution;

/// How somebody keeps to the calendar, where that is not as a matter of course: comes when the
/// shift begins, goes after the last session, is never cut off.
#[derive(Clone, Debug, PartialEq)]
pub struct Attendance {
    /// What becomes of sessions on hand when the shift ends.
    pub end_of_shift: EndOfShift,
    /// What becomes, at that moment, of sessions that wait for this person by name.
    pub personal_queue: PersonalQueueAtShiftEnd,
    /// When a break begins, and how long it lasts.
    pub break_timing: BreakTiming,
    /// The chance of not coming at all, for each shift by itself.
    pub absence: f64,
    /// How much later than the shift somebody comes.
    pub lateness: Option<Distribution>,
    /// How slow the first minutes Online are.
    pub ramp_up: Option<RampUp>,
    /// How long the connection holds.
    pub connection: Option<Connection>,
    /// What becomes of sessions of somebody who is Offline.
    pub when_offline: WhenOffline,
    /// Log-ins and log-outs at random instead of shifts.
    pub random_logins: Option<RandomLogins>,
}

/// What becomes of sessions on hand when the shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EndOfShift {
    /// They are ended first; nothing new is taken.
    #[default]
    FinishSessions,
    /// They go back at once to where they came from.
    Requeue,
    /// Positions leave and not people: whoever of this group's crew first has nothing on hand goes
    /// instead, and the two change places.
    FirstToFinish(GroupId),
}

/// What becomes of sessions that wait for somebody by name whose shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PersonalQueueAtShiftEnd {
    /// They wait for the next shift.
    #[default]
    Keep,
    /// They go to the queue of the group, where anybody may take them.
    Requeue,
}

/// When a break begins, and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum BreakTiming {
    /// After the sessions on hand, until the calendar says so.
    #[default]
    AfterSessions,
    /// After the sessions on hand, for as long as the calendar's break is.
    WholeAfterSessions,
    /// When the calendar says so, whatever is on hand.
    AtOnce,
}

/// How slow the first minutes Online are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RampUp {
    /// How long.
    pub duration: Span,
    /// The speed meanwhile, in (0, 1].
    pub speed: f64,
}

/// How long the connection holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// From one reconnect to the next disconnect.
    pub uptime: Distribution,
    /// From the disconnect to the reconnect.
    pub downtime: Distribution,
    /// How long somebody who is cut off is still shown Online; `None`: for ever, where the edition
    /// has no statuses.
    pub auto_offline: Option<Span>,
}

impl Connection {
    /// The product's own (rulebook E-O2).
    pub const AUTO_OFFLINE: Span = Span(2 * MINUTE.0);
}

/// What becomes of sessions of somebody who is Offline, after so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WhenOffline {
    /// They stay (rulebook E-S17).
    #[default]
    Keep,
    /// They go back to where they came from.
    Requeue(Span),
    /// They go to the group.
    Reassign(Span),
    /// They are closed.
    Close(Span),
    /// Each goes back to where it came from when its client next writes.
    OnNextMessage(Span),
}

/// Log-ins and log-outs at random.
#[derive(Clone, Debug, PartialEq)]
pub struct RandomLogins {
    /// How long Online.
    pub time_online: Distribution,
    /// How long Offline.
    pub time_offline: Distribution,
}

impl Attendance {
    /// Sessions may be taken off these hands, or from those who wait for them, and go to a group's
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

    /// All laws and shares are such as a run can draw from.
    pub(super) fn is_sound(&self) -> bool {
        (0.0..=1.0).contains(&self.absence)
            && self.ramp_up.is_none_or(|ramp| SpeedCurve::new(vec![ramp.speed]).is_some())
    }
}

impl LicenseRetry {
    /// The pause after the `failures`-th refusal in a row doubles up to a bound.
    pub fn backoff_delay(first: Span, most: Span, failures: u32) -> Span {
        let factor = 1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(u64::MAX);
        Span(first.0.saturating_mul(factor)).min(most)
    }
}
