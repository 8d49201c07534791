//! One binary for all integration tests: its tree mirrors `src`.

mod cli;
mod desk_rules;
mod docs;
mod report;
mod scenario;
mod tidy;
