//! The platform: who is logged in to it, and on which license (rulebook E-L11).
//!
//! To work, somebody logs in first, and only then asks for a license of the solution. Whoever holds
//! a named license of the platform always can; everybody else occupies a floating one from the
//! login until the logout, however often Online meanwhile. Who leaves without logging out leaves a
//! tab open, and the license occupied, until the platform finds them idle for too long or they come
//! back. Nobody at work is idle. Who leaves a tab open is said by those who leave.

use super::license::LicenseInput;
use super::{AlarmId, Class, Fact, LoginEvent, Message, Outbox};
use crate::base::{PersonId, Span, Time};
use crate::plan::Plan;

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Logged out.
    LogOut,
    /// Still logged in: forgot to log out, or could not.
    TabOpen,
}

/// Who is logged in.
#[derive(Debug)]
pub(super) struct Platform {
    inactivity: Option<Span>,
    /// Floating licenses that nobody occupies.
    free: u32,
    users: Vec<User>,
}

#[derive(Debug)]
struct User {
    /// Has no named license of the platform.
    floating: bool,
    login: Login,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Login {
    Out,
    /// At work, in whatever part.
    In,
    /// Logged in, with nobody at work; the alarm of the timeout, where there is one.
    LeftOpen(Option<AlarmId>),
}

impl Platform {
    /// `None` where the platform's licenses are no matter.
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        let terms = plan.licensing.platform?;
        let users = plan
            .people
            .iter()
            .map(|person| User { floating: !person.priority_login, login: Login::Out });
        let (inactivity, free) = (terms.inactivity, terms.floating);
        Some(Self { inactivity, free, users: users.collect() })
    }

    /// Somebody wants to work. Says whether they are logged in.
    pub(super) fn log_in<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let user = &mut self.users[person.index()];
        let floating = user.floating;
        match user.login {
            Login::In => {}
            Login::LeftOpen(alarm) => {
                if let Some(alarm) = alarm {
                    out.cancel(alarm);
                }
                out.fact(Fact::Login { person, floating, what: LoginEvent::TabTakenUp });
            }
            Login::Out => {
                let Some(free) = self.free.checked_sub(u32::from(floating)) else {
                    return false;
                };
                self.free = free;
                out.fact(Fact::Login { person, floating, what: LoginEvent::LoggedIn });
            }
        }
        user.login = Login::In;
        true
    }

    /// Somebody works no more. Says whether a floating license is free now.
    pub(super) fn leave<O: Outbox>(
        &mut self,
        now: Time,
        person: PersonId,
        exit: Exit,
        out: &mut O,
    ) -> bool {
        let user = &mut self.users[person.index()];
        if user.login != Login::In {
            return false;
        }
        if exit == Exit::LogOut {
            return self.log_out(person, out);
        }
        let over = Message::Licenses(LicenseInput::TimeOut(person));
        let alarm = self.inactivity.map(|after| out.wake(now + after, Class::Staff, over));
        user.login = Login::LeftOpen(alarm);
        let floating = user.floating;
        out.fact(Fact::Login { person, floating, what: LoginEvent::TabLeftOpen });
        false
    }

    /// Somebody was idle for too long. Says whether a floating license is free now.
    pub(super) fn time_out<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let left_open = matches!(self.users[person.index()].login, Login::LeftOpen(_));
        left_open && self.log_out(person, out)
    }

    fn log_out<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let user = &mut self.users[person.index()];
        user.login = Login::Out;
        let floating = user.floating;
        self.free += u32::from(floating);
        out.fact(Fact::Login { person, floating, what: LoginEvent::LoggedOut });
        floating
    }
}
