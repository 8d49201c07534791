//! Connections that are lost, and log-ins that follow no shift.

use super::{Change, Presence, Status, Turn};
use crate::base::Time;
use crate::desk::license::Asker;
use crate::desk::{Class, Fact, Missing, Outbox};
use crate::plan::{Edition, WhenOffline};

impl Presence {
    pub(super) fn cut_off<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        let Some(conduct) = &mut self.conduct else {
            return Change::None;
        };
        let Some(connection) = &conduct.attendance.connection else {
            return Change::None;
        };
        conduct.connected = false;
        let lost = self.colleague.lost(&connection.lost, conduct.losses);
        out.wake(now + lost, Class::Staff, self.asker.turn(Turn::Back));
        if !matches!(self.status, Status::Online | Status::Leaving) {
            return self.review(now, out);
        }
        // Before the edition of 2025 supervisors have no status that they could lose (E-R7).
        let has_status = matches!(self.asker, Asker::Operator(_))
            || self.plan.licensing.edition == Edition::Service2025;
        conduct.auto_offline = connection
            .auto_offline
            .filter(|_| has_status)
            .map(|after| out.wake(now + after, Class::Staff, self.asker.turn(Turn::AutoOffline)));
        if let Asker::Operator(operator) = self.asker {
            out.fact(Fact::OperatorMissing { operator, why: Missing::CutOff });
        }
        Change::Freeze
    }

    pub(super) fn back<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        let Some(conduct) = &mut self.conduct else {
            return Change::None;
        };
        conduct.connected = true;
        conduct.losses += 1;
        if let Some(alarm) = conduct.auto_offline.take() {
            out.cancel(alarm);
        }
        if let Some(connection) = &conduct.attendance.connection {
            let holds = self.colleague.connected(&connection.holds, conduct.losses);
            out.wake(now + holds, Class::Staff, self.asker.turn(Turn::CutOff));
        }
        match self.status {
            Status::Online => Change::Enlist,
            Status::Leaving => Change::Thaw,
            _ => self.review(now, out),
        }
    }

    pub(super) fn auto_offline(&mut self) -> Change {
        if let Some(conduct) = &mut self.conduct {
            conduct.auto_offline = None;
        }
        match self.status {
            Status::Online | Status::Leaving => {
                self.status = Status::Leaving;
                Change::Vanish
            }
            _ => Change::None,
        }
    }

    pub(super) fn log_in_or_out<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        let Some(conduct) = &mut self.conduct else {
            return Change::None;
        };
        conduct.clock_runs = false;
        conduct.logged_in = !conduct.logged_in;
        let change = self.review(now, out);
        // Who was cut off when the time was over is logged out already.
        if self.status == Status::Offline {
            self.go_offline(now, out);
        }
        change
    }

    /// Offline with sessions on hand: after a while somebody sees to them.
    pub(in crate::desk) fn leave_behind<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Some(conduct) = self.conduct.as_mut().filter(|conduct| conduct.grace.is_none()) else {
            return;
        };
        let grace = match conduct.attendance.when_offline {
            WhenOffline::Keep => return,
            WhenOffline::Requeue(after)
            | WhenOffline::Reassign(after)
            | WhenOffline::Close(after)
            | WhenOffline::OnNextMessage(after) => after,
        };
        let over = self.asker.turn(Turn::GraceOver);
        conduct.grace = Some(out.wake(now + grace, Class::Staff, over));
    }
}
