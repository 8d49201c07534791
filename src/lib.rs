//! x
pub mod base;
pub mod cli;
pub mod desk;
pub mod dist;
pub mod engine;
pub mod metrics;
pub mod plan;
pub mod policy;
pub mod report;
pub mod scenario;
pub mod study;
pub mod workload;
