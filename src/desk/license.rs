//! The license pool: who may be Online (rulebook E-L2 to E-L10).
//!
//! A named holder always may. Everybody else takes one of the concurrent licenses while Online;
//! where none is free, the switch is refused. A bound on users at once, where there is one, holds
//! for all alike (E-L13). Before any of this one has to be logged in to the platform, whose licenses
//! are another matter (E-L11).

use std::collections::VecDeque;
use std::sync::Arc;

use super::platform::{Exit, Platform};
use super::{Fact, LoginEvent, Message, OperatorInput, Outbox, SupervisorInput, Turn};
use crate::base::{OperatorId, PersonId, SupervisorId, Time};
use crate::plan::{Plan, Retry};

/// In which part somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// As an operator.
    Operator(OperatorId),
    /// As a supervisor.
    Supervisor(SupervisorId),
}

impl Asker {
    /// The calendar may have turned.
    pub(super) fn look(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::LookAtCalendar),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::LookAtCalendar),
        }
    }

    /// Something else happens to the presence.
    pub(super) fn turn(self, turn: Turn) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::Turn(turn)),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::Turn(turn)),
        }
    }

    /// Time to ask for a license.
    pub(super) fn ask(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::Ask),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::Ask),
        }
    }

    fn granted(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::Granted),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::Granted),
        }
    }

    fn refused(self) -> Message {
        match self {
            Self::Operator(id) => Message::Operator(id, OperatorInput::Refused),
            Self::Supervisor(id) => Message::Supervisor(id, SupervisorInput::Refused),
        }
    }
}

/// What the pool is told.
#[derive(Debug)]
#[repr(u32)]
pub enum LicenseInput {
    /// Somebody wants to go Online.
    Lease(PersonId, Asker),
    /// Somebody went Offline.
    Release(PersonId, Exit),
    /// Somebody no longer wants to go Online.
    GiveUp(PersonId, Asker, Exit),
    /// Somebody was idle on the platform for too long.
    TimeOut(PersonId),
}

/// What keeps somebody from going Online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    /// All floating licenses of the platform are occupied.
    Login,
    /// No license of the solution is free, or too many users are Online.
    License,
}

/// Somebody who waits for what is given back.
#[derive(Clone, Copy, Debug)]
struct InLine {
    person: PersonId,
    asker: Asker,
    lack: Lack,
}

/// The pool of one desk.
#[derive(Debug)]
pub struct Licenses {
    plan: Arc<Plan>,
    /// Who is Online: somebody who answers and supervises is so once (rulebook E-L9).
    online: Vec<bool>,
    free: u32,
    /// How many more may be Online, whatever their licenses.
    users: u32,
    in_line: VecDeque<InLine>,
    platform: Option<Box<Platform>>,
}

impl Licenses {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        Self {
            plan: Arc::clone(plan),
            online: vec![false; plan.people.len()],
            free: plan.licensing.concurrent.unwrap_or(0),
            users: plan.licensing.users_at_once.unwrap_or(u32::MAX),
            in_line: VecDeque::new(),
            platform: Platform::new(plan).map(Box::new),
        }
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: LicenseInput, out: &mut O) {
        let is_free = match input {
            LicenseInput::Lease(person, asker) => return self.lease(person, asker, out),
            LicenseInput::Release(person, exit) => {
                let returned = self.release(person, out);
                self.leave(now, person, exit, out) | returned
            }
            LicenseInput::GiveUp(person, asker, exit) => {
                self.in_line.retain(|other| other.asker != asker);
                self.leave(now, person, exit, out)
            }
            LicenseInput::TimeOut(person) => {
                self.platform.as_mut().is_some_and(|platform| platform.time_out(person, out))
            }
        };
        if is_free {
            self.serve_line(out);
        }
    }

    fn lease<O: Outbox>(&mut self, person: PersonId, asker: Asker, out: &mut O) {
        let Err(lack) = self.admit(person, out) else {
            out.send(asker.granted());
            return;
        };
        self.say_refused(person, lack, out);
        if self.plan.licensing.retry == Retry::InLine {
            self.in_line.push_back(InLine { person, asker, lack });
        }
        out.send(asker.refused());
    }

    fn say_refused<O: Outbox>(&self, person: PersonId, lack: Lack, out: &mut O) {
        out.fact(match lack {
            Lack::Login => Fact::Login { person, floating: true, what: LoginEvent::Refused },
            Lack::License => {
                Fact::LicenseRefused { person, concurrent: self.is_concurrent(person) }
            }
        });
    }

    /// Somebody works no more. Says whether that freed a license of the platform.
    fn leave<O: Outbox>(&mut self, now: Time, person: PersonId, exit: Exit, out: &mut O) -> bool {
        self.platform.as_mut().is_some_and(|platform| platform.leave(now, person, exit, out))
    }

    /// Somebody is Online no more. Says whether that freed a license of the solution.
    fn release<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        if !std::mem::take(&mut self.online[person.index()]) {
            return false;
        }
        let concurrent = self.is_concurrent(person);
        self.free += u32::from(concurrent);
        self.users += 1;
        out.fact(Fact::LicenseReturned { person, concurrent });
        true
    }

    /// Whoever stands in line and can be served, the first first. Who can log in now and finds no
    /// license of the solution keeps the place.
    fn serve_line<O: Outbox>(&mut self, out: &mut O) {
        for waiting in std::mem::take(&mut self.in_line) {
            let InLine { person, asker, lack: before } = waiting;
            match self.admit(person, out) {
                Ok(()) => out.send(asker.granted()),
                Err(lack) => {
                    if lack != before {
                        self.say_refused(person, lack, out);
                    }
                    self.in_line.push_back(InLine { lack, ..waiting });
                }
            }
        }
    }

    /// First the platform, then the solution.
    fn admit<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> Result<(), Lack> {
        let mut platform = self.platform.as_mut();
        if !platform.as_mut().is_none_or(|platform| platform.log_in(person, out)) {
            return Err(Lack::Login);
        }
        if self.take(person, out) { Ok(()) } else { Err(Lack::License) }
    }

    fn take<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        let concurrent = self.is_concurrent(person);
        let free = self.free.checked_sub(u32::from(concurrent));
        let (Some(free), Some(users)) = (free, self.users.checked_sub(1)) else {
            return false;
        };
        (self.free, self.users) = (free, users);
        self.online[person.index()] = true;
        out.fact(Fact::LicenseTaken { person, concurrent });
        true
    }

    /// The person has no named license and the edition asks for one.
    fn is_concurrent(&self, person: PersonId) -> bool {
        self.plan.licensing.concurrent.is_some() && !self.plan.people[person.index()].named
    }
}
