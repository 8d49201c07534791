//! Work that is cut into shards: which replications each machine runs, what it puts down of them, and how
//! is written for schedulers.
//!
//! Replications share nothing, so that any number of machines can run them in any order. A plan says which
//! there are before any is run; each shard runs every n-th of them and puts them down; the process that has all
//! parts folds them in their order, as one process would, and comes to the same bytes.
//!
//! - `plan`: which replications of which scenarios there are, and which shard runs each;
//! - `part`: the file in which a shard puts down its replications;
//! - `index`: which shard a task of a scheduler is, by the variables of its environment;
//! - `ranges`: lists of shards as schedulers write them;
//! - `script`: scripts and manifests for schedulers.
//!
//! Pure: bytes and texts in, bytes and texts out. `cli` has the files, the environment and the commands.

mod index;
mod part;
mod plan;
mod ranges;
mod script;

pub use index::{IndexError, ShardChoice, TASK_VARIABLES, shard_of_environment};
pub use part::{
    FRAME_HEAD_BYTES, FrameError, PartManifest, frame, heading, read_frame, sha256_hex,
};
pub use plan::{
    MAX_SHARDS, PlanFault, PlannedCell, PlannedCells, PlannedFile, PlannedSource, ShardPlan, Unit,
    WorkKind,
};
pub use ranges::ranges;
pub use script::{FINAL_EXIT_CODES, Scheduler, ScriptFacts, script};
