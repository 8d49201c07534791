//! Statistics of numbers and times, whatever they are about; and how those of one replication are put down to
//! be added elsewhere.

mod batch_check;
mod comparison;
mod durations;
mod estimate;
mod level;
mod tally_record;

pub use batch_check::BatchCheck;
pub use comparison::{StandardEstimate, independent_difference, paired_difference, ratio_estimate};
pub(super) use durations::{DurationHistogram, DurationSum, LengthCounts};
pub use estimate::{RatioEstimator, ValuePair, student_t_quantile, student_t_quantile_at};
pub use level::{TimeWeightedLevel, Window};
pub(super) use tally_record::{RecordReader, TallyNumbers, TallyRecord, of_bits, to_bits};
