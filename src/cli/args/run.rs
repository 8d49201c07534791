//! What was typed after `deskload run`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::tables::TableArgs;
use super::values::{SummaryFormat, parse_assignment, parse_one_line, parse_one_line_any};
use crate::cli::memory::parse_bytes;

/// `deskload run`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload run desk.toml\n  \
    deskload run desk.toml --set groups.it.count=3 --out reports/one-more\n  \
    deskload run desk.toml --expect \"support.service_level >= 80%\"\n  \
    deskload run desk.toml --precision 1% --precision-of support.asa")]
pub struct RunArgs {
    /// The scenario file; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: PathBuf,

    /// What runs the roles; the results are the same
    #[arg(long, value_enum, value_name = "HOST", default_value_t = EngineArg::Actors)]
    pub engine: EngineArg,

    /// Replications at the same time [default: as many as there are cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub memory: Option<u64>,

    /// The root of all randomness, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Independent repetitions, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,

    /// Add replications until a figure is known so well: 1% of it, or 1 point of a share
    #[arg(long, value_name = "SHARE", value_parser = parse_one_line)]
    pub precision: Option<String>,

    /// Which figure that is: service_level of each live chat, support.asa of one [default: wait]
    #[arg(long, value_name = "FIGURE", value_parser = parse_one_line)]
    pub precision_of: Option<String>,

    /// Something that the desk is expected to hold, such as "support.service_level >= 80%"
    #[arg(long, value_name = "EXPECTATION", value_parser = parse_one_line_any)]
    pub expect: Vec<String>,

    /// Add replications up to this number until each expectation is decided [default: eight times
    /// the scenario's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub budget: Option<u32>,

    /// Run this replication alone, counted from zero, as it is among the others
    #[arg(long, value_name = "N")]
    pub replication: Option<u32>,

    /// End with code 3 where something that was asked of the statistics is in doubt
    #[arg(long)]
    pub strict_ci: bool,

    /// End with code 104, simulating nothing, where the scenario has warnings
    #[arg(long)]
    pub deny_warnings: bool,

    /// Overrides any key of the scenario
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,

    // Not a doc comment, in which `<name of …>` would be HTML.
    #[arg(
        long,
        value_name = "DIR",
        help = "The report's directory [default: reports/<name of the scenario>]"
    )]
    pub out: Option<PathBuf>,

    /// Keep every session in sessions.csv
    #[arg(long)]
    pub trace: bool,

    /// Keep what each replication says of each figure in replications.csv
    #[arg(long)]
    pub replications_csv: bool,

    /// Write no report.html
    #[arg(long)]
    pub no_html: bool,

    /// Write report.xlsx beside the CSV files: a workbook with a sheet for each table, and charts
    #[arg(long)]
    pub xlsx: bool,

    #[command(flatten)]
    pub tables: TableArgs,

    /// Only print the summary, write nothing
    #[arg(long, conflicts_with_all = ["out", "trace", "replications_csv", "no_html", "xlsx"])]
    pub no_report: bool,

    /// How the summary is printed
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,

    /// Print the tables of all figures with their definitions
    #[arg(long, short, conflicts_with = "format")]
    pub verbose: bool,

    /// Print everything about this group instead
    #[arg(long, value_name = "NAME", conflicts_with_all = ["format", "verbose"])]
    pub group: Option<String>,

    /// Print each interval of the run instead
    #[arg(long, conflicts_with_all = ["format", "verbose", "group"])]
    pub interval: bool,
}

/// Which host runs the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineArg {
    /// Every role is an actor with a mailbox
    Actors,
    /// The same roles, called in one loop
    Inline,
}
