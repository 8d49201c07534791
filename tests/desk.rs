//! One binary for all integration tests: its tree mirrors `src`.

mod base;
mod bless;
mod cli;
mod decide;
mod desk_parts;
mod desk_rules;
mod dist;
mod docs;
mod engine;
mod examples;
mod history;
mod import;
mod load;
mod metrics;
mod pathologies;
mod plan;
mod policy;
mod report;
mod scenario;
mod staffing;
mod study;
mod swarm;
mod table;
mod theory;
mod tidy;
mod workload;
