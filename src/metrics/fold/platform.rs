//! The platform: who is logged in, on which license, and the laws of that (rulebook E-L11).

use super::{LicenseTally, Metrics, Window, none_held};
use crate::base::{OperatorId, PersonId, Time};
use crate::desk::LoginEvent;
use crate::metrics::law::Breach;
use crate::plan::{Plan, Platform as Terms};
use crate::policy::rights::License;

/// What the facts say about the platform's licenses.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct Platform {
    terms: Terms,
    pub(super) named: LicenseTally,
    pub(super) floating: LicenseTally,
    users: Vec<User>,
}

#[derive(Clone, Debug)]
struct User {
    login: Login,
    /// What was refused last was the login, and not a license of the solution.
    lacks_login: bool,
    operator: Option<OperatorId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Login {
    Out,
    In,
    LeftOpen,
}

impl Platform {
    pub(super) fn new(plan: &Plan, window: Window) -> Option<Self> {
        let terms = plan.licensing.platform?;
        let user = User { login: Login::Out, lacks_login: false, operator: None };
        let mut users = vec![user; plan.people.len()];
        for (place, operator) in plan.operators.iter().enumerate() {
            users[operator.person.index()].operator = Some(OperatorId::from(place));
        }
        Some(Self {
            terms,
            named: none_held(Some(terms.named), window),
            floating: none_held(Some(terms.floating), window),
            users,
        })
    }

    /// Each kind of license, and how many were bought.
    pub(super) fn tallies(&mut self) -> [(&mut LicenseTally, Option<u32>); 2] {
        let Terms { named, floating, .. } = self.terms;
        [(&mut self.named, Some(named)), (&mut self.floating, Some(floating))]
    }

    /// In the order of their lines.
    pub(in crate::metrics) fn lines(&self) -> [&LicenseTally; 2] {
        [&self.named, &self.floating]
    }

    fn of(&mut self, floating: bool) -> &mut LicenseTally {
        if floating { &mut self.floating } else { &mut self.named }
    }
}

impl Metrics {
    /// Something happened to a login.
    pub(super) fn login(
        &mut self,
        now: Time,
        (person, floating): (PersonId, bool),
        what: LoginEvent,
    ) {
        let may = floating != self.plan.people[person.index()].priority_login;
        self.platform_law(may, person, || format!("has no license that is floating: {floating}"));
        match what {
            LoginEvent::LoggedIn => {
                self.logs(person, Login::In, &[Login::Out]);
                self.occupied(now, floating, true);
            }
            LoginEvent::TabLeftOpen => self.logs(person, Login::LeftOpen, &[Login::In]),
            LoginEvent::TabTakenUp => self.logs(person, Login::In, &[Login::LeftOpen]),
            LoginEvent::LoggedOut => {
                self.logs(person, Login::Out, &[Login::In, Login::LeftOpen]);
                self.occupied(now, floating, false);
            }
            LoginEvent::Refused => self.login_refused(person),
        }
    }

    fn platform_law(&mut self, holds: bool, person: PersonId, what: impl FnOnce() -> String) {
        if !holds {
            let who = &self.plan.people[person.index()].name;
            let law = format!("platform: {who} {}", what());
            self.breach(Breach::new(self.now, law));
        }
    }

    /// A login changes, from one of these states, and only while its user is not Online.
    fn logs(&mut self, person: PersonId, to: Login, from: &[Login]) {
        let (left, counts) = (self.left, u64::from(self.counts_now));
        let online = self.license_of(person) != License::None;
        let floating = !self.plan.people[person.index()].priority_login;
        let Some(platform) = &mut self.platform else {
            return;
        };
        let was = std::mem::replace(&mut platform.users[person.index()].login, to);
        let tally = platform.of(floating);
        let mut sound = from.contains(&was) && !online;
        if to == Login::LeftOpen {
            tally.lingering.up(left);
        } else if was == Login::LeftOpen {
            sound &= tally.lingering.down(left);
        }
        if (was, to) == (Login::LeftOpen, Login::Out) {
            tally.timed_out += counts;
        }
        self.platform_law(sound, person, || format!("was {was:?}, is {to:?}, Online: {online}"));
    }

    /// A license of the platform is occupied from now on, or no more.
    fn occupied(&mut self, now: Time, floating: bool, taken: bool) {
        let window = self.window;
        let Some(platform) = &mut self.platform else {
            return;
        };
        let bought = if floating { platform.terms.floating } else { platform.terms.named };
        let tally = platform.of(floating);
        let sound = tally.step(now, taken, Some(bought), window);
        let held = tally.held.value();
        self.law(sound, || {
            let kind = if floating { "floating" } else { "named" };
            format!("platform: {held} {kind} licenses are occupied of {bought}")
        });
    }

    /// Nobody is refused unless all are occupied.
    fn login_refused(&mut self, person: PersonId) {
        let counts = u64::from(self.counts_now);
        self.lacks(person, true);
        let Some(platform) = &mut self.platform else {
            return;
        };
        platform.floating.refused += counts;
        let full = platform.floating.held.value() == platform.terms.floating;
        self.platform_law(full, person, || "was refused the login, and a license was free".into());
    }

    /// Nobody takes a license of the solution without being logged in.
    pub(super) fn is_logged_in(&mut self, person: PersonId) {
        let platform = self.platform.as_ref();
        let sound = platform.is_none_or(|it| it.users[person.index()].login == Login::In);
        self.platform_law(sound, person, || "went Online without being logged in".into());
    }

    /// What somebody was refused last: the login, or else a license of the solution. An operator
    /// who is denied the one may come to be denied the other.
    pub(super) fn lacks(&mut self, person: PersonId, login: bool) {
        let Some(platform) = &mut self.platform else {
            return;
        };
        let user = &mut platform.users[person.index()];
        let operator = user.operator.filter(|_| user.lacks_login != login);
        let denied = operator.is_some_and(|id| self.operators[id.index()].denied.value() > 0);
        let left = self.left;
        let sound = !denied || self.lacking(person).denied.down(left);
        if let Some(platform) = &mut self.platform {
            platform.users[person.index()].lacks_login = login;
        }
        if denied {
            self.lacking(person).denied.up(left);
        }
        self.law(sound, || "an operator lacks another license who was never without".into());
    }

    /// The licenses of which somebody lacks one, if any.
    pub(super) fn lacking(&mut self, person: PersonId) -> &mut LicenseTally {
        let concurrent =
            !self.plan.people[person.index()].named && self.plan.licensing.concurrent.is_some();
        match &mut self.platform {
            Some(platform) if platform.users[person.index()].lacks_login => &mut platform.floating,
            _ if concurrent => &mut self.concurrent,
            _ => &mut self.named,
        }
    }
}
