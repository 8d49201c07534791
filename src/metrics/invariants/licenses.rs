//! Licenses: no more of a kind are held than were bought, each person holds the kind that is theirs,
//! and where the platform's matter (rulebook E-L11), logins change as they can and everyone Online is
//! logged in.

use std::sync::Arc;

use crate::base::PersonId;
use crate::desk::{LicenseFact, LoginEvent};
use crate::plan::{LicenseKind, PerLicenseKind, Plan};

#[derive(Clone, Debug)]
pub(super) struct LicenseCheck {
    plan: Arc<Plan>,
    held: PerLicenseKind<u32>,
    /// By person: holds a license of the solution, that is, is Online.
    online: Vec<bool>,
    /// By person; `None` where the platform's licenses do not matter.
    logins: Option<Vec<TrackedLogin>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TrackedLogin {
    LoggedOut,
    LoggedIn,
    LeftOpen,
}

impl LicenseCheck {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        let people = plan.people.len();
        let tracked = plan.licensing.platform.is_some();
        Self {
            plan: Arc::clone(plan),
            held: PerLicenseKind::from_fn(|_| 0),
            online: vec![false; people],
            logins: tracked.then(|| vec![TrackedLogin::LoggedOut; people]),
        }
    }

    /// # Errors
    /// What does not hold.
    pub(super) fn observe(&mut self, fact: LicenseFact) -> Result<(), String> {
        match fact {
            LicenseFact::Taken { person, kind } => {
                self.online[person.index()] = true;
                self.check_logged_in(person)?;
                self.take(person, kind)
            }
            LicenseFact::Returned { person, kind } => {
                self.online[person.index()] = false;
                self.give_back(kind)
            }
            LicenseFact::Refused { .. } => Ok(()),
            LicenseFact::LoginChanged { person, kind, event } => {
                self.check_kind(person, kind)?;
                self.observe_login(person, kind, event)
            }
        }
    }

    fn observe_login(
        &mut self,
        person: PersonId,
        kind: LicenseKind,
        event: LoginEvent,
    ) -> Result<(), String> {
        use TrackedLogin::{LeftOpen, LoggedIn, LoggedOut};
        match event {
            LoginEvent::LoggedIn => {
                self.change_login(person, LoggedIn, &[LoggedOut])?;
                self.take(person, kind)
            }
            LoginEvent::TabLeftOpen => self.change_login(person, LeftOpen, &[LoggedIn]),
            LoginEvent::TabResumed => self.change_login(person, LoggedIn, &[LeftOpen]),
            LoginEvent::LoggedOut => {
                self.change_login(person, LoggedOut, &[LoggedIn, LeftOpen])?;
                self.give_back(kind)
            }
            // No login is refused unless all are occupied.
            LoginEvent::Refused => {
                let full = Some(self.held[kind]) == self.plan.licensing.bought(kind);
                self.expect(full, person, || "was refused the login, and a license was free".into())
            }
        }
    }

    fn expect(
        &self,
        holds: bool,
        person: PersonId,
        what: impl FnOnce() -> String,
    ) -> Result<(), String> {
        let name = &self.plan.people[person.index()].name;
        if holds { Ok(()) } else { Err(format!("licenses: {name} {}", what())) }
    }

    fn check_kind(&self, person: PersonId, kind: LicenseKind) -> Result<(), String> {
        let own = self.plan.license_kind(person, kind.scope());
        self.expect(kind == own, person, || format!("has no {} license", kind.name()))
    }

    fn take(&mut self, person: PersonId, kind: LicenseKind) -> Result<(), String> {
        self.check_kind(person, kind)?;
        self.held[kind] += 1;
        let (held, bought) = (self.held[kind], self.plan.licensing.bought(kind));
        match bought {
            Some(bought) if held > bought => {
                Err(format!("licenses: {held} {} are held of {bought}", kind.name()))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn give_back(&mut self, kind: LicenseKind) -> Result<(), String> {
        let left = self.held[kind].checked_sub(1);
        self.held[kind] = left.unwrap_or(0);
        left.map(|_| ()).ok_or_else(|| format!("licenses: no {} was held", kind.name()))
    }

    /// A login changes, from one of these states, and only while its user is not Online.
    fn change_login(
        &mut self,
        person: PersonId,
        to: TrackedLogin,
        from: &[TrackedLogin],
    ) -> Result<(), String> {
        let Some(logins) = &mut self.logins else { return Ok(()) };
        let before = std::mem::replace(&mut logins[person.index()], to);
        let online = self.online[person.index()];
        self.expect(from.contains(&before) && !online, person, || {
            format!("was {before:?}, is {to:?}, Online: {online}")
        })
    }

    /// No license of the solution is taken without a login.
    fn check_logged_in(&self, person: PersonId) -> Result<(), String> {
        let login = self.logins.as_ref().map(|logins| logins[person.index()]);
        let holds = login.is_none_or(|login| login == TrackedLogin::LoggedIn);
        self.expect(holds, person, || "went Online without being logged in".into())
    }
}
