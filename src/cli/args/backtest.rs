//! What was typed after `deskload backtest`.

use std::path::PathBuf;

use clap::Args;

use super::tables::CsvArgs;

/// `deskload backtest`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload backtest history\n  \
    deskload backtest history --split 2026-11-01 --replications 400")]
pub struct BacktestArgs {
    /// The directory of a history, as `import` writes it
    pub history: PathBuf,

    /// Where the second part begins: a date, or the share of days in the first
    #[arg(long, value_name = "DATE|SHARE", default_value = "70%", value_parser = parse_split)]
    pub split: Split,

    /// Simulations of each week of the second part
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub replications: u32,

    /// The threshold of the service level, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub answer_within: u64,

    /// Where backtest.csv is written [default: it is not]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where a page with charts is written: days as they were, and as predicted [default: it is not]
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    #[command(flatten)]
    pub csv: CsvArgs,

    /// Replications at the same time [default: as many as there are cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,
}

/// Where the second part begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Split {
    /// On this day, since 1 January 1970.
    Day(i64),
    /// After this share of the days.
    Share(f64),
}

fn parse_split(text: &str) -> Result<Split, String> {
    if let Some(percent) = text.strip_suffix('%') {
        return match percent.trim().parse::<f64>() {
            Ok(percent) if percent > 0.0 && percent < 100.0 => Ok(Split::Share(percent / 100.0)),
            _ => Err("a share lies between 0% and 100%, such as 70%".to_owned()),
        };
    }
    let parts: Vec<&str> = text.split('-').collect();
    let whole = || {
        let [year, month, day] = parts[..] else { return None };
        let (year, month, day) =
            (year.parse::<i16>().ok()?, month.parse::<i8>().ok()?, day.parse::<i8>().ok()?);
        let number = crate::fit::days_since_1970(year, month, day);
        // Only a day that there is comes back as it was.
        (crate::fit::day_text(number) == format!("{year:04}-{month:02}-{day:02}")).then_some(number)
    };
    whole()
        .map(Split::Day)
        .ok_or_else(|| "write a date such as 2026-11-01, or a share such as 70%".to_owned())
}
