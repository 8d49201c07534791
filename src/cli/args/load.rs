//! What was typed after `deskload load`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::tables::TableArgs;
use super::values::{SummaryFormat, parse_assignment, parse_one_line};
use crate::cli::memory::parse_bytes;
use crate::load::Limit;

/// `deskload load`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload load desk.toml --rate 200/s --for 10s\n  \
    deskload load desk.toml --for 10s --find-max --limit 'routing.p99 < 1ms'")]
pub struct LoadArgs {
    /// The scenario file; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
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
    #[arg(long, value_name = "FIGURE < VALUE", value_parser = Limit::parse)]
    pub limit: Option<Limit>,

    /// Look for the highest rate that keeps to the limit, holding each for 10s or what --for says
    #[arg(long, requires = "limit", conflicts_with = "shape")]
    pub find_max: bool,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub memory: Option<u64>,

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

    /// Write no report.html
    #[arg(long)]
    pub no_html: bool,

    #[command(flatten)]
    pub tables: TableArgs,

    /// Only print the summary, write nothing
    #[arg(long, conflicts_with = "out")]
    pub no_report: bool,

    /// How what was measured is printed
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
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

fn parse_positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("write a number above zero".to_owned()),
    }
}
