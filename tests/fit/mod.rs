//! Estimators against figures worked out by hand, and against the simulator: what it was told must come
//! back within the intervals, as often as they promise.

mod backtesting;
mod command;
mod estimators;
mod overdispersion;
mod records;
mod scenario;
mod truth;
mod world;
