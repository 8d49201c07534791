//! What was typed after `deskload staff`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::tables::CsvArgs;
use super::values::{parse_assignment, parse_duration, parse_one_line_any};

/// `deskload staff`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload staff desk.toml\n  \
    deskload staff desk.toml --expect \"support.service_level >= 80%\"\n  \
    deskload staff desk.toml --budget 10m --resume")]
pub struct StaffArgs {
    /// The scenario file; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: PathBuf,

    /// Replications at the same time [default: as many as there are cores]; the answer is the same
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,

    /// Replications of each plan that is tried [default: 20, or the scenario's where that is less]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub replications: Option<u32>,

    /// Replications of the proof, at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000), default_value_t = 640)]
    pub proof: u32,

    /// How long it may take; then the best plan so far is printed [default: as long as it takes]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub budget: Option<f64>,

    /// Something more that the desk is expected to hold: "support.service_level >= 80%"
    #[arg(long, value_name = "EXPECTATION", value_parser = parse_one_line_any)]
    pub expect: Vec<String>,

    /// Plans that are tried, at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), default_value_t = 5_000)]
    pub plans: u32,

    /// The root of all randomness, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Overrides any key of the scenario
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,

    // Not a doc comment, in which `<name of …>` would be HTML.
    #[arg(
        long,
        value_name = "DIR",
        help = "Where the plan is written [default: reports/<name of the scenario>-staff]"
    )]
    pub out: Option<PathBuf>,

    /// Go on with a search that was interrupted: it comes to the same plan as if it had not been
    #[arg(long, conflicts_with = "no_report")]
    pub resume: bool,

    /// Write no report.html
    #[arg(long)]
    pub no_html: bool,

    /// Write plan.xlsx beside the CSV files: a workbook with a sheet for each table
    #[arg(long)]
    pub xlsx: bool,

    #[command(flatten)]
    pub csv: CsvArgs,

    /// Only print the answer, write nothing
    #[arg(long, conflicts_with_all = ["out", "xlsx"])]
    pub no_report: bool,
}
