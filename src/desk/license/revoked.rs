//! Shared licenses that are taken back while they are held, as a load test does to see what a desk
//! makes of it: who holds one goes Offline at once, and asks again when they are given out again.

use crate::base::PersonId;
use crate::desk::message::{
    Message, OperatorInput, Outbox, PresenceEvent, StaffRole, SupervisorInput,
};
use crate::desk::presence::{operators_by_person, supervisors_by_person};
use crate::plan::Plan;

/// The licenses that were taken back.
#[derive(Debug, Default)]
pub(super) struct RevokedLicenses {
    /// They are back in the pool, and are not given out.
    withheld: u32,
    /// Their holders have been informed, and have not given them back yet.
    owed: u32,
    /// Who went Offline because of it.
    sent_away: Vec<StaffRole>,
}

impl RevokedLicenses {
    /// Takes so many back: first those that are free, then those that these people hold.
    pub(super) fn revoke<O: Outbox>(
        &mut self,
        count: u32,
        free: &mut u32,
        plan: &Plan,
        holders: impl Iterator<Item = PersonId>,
        out: &mut O,
    ) {
        let unused = count.min(*free);
        *free -= unused;
        self.withheld += unused;
        let used = count - unused;
        self.owed += used;
        let (operators, supervisors) = (operators_by_person(plan), supervisors_by_person(plan));
        for person in holders.take(used as usize) {
            let operator = operators[person.index()].map(StaffRole::Operator);
            let supervisor = supervisors[person.index()].map(StaffRole::Supervisor);
            // Of two parts the operator leads.
            if let Some(role) = operator.or(supervisor) {
                self.sent_away.push(role);
                out.send(presence_message(role, PresenceEvent::AutoOffline));
            }
        }
    }

    /// A shared license comes back. Says whether it is free.
    pub(super) fn give_back(&mut self) -> bool {
        let is_owed = self.owed > 0;
        if is_owed {
            self.owed -= 1;
            self.withheld += 1;
        }
        !is_owed
    }

    /// Gives so many out again. Those who were sent away look whether they are to be Online.
    pub(super) fn restore<O: Outbox>(&mut self, count: u32, free: &mut u32, out: &mut O) {
        let never_returned = count.min(self.owed);
        self.owed -= never_returned;
        let returned = (count - never_returned).min(self.withheld);
        self.withheld -= returned;
        *free += returned;
        for role in self.sent_away.drain(..) {
            out.send(presence_message(role, PresenceEvent::BecamePresent));
        }
    }
}

fn presence_message(role: StaffRole, event: PresenceEvent) -> Message {
    match role {
        StaffRole::Operator(id) => Message::Operator(id, OperatorInput::Presence(event)),
        StaffRole::Supervisor(id) => Message::Supervisor(id, SupervisorInput::Presence(event)),
    }
}
