//! The license that a person needs to be Online: asked for, granted, refused, given back.

use super::{Presence, PresenceAction, PresenceStatus};
use crate::base::Time;
use crate::desk::message::{
    Class, LicenseInput, Message, OperatorFact, Outbox, PresenceEvent, StaffRole,
};
use crate::plan::LicenseRetry;

impl Presence {
    /// Wants no license any more.
    pub(super) fn cancel_license_request<O: Outbox>(&self, now: Time, out: &mut O) {
        let (person, role, exit) = (self.person, self.role, self.platform_exit(now));
        out.send(Message::Licenses(LicenseInput::CancelRequest(person, role, exit)));
    }

    /// Needs the license no more.
    pub(super) fn release_license<O: Outbox>(&self, now: Time, out: &mut O) {
        out.send(Message::Licenses(LicenseInput::Release(self.person, self.platform_exit(now))));
    }

    /// The pool granted a license.
    pub(in crate::desk) fn handle_license_granted<O: Outbox>(
        &mut self,
        now: Time,
        out: &mut O,
    ) -> PresenceAction {
        self.refusals.0 = 0;
        self.set_lacks_license(false, out);
        if !(self.should_be_online(now) && self.is_connected()) {
            self.release_license(now, out);
            self.go_offline(now, out);
            return PresenceAction::None;
        }
        self.status = PresenceStatus::Online;
        let (role, colleague) = (self.role, self.staff_stream);
        let Some(attendance) = &mut self.attendance else {
            return PresenceAction::Enlist;
        };
        if let Some(grace) = attendance.grace_timer.take() {
            out.cancel(grace);
        }
        if let Some(ramp) = attendance.rules.ramp_up {
            attendance.ramp_up_until = now + ramp.duration;
            out.schedule(
                attendance.ramp_up_until,
                Class::Staff,
                role.presence_message(PresenceEvent::RampUpOver),
            );
        }
        if let Some(logins) = &attendance.rules.random_logins
            && !std::mem::replace(&mut attendance.is_login_scheduled, true)
        {
            let lasts = colleague.time_online(&logins.time_online, attendance.logouts);
            out.schedule(
                now + lasts,
                Class::Staff,
                role.presence_message(PresenceEvent::LoginToggle),
            );
        }
        PresenceAction::Enlist
    }

    /// The pool refused.
    pub(in crate::desk) fn handle_license_refused<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if !(self.should_be_online(now) && self.is_connected()) {
            self.cancel_license_request(now, out);
            self.go_offline(now, out);
            return;
        }
        self.refusals = (self.refusals.0 + 1, self.refusals.1 + 1);
        self.set_lacks_license(true, out);
        let pause = match self.plan.licensing.retry {
            LicenseRetry::No => return self.stop_requesting(now, out),
            LicenseRetry::WaitInQueue => {
                self.status = PresenceStatus::Unlicensed(None);
                return;
            }
            LicenseRetry::Every(pause) => pause,
            LicenseRetry::Backoff(first, most) => {
                LicenseRetry::backoff_delay(first, most, self.refusals.0)
            }
            LicenseRetry::Random(mean) => self.staff_stream.retry_delay(mean, self.refusals.1),
        };
        let ask = out.schedule(now + pause, Class::Staff, self.role.request_license_message());
        self.status = PresenceStatus::Unlicensed(Some(ask));
    }

    /// Asks no more: until the calendar next says work, or until the next log-in.
    pub(super) fn stop_requesting<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if let Some(attendance) = &mut self.attendance {
            attendance.logged_in = false;
        }
        self.cancel_license_request(now, out);
        if !self.should_be_online(now) {
            self.set_lacks_license(false, out);
        }
        self.go_offline(now, out);
    }

    /// Is kept from work by nothing but the lack of a license, from now on or no more.
    pub(super) fn set_lacks_license<O: Outbox>(&mut self, lacks_license: bool, out: &mut O) {
        if lacks_license == std::mem::replace(&mut self.lacks_license, lacks_license) {
            return;
        }
        if let StaffRole::Operator(operator) = self.role {
            out.record_fact(OperatorFact::LicenseLackChanged { operator, lacks_license });
        }
    }

    /// Time to ask for a license.
    pub(in crate::desk) fn request_license<O: Outbox>(&mut self, out: &mut O) {
        if let PresenceStatus::Unlicensed(_) = self.status {
            self.status = PresenceStatus::Requesting;
            out.send(Message::Licenses(LicenseInput::Request(self.person, self.role)));
        }
    }
}
