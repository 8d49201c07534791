//! How a plan is run: what a run may be given beside the plan without changing a result.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;

use crate::engine::Engine;

/// How a plan is run; nothing here changes a result.
///
/// ```
/// use deskload::{Engine, Options};
///
/// let options = Options { jobs: 1, ..Options::default() };
/// assert_eq!(options.engine, Engine::Inline);
/// assert!(!options.trace);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// What runs the roles; [`Engine::Inline`] by default, the faster one.
    pub engine: Engine,
    /// Replications at the same time, at least one; by default as many as there are cores.
    pub jobs: usize,
    /// Keep one row for each session in [`Outcome::sessions`](super::Outcome::sessions).
    pub trace: bool,
    /// Set to `true` from another thread to stop: the replications that are finished by then are
    /// the outcome.
    pub stop: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        let jobs = available_parallelism().map_or(1, NonZero::get);
        Self { engine: Engine::Inline, jobs, trace: false, stop: Arc::default() }
    }
}
