//! x
pub mod base;
pub mod dist;
pub mod plan;
pub mod scenario;
pub mod policy;
pub mod workload;
pub mod metrics;
pub mod study;
pub mod report;
pub mod cli;
