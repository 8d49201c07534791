//! The hosts, which run the roles of a desk, and what they share.
//!
//! A role neither reads a clock nor knows where its answers go: a host gives it inputs, one after the
//! other, and takes its messages and facts. Both hosts keep virtual time and share a [`SimContext`]:
//! an event queue (the messages of this instant, then future events), a session source (the arrival
//! process) and a recorder (figures and invariants). They give the same results to the byte.
//!
//! **[`inline`]** calls the roles in one loop. It is the fastest way to a result, for studies of
//! hundreds or thousands of replications.
//!
//! **[`actors`]** makes each role an actix actor with a mailbox. It shows that the roles work as
//! actors, with messages and without shared state, at the price of one actix message an event. actix
//! timers cannot carry simulated time, being sleeps on the wall clock: so exactly one message is on
//! its way at any time, and the actor that has handled it sends the next.
//!
//! A host for the wall clock would be one more file here, with a time and timers of its own. It would
//! start the actors of [`actors`], and use the same session source and recorder.
//!
//! No other room knows actix.

mod actors;
mod bounds;
mod event_queue;
mod future_events;
mod inline;
pub mod live;
mod recorder;
mod role;
mod role_actor;
mod session_source;
mod sim_context;

pub use bounds::BoundReached;
#[doc(hidden)] // For its tests.
pub use future_events::FutureEvents;

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::base::{SessionId, Time};
use crate::metrics::{Metrics, Violation};
use crate::plan::Plan;

use sim_context::SimContext;

/// Which host runs the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Every role is an actix actor with a mailbox.
    Actors,
    /// The same roles, called in one loop.
    Inline,
}

/// One replication to be run.
#[derive(Clone, Debug)]
pub struct ReplicationTask {
    /// The scenario.
    pub plan: Arc<Plan>,
    /// Which replication, from zero: with the seed, the root of its randomness.
    pub replication: u32,
    /// Whether a row is kept for each session.
    pub trace: bool,
    /// Set from outside to stop the run.
    pub stop: Arc<AtomicBool>,
    /// How many bytes what it holds may take, approximately.
    pub memory_limit: u64,
    /// Set where an invariant is known not to hold: the facts that lead to it are kept, those about
    /// these sessions and the last of all.
    pub evidence_sessions: Option<Vec<SessionId>>,
}

/// What came of a replication.
#[derive(Debug)]
pub enum ReplicationOutcome {
    /// It ran to its end.
    Finished(Box<FinishedReplication>),
    /// It was stopped from outside.
    Stopped,
    /// It reached a bound of this program.
    BoundReached(BoundReached),
    /// An invariant did not hold, or the program failed.
    Failed(Violation),
}

/// A replication that ran to its end.
#[derive(Debug)]
pub struct FinishedReplication {
    /// The figures.
    pub metrics: Metrics,
    /// How many messages the roles were given.
    pub events: u64,
    /// How many sessions arrived.
    pub sessions: u64,
}

/// What is reported of a panic at an instant.
pub(crate) fn violation_of_panic(at: Time, payload: &(dyn Any + Send)) -> Violation {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    Violation::new(at, format!("the program failed: {}", text.unwrap_or("nobody knows why")))
}

/// Runs one replication on a host.
pub fn replicate(engine: Engine, task: &ReplicationTask) -> ReplicationOutcome {
    match engine {
        Engine::Actors => actors::replicate(task),
        Engine::Inline => inline::replicate(task),
    }
}
