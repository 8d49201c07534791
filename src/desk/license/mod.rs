//! The license pool: who may be Online (rulebook E-L2 to E-L10).
//!
//! A named holder always may. Every other user takes one of the concurrent licenses while Online;
//! where none is free, the request is refused. A bound on users at once, where there is one, holds
//! for all alike (E-L13). Before any of this one has to be logged in to the platform, whose licenses
//! are another matter (E-L11).
//!
//! - **Owns** the concurrent licenses that are free, the requests that wait for one, and the logins to
//!   the platform.
//! - **Inputs**: [`LicenseInput`].
//! - **Sends** its answers to operators and supervisors.
//! - **Records** licenses taken, refused and given back, and changes of logins.

mod platform;
mod revoked;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::base::{PersonId, Time};
use crate::desk::message::{
    LicenseFact, LicenseInput, LoginEvent, Message, OperatorInput, Outbox, PlatformExit, StaffRole,
    SupervisorInput,
};
use crate::plan::{LicenseKind, LicenseRetry, LicenseScope, Plan};
use platform::PlatformLogins;
use revoked::RevokedLicenses;

/// What keeps a user from going Online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LicenseRefusal {
    /// All floating licenses of the platform are occupied.
    PlatformLogin,
    /// No license of the solution is free, or too many users are Online.
    License,
}

/// A user who waits for what is given back.
#[derive(Clone, Copy, Debug)]
struct WaitingRequest {
    person: PersonId,
    role: StaffRole,
    refusal: LicenseRefusal,
}

/// The pool of one desk.
#[derive(Debug)]
pub struct LicensePool {
    plan: Arc<Plan>,
    /// Who is Online: a user who answers and supervises is so once (rulebook E-L9).
    online: Vec<bool>,
    free_licenses: u32,
    /// How many more may be Online, whatever their licenses.
    users_left: u32,
    waiting_requests: VecDeque<WaitingRequest>,
    platform: Option<Box<PlatformLogins>>,
    revoked: RevokedLicenses,
}

impl LicensePool {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        Self {
            plan: Arc::clone(plan),
            online: vec![false; plan.people.len()],
            free_licenses: plan.licensing.bought(LicenseKind::Concurrent).unwrap_or(0),
            users_left: plan.licensing.max_users_online.unwrap_or(u32::MAX),
            waiting_requests: VecDeque::new(),
            platform: PlatformLogins::new(plan).map(Box::new),
            revoked: RevokedLicenses::default(),
        }
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: LicenseInput, out: &mut O) {
        let is_free = match input {
            LicenseInput::Request(person, role) => return self.request(person, role, out),
            LicenseInput::Release(person, exit) => {
                let returned = self.release_license(person, out);
                self.leave_platform(now, person, exit, out) | returned
            }
            LicenseInput::CancelRequest(person, role, exit) => {
                self.waiting_requests.retain(|other| other.role != role);
                // A license that was granted meanwhile is on its way there, and comes back.
                !self.online[person.index()] && self.leave_platform(now, person, exit, out)
            }
            LicenseInput::TimeOut(person) => {
                self.platform.as_mut().is_some_and(|platform| platform.time_out(person, out))
            }
            LicenseInput::Revoke(count) => {
                self.revoke(count, out);
                false
            }
            LicenseInput::Restore(count) => {
                self.revoked.restore(count, &mut self.free_licenses, out);
                true
            }
        };
        if is_free {
            self.serve_waiting(out);
        }
    }

    fn request<O: Outbox>(&mut self, person: PersonId, role: StaffRole, out: &mut O) {
        // Who cancelled, and asks again before the license arrives that was on its way, has it already:
        // a second one would never come back.
        if self.online[person.index()] {
            return;
        }
        let Err(refusal) = self.admit(person, out) else {
            out.send(role.license_granted_message());
            return;
        };
        self.report_refused(person, refusal, out);
        if self.plan.licensing.retry == LicenseRetry::WaitInQueue {
            self.waiting_requests.push_back(WaitingRequest { person, role, refusal });
        }
        out.send(role.license_refused_message());
    }

    fn revoke<O: Outbox>(&mut self, count: u32, out: &mut O) {
        let plan = &self.plan;
        let is_shared =
            |person: &PersonId| plan.license_kind(*person, LicenseScope::Solution).is_shared();
        let online = self.online.iter().enumerate().filter(|(_, online)| **online);
        let holders = online.map(|(place, _)| PersonId::from(place)).filter(is_shared);
        self.revoked.revoke(count, &mut self.free_licenses, plan, holders, out);
    }

    fn report_refused<O: Outbox>(&self, person: PersonId, refusal: LicenseRefusal, out: &mut O) {
        out.record_fact(match refusal {
            LicenseRefusal::PlatformLogin => LicenseFact::LoginChanged {
                person,
                kind: self.plan.license_kind(person, LicenseScope::Platform),
                event: LoginEvent::Refused,
            },
            LicenseRefusal::License => LicenseFact::Refused { person, kind: self.kind_of(person) },
        });
    }

    /// A user works no more. Says whether that freed a license of the platform.
    fn leave_platform<O: Outbox>(
        &mut self,
        now: Time,
        person: PersonId,
        exit: PlatformExit,
        out: &mut O,
    ) -> bool {
        self.platform.as_mut().is_some_and(|platform| platform.leave(now, person, exit, out))
    }

    /// A user is Online no more. Says whether that freed a license of the solution.
    fn release_license<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        if !std::mem::take(&mut self.online[person.index()]) {
            return false;
        }
        let kind = self.kind_of(person);
        if kind.is_shared() && self.revoked.give_back() {
            self.free_licenses += 1;
        }
        self.users_left += 1;
        out.record_fact(LicenseFact::Returned { person, kind });
        true
    }

    /// The users who stand in line and can be served, the first first. Who can log in now and finds no
    /// license of the solution keeps the place.
    fn serve_waiting<O: Outbox>(&mut self, out: &mut O) {
        for waiting in std::mem::take(&mut self.waiting_requests) {
            let WaitingRequest { person, role, refusal: before } = waiting;
            match self.admit(person, out) {
                Ok(()) => out.send(role.license_granted_message()),
                Err(refusal) => {
                    if refusal != before {
                        self.report_refused(person, refusal, out);
                    }
                    self.waiting_requests.push_back(WaitingRequest { refusal, ..waiting });
                }
            }
        }
    }

    /// First the platform, then the solution.
    fn admit<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> Result<(), LicenseRefusal> {
        let mut platform = self.platform.as_mut();
        if !platform.as_mut().is_none_or(|platform| platform.log_in(person, out)) {
            return Err(LicenseRefusal::PlatformLogin);
        }
        if self.take_license(person, out) { Ok(()) } else { Err(LicenseRefusal::License) }
    }

    fn take_license<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let kind = self.kind_of(person);
        let free = self.free_licenses.checked_sub(u32::from(kind.is_shared()));
        let (Some(free), Some(users)) = (free, self.users_left.checked_sub(1)) else {
            return false;
        };
        (self.free_licenses, self.users_left) = (free, users);
        self.online[person.index()] = true;
        out.record_fact(LicenseFact::Taken { person, kind });
        true
    }

    /// What the person needs to go Online.
    fn kind_of(&self, person: PersonId) -> LicenseKind {
        self.plan.license_kind(person, LicenseScope::Solution)
    }
}

impl StaffRole {
    fn license_granted_message(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::LicenseGranted),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::LicenseGranted),
        }
    }

    fn license_refused_message(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::LicenseRefused),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::LicenseRefused),
        }
    }
}
