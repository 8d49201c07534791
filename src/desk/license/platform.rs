//! The platform: who is logged in to it, and on which license (rulebook E-L11).
//!
//! To work, a user logs in first, and only then asks for a license of the solution. A user who holds
//! a named license of the platform always can; any other occupies a floating one from the
//! login until the logout, however often Online meanwhile. Who leaves without logging out leaves a
//! tab open, and the license occupied, until the platform finds them idle for too long or they come
//! back. No user at work is idle. Who leaves a tab open is said by those who leave.

use crate::base::{PersonId, Span, Time};
use crate::desk::message::{
    Class, LicenseFact, LicenseInput, LoginEvent, Message, Outbox, PlatformExit, TimerId,
};
use crate::plan::{LicenseKind, LicenseScope, Plan};

/// Who is logged in.
#[derive(Debug)]
pub(super) struct PlatformLogins {
    inactivity_timeout: Option<Span>,
    /// Floating licenses that no user occupies.
    free_licenses: u32,
    users: Vec<PlatformUser>,
}

#[derive(Debug)]
struct PlatformUser {
    /// What is occupied while logged in.
    license: LicenseKind,
    login: LoginState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LoginState {
    LoggedOut,
    /// At work, in whatever part.
    AtWork,
    /// Logged in, with no user at work; the alarm of the timeout, where there is one.
    TabLeftOpen(Option<TimerId>),
}

impl PlatformLogins {
    /// `None` where the platform's licenses are no matter.
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        let terms = plan.licensing.platform?;
        let users = (0..plan.people.len()).map(|place| PlatformUser {
            license: plan.license_kind(PersonId::from(place), LicenseScope::Platform),
            login: LoginState::LoggedOut,
        });
        let (inactivity_timeout, free_licenses) = (terms.inactivity, terms.floating);
        Some(Self { inactivity_timeout, free_licenses, users: users.collect() })
    }

    /// A user wants to work. Says whether they are logged in.
    pub(super) fn log_in<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let user = &mut self.users[person.index()];
        let kind = user.license;
        match user.login {
            LoginState::AtWork => {}
            LoginState::TabLeftOpen(timer) => {
                if let Some(timer) = timer {
                    out.cancel(timer);
                }
                out.record_fact(LicenseFact::LoginChanged {
                    person,
                    kind,
                    event: LoginEvent::TabResumed,
                });
            }
            LoginState::LoggedOut => {
                let Some(free) = self.free_licenses.checked_sub(u32::from(kind.is_shared())) else {
                    return false;
                };
                self.free_licenses = free;
                out.record_fact(LicenseFact::LoginChanged {
                    person,
                    kind,
                    event: LoginEvent::LoggedIn,
                });
            }
        }
        user.login = LoginState::AtWork;
        true
    }

    /// A user works no more. Says whether a floating license is free now.
    pub(super) fn leave<O: Outbox>(
        &mut self,
        now: Time,
        person: PersonId,
        exit: PlatformExit,
        out: &mut O,
    ) -> bool {
        let user = &mut self.users[person.index()];
        if user.login != LoginState::AtWork {
            return false;
        }
        if exit == PlatformExit::LogOut {
            return self.log_out(person, out);
        }
        let over = Message::Licenses(LicenseInput::TimeOut(person));
        let timer =
            self.inactivity_timeout.map(|after| out.schedule(now + after, Class::Staff, over));
        user.login = LoginState::TabLeftOpen(timer);
        let kind = user.license;
        out.record_fact(LicenseFact::LoginChanged { person, kind, event: LoginEvent::TabLeftOpen });
        false
    }

    /// A user was idle for too long. Says whether a floating license is free now.
    pub(super) fn time_out<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let left_open = matches!(self.users[person.index()].login, LoginState::TabLeftOpen(_));
        left_open && self.log_out(person, out)
    }

    fn log_out<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let user = &mut self.users[person.index()];
        user.login = LoginState::LoggedOut;
        let kind = user.license;
        self.free_licenses += u32::from(kind.is_shared());
        out.record_fact(LicenseFact::LoginChanged { person, kind, event: LoginEvent::LoggedOut });
        kind.is_shared()
    }
}
