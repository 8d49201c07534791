//! Folds over (time, fact): tallies, time-weighted levels, percentiles, intervals, laws.
//!
//! Metrics see only facts: nothing counts on the side. One replication is folded by [`Metrics`],
//! replications into sheets by [`Book`]. To add a column, add a line to a list in `figures`.

mod batches;
mod estimate;
mod figures;
mod flight_recorder;
mod fold;
mod forecast;
mod invariant;
mod level;
mod non_idling;
mod operator_load;
mod queue_order;
mod replication_stats;
mod replies;
mod sheet;
mod tally;
mod trace;

#[doc(hidden)] // What only tests reach from outside.
pub use self::{
    estimate::RatioEstimator,
    flight_recorder::FlightRecorder,
    fold::SessionStates,
    level::{TimeWeightedLevel, Window},
};
pub use batches::BatchCheck;
pub use estimate::student_t_quantile;
pub use fold::Metrics;
pub use invariant::{InvariantViolation, Violation};
pub use replication_stats::{ReplicationStats, blank_sheets};
pub use sheet::{
    Column, Estimate, MAX_RELATIVE_HALF_WIDTH, MAX_SHARE_HALF_WIDTH, Row, Sheet, Unit,
};
pub use trace::{SESSION_COLUMNS, SessionRow};
