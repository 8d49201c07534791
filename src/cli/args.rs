//! What was typed. Its meaning is decided in `intent`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::memory::parse_bytes;

/// Simulates a live-chat desk: how long clients wait, and how many operators and licenses it takes.
#[derive(Debug, Parser)]
#[command(
    name = "deskload",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done; 1 a file or this program failed; 2 wrong command line; \
                  3 in doubt (with --strict-ci), or a limit \
                  of a load not kept; 104 invalid scenario; 105 interrupted; \
                  106 out of memory; 107 too much at one instant"
)]
pub struct CliArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Colors: `auto` asks the terminal, NO_COLOR and CLICOLOR_FORCE
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = ColorMode::Auto,
        display_order = 100
    )]
    pub color: ColorMode,

    /// Say nothing on standard error but what is wrong
    #[arg(long, short, global = true, display_order = 101)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario, print its summary and write a report
    Run(RunArgs),
    /// Load a desk in real time, many sessions at once, and measure how it bears that
    Load(LoadArgs),
    /// Check scenarios and print what they amount to, without simulating
    Validate(ValidateArgs),
    /// Print the JSON Schema of the scenario language, for editors
    Schema,
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// `deskload run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The scenario file; `-` reads standard input
    pub scenario: PathBuf,

    /// What runs the roles; the results are the same
    #[arg(long, value_enum, value_name = "HOST", default_value_t = EngineArg::Actors)]
    pub engine: EngineArg,

    /// Replications at the same time [default: as many as there are cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub(super) memory: Option<u64>,

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

    /// Run this replication alone, counted from zero, as it is among the others
    #[arg(long, value_name = "N")]
    pub replication: Option<u32>,

    /// End with code 3 where something that was asked of the statistics is in doubt
    #[arg(long)]
    pub strict_ci: bool,

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

    /// Replace the report of another run
    #[arg(long)]
    pub force: bool,

    /// Keep every session in sessions.csv
    #[arg(long)]
    pub trace: bool,

    /// Only print the summary, write nothing
    #[arg(long, conflicts_with_all = ["out", "force", "trace"])]
    pub no_report: bool,

    /// How the summary is printed
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

/// `deskload load`
#[derive(Debug, Args)]
pub struct LoadArgs {
    /// The scenario file; `-` reads standard input
    pub scenario: PathBuf,

    /// Seconds of desk time that pass in a second [default: the scenario's, or 1]
    #[arg(long, value_name = "N", value_parser = parse_positive)]
    pub speed: Option<f64>,

    /// Sessions by the wall clock, such as 200/s [default: the arrivals of the scenario]
    #[arg(long, value_name = "RATE", value_parser = parse_one_line)]
    pub rate: Option<String>,

    /// The course of the rate
    #[arg(long, value_enum, value_name = "SHAPE", requires = "rate")]
    pub shape: Option<ShapeArg>,

    /// How long sessions are sent, by the wall clock [default: until the horizon; 1m with --rate]
    #[arg(long = "for", value_name = "DURATION", value_parser = parse_one_line)]
    pub duration: Option<String>,

    /// The beginning that is not measured [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = parse_one_line)]
    pub settle: Option<String>,

    /// How long sessions may take to leave at the end [default: 10s]
    #[arg(long, value_name = "DURATION", value_parser = parse_one_line)]
    pub drain: Option<String>,

    /// Threads that run the desk [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub arbiters: Option<u32>,

    /// Deal the parts of the desk out to the arbiters one after the other
    #[arg(long)]
    pub apart: bool,

    /// Messages in the mailbox of a live chat beyond which sessions are turned away [default: 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub mailbox: Option<u32>,

    /// What it is to keep to: 'routing.p99 < 1ms', 'wait.p90 < 20s', 'turned_away < 0.1%'
    #[arg(long, value_name = "FIGURE < VALUE", value_parser = crate::load::Limit::parse)]
    pub limit: Option<crate::load::Limit>,

    /// Look for the highest rate that keeps to the limit; each rate is held for the load's length
    #[arg(long, requires = "limit", conflicts_with = "shape")]
    pub find_max: bool,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub(super) memory: Option<u64>,

    /// The root of the randomness of clients, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Overrides any key of the scenario
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,

    // Not a doc comment, in which `<name of …>` would be HTML.
    #[arg(
        long,
        value_name = "DIR",
        help = "The report's directory [default: reports/<name of the scenario>-load]"
    )]
    pub out: Option<PathBuf>,

    /// Replace the report of another run or load
    #[arg(long)]
    pub force: bool,

    /// Only print the summary, write nothing
    #[arg(long, conflicts_with_all = ["out", "force"])]
    pub no_report: bool,
}

/// The course of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShapeArg {
    /// The same all the time
    Constant,
    /// From nothing in a straight line
    Ramp,
    /// In five steps
    Steps,
    /// A fifth of it, and all of it in the middle fifth of the time
    Spike,
    /// The same all the time, for an hour unless --for says otherwise
    Soak,
}

/// `deskload validate`
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Scenario files; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Print the scenario with presets and overrides written out
    #[arg(long)]
    pub resolved: bool,

    /// Overrides any key of the scenarios
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,
}

/// Which host runs the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineArg {
    /// Every role is an actor with a mailbox
    Actors,
    /// The same roles, called in one loop
    Inline,
}

/// How the summary is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    /// For people
    Text,
    /// For scripts
    Json,
    /// For spreadsheets
    Csv,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorMode {
    /// On a terminal
    Auto,
    /// Even where there is no terminal
    Always,
    /// Not at all
    Never,
}

/// The text becomes part of an override, which diagnostics show as one line.
fn parse_one_line(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains(['\n', '"', '\'', '\\']) {
        return Err("write it in one line, without quotes".to_owned());
    }
    Ok(text.to_owned())
}

fn parse_positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("write a number above zero".to_owned()),
    }
}

fn parse_assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("write path.to.key=value".to_owned()),
    }
}
