//! Statistics of numbers and times, whatever they are about.

mod batch_check;
mod durations;
mod estimate;
mod level;

pub use batch_check::BatchCheck;
pub(super) use durations::{DurationHistogram, DurationSum};
pub use estimate::RatioEstimator;
pub use estimate::student_t_quantile;
pub use level::{TimeWeightedLevel, Window};
