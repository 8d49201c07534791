//! From facts to results: figures with intervals, and what must always hold.
//!
//! Metrics see only facts: nothing counts on the side. One replication is taken in by [`Metrics`],
//! replications are put together into sheets by [`ReplicationStats`]. To add a column, add a line to
//! a list in `figures`.
//!
//! Each room uses only those before it:
//! 1. `results`: columns, units, estimates, rows; and what did not hold;
//! 2. `statistics`: levels over time, durations, intervals of confidence, batch means;
//! 3. `tallies`: what is counted, by what it is about;
//! 4. `figures`: every column with its formula, from tallies; `given`: what a scenario must have for a
//!    column to say anything;
//! 5. `recording`: from facts to tallies;
//! 6. `invariants`: judges facts, and whether the tallies agree with them;
//! 7. `session_row`, `session_sink` and `trace`: a row for each session, and where it goes; `batches`: one
//!    long run, measured in parts; `windows` and `tracked`: single figures of each replication, day or
//!    interval; `visits`: by group and interval;
//! 8. `replication`: one replication, put together; `rows`: the lines of sheets, each with its tally;
//!    `record`: one replication, put down to be added elsewhere; `replication_stats`:
//!    all of them, as sheets.

mod batches;
mod figures;
mod given;
mod invariants;
mod record;
mod recording;
mod replication;
mod replication_stats;
mod results;
mod rows;
mod session_record;
mod session_row;
mod session_sink;
mod statistics;
mod tallies;
mod trace;
mod tracked;
mod visits;
mod windows;

#[doc(hidden)] // For their tests.
pub use self::{
    invariants::{FlightRecorder, SessionStates},
    statistics::{RatioEstimator, TimeWeightedLevel, Window},
};
pub use given::{Given, conditional_columns, given};
pub use record::{OtherPlan, RecordContent, RecordMaker, ReplicationRecord};
pub use replication::Metrics;
pub use replication_stats::{ReplicationStats, blank_sheets, week_time};
pub use results::{
    Column, Estimate, InvariantViolation, MAX_RELATIVE_HALF_WIDTH, MAX_SHARE_HALF_WIDTH, Row,
    Sheet, Unit, Violation,
};
pub use session_row::{SESSION_COLUMNS, SessionRow};
pub use session_sink::{SessionSink, SessionSpool, SessionTrace};
pub use statistics::{
    BatchCheck, StandardEstimate, ValuePair, independent_difference, paired_difference,
    ratio_estimate, student_t_quantile, student_t_quantile_at,
};
pub use tracked::{ReplicationValues, SheetName, TrackedFigure};
pub use visits::{VisitCount, VisitCounts};
pub use windows::{WindowLength, windows};
