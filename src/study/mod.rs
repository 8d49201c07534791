//! What one does with an engine. So far: run the replications of a plan.
//!
//! Knows nothing of terminals and files.

mod run;

pub use crate::engine::Engine;
pub use run::{Options, Outcome, run};
