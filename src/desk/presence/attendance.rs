//! How a user keeps to the calendar, where that is not as a matter of course: absent, late, on a
//! break that began late, cut off, logged in at random, slow at first.

use std::sync::Arc;

use crate::base::{Span, Time};
use crate::desk::message::TimerId;
use crate::plan::{Attendance, BreakTiming, Duty, EndOfShift};
use crate::workload::StaffStream;

/// What is remembered of a user with an [`Attendance`] of their own.
#[derive(Debug)]
pub(super) struct AttendanceState {
    pub(super) rules: Arc<Attendance>,
    /// Shifts that have begun.
    shifts_begun: u32,
    on_shift: bool,
    absent: bool,
    /// Not there before this: late, or on a break that began late.
    away_until: Time,
    /// Break that is due and has not begun.
    owed_break: Span,
    pub(super) connected: bool,
    /// How often the connection was lost.
    pub(super) disconnections: u32,
    /// When a connection that is lost takes its owner Offline.
    pub(super) auto_offline_timer: Option<TimerId>,
    pub(super) logged_in: bool,
    /// How often logged out.
    pub(super) logouts: u32,
    /// The log-in or log-out to come is set.
    pub(super) is_login_scheduled: bool,
    /// Slow before this.
    pub(super) ramp_up_until: Time,
    /// When sessions of an operator who is Offline are reassigned or closed.
    pub(super) grace_timer: Option<TimerId>,
    /// The calendar's next turn.
    pub(super) calendar_timer: Option<TimerId>,
}

impl AttendanceState {
    pub(super) fn new(attendance: &Arc<Attendance>) -> Self {
        Self {
            rules: Arc::clone(attendance),
            shifts_begun: 0,
            on_shift: false,
            absent: false,
            away_until: Time::ZERO,
            owed_break: Span::ZERO,
            connected: true,
            disconnections: 0,
            auto_offline_timer: None,
            logged_in: false,
            logouts: 0,
            is_login_scheduled: false,
            ramp_up_until: Time::ZERO,
            grace_timer: None,
            calendar_timer: None,
        }
    }

    /// Keeps away although the calendar says work.
    pub(super) fn is_away(&self, now: Time) -> bool {
        let logged_out = self.rules.random_logins.is_some() && !self.logged_in;
        self.absent || now < self.away_until || self.has_owed_break() || logged_out
    }

    /// The calendar turned, with `is_online` for a user who is Online. Says whether a shift began to
    /// the user does not come, and until when the user comes later.
    pub(super) fn apply_calendar_change(
        &mut self,
        now: Time,
        duty: Duty,
        until: Option<Time>,
        is_online: bool,
        staff_stream: StaffStream,
    ) -> (bool, Option<Time>) {
        if duty == Duty::Off {
            (self.on_shift, self.absent) = (false, false);
            (self.away_until, self.owed_break) = (Time::ZERO, Span::ZERO);
            return (false, None);
        }
        let mut is_absent_now = false;
        if !std::mem::replace(&mut self.on_shift, true) {
            let shift = self.shifts_begun;
            self.shifts_begun += 1;
            self.absent = staff_stream.is_absent(self.rules.absence, shift);
            is_absent_now = self.absent;
            let late = self.rules.lateness.as_ref().filter(|_| !is_absent_now);
            self.away_until =
                late.map_or(now, |distribution| now + staff_stream.lateness(distribution, shift));
        }
        // A user who is not there needs no break afterwards.
        if duty == Duty::Break
            && is_online
            && self.rules.break_timing == BreakTiming::WholeAfterSessions
        {
            self.owed_break += until.map_or(Span::ZERO, |until| until.since(now));
        }
        (is_absent_now, Some(self.away_until).filter(|until| *until > now))
    }

    /// Fills another position from now on, whose calendar says this: the one who goes has ended a shift,
    /// and the one who stays goes on with the one that began.
    pub(super) fn change_position(&mut self, duty: Duty) {
        (self.on_shift, self.absent) = (duty != Duty::Off, false);
        (self.away_until, self.owed_break) = (Time::ZERO, Span::ZERO);
    }

    /// A break is due that has not begun.
    pub(super) fn has_owed_break(&self) -> bool {
        self.owed_break > Span::ZERO
    }

    /// Offline at last: a break that is owed begins. Says until when it lasts.
    pub(super) fn begin_break(&mut self, now: Time) -> Option<Time> {
        if self.owed_break == Span::ZERO {
            return None;
        }
        self.away_until = now + std::mem::take(&mut self.owed_break);
        Some(self.away_until)
    }

    /// The sessions on hand go back when the shift ends.
    pub(super) fn hands_back_sessions(&self) -> bool {
        self.rules.end_of_shift == EndOfShift::Requeue
    }
}
