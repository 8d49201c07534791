//! Runs the replications of a plan and folds them, in their order, into sheets.

use std::sync::atomic::AtomicBool;

use crate::metrics::Sheet;
use crate::plan::Plan;

/// Which host runs the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Every role is an actix actor.
    Actors,
    /// The same roles, called in one loop.
    Inline,
}

/// How a plan is run; nothing here changes a result.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Which host.
    pub engine: Engine,
    /// Replications at the same time, at least one.
    pub jobs: usize,
    /// Keep one row for each session.
    pub trace: bool,
    /// Set from outside to stop: no further replication is begun.
    pub stop: &'a AtomicBool,
}

/// What a run gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Summary, intervals, live chats, groups, operators, supervisors, licenses, transfers.
    pub sheets: Vec<Sheet>,
    /// How many replications are in the sheets.
    pub finished: u32,
    /// How many were asked for.
    pub asked: u32,
    /// With `trace`: the rows of `sessions.csv`, replication after replication.
    pub sessions: Option<Vec<crate::metrics::SessionRow>>,
}

/// Runs `plan`; `progress` hears how many replications are done.
///
/// # Errors
/// A law of the desk that was broken: a fault of this program, with the way to repeat it.
pub fn run(
    plan: &Plan,
    options: &Options<'_>,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Outcome, crate::metrics::BrokenLaw> {
    let _ = (plan, options, progress);
    unreachable!("the engine is being built")
}
