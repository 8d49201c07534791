//! One binary for all integration tests: its tree mirrors `src`.

mod cli;
mod desk_rules;
mod docs;
mod engine;
mod examples;
mod metrics;
mod pathologies;
mod report;
mod scenario;
mod study;
mod swarm;
mod theory;
mod tidy;
