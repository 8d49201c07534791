//! Probability distributions of lengths of time, over `rand_distr`: sample, mean, variance.
//!
//! A [`Distribution`] cannot be built wrong: its constructors refuse invalid parameters. It knows
//! nothing of scenarios.

mod distribution;
mod weighted;

pub use distribution::{Distribution, DistributionError};
pub use weighted::Weighted;
