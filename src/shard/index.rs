//! Which shard a task of a scheduler is, by the variables of its environment.
//!
//! Each scheduler numbers tasks in its own way: some from zero, some from one. How many there are is asked
//! of none of them: in a resubmitted Slurm array of two tasks `SLURM_ARRAY_TASK_COUNT` is 2, and
//! Kubernetes and AWS Batch have no such variable.

use std::fmt;

/// Where a scheduler begins to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FirstIndex {
    Zero,
    One,
}

/// A variable with the number of a task, and the scheduler that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskVariable {
    pub name: &'static str,
    pub scheduler: &'static str,
    first: FirstIndex,
}

const fn from_zero(name: &'static str, scheduler: &'static str) -> TaskVariable {
    TaskVariable { name, scheduler, first: FirstIndex::Zero }
}

const fn from_one(name: &'static str, scheduler: &'static str) -> TaskVariable {
    TaskVariable { name, scheduler, first: FirstIndex::One }
}

/// The variables that are known.
pub const TASK_VARIABLES: [TaskVariable; 7] = [
    from_one("SLURM_ARRAY_TASK_ID", "Slurm, submitted with --array=1-n"),
    from_zero("JOB_COMPLETION_INDEX", "Kubernetes, an Indexed Job"),
    from_zero("AWS_BATCH_JOB_ARRAY_INDEX", "AWS Batch, an array job"),
    from_one("SGE_TASK_ID", "Grid Engine, submitted with -t 1-n"),
    from_one("PARALLEL_SEQ", "GNU parallel"),
    from_zero("NOMAD_ALLOC_INDEX", "Nomad"),
    from_one("HQ_TASK_ID", "HyperQueue, submitted with --array 1-n"),
];

/// Which shard is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardChoice {
    /// Of how many, from 1.
    Typed { shard: u32, of: u32 },
    /// As the environment says.
    Environment,
}

impl ShardChoice {
    /// `3/32` or `auto`.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        const HELP: &str = "write its number and how many there are, such as 3/32, or auto";
        if text == "auto" {
            return Ok(Self::Environment);
        }
        let numbers = text.split_once('/').and_then(|(shard, of)| {
            Some((shard.trim().parse::<u32>().ok()?, of.trim().parse::<u32>().ok()?))
        });
        match numbers {
            Some((shard, of)) if shard >= 1 && shard <= of => Ok(Self::Typed { shard, of }),
            Some(_) => Err(format!("shards are numbered from 1 to how many there are; {HELP}")),
            None => Err(HELP.to_owned()),
        }
    }
}

/// Why the environment names no shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexError {
    /// None of the variables is set.
    NoVariable,
    /// A variable holds no number.
    NotANumber { name: &'static str, value: String },
    /// A number is none of the plan's shards.
    OutOfRange { name: &'static str, value: u32, first: u32, last: u32 },
    /// Two schedulers name different shards.
    Contradiction { first: (&'static str, u32), second: (&'static str, u32) },
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVariable => {
                let names = TASK_VARIABLES.map(|variable| variable.name).join(", ");
                write!(f, "no scheduler says which shard this is: none of {names} is set")
            }
            Self::NotANumber { name, value } => {
                write!(f, "{name} is `{value}`, which is no number of a task")
            }
            Self::OutOfRange { name, value, first, last } => write!(
                f,
                "{name} is {value}, and the plan's shards are its numbers {first} to {last}: submit \
                 tasks of these numbers"
            ),
            Self::Contradiction { first, second } => write!(
                f,
                "{} says shard {} and {} says shard {}",
                first.0, first.1, second.0, second.1
            ),
        }?;
        f.write_str("; --shard 3/32 says it by hand")
    }
}

impl std::error::Error for IndexError {}

/// The shard (from 1) that the environment names, of as many as the plan has.
///
/// # Errors
/// None is named, or more than one.
pub fn shard_of_environment(
    variable: &dyn Fn(&str) -> Option<String>,
    shards: u32,
) -> Result<u32, IndexError> {
    let mut found: Option<(&'static str, u32)> = None;
    for TaskVariable { name, first, .. } in TASK_VARIABLES {
        // Grid Engine sets its variable in every job, and says so where it has no tasks.
        let Some(value) = variable(name).filter(|text| !text.is_empty() && text != "undefined")
        else {
            continue;
        };
        let Ok(value) = value.trim().parse::<u32>() else {
            return Err(IndexError::NotANumber { name, value });
        };
        let first = match first {
            FirstIndex::Zero => 0,
            FirstIndex::One => 1,
        };
        let last = first + (shards - 1);
        if value < first || value > last {
            return Err(IndexError::OutOfRange { name, value, first, last });
        }
        let shard = value - first + 1;
        match found {
            Some(other) if other.1 != shard => {
                return Err(IndexError::Contradiction { first: other, second: (name, shard) });
            }
            Some(_) => {}
            None => found = Some((name, shard)),
        }
    }
    found.map(|(_, shard)| shard).ok_or(IndexError::NoVariable)
}
