//! The agenda and the hosts that run the roles in virtual time.
//!
//! Two hosts run the very same roles and give byte-identical results. In both exactly one message
//! is in flight: whoever holds the [`Baton`] may act, and when done takes the next message from
//! the agenda and hands the baton on with it.
//!
//! - [`actors`]: every role is an actix actor with a letterbox. actix timers are sleeps of the wall
//!   clock, so they cannot carry simulated time; the baton does.
//! - [`inline`]: the same roles, called in one loop, for studies of thousands of runs.
//!
//! This is the only room that knows actix.

mod actors;
mod bounds;
mod event_queue;
mod inline;
mod sim_context;

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::base::{SessionId, Time};
use crate::metrics::{Metrics, Violation};
use crate::plan::Plan;

pub use bounds::BoundReached;
pub use sim_context::SimContext;

/// Which host runs the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Every role is an actix actor.
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
    /// Keep a row for each session.
    pub trace: bool,
    /// Set from outside to give up.
    pub stop: Arc<AtomicBool>,
    /// How many bytes what it holds may take, about.
    pub memory_limit: u64,
    /// A law is known to break: what leads to it is to be told, about these sessions and in general.
    pub evidence_sessions: Option<Vec<SessionId>>,
}

/// What came of a replication.
#[derive(Debug)]
pub enum ReplicationOutcome {
    /// It ran to its end.
    Finished(Box<FinishedReplication>),
    /// It was stopped from outside.
    Stopped,
    /// It came to a bound of this program.
    BoundReached(BoundReached),
    /// A law of the desk did not hold, or the program failed.
    Failed(Violation),
}

/// A replication that ran to its end.
#[derive(Debug)]
pub struct FinishedReplication {
    /// What was measured.
    pub metrics: Metrics,
    /// How many messages roles were told.
    pub events: u64,
    /// How many sessions came.
    pub sessions: u64,
}

/// What is told of a program that failed at an instant.
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
