//! Load tests: a desk on the host of the wall clock, loaded as `[load]` says, measured by the second,
//! and the highest rate that it can bear.
//!
//! - `demand`: the plan of a load: its rate and shape, its length in desk time, and what its
//!   disturbances need;
//! - `run`: one load, with a row for each second;
//! - `latency_files`: histograms as files that public HdrHistogram tools read;
//! - `limit`: what a load is to keep to, as `routing.p99 < 1ms`;
//! - `find_max`: the highest rate at which it does;
//! - `recovery`: how long waits took to be as before, after each disturbance.
//!
//! Knows nothing of terminals and files; the clock is the engine's.

mod demand;
mod find_max;
mod latency_files;
mod limit;
mod recovery;
mod run;

pub use demand::loaded_plan;
pub use find_max::{FindMax, FoundMax, Plateau, Verdict, find_max};
pub use latency_files::{IntervalLog, percentile_distribution};
pub use limit::{Limit, LimitedFigure};
pub use recovery::{Recovery, recoveries};
pub use run::{LoadError, LoadOptions, LoadReport, LoadRow, run_load};

pub use crate::engine::live::{Counts, LiveEnd, LiveOutcome, MailboxSample, RoleKind};
