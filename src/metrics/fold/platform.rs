//! The platform: who is logged in, on which license, and the laws of that (rulebook E-L11).

use super::{LicenseTally, Metrics, Window, empty_license_tally};
use crate::base::{OperatorId, PersonId, Time};
use crate::desk::LoginEvent;
use crate::metrics::invariant::Violation;
use crate::plan::{Plan, Platform as Terms};
use crate::policy::rights::LicenseHeld;

/// What the facts say about the platform's licenses.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct PlatformLicenses {
    terms: Terms,
    pub(super) named: LicenseTally,
    pub(super) floating: LicenseTally,
    users: Vec<TrackedUser>,
}

#[derive(Clone, Debug)]
struct TrackedUser {
    login: TrackedLogin,
    /// What was refused last was the login, and not a license of the solution.
    refused_login: bool,
    operator: Option<OperatorId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TrackedLogin {
    LoggedOut,
    LoggedIn,
    LeftOpen,
}

impl PlatformLicenses {
    pub(super) fn new(plan: &Plan, window: Window) -> Option<Self> {
        let terms = plan.licensing.platform?;
        let user =
            TrackedUser { login: TrackedLogin::LoggedOut, refused_login: false, operator: None };
        let mut users = vec![user; plan.people.len()];
        for (place, operator) in plan.operators.iter().enumerate() {
            users[operator.person.index()].operator = Some(OperatorId::from(place));
        }
        Some(Self {
            terms,
            named: empty_license_tally(Some(terms.named), window),
            floating: empty_license_tally(Some(terms.floating), window),
            users,
        })
    }

    /// Each kind of license, and how many were bought.
    pub(super) fn tallies_mut(&mut self) -> [(&mut LicenseTally, Option<u32>); 2] {
        let Terms { named, floating, .. } = self.terms;
        [(&mut self.named, Some(named)), (&mut self.floating, Some(floating))]
    }

    /// In the order of their lines.
    pub(in crate::metrics) fn tallies(&self) -> [&LicenseTally; 2] {
        [&self.named, &self.floating]
    }

    fn tally_mut(&mut self, floating: bool) -> &mut LicenseTally {
        if floating { &mut self.floating } else { &mut self.named }
    }
}

impl Metrics {
    /// Something happened to a login.
    pub(super) fn on_login_changed(
        &mut self,
        now: Time,
        (person, floating): (PersonId, bool),
        what: LoginEvent,
    ) {
        let permitted = floating != self.plan.people[person.index()].priority_login;
        self.check_platform_invariant(permitted, person, || {
            format!("has no license that is floating: {floating}")
        });
        match what {
            LoginEvent::LoggedIn => {
                self.change_login(person, TrackedLogin::LoggedIn, &[TrackedLogin::LoggedOut]);
                self.change_occupied(now, floating, true);
            }
            LoginEvent::TabLeftOpen => {
                self.change_login(person, TrackedLogin::LeftOpen, &[TrackedLogin::LoggedIn])
            }
            LoginEvent::TabResumed => {
                self.change_login(person, TrackedLogin::LoggedIn, &[TrackedLogin::LeftOpen])
            }
            LoginEvent::LoggedOut => {
                self.change_login(
                    person,
                    TrackedLogin::LoggedOut,
                    &[TrackedLogin::LoggedIn, TrackedLogin::LeftOpen],
                );
                self.change_occupied(now, floating, false);
            }
            LoginEvent::Refused => self.on_login_refused(person),
        }
    }

    fn check_platform_invariant(
        &mut self,
        holds: bool,
        person: PersonId,
        what: impl FnOnce() -> String,
    ) {
        if !holds {
            let who = &self.plan.people[person.index()].name;
            let invariant = format!("platform: {who} {}", what());
            self.record_violation(Violation::new(self.now, invariant));
        }
    }

    /// A login changes, from one of these states, and only while its user is not Online.
    fn change_login(&mut self, person: PersonId, to: TrackedLogin, from: &[TrackedLogin]) {
        let (left, counts) = (self.remaining, u64::from(self.measured_now));
        let online = self.license_of(person) != LicenseHeld::None;
        let floating = !self.plan.people[person.index()].priority_login;
        let Some(platform) = &mut self.platform else {
            return;
        };
        let before = std::mem::replace(&mut platform.users[person.index()].login, to);
        let tally = platform.tally_mut(floating);
        let mut sound = from.contains(&before) && !online;
        if to == TrackedLogin::LeftOpen {
            tally.left_open.up(left);
        } else if before == TrackedLogin::LeftOpen {
            sound &= tally.left_open.down(left);
        }
        if (before, to) == (TrackedLogin::LeftOpen, TrackedLogin::LoggedOut) {
            tally.timed_out += counts;
        }
        self.check_platform_invariant(sound, person, || {
            format!("was {before:?}, is {to:?}, Online: {online}")
        });
    }

    /// A license of the platform is occupied from now on, or no more.
    fn change_occupied(&mut self, now: Time, floating: bool, taken: bool) {
        let window = self.window;
        let Some(platform) = &mut self.platform else {
            return;
        };
        let bought = if floating { platform.terms.floating } else { platform.terms.named };
        let tally = platform.tally_mut(floating);
        let sound = tally.change_held(now, taken, Some(bought), window);
        let held = tally.held.value();
        self.check_invariant(sound, || {
            let kind = if floating { "floating" } else { "named" };
            format!("platform: {held} {kind} licenses are occupied of {bought}")
        });
    }

    /// Nobody is refused unless all are occupied.
    fn on_login_refused(&mut self, person: PersonId) {
        let counts = u64::from(self.measured_now);
        self.set_missing_license(person, true);
        let Some(platform) = &mut self.platform else {
            return;
        };
        platform.floating.refused += counts;
        let full = platform.floating.held.value() == platform.terms.floating;
        self.check_platform_invariant(full, person, || {
            "was refused the login, and a license was free".into()
        });
    }

    /// Nobody takes a license of the solution without being logged in.
    pub(super) fn check_logged_in(&mut self, person: PersonId) {
        let platform = self.platform.as_ref();
        let sound =
            platform.is_none_or(|it| it.users[person.index()].login == TrackedLogin::LoggedIn);
        self.check_platform_invariant(sound, person, || {
            "went Online without being logged in".into()
        });
    }

    /// What somebody was refused last: the login, or else a license of the solution. An operator
    /// who is denied the one may come to be denied the other.
    pub(super) fn set_missing_license(&mut self, person: PersonId, login: bool) {
        let Some(platform) = &mut self.platform else {
            return;
        };
        let user = &mut platform.users[person.index()];
        let operator = user.operator.filter(|_| user.refused_login != login);
        let denied = operator.is_some_and(|id| self.operators[id.index()].denied.value() > 0);
        let left = self.remaining;
        let sound = !denied || self.missing_license_tally(person).denied.down(left);
        if let Some(platform) = &mut self.platform {
            platform.users[person.index()].refused_login = login;
        }
        if denied {
            self.missing_license_tally(person).denied.up(left);
        }
        self.check_invariant(sound, || {
            "an operator lacks another license who was never without".into()
        });
    }

    /// The licenses of which somebody lacks one, if any.
    pub(super) fn missing_license_tally(&mut self, person: PersonId) -> &mut LicenseTally {
        let concurrent =
            !self.plan.people[person.index()].named && self.plan.licensing.concurrent.is_some();
        match &mut self.platform {
            Some(platform) if platform.users[person.index()].refused_login => {
                &mut platform.floating
            }
            _ if concurrent => &mut self.concurrent,
            _ => &mut self.named,
        }
    }
}
