//! x
pub mod base;
pub mod dist;
pub mod plan;
pub mod scenario;
pub mod policy;
pub mod workload;
pub mod desk;
pub mod metrics;
pub mod engine;
pub mod study;
