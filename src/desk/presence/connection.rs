//! Connections that are lost, and log-ins that follow no shift.

use super::{Presence, PresenceAction, PresenceStatus};
use crate::base::Time;
use crate::desk::message::{
    Class, OperatorFact, Outbox, PresenceEvent, StaffRole, UnavailableReason,
};
use crate::plan::{Edition, WhenOffline};

impl Presence {
    pub(super) fn disconnect<O: Outbox>(&mut self, now: Time, out: &mut O) -> PresenceAction {
        let Some(attendance) = &mut self.attendance else {
            return PresenceAction::None;
        };
        let Some(connection) = &attendance.rules.connection else {
            return PresenceAction::None;
        };
        attendance.connected = false;
        let outage = self.staff_stream.downtime(&connection.downtime, attendance.disconnections);
        out.schedule(
            now + outage,
            Class::Staff,
            self.role.presence_message(PresenceEvent::Reconnected),
        );
        if !matches!(self.status, PresenceStatus::Online | PresenceStatus::Leaving) {
            return self.reconcile(now, out);
        }
        // Before the edition of 2025 supervisors have no status that they could lose (E-R7).
        let has_status = matches!(self.role, StaffRole::Operator(_))
            || self.plan.licensing.edition == Edition::Service2025;
        attendance.auto_offline_timer =
            connection.auto_offline.filter(|_| has_status).map(|after| {
                out.schedule(
                    now + after,
                    Class::Staff,
                    self.role.presence_message(PresenceEvent::AutoOffline),
                )
            });
        if let StaffRole::Operator(operator) = self.role {
            out.record_fact(OperatorFact::BecameUnavailable {
                operator,
                reason: UnavailableReason::Disconnected,
            });
        }
        PresenceAction::Pause
    }

    pub(super) fn reconnect<O: Outbox>(&mut self, now: Time, out: &mut O) -> PresenceAction {
        let Some(attendance) = &mut self.attendance else {
            return PresenceAction::None;
        };
        attendance.connected = true;
        attendance.disconnections += 1;
        if let Some(timer) = attendance.auto_offline_timer.take() {
            out.cancel(timer);
        }
        if let Some(connection) = &attendance.rules.connection {
            let holds = self.staff_stream.uptime(&connection.uptime, attendance.disconnections);
            out.schedule(
                now + holds,
                Class::Staff,
                self.role.presence_message(PresenceEvent::Disconnected),
            );
        }
        match self.status {
            PresenceStatus::Online => PresenceAction::Enlist,
            PresenceStatus::Leaving => PresenceAction::Resume,
            _ => self.reconcile(now, out),
        }
    }

    pub(super) fn go_auto_offline(&mut self) -> PresenceAction {
        if let Some(attendance) = &mut self.attendance {
            attendance.auto_offline_timer = None;
        }
        match self.status {
            PresenceStatus::Online | PresenceStatus::Leaving => {
                self.status = PresenceStatus::Leaving;
                PresenceAction::GoOffline
            }
            _ => PresenceAction::None,
        }
    }

    pub(super) fn toggle_login<O: Outbox>(&mut self, now: Time, out: &mut O) -> PresenceAction {
        let Some(attendance) = &mut self.attendance else {
            return PresenceAction::None;
        };
        attendance.is_login_scheduled = false;
        attendance.logged_in = !attendance.logged_in;
        let change = self.reconcile(now, out);
        // Who was cut off when the time was over is logged out already.
        if self.status == PresenceStatus::Offline {
            self.go_offline(now, out);
        }
        change
    }

    /// Offline with sessions on hand: after a while they are reassigned or closed.
    pub(in crate::desk) fn start_grace_period<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Some(attendance) =
            self.attendance.as_mut().filter(|conduct| conduct.grace_timer.is_none())
        else {
            return;
        };
        let grace = match attendance.rules.when_offline {
            WhenOffline::Keep => return,
            WhenOffline::Requeue(after)
            | WhenOffline::Reassign(after)
            | WhenOffline::Close(after)
            | WhenOffline::OnNextMessage(after) => after,
        };
        let over = self.role.presence_message(PresenceEvent::GraceOver);
        attendance.grace_timer = Some(out.schedule(now + grace, Class::Timeout, over));
    }
}
