//! A valid scenario as plain data: names are already places in lists, and what is here cannot be
//! wrong.
//!
//! [`Plan`] is built by [`Plan::new`] alone, which refuses [`Parts`] that do not fit together.
//! The scenario reader reports faults in the user's words long before; the check here is the
//! proof for the rooms below, which validate nothing again. No text, no files.

mod calendar;
mod check;
mod demand;
mod desk;
mod run;
mod supervision;
mod transfer;

use std::ops::Deref;

pub use calendar::Calendar;
pub use check::PlanFault;
pub use demand::{
    Arrivals, ClientGroup, Counts, Flow, PatienceAfterSwitch, Priority, Switch, Target, Topic,
};
pub use desk::{
    Action, Choice, Condition, Duty, Edition, Group, Licensing, LiveChat, Operator, Order, Person,
    Queue, QueueAge, QueueOwner, Retry, Rule, Selection, SpeedCurve, Supervisor, Tie,
};
pub use run::{AtHorizon, Run};
pub use supervision::{Gate, Intake, Watch, When};
pub use transfer::{Acceptance, How, NotTaken, Sender, Transfer};

/// Everything that a run needs to know. Read through [`Plan`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The scenario's name: also the report directory's.
    pub name: String,
    /// One line for people.
    pub description: String,
    /// Horizon, seed, replications, thresholds.
    pub run: Run,
    /// Edition and licenses.
    pub licensing: Licensing,
    /// Everybody who is an operator, a supervisor or both.
    pub people: Vec<Person>,
    /// Groups of clients that may write.
    pub client_groups: Vec<ClientGroup>,
    /// Groups of users.
    pub groups: Vec<Group>,
    /// The operators, in the order in which the scenario names them.
    pub operators: Vec<Operator>,
    /// The supervisors, in the order in which the scenario names them.
    pub supervisors: Vec<Supervisor>,
    /// First the common queue of each live chat, in their order, then that of each group, in
    /// their order.
    pub queues: Vec<Queue>,
    /// The live chats.
    pub live_chats: Vec<LiveChat>,
    /// The streams of arrivals.
    pub flows: Vec<Flow>,
    /// What sessions are about.
    pub topics: Vec<Topic>,
}

/// A scenario that is known to be sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan(Parts);

impl Plan {
    /// Checks that the parts fit together.
    ///
    /// # Errors
    /// The first misfit: a place that is not in its list, a live chat without operators, a rate
    /// that is not a number.
    pub fn new(parts: Parts) -> Result<Self, PlanFault> {
        check::check(&parts)?;
        Ok(Self(parts))
    }

    /// The same desk with other run settings: nothing else about it can change.
    #[must_use]
    pub fn with_run(mut self, change: impl FnOnce(&mut Run)) -> Self {
        change(&mut self.0.run);
        self
    }
}

impl Deref for Plan {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
