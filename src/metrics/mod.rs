//! Folds over (time, fact): tallies, time-weighted levels, percentiles, intervals, laws.
//!
//! Metrics see only facts: nothing counts on the side. One replication is folded by [`Metrics`],
//! replications into sheets by [`Book`]. To add a column, add a line to a list in `figures`.

mod batches;
mod book;
mod estimate;
mod figures;
mod fold;
mod forecast;
mod idle;
mod law;
mod level;
mod load;
mod replies;
mod sheet;
mod tally;
mod trace;
mod turns;
mod witness;

pub use batches::BatchCheck;
pub use book::{ReplicationStats, blank_sheets};
pub use estimate::student_t_quantile;
pub use fold::Metrics;
pub use law::{InvariantViolation, Violation};
pub use sheet::{
    Column, Estimate, MAX_RELATIVE_HALF_WIDTH, MAX_SHARE_HALF_WIDTH, Row, Sheet, Unit,
};
pub use trace::{SESSION_COLUMNS, SessionRow};
