//! Distributions and weights.

mod distribution;
mod weighted;
