//! What was typed for `staff` and `erlang`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::args::{SummaryFormat, parse_assignment, parse_one_line_any};
use super::table_args::CsvArgs;
use crate::base::Span;
use crate::scenario::values::{self, ValueError};

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

/// `deskload erlang`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload erlang --arrivals 120/h --aht 6m --limit 3\n  \
    deskload erlang --arrivals 120/h --aht 6m --operators 8 --patience 4m")]
pub struct ErlangArgs {
    /// Sessions that arrive; repeated, the flows are pooled before anything is rounded
    #[arg(long, required = true, value_name = "RATE", value_parser = parse_rate)]
    pub arrivals: Vec<f64>,

    /// How long a session takes an operator who has no other, once or for each flow
    #[arg(long, required = true, value_name = "DURATION", value_parser = parse_duration)]
    pub aht: Vec<f64>,

    /// How long clients wait before giving up, on average [default: as long as it takes]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    pub patience: Option<f64>,

    /// Sessions of an operator at once [default: one for each of the speeds, else 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub limit: Option<u32>,

    /// How fast each session goes with one, two, … at once: 1,0.8,0.62 [default: those of a scenario]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse_speed)]
    pub speeds: Vec<f64>,

    /// What so many operators give, instead of how many it takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub operators: Option<u32>,

    /// The service level wanted
    #[arg(long, value_name = "SHARE", value_parser = parse_share, default_value = "80%")]
    pub target: f64,

    /// The wait within which a session counts as answered in time
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "60s")]
    pub within: f64,

    /// Which service level is meant, as defined for reports
    #[arg(long, value_enum, value_name = "NAME", default_value_t = ServiceLevelArg::ServiceLevel)]
    pub by: ServiceLevelArg,

    /// Who gives up sooner does not count against the service level
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "5s")]
    pub short_abandon: f64,

    /// No session waits: who finds every slot taken is refused, so large a share at most (Erlang B)
    #[arg(long, value_name = "SHARE", value_parser = parse_share, conflicts_with_all = ["patience", "target", "within", "by", "short_abandon"])]
    pub refused: Option<f64>,

    /// The part of paid hours in which an operator is not on duty: absence, training, breaks
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub shrinkage: Option<f64>,

    /// How the figures are printed
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,

    #[command(flatten)]
    pub csv: CsvArgs,
}

/// Which service level is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum ServiceLevelArg {
    /// Answered in time, of all but those who gave up at once
    ServiceLevel,
    /// Answered in time, of all
    ServiceLevelOffered,
    /// Answered in time, of the answered
    ServiceLevelAnswered,
}

/// What is wrong with a quantity, and how to write it.
fn in_words(error: ValueError) -> String {
    format!("{}; {}", error.problem, error.help)
}

/// Sessions a second.
fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = values::parse_rate(text).map_err(in_words)?;
    if rate > 0.0 {
        Ok(rate)
    } else {
        Err("nothing arrives: there is nothing to reckon".to_owned())
    }
}

/// Seconds.
fn parse_duration(text: &str) -> Result<f64, String> {
    let span = values::parse_duration(text).map_err(in_words)?;
    if span > Span::ZERO {
        Ok(span.as_secs_f64())
    } else {
        Err("it lasts no time at all".to_owned())
    }
}

fn parse_share(text: &str) -> Result<f64, String> {
    let share = values::parse_share(text).map_err(in_words)?;
    if share < 1.0 { Ok(share) } else { Err("no desk comes to 100 %".to_owned()) }
}

fn parse_speed(text: &str) -> Result<f64, String> {
    match values::parse_plain_number(text.trim()) {
        Some(speed) if speed > 0.0 && speed <= 1.0 => Ok(speed),
        _ => Err("a speed lies above 0 and at most at 1".to_owned()),
    }
}
