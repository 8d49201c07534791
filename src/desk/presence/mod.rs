//! Being Online or not: what operators and supervisors have in common.
//!
//! The calendar says what a person is meant to do; a license is needed to do it. A person who is
//! called away while busy first ends what is on hand and takes nothing new, unless the person's
//! attendance rules say otherwise.
//!
//! - **Owns** a person's status, the calendar that is kept, and how it is kept: absence, lateness,
//!   connection, log-ins.
//! - **Inputs**: [`PresenceEvent`], the turns of the calendar and the pool's answers, passed on by the
//!   operator or supervisor whose presence it is; it is answered with a [`PresenceAction`].
//! - **Sends** requests to the license pool, and timers to the role that it belongs to.
//! - **Records** absences, lost connections, and that only a license is missing.

mod attendance;
mod connection;
mod dual_role;
mod license;

pub(super) use dual_role::{operators_by_person, supervisors_by_person};

use std::sync::Arc;

use crate::base::{PersonId, Time};
use crate::desk::message::{
    Class, Message, OperatorFact, OperatorInput, Outbox, PlatformExit, PresenceEvent, StaffRole,
    SupervisorInput, TimerId, UnavailableReason,
};
use crate::plan::{
    Attendance, BreakLogout, BreakTiming, Calendar, Duty, EndOfShift, PersonalQueueAtShiftEnd,
    Plan, WhenOffline,
};
use crate::workload::StaffStream;
use attendance::AttendanceState;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PresenceStatus {
    Offline,
    /// Waits for the pool's answer.
    Requesting,
    /// On duty without a license; asks for one at the alarm, or hears from the pool.
    Unlicensed(Option<TimerId>),
    Online,
    /// Online, but takes nothing new.
    Leaving,
}

#[derive(Debug)]
#[repr(C)]
pub(super) struct Presence {
    // Every session asks these two.
    status: PresenceStatus,
    attendance: Option<Box<AttendanceState>>,
    plan: Arc<Plan>,
    person: PersonId,
    role: StaffRole,
    calendar: Arc<Calendar<Duty>>,
    /// How often the calendar turned.
    calendar_changes: u32,
    staff_stream: StaffStream,
    /// Refusals since the last license, and ever.
    refusals: (u32, u32),
    /// Wants to be Online and has no license.
    lacks_license: bool,
}

/// Who a presence belongs to.
#[derive(Debug)]
pub(super) struct PresenceOwner<'a> {
    pub(super) person: PersonId,
    pub(super) role: StaffRole,
    pub(super) calendar: &'a Arc<Calendar<Duty>>,
    pub(super) attendance: Option<&'a Arc<Attendance>>,
}

/// What a presence means for the role that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PresenceAction {
    /// Nothing to do.
    None,
    /// Online: take sessions.
    Enlist,
    /// Take no more; go Offline when nothing is on hand.
    Delist,
    /// The shift is over: the same, once sessions on hand have gone back.
    HandBack,
    /// A position of the crew is over: the same, unless another member is done sooner.
    EndPosition,
    /// Cut off: take no more, and what is on hand stands still. What is pushed waits.
    Pause,
    /// Work goes on, perhaps at another speed.
    Resume,
    /// Go Offline at once, whatever is on hand.
    GoOffline,
    /// Reassign or close the sessions of an operator who is Offline.
    HandleUnattended,
}

impl Presence {
    pub(super) fn new(plan: &Arc<Plan>, replication: u32, owner: PresenceOwner<'_>) -> Self {
        let PresenceOwner { person, role, calendar, attendance } = owner;
        let name = &plan.people[person.index()].name;
        Self {
            plan: Arc::clone(plan),
            person,
            role,
            calendar: Arc::clone(calendar),
            calendar_changes: 0,
            status: PresenceStatus::Offline,
            staff_stream: StaffStream::new(plan.run.seed, replication, name),
            refusals: (0, 0),
            lacks_license: false,
            attendance: attendance.map(|attendance| Box::new(AttendanceState::new(attendance))),
        }
    }

    /// Online, be it only to end what is on hand.
    pub(super) fn is_online(&self) -> bool {
        matches!(self.status, PresenceStatus::Online | PresenceStatus::Leaving)
    }

    /// Takes new sessions.
    #[inline]
    pub(super) fn is_available(&self) -> bool {
        self.status == PresenceStatus::Online && self.is_connected()
    }

    /// Shown Online and not about to leave, connected or not: what is pushed to one operator goes to
    /// those who are (rulebook E-O2, E-Q6).
    #[inline]
    pub(super) fn is_shown_available(&self) -> bool {
        self.status == PresenceStatus::Online
    }

    /// May do something with sessions: Online, and connected (rulebook E-R7).
    pub(super) fn can_act(&self) -> bool {
        self.is_online() && self.is_connected()
    }

    /// Keeps to the calendar in a way of their own.
    pub(super) fn has_attendance_rules(&self) -> bool {
        self.attendance.is_some()
    }

    /// Leaves the crew, and waits for the member who is done first.
    pub(super) fn has_position_ended(&self, now: Time) -> bool {
        self.status == PresenceStatus::Leaving && self.calendar.at(now) == Duty::Off
    }

    /// The speed of work now: nothing while Offline or cut off.
    pub(super) fn speed_factor(&self, now: Time) -> f64 {
        let Some(attendance) = &self.attendance else {
            return 1.0;
        };
        match (self.status, attendance.rules.ramp_up) {
            (PresenceStatus::Online | PresenceStatus::Leaving, _) if !attendance.connected => 0.0,
            (PresenceStatus::Online | PresenceStatus::Leaving, Some(ramp))
                if now < attendance.ramp_up_until =>
            {
                ramp.speed
            }
            (PresenceStatus::Online | PresenceStatus::Leaving, _) => 1.0,
            _ => 0.0,
        }
    }

    fn is_connected(&self) -> bool {
        self.attendance.as_ref().is_none_or(|attendance| attendance.connected)
    }

    /// Is meant to be Online.
    fn should_be_online(&self, now: Time) -> bool {
        let away = self.attendance.as_ref().is_some_and(|attendance| attendance.is_away(now));
        self.calendar.at(now) == Duty::Work && !away
    }

    /// What the calendar says now; sets the alarm for its next turn.
    pub(super) fn check_calendar<O: Outbox>(
        &mut self,
        now: Time,
        out: &mut O,
    ) -> (Duty, PresenceAction) {
        self.schedule_calendar_check(now, out);
        self.calendar_changes += 1;
        let duty = self.calendar.at(now);
        if self.attendance.is_some() {
            self.update_attendance(now, duty, out);
        }
        (duty, self.reconcile(now, out))
    }

    fn schedule_calendar_check<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let next = self.calendar.next_change(now);
        let timer =
            next.map(|(at, _)| out.schedule(at, Class::Staff, self.role.check_calendar_message()));
        if let Some(attendance) = &mut self.attendance {
            attendance.calendar_timer = timer;
        }
    }

    fn update_attendance<O: Outbox>(&mut self, now: Time, duty: Duty, out: &mut O) {
        let Some(attendance) = &mut self.attendance else {
            return;
        };
        let role = self.role;
        let mut schedule = |at, event| out.schedule(at, Class::Staff, role.presence_message(event));
        if now == Time::ZERO {
            if let Some(connection) = &attendance.rules.connection {
                schedule(
                    now + self.staff_stream.uptime(&connection.uptime, 0),
                    PresenceEvent::Disconnected,
                );
            }
            if let Some(logins) = &attendance.rules.random_logins {
                schedule(
                    now + self.staff_stream.time_offline(&logins.time_offline, 0),
                    PresenceEvent::LoginToggle,
                );
                attendance.is_login_scheduled = true;
            }
        }
        let until = self.calendar.next_change(now).map(|(at, _)| at);
        let is_online = matches!(self.status, PresenceStatus::Online | PresenceStatus::Leaving);
        let (is_absent, late) =
            attendance.apply_calendar_change(now, duty, until, is_online, self.staff_stream);
        if let Some(until) = late {
            schedule(until, PresenceEvent::BecamePresent);
        }
        if is_absent && let StaffRole::Operator(operator) = role {
            out.record_fact(OperatorFact::BecameUnavailable {
                operator,
                reason: UnavailableReason::Absent,
            });
        }
    }

    /// Compares what is meant with what is.
    pub(super) fn reconcile<O: Outbox>(&mut self, now: Time, out: &mut O) -> PresenceAction {
        let should_be_online = self.should_be_online(now);
        let can_go_online = should_be_online && self.is_connected();
        if !can_go_online {
            self.set_lacks_license(false, out);
        }
        match self.status {
            // A user who goes at this same instant gives the license back first: all who are here or
            // come have looked at their calendars before an alarm rings that is set only now.
            PresenceStatus::Offline if can_go_online => {
                let ask = out.schedule(now, Class::Staff, self.role.request_license_message());
                self.status = PresenceStatus::Unlicensed(Some(ask));
                PresenceAction::None
            }
            // Back before the last session ended: the license was never given back.
            PresenceStatus::Leaving if should_be_online => {
                self.status = PresenceStatus::Online;
                if can_go_online { PresenceAction::Enlist } else { PresenceAction::Pause }
            }
            PresenceStatus::Online if !should_be_online => self.begin_leaving(now),
            // The shift ended in a break that had not begun.
            PresenceStatus::Leaving if self.is_handing_back(now) => PresenceAction::HandBack,
            PresenceStatus::Unlicensed(timer) if !can_go_online => {
                if let Some(timer) = timer {
                    out.cancel(timer);
                }
                self.cancel_license_request(now, out);
                self.go_offline(now, out);
                PresenceAction::None
            }
            // An answer that is under way finds the calendar turned.
            _ => PresenceAction::None,
        }
    }

    /// The shift is over, and what is on hand goes back.
    pub(super) fn is_handing_back(&self, now: Time) -> bool {
        self.attendance.as_ref().is_some_and(|attendance| attendance.hands_back_sessions())
            && self.calendar.at(now) == Duty::Off
    }

    fn begin_leaving(&mut self, now: Time) -> PresenceAction {
        self.status = PresenceStatus::Leaving;
        let Some(attendance) = &self.attendance else {
            return PresenceAction::Delist;
        };
        match (self.calendar.at(now), attendance.rules.end_of_shift) {
            (Duty::Break, _) if attendance.rules.break_timing == BreakTiming::AtOnce => {
                PresenceAction::GoOffline
            }
            (Duty::Off, EndOfShift::Requeue) => PresenceAction::HandBack,
            (Duty::Off, EndOfShift::FirstToFinish(_)) => PresenceAction::EndPosition,
            _ => PresenceAction::Delist,
        }
    }

    /// How this one leaves the platform now. Who is in two parts does so alike in both.
    fn platform_exit(&self, now: Time) -> PlatformExit {
        let Some(platform) = &self.plan.licensing.platform else {
            return PlatformExit::LogOut;
        };
        let attendance = self.attendance.as_ref();
        let owes_break = attendance.is_some_and(|attendance| attendance.has_owed_break());
        let pauses = self.calendar.at(now) == Duty::Break || owes_break;
        let stays =
            !self.is_connected() || (pauses && platform.break_logout == BreakLogout::StayLoggedIn);
        let number = self.calendar_changes + attendance.map_or(0, |attendance| attendance.logouts);
        if stays || self.staff_stream.leaves_tab_open(platform.tab_left_open, number) {
            PlatformExit::LeaveTabOpen
        } else {
            PlatformExit::LogOut
        }
    }

    /// Offline, without a license.
    fn go_offline<O: Outbox>(&mut self, now: Time, out: &mut O) {
        self.status = PresenceStatus::Offline;
        let (role, colleague) = (self.role, self.staff_stream);
        let Some(attendance) = &mut self.attendance else {
            return;
        };
        if let Some(until) = attendance.begin_break(now) {
            out.schedule(until, Class::Staff, role.presence_message(PresenceEvent::BecamePresent));
        }
        if let Some(logins) = &attendance.rules.random_logins
            && !attendance.logged_in
            && !std::mem::replace(&mut attendance.is_login_scheduled, true)
        {
            attendance.logouts += 1;
            let pause = colleague.time_offline(&logins.time_offline, attendance.logouts);
            out.schedule(
                now + pause,
                Class::Staff,
                role.presence_message(PresenceEvent::LoginToggle),
            );
        }
    }

    /// Nothing is on hand any more, or nothing is waited for: a user who is leaving goes
    /// Offline. Says whether.
    pub(super) fn finish_leaving<O: Outbox>(&mut self, now: Time, out: &mut O) -> bool {
        let leaves = self.status == PresenceStatus::Leaving;
        if leaves {
            self.release_license(now, out);
            self.go_offline(now, out);
        }
        leaves
    }

    /// What happens apart from the calendar and the pool.
    pub(super) fn handle_event<O: Outbox>(
        &mut self,
        now: Time,
        event: PresenceEvent,
        out: &mut O,
    ) -> PresenceAction {
        match event {
            PresenceEvent::BecamePresent => self.reconcile(now, out),
            PresenceEvent::Disconnected => self.disconnect(now, out),
            PresenceEvent::Reconnected => self.reconnect(now, out),
            PresenceEvent::AutoOffline => self.go_auto_offline(),
            PresenceEvent::LoginToggle => self.toggle_login(now, out),
            PresenceEvent::RampUpOver => PresenceAction::Resume,
            PresenceEvent::GraceOver => {
                if let Some(attendance) = &mut self.attendance {
                    attendance.grace_timer = None;
                }
                PresenceAction::HandleUnattended
            }
        }
    }

    /// What becomes of the sessions of an operator who is Offline.
    pub(super) fn when_offline(&self) -> WhenOffline {
        self.attendance.as_ref().map(|attendance| attendance.rules.when_offline).unwrap_or_default()
    }

    /// What becomes of sessions that wait for this person by name when the shift ends.
    pub(super) fn by_name(&self) -> PersonalQueueAtShiftEnd {
        self.attendance
            .as_ref()
            .map(|attendance| attendance.rules.personal_queue)
            .unwrap_or_default()
    }

    /// Offline for so long that a session goes elsewhere when its client writes.
    pub(super) fn reassigns_on_message(&self) -> bool {
        let Some(attendance) = &self.attendance else {
            return false;
        };
        let moves = matches!(attendance.rules.when_offline, WhenOffline::OnNextMessage(_));
        moves && !self.is_online() && attendance.grace_timer.is_none()
    }

    /// The calendar that is kept now.
    pub(super) fn calendar(&self) -> &Arc<Calendar<Duty>> {
        &self.calendar
    }

    /// Takes over the calendar of another member, who takes over this one.
    pub(super) fn swap_calendar<O: Outbox>(
        &mut self,
        now: Time,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) -> Arc<Calendar<Duty>> {
        if let Some(timer) =
            self.attendance.as_mut().and_then(|attendance| attendance.calendar_timer.take())
        {
            out.cancel(timer);
        }
        let previous = std::mem::replace(&mut self.calendar, calendar);
        if let Some(attendance) = &mut self.attendance {
            attendance.change_position(self.calendar.at(now));
        }
        self.schedule_calendar_check(now, out);
        previous
    }
}

impl StaffRole {
    /// The calendar may have turned.
    fn check_calendar_message(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::CheckCalendar),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::CheckCalendar),
        }
    }

    /// Something else happens to the presence.
    fn presence_message(self, event: PresenceEvent) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::Presence(event)),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::Presence(event)),
        }
    }

    /// Time to ask for a license.
    fn request_license_message(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::RequestLicense),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::RequestLicense),
        }
    }
}
