//! Being Online or not: what operators and supervisors have in common.
//!
//! The calendar says what somebody is meant to do; a license is needed to do it. Who is called
//! away while busy first ends what is on hand and takes nothing new: named people leave after
//! their own sessions.

use std::sync::Arc;

use super::license::{Asker, LicenseInput};
use super::{AlarmId, Class, Message, Outbox};
use crate::base::{PersonId, Time};
use crate::plan::{Calendar, Duty, Plan, Retry};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Offline,
    /// Waits for the pool's answer.
    Asking,
    /// On duty without a license; asks for one at the alarm, or hears from the pool.
    Without(Option<AlarmId>),
    Online,
    /// Online, but takes nothing new.
    Leaving,
}

#[derive(Debug)]
pub(super) struct Presence {
    plan: Arc<Plan>,
    person: PersonId,
    asker: Asker,
    duty: Arc<Calendar<Duty>>,
    status: Status,
}

/// What a presence means for whoever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing to do.
    None,
    /// Online: take sessions.
    Enlist,
    /// Take no more; go Offline when nothing is on hand.
    Delist,
}

impl Presence {
    pub(super) fn new(
        plan: &Arc<Plan>,
        person: PersonId,
        asker: Asker,
        duty: Arc<Calendar<Duty>>,
    ) -> Self {
        Self { plan: Arc::clone(plan), person, asker, duty, status: Status::Offline }
    }

    /// Takes new sessions.
    pub(super) fn takes(&self) -> bool {
        self.status == Status::Online
    }

    /// What the calendar says now; sets the alarm for its next turn.
    pub(super) fn look_at_calendar<O: Outbox>(
        &mut self,
        now: Time,
        again: Message,
        out: &mut O,
    ) -> (Duty, Change) {
        if let Some((at, _)) = self.duty.next_change(now) {
            out.wake(at, Class::Staff, again);
        }
        let duty = self.duty.at(now);
        let change = if duty == Duty::Work { self.come(now, out) } else { self.go(out) };
        (duty, change)
    }

    fn come<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        match self.status {
            // Whoever goes at this same instant gives the license back first: all who are here or
            // come have looked at their calendars before an alarm rings that is set only now.
            Status::Offline => {
                let ask = out.wake(now, Class::Staff, self.asker.ask());
                self.status = Status::Without(Some(ask));
                Change::None
            }
            // Back before the last session ended: the license was never given back.
            Status::Leaving => {
                self.status = Status::Online;
                Change::Enlist
            }
            Status::Asking | Status::Without(_) | Status::Online => Change::None,
        }
    }

    fn go<O: Outbox>(&mut self, out: &mut O) -> Change {
        match self.status {
            Status::Online => {
                self.status = Status::Leaving;
                Change::Delist
            }
            Status::Without(alarm) => {
                if let Some(alarm) = alarm {
                    out.cancel(alarm);
                }
                out.send(Message::Licenses(LicenseInput::GiveUp(self.asker)));
                self.status = Status::Offline;
                Change::None
            }
            // An answer that is under way finds the calendar turned.
            Status::Asking | Status::Offline | Status::Leaving => Change::None,
        }
    }

    /// The pool granted a license.
    pub(super) fn granted<O: Outbox>(&mut self, now: Time, out: &mut O) -> Change {
        if self.duty.at(now) == Duty::Work {
            self.status = Status::Online;
            Change::Enlist
        } else {
            self.status = Status::Offline;
            out.send(Message::Licenses(LicenseInput::Release(self.person)));
            Change::None
        }
    }

    /// The pool refused.
    pub(super) fn refused<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.duty.at(now) != Duty::Work {
            self.status = Status::Offline;
            out.send(Message::Licenses(LicenseInput::GiveUp(self.asker)));
            return;
        }
        self.status = match self.plan.licensing.retry {
            Retry::No => Status::Offline,
            Retry::InLine => Status::Without(None),
            Retry::Every(pause) => {
                Status::Without(Some(out.wake(now + pause, Class::Staff, self.asker.ask())))
            }
        };
    }

    /// Time to ask for a license.
    pub(super) fn ask<O: Outbox>(&mut self, out: &mut O) {
        if let Status::Without(_) = self.status {
            self.status = Status::Asking;
            out.send(Message::Licenses(LicenseInput::Lease(self.person, self.asker)));
        }
    }

    /// Nothing is on hand any more: somebody who is leaving goes Offline. Says whether.
    pub(super) fn done<O: Outbox>(&mut self, out: &mut O) -> bool {
        let leaves = self.status == Status::Leaving;
        if leaves {
            self.status = Status::Offline;
            out.send(Message::Licenses(LicenseInput::Release(self.person)));
        }
        leaves
    }
}
