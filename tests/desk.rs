//! One binary for all integration tests: its tree mirrors `src`.

mod cli;
mod docs;
mod report;
mod scenario;
mod tidy;
