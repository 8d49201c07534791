//! How somebody keeps to the calendar, where that is not as a matter of course: absent, late, on a
//! break that began late, cut off, logged in at random, slow at first.

use std::sync::Arc;

use super::AlarmId;
use crate::base::{Span, Time};
use crate::plan::{Attendance, Breaks, Duty, EndOfShift};
use crate::workload::Colleague;

/// What is remembered of somebody with an [`Attendance`] of their own.
#[derive(Debug)]
pub(super) struct Conduct {
    pub(super) attendance: Arc<Attendance>,
    /// Shifts that have begun.
    shifts: u32,
    on_shift: bool,
    absent: bool,
    /// Not there before this: late, or on a break that began late.
    until: Time,
    /// Break that is due and has not begun.
    owed: Span,
    pub(super) connected: bool,
    /// How often the connection was lost.
    pub(super) losses: u32,
    /// When a connection that is lost takes its owner Offline.
    pub(super) auto_offline: Option<AlarmId>,
    pub(super) logged_in: bool,
    /// How often logged out.
    pub(super) logouts: u32,
    /// The log-in or log-out to come is set.
    pub(super) clock_runs: bool,
    /// Slow before this.
    pub(super) slow_until: Time,
    /// When sessions of somebody who is Offline are seen to.
    pub(super) grace: Option<AlarmId>,
    /// The calendar's next turn.
    pub(super) calendar: Option<AlarmId>,
}

impl Conduct {
    pub(super) fn new(attendance: &Arc<Attendance>) -> Self {
        Self {
            attendance: Arc::clone(attendance),
            shifts: 0,
            on_shift: false,
            absent: false,
            until: Time::ZERO,
            owed: Span::ZERO,
            connected: true,
            losses: 0,
            auto_offline: None,
            logged_in: false,
            logouts: 0,
            clock_runs: false,
            slow_until: Time::ZERO,
            grace: None,
            calendar: None,
        }
    }

    /// Keeps away although the calendar says work.
    pub(super) fn keeps_away(&self, now: Time) -> bool {
        let logged_out = self.attendance.logins.is_some() && !self.logged_in;
        self.absent || now < self.until || self.owes_break() || logged_out
    }

    /// The calendar turned, with `here` for somebody who is Online. Says whether a shift began to
    /// which nobody comes, and until when somebody comes later.
    pub(super) fn calendar_turned(
        &mut self,
        now: Time,
        (duty, until): (Duty, Option<Time>),
        here: bool,
        colleague: Colleague,
    ) -> (bool, Option<Time>) {
        if duty == Duty::Off {
            (self.on_shift, self.absent) = (false, false);
            (self.until, self.owed) = (Time::ZERO, Span::ZERO);
            return (false, None);
        }
        let mut missed = false;
        if !std::mem::replace(&mut self.on_shift, true) {
            let shift = self.shifts;
            self.shifts += 1;
            self.absent = colleague.is_absent(self.attendance.absence, shift);
            missed = self.absent;
            let late = self.attendance.late.as_ref().filter(|_| !missed);
            self.until = late.map_or(now, |law| now + colleague.lateness(law, shift));
        }
        // Whoever is not there needs no break afterwards.
        if duty == Duty::Break && here && self.attendance.breaks == Breaks::WholeAfterSessions {
            self.owed += until.map_or(Span::ZERO, |until| until.since(now));
        }
        (missed, Some(self.until).filter(|until| *until > now))
    }

    /// Fills another position from now on, whose calendar says this: whoever goes has ended a shift,
    /// and whoever stays goes on with the one that began.
    pub(super) fn change_places(&mut self, duty: Duty) {
        (self.on_shift, self.absent) = (duty != Duty::Off, false);
        (self.until, self.owed) = (Time::ZERO, Span::ZERO);
    }

    /// A break is due that has not begun.
    pub(super) fn owes_break(&self) -> bool {
        self.owed > Span::ZERO
    }

    /// Offline at last: a break that is owed begins. Says until when it lasts.
    pub(super) fn begin_break(&mut self, now: Time) -> Option<Time> {
        if self.owed == Span::ZERO {
            return None;
        }
        self.until = now + std::mem::take(&mut self.owed);
        Some(self.until)
    }

    /// The sessions on hand go back when the shift ends.
    pub(super) fn hands_back(&self) -> bool {
        self.attendance.end_of_shift == EndOfShift::HandBack
    }
}
