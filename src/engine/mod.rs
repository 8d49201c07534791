//! The hosts, which run the roles of a desk, and what they share.
//!
//! A role neither reads a clock nor knows where its answers go: a host gives it inputs, one after the
//! other, and takes its messages and facts. There are three hosts. **[`inline`]** is for results: it
//! calls the roles in one loop, and is the fastest way through hundreds or thousands of replications.
//! **[`actors`]** is the proof that the roles work as actors, with mailboxes and without shared state,
//! and still give the same result to the byte: each is an actix actor in virtual time. **[`live`]** is
//! for load tests: the same actors on several arbiters and on the wall clock, where many messages are
//! under way at once, to see how many sessions a second a rule set bears and that none is lost.
//!
//! Both hosts of virtual time share a [`SimContext`]: an event queue (the messages of this instant,
//! then future events), a session source (the arrival process) and a recorder (figures and
//! invariants). actix timers cannot carry simulated time, being sleeps on the wall clock: so exactly
//! one message is on its way at any time, and the actor that has handled it sends the next.
//!
//! Both hosts with actors share the [`role_actor`], which is the one way to become an actor. They differ
//! in who holds the time and in where facts go: `actors` gives all to the one context, `live` reads a
//! clock, keeps timers for each arbiter, and hands facts with their stamps to one ledger.
//!
//! No other room knows actix.

mod actors;
#[doc(hidden)] // For its tests.
pub mod bounds;
mod event_queue;
mod future_events;
mod inline;
pub mod live;
mod recorder;
mod role;
mod role_actor;
mod session_source;
mod sim_context;

pub use bounds::{BoundReached, session_bytes};
#[doc(hidden)] // For its tests.
pub use future_events::FutureEvents;

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::base::{SessionId, Time};
use crate::metrics::{Metrics, SessionTrace, TrackedFigure, Violation};
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
    /// Whether there is a row for each session, and where it goes.
    pub trace: SessionTrace,
    /// Set from outside to stop the run.
    pub stop: Arc<AtomicBool>,
    /// How many bytes what it holds may take, approximately.
    pub memory_limit: u64,
    /// Set where an invariant is known not to hold: the facts that lead to it are kept, those about
    /// these sessions and the last of all.
    pub evidence_sessions: Option<Vec<SessionId>>,
    /// Single figures of which the replication's own values are wanted.
    pub tracked: Arc<[TrackedFigure]>,
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
    Violation::new(at, format!("the program failed: {}", text.unwrap_or("for an unknown reason")))
}

/// Runs one replication on a host.
pub fn replicate(engine: Engine, task: &ReplicationTask) -> ReplicationOutcome {
    match engine {
        Engine::Actors => actors::replicate(task),
        Engine::Inline => inline::replicate(task),
    }
}
