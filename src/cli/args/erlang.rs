//! What was typed after `deskload erlang`.

use clap::{Args, ValueEnum};

use super::tables::CsvArgs;
use super::values::{SummaryFormat, in_words, parse_duration};
use crate::scenario::values;

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

/// Sessions a second.
fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = values::parse_rate(text).map_err(in_words)?;
    if rate > 0.0 {
        Ok(rate)
    } else {
        Err("nothing arrives: there is nothing to reckon".to_owned())
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
