//! `deskload` simulates a live-chat desk, actor by actor, in memory and in virtual time.
//!
//! A *live chat* is a communication line on which clients write: an internal one for employees, an
//! external one on messengers. *Groups* of *operators* answer, *supervisors* distribute, operators
//! transfer what they cannot answer to an expert group, and *licenses* bound how many users may be
//! Online. A scenario describes such a desk and its clients; a run measures how long they wait.
//!
//! The terms are defined in `docs/glossary.md`, the keys of a scenario in `scenarios/README.md`,
//! the figures of a report in `reports/README.md`, and how the crate is built in
//! `ARCHITECTURE.md`.
//!
//! # As a library
//! [`read`] turns the text of a scenario into a [`Plan`], [`run`] simulates it, and the
//! [`Outcome`] holds every figure of a report as an [`Estimate`]:
//!
//! ```
//! use deskload::{NoFiles, Options, read, run};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = br#"
//!     [run]
//!     horizon = "8h"
//!     replications = 5
//!     answer_within = "60s"
//!
//!     [[groups]]
//!     name = "operators"
//!     count = 4
//!     limit = 1
//!
//!     [[live_chats]]
//!     name = "support"
//!     channel = "telegram"
//!     operators = ["operators"]
//!
//!     [[live_chats.arrivals]]
//!     rate = "30/h"
//!
//!     [[live_chats.topics]]
//!     name = "question"
//!     effort = { exponential = "6m" }
//!     patience = { exponential = "5m" }
//! "#;
//! let plan = read("desk.toml", text, &NoFiles, &[]).into_plan()?;
//! let outcome = run(&plan, &Options::default(), &|_| {})?;
//!
//! let wait = outcome.figure("support", "asa").expect("a column of live_chats.csv");
//! println!("average speed of answer: {:.1} s ± {:.1}", wait.value, wait.half_width);
//! # assert!(wait.value > 0.0 && wait.half_width.is_finite());
//! # Ok(())
//! # }
//! ```
//!
//! Keys are changed as `--set` does. The same clients come to every variant of a desk (common
//! random numbers), so that a difference is due to the desk:
//!
//! ```
//! use deskload::{NoFiles, Options, read, run};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = std::fs::read("scenarios/quickstart.toml")?;
//! let mut waits = Vec::new();
//! for operators in [3, 4] {
//!     let changes = [format!("groups.operators.count={operators}")];
//!     let plan = read("quickstart.toml", &text, &NoFiles, &changes).into_plan()?;
//!     let outcome = run(&plan, &Options::default(), &|_| {})?;
//!     waits.push(outcome.figure("support", "asa").expect("a column of live_chats.csv").value);
//! }
//! assert!(waits[0] > waits[1]);
//! # Ok(())
//! # }
//! ```
//!
//! `examples/` has three programs of this kind. Results depend on the scenario, the changes and
//! the seed alone: neither on [`Options`] nor on the machine.
//!
//! What is not at the root below is the inside of the program, public for its own tests and
//! benches: it may change at any time.

#![forbid(unsafe_code)]

#[doc(inline)]
pub use engine::{BoundReached, Engine};
#[doc(inline)]
pub use metrics::{Column, Estimate, InvariantViolation, Row, Sheet, Unit};
#[doc(inline)]
pub use metrics::{SessionSink, SessionSpool, SessionTrace};
#[doc(inline)]
pub use plan::Plan;
#[doc(inline)]
pub use report::sheet_csv;
#[doc(inline)]
pub use scenario::{Diagnostic, Files, InvalidScenario, NoFiles, ReadOutcome, Severity, read};
#[doc(inline)]
pub use study::{MemoryBudget, Options, Outcome, RunError, run};

// The rooms; each knows only those before it. See ARCHITECTURE.md.
#[doc(hidden)]
pub mod base;
#[doc(hidden)]
pub mod dist;
#[doc(hidden)]
pub mod history;
#[doc(hidden)]
pub mod import;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod policy;
#[doc(hidden)]
pub mod scenario;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod workload;

#[doc(hidden)]
pub mod decide;
#[doc(hidden)]
pub mod desk;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod fit;
#[doc(hidden)]
pub mod load;
#[doc(hidden)]
pub mod metrics;
#[doc(hidden)]
pub mod staffing;
#[doc(hidden)]
pub mod study;

#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod shard;
