//! What commands that run scenarios many times have in common.

use clap::Args;

use super::values::parse_assignment;
use crate::cli::memory::parse_bytes;

/// What commands that run scenarios many times have in common.
#[derive(Debug, Args)]
pub struct VariationArgs {
    /// Replications at the same time [default: as many as there are cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub memory: Option<u64>,

    /// The root of all randomness, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Replications (of `compare` and `check`: at the first look), instead of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,

    /// Overrides any key of the scenarios
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,
}

/// How long commands that decide something go on.
#[derive(Debug, Args)]
pub struct BudgetArgs {
    /// Add replications up to this number until all is decided [default: eight times the scenario's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub budget: Option<u32>,
}
