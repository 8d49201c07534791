//! What one does with an engine. So far: run the replications of a plan.
//!
//! Knows nothing of terminals and files.

mod run;

pub use run::{Engine, Options, Outcome, run};
