//! The license pool: who may be Online (rulebook E-L2 to E-L10).
//!
//! A named holder always may. Everybody else takes one of the concurrent licenses while Online;
//! where none is free, the switch is refused. A bound on users at once, where there is one, holds
//! for all alike (E-L11, E-L13).

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Fact, Message, OperatorInput, Outbox, SupervisorInput, Turn};
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
pub enum LicenseInput {
    /// Somebody wants to go Online.
    Lease(PersonId, Asker),
    /// Somebody went Offline.
    Release(PersonId),
    /// Somebody no longer wants to.
    GiveUp(Asker),
}

/// The pool of one desk.
#[derive(Debug)]
pub struct Licenses {
    plan: Arc<Plan>,
    /// In how many parts each person is Online: one license serves them all (rulebook E-L9).
    parts_online: Vec<u32>,
    free: u32,
    /// How many more may be Online, whatever their licenses.
    users: u32,
    in_line: VecDeque<(PersonId, Asker)>,
}

impl Licenses {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        Self {
            plan: Arc::clone(plan),
            parts_online: vec![0; plan.people.len()],
            free: plan.licensing.concurrent.unwrap_or(0),
            users: plan.licensing.users_at_once.unwrap_or(u32::MAX),
            in_line: VecDeque::new(),
        }
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, _now: Time, input: LicenseInput, out: &mut O) {
        match input {
            LicenseInput::Lease(person, asker) => self.lease(person, asker, out),
            LicenseInput::Release(person) => self.release(person, out),
            LicenseInput::GiveUp(asker) => self.in_line.retain(|(_, other)| *other != asker),
        }
    }

    fn lease<O: Outbox>(&mut self, person: PersonId, asker: Asker, out: &mut O) {
        if self.take(person, out) {
            out.send(asker.granted());
            return;
        }
        out.fact(Fact::LicenseRefused { person, concurrent: self.is_concurrent(person) });
        if self.plan.licensing.retry == Retry::InLine {
            self.in_line.push_back((person, asker));
        }
        out.send(asker.refused());
    }

    fn release<O: Outbox>(&mut self, person: PersonId, out: &mut O) {
        let parts = &mut self.parts_online[person.index()];
        *parts = parts.saturating_sub(1);
        if *parts > 0 {
            return;
        }
        let concurrent = self.is_concurrent(person);
        self.free += u32::from(concurrent);
        self.users += 1;
        out.fact(Fact::LicenseReturned { person, concurrent });
        // The first in line; and whoever stands further back in a second part of a person who has
        // a license now.
        let line = std::mem::take(&mut self.in_line);
        for (person, asker) in line {
            if self.take(person, out) {
                out.send(asker.granted());
            } else {
                self.in_line.push_back((person, asker));
            }
        }
    }

    fn take<O: Outbox>(&mut self, person: PersonId, out: &mut O) -> bool {
        if self.parts_online[person.index()] == 0 {
            let concurrent = self.is_concurrent(person);
            let free = self.free.checked_sub(u32::from(concurrent));
            let (Some(free), Some(users)) = (free, self.users.checked_sub(1)) else {
                return false;
            };
            (self.free, self.users) = (free, users);
            out.fact(Fact::LicenseTaken { person, concurrent });
        }
        self.parts_online[person.index()] += 1;
        true
    }

    /// The person has no named license and the edition asks for one.
    fn is_concurrent(&self, person: PersonId) -> bool {
        self.plan.licensing.concurrent.is_some() && !self.plan.people[person.index()].named
    }
}
