//! Being Online or not: what operators and supervisors have in common.
//!
//! The calendar says what somebody is meant to do; a license is needed to do it. Who is called
//! away while busy first ends what is on hand and takes nothing new: named people leave after
//! their own sessions, unless their [`Conduct`](super::conduct::Conduct) says otherwise.

mod connection;

use std::sync::Arc;

use super::conduct::Conduct;
use super::license::{Asker, LicenseInput};
use super::platform::Exit;
use super::{AlarmId, Class, Fact, Message, Missing, Outbox};
use crate::base::{PersonId, Time};
use crate::plan::{
    Attendance, Breaks, ByName, Calendar, Duty, EndOfShift, OnBreak, Plan, Retry, WhenOffline,
};
use crate::workload::Colleague;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Offline,
    /// Waits for the pool's answer.
    Asking,
    /// On duty without a license; asks for one at the alarm, or hears from the pool.
    Without(Option<AlarmId>),
    Online,
    /// Online, but takes nothing new.
    Leaving,
}

/// What happens to a presence, apart from the calendar and the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Who was late comes; who was on a break is back.
    There,
    /// The connection is lost.
    CutOff,
    /// The connection is back.
    Back,
    /// It has been lost for long enough to be shown Offline (rulebook E-O2).
    AutoOffline,
    /// Time to log in, or out.
    Login,
    /// The slow first minutes are over.
    UpToSpeed,
    /// Offline for long enough: the sessions that were left are seen to.
    GraceOver,
}

#[derive(Debug)]
#[repr(C)]
pub(super) struct Presence {
    // Every session asks these two.
    status: Status,
    conduct: Option<Box<Conduct>>,
    plan: Arc<Plan>,
    person: PersonId,
    asker: Asker,
    duty: Arc<Calendar<Duty>>,
    /// How often the calendar turned.
    turns: u32,
    colleague: Colleague,
    /// Refusals since the last license, and ever.
    refusals: (u32, u32),
    /// Wants to be Online and has no license.
    denied: bool,
}

/// Who a presence belongs to.
#[derive(Debug)]
pub(super) struct Owner<'a> {
    pub(super) person: PersonId,
    pub(super) asker: Asker,
    pub(super) duty: &'a Arc<Calendar<Duty>>,
    pub(super) attendance: Option<&'a Arc<Attendance>>,
}

/// What a presence means for whoever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing to do.
    None,
    /// Online: take sessions.
    Enlist,
    /// Take no more; go Offline when nothing is on hand.
    Delist,
    /// The shift is over: the same, once sessions on hand have gone back.
    HandBack,
    /// A position of the crew is over: the same, unless somebody else is done sooner.
    Due,
    /// Cut off: take no more, and what is on hand stands still.
    Freeze,
    /// Work goes on, perhaps at another speed.
    Thaw,
    /// Go Offline at once, whatever is on hand.
    Vanish,
    /// See to the sessions of somebody who is Offline.
    Unattended,
}

impl Presence {
    pub(super) fn new(plan: &Arc<Plan>, replication: u32, owner: Owner<'_>) -> Self {
        let Owner { person, asker, duty, attendance } = owner;
        let name = &plan.people[person.index()].name;
        Self {
            plan: Arc::clone(plan),
            person,
            asker,
            duty: Arc::clone(duty),
            turns: 0,
            status: Status::Offline,
            colleague: Colleague::new(plan.run.seed, replication, name),
            refusals: (0, 0),
            denied: false,
            conduct: attendance.map(|attendance| Box::new(Conduct::new(attendance))),
        }
    }

    /// Online, be it only to end what is on hand.
    pub(super) fn is_there(&self) -> bool {
        matches!(self.status, Status::Online | Status::Leaving)
    }

    /// Takes new sessions.
    #[inline]
    pub(super) fn takes(&self) -> bool {
        self.status == Status::Online && self.is_connected()
    }

    /// May do something with sessions: Online, and connected (rulebook E-R7).
    pub(super) fn acts(&self) -> bool {
        self.is_there() && self.is_connected()
    }

    /// Keeps to the calendar in a way of their own.
    pub(super) fn is_special(&self) -> bool {
        self.conduct.is_some()
    }

    /// Leaves the crew, and waits for whoever is done first.
    pub(super) fn is_due(&self, now: Time) -> bool {
        self.status == Status::Leaving && self.duty.at(now) == Duty::Off
    }

    /// The speed of work now: nothing while Offline or cut off.
    pub(super) fn pace(&self, now: Time) -> f64 {
        let Some(conduct) = &self.conduct else {
            return 1.0;
        };
        match (self.status, conduct.attendance.ramp_up) {
            (Status::Online | Status::Leaving, _) if !conduct.connected => 0.0,
            (Status::Online | Status::Leaving, Some(ramp)) if now < conduct.slow_until => {
                ramp.speed
            }
            (Status::Online | Status::Leaving, _) => 1.0,
            _ => 0.0,
        }
    }

    fn is_connected(&self) -> bool {
        self.conduct.as_ref().is_none_or(|conduct| conduct.connected)
    }

    /// Is meant to be Online.
    fn wants(&self, now: Time) -> bool {
        let away = self.conduct.as_ref().is_some_and(|conduct| conduct.keeps_away(now));
        self.duty.at(now) == Duty::Work && !away
    }

    /// What the calendar says now; sets the alarm for its next turn.
    pub(super) fn look_at_calendar<O: Outbox>(&mut self, now: Time, out: &mut O) -> (Duty, Change) {
        self.set_calendar(now, out);
        self.turns += 1;
        let duty = self.duty.at(now);
        if self.conduct.is_some() {
            self.look_closer(now, duty, out);
        }
        (duty, self.review(now, out))
    }

    fn set_calendar<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let next = self.duty.next_change(now);
        let alarm = next.map(|(at, _)| out.wake(at, Class::Staff, self.asker.look()));
        if let Some(conduct) = &mut self.conduct {
            conduct.calendar = alarm;
        }
    }

    fn look_closer<O: Outbox>(&mut self, now: Time, duty: Duty, out: &mut O) {
        let Some(conduct) = &mut self.conduct else {
            return;
        };
        let asker = self.asker;
        let mut turn = |at, turn| out.wake(at, Class::Staff, asker.turn(turn));
        if now == Time::ZERO {
            if let Some(connection) = &conduct.attendance.connection {
                turn(now + self.colleague.connected(&connection.holds, 0), Turn::CutOff);
            }
            if let Some(logins) = &conduct.attendance.logins {
                turn(now + self.colleague.logged_out(&logins.offline, 0), Turn::Login);
                conduct.clock_runs = true;
            }
        }
        let until = self.duty.next_change(now).map(|(at, _)| at);
        let here = matches!(self.status, Status::Online | Status::Leaving);
        let (missed, late) = conduct.calendar_turned(now, (duty, until), here, self.colleague);
        if let Some(until) = late {
            turn(until, Turn::There);
        }
        if missed && let Asker::Operator(operator) = asker {
            out.fact(Fact::OperatorMissing { operator, why: Missing::Absent });
        }
    }

    /// Compares what is meant with what is.
    pub(super) fn review<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        let wants = self.wants(now);
        let may_come = wants && self.is_connected();
        if !may_come {
            self.deny(false, out);
        }
        match self.status {
            // Whoever goes at this same instant gives the license back first: all who are here or
            // come have looked at their calendars before an alarm rings that is set only now.
            Status::Offline if may_come => {
                let ask = out.wake(now, Class::Staff, self.asker.ask());
                self.status = Status::Without(Some(ask));
                Change::None
            }
            // Back before the last session ended: the license was never given back.
            Status::Leaving if wants => {
                self.status = Status::Online;
                if may_come { Change::Enlist } else { Change::None }
            }
            Status::Online if !wants => self.leave(now),
            // The shift ended in a break that had not begun.
            Status::Leaving if self.gives_back(now) => Change::HandBack,
            Status::Without(alarm) if !may_come => {
                if let Some(alarm) = alarm {
                    out.cancel(alarm);
                }
                self.give_up(now, out);
                self.go_offline(now, out);
                Change::None
            }
            // An answer that is under way finds the calendar turned.
            _ => Change::None,
        }
    }

    /// The shift is over, and what is on hand goes back.
    pub(super) fn gives_back(&self, now: Time) -> bool {
        self.conduct.as_ref().is_some_and(|conduct| conduct.hands_back())
            && self.duty.at(now) == Duty::Off
    }

    fn leave(&mut self, now: Time) -> Change {
        self.status = Status::Leaving;
        let Some(conduct) = &self.conduct else {
            return Change::Delist;
        };
        match (self.duty.at(now), conduct.attendance.end_of_shift) {
            (Duty::Break, _) if conduct.attendance.breaks == Breaks::AtOnce => Change::Vanish,
            (Duty::Off, EndOfShift::HandBack) => Change::HandBack,
            (Duty::Off, EndOfShift::FirstToFinish(_)) => Change::Due,
            _ => Change::Delist,
        }
    }

    /// How this one leaves the platform now. Who is in two parts does so alike in both.
    fn exit(&self, now: Time) -> Exit {
        let Some(platform) = &self.plan.licensing.platform else {
            return Exit::LogOut;
        };
        let conduct = self.conduct.as_ref();
        let owes_break = conduct.is_some_and(|conduct| conduct.owes_break());
        let pauses = self.duty.at(now) == Duty::Break || owes_break;
        let stays = !self.is_connected() || (pauses && platform.on_break == OnBreak::Stay);
        let number = self.turns + conduct.map_or(0, |conduct| conduct.logouts);
        if stays || self.colleague.leaves_tab_open(platform.tab_left_open, number) {
            Exit::TabOpen
        } else {
            Exit::LogOut
        }
    }

    /// Wants no license any more.
    fn give_up<O: Outbox>(&self, now: Time, out: &mut O) {
        let (person, asker, exit) = (self.person, self.asker, self.exit(now));
        out.send(Message::Licenses(LicenseInput::GiveUp(person, asker, exit)));
    }

    /// Needs the license no more.
    fn give_back<O: Outbox>(&self, now: Time, out: &mut O) {
        out.send(Message::Licenses(LicenseInput::Release(self.person, self.exit(now))));
    }

    /// Offline, without a license.
    fn go_offline<O: Outbox>(&mut self, now: Time, out: &mut O) {
        self.status = Status::Offline;
        let (asker, colleague) = (self.asker, self.colleague);
        let Some(conduct) = &mut self.conduct else {
            return;
        };
        if let Some(until) = conduct.begin_break(now) {
            out.wake(until, Class::Staff, asker.turn(Turn::There));
        }
        if let Some(logins) = &conduct.attendance.logins
            && !conduct.logged_in
            && !std::mem::replace(&mut conduct.clock_runs, true)
        {
            conduct.logouts += 1;
            let pause = colleague.logged_out(&logins.offline, conduct.logouts);
            out.wake(now + pause, Class::Staff, asker.turn(Turn::Login));
        }
    }

    /// The pool granted a license.
    pub(super) fn granted<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        self.refusals.0 = 0;
        self.deny(false, out);
        if !(self.wants(now) && self.is_connected()) {
            self.give_back(now, out);
            self.go_offline(now, out);
            return Change::None;
        }
        self.status = Status::Online;
        let (asker, colleague) = (self.asker, self.colleague);
        let Some(conduct) = &mut self.conduct else {
            return Change::Enlist;
        };
        if let Some(grace) = conduct.grace.take() {
            out.cancel(grace);
        }
        if let Some(ramp) = conduct.attendance.ramp_up {
            conduct.slow_until = now + ramp.lasts;
            out.wake(conduct.slow_until, Class::Staff, asker.turn(Turn::UpToSpeed));
        }
        if let Some(logins) = &conduct.attendance.logins
            && !std::mem::replace(&mut conduct.clock_runs, true)
        {
            let lasts = colleague.logged_in(&logins.online, conduct.logouts);
            out.wake(now + lasts, Class::Staff, asker.turn(Turn::Login));
        }
        Change::Enlist
    }

    /// The pool refused.
    pub(super) fn refused<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if !(self.wants(now) && self.is_connected()) {
            self.give_up(now, out);
            self.go_offline(now, out);
            return;
        }
        self.refusals = (self.refusals.0 + 1, self.refusals.1 + 1);
        self.deny(true, out);
        let pause = match self.plan.licensing.retry {
            Retry::No => return self.resign(now, out),
            Retry::InLine => {
                self.status = Status::Without(None);
                return;
            }
            Retry::Every(pause) => pause,
            Retry::Backoff(first, most) => Retry::doubled(first, most, self.refusals.0),
            Retry::Random(mean) => self.colleague.retry(mean, self.refusals.1),
        };
        let ask = out.wake(now + pause, Class::Staff, self.asker.ask());
        self.status = Status::Without(Some(ask));
    }

    /// Asks no more: until the calendar next says work, or until the next log-in.
    fn resign<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if let Some(conduct) = &mut self.conduct {
            conduct.logged_in = false;
        }
        self.give_up(now, out);
        if !self.wants(now) {
            self.deny(false, out);
        }
        self.go_offline(now, out);
    }

    /// Is kept from work by nothing but the lack of a license, from now on or no more.
    fn deny<O: Outbox>(&mut self, denied: bool, out: &mut O) {
        if denied == std::mem::replace(&mut self.denied, denied) {
            return;
        }
        if let Asker::Operator(operator) = self.asker {
            out.fact(Fact::OperatorDenied { operator, denied });
        }
    }

    /// Time to ask for a license.
    pub(super) fn ask<O: Outbox>(&mut self, out: &mut O) {
        if let Status::Without(_) = self.status {
            self.status = Status::Asking;
            out.send(Message::Licenses(LicenseInput::Lease(self.person, self.asker)));
        }
    }

    /// Nothing is on hand any more, or nothing is waited for: somebody who is leaving goes
    /// Offline. Says whether.
    pub(super) fn done<O: Outbox>(&mut self, now: Time, out: &mut O) -> bool {
        let leaves = self.status == Status::Leaving;
        if leaves {
            self.give_back(now, out);
            self.go_offline(now, out);
        }
        leaves
    }

    /// What happens apart from the calendar and the pool.
    pub(super) fn turn<O: Outbox>(&mut self, now: Time, turn: Turn, out: &mut O) -> Change {
        match turn {
            Turn::There => self.review(now, out),
            Turn::CutOff => self.cut_off(now, out),
            Turn::Back => self.back(now, out),
            Turn::AutoOffline => self.auto_offline(),
            Turn::Login => self.log_in_or_out(now, out),
            Turn::UpToSpeed => Change::Thaw,
            Turn::GraceOver => {
                if let Some(conduct) = &mut self.conduct {
                    conduct.grace = None;
                }
                Change::Unattended
            }
        }
    }

    /// What becomes of the sessions of somebody who is Offline.
    pub(super) fn when_offline(&self) -> WhenOffline {
        self.conduct.as_ref().map(|conduct| conduct.attendance.when_offline).unwrap_or_default()
    }

    /// What becomes of sessions that wait for this person by name when the shift ends.
    pub(super) fn by_name(&self) -> ByName {
        self.conduct.as_ref().map(|conduct| conduct.attendance.by_name).unwrap_or_default()
    }

    /// Offline for so long that a session goes to somebody else when its client writes.
    pub(super) fn misses_messages(&self) -> bool {
        let Some(conduct) = &self.conduct else {
            return false;
        };
        let moves = matches!(conduct.attendance.when_offline, WhenOffline::OnNextMessage(_));
        moves && !self.is_there() && conduct.grace.is_none()
    }

    /// The calendar that is kept now.
    pub(super) fn calendar(&self) -> &Arc<Calendar<Duty>> {
        &self.duty
    }

    /// Takes over the calendar of somebody else, who takes over this one.
    pub(super) fn swap<O: Outbox>(
        &mut self,
        now: Time,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) -> Arc<Calendar<Duty>> {
        if let Some(alarm) = self.conduct.as_mut().and_then(|conduct| conduct.calendar.take()) {
            out.cancel(alarm);
        }
        let given = std::mem::replace(&mut self.duty, calendar);
        if let Some(conduct) = &mut self.conduct {
            conduct.change_places(self.duty.at(now));
        }
        self.set_calendar(now, out);
        given
    }
}
