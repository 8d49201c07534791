//! What was typed after `deskload check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::values::parse_one_line_any;
use super::variation::{BudgetArgs, VariationArgs};

/// `deskload check`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload check scenarios/               every scenario of a folder\n  \
    deskload check desk.toml --update       keep what it does now as its baseline\n  \
    deskload check desk.toml --junit report.xml --github")]
pub struct CheckArgs {
    /// Scenario files, or folders of them
    #[arg(required = true, value_name = "FILE or FOLDER", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub variation: VariationArgs,

    #[command(flatten)]
    pub budget: BudgetArgs,

    /// Something more that each desk is expected to hold
    #[arg(long, value_name = "EXPECTATION", value_parser = parse_one_line_any)]
    pub expect: Vec<String>,

    /// How much worse a figure may become, such as service_level=1% or asa=3s
    #[arg(long, value_name = "FIGURE=MARGIN", value_parser = parse_margin)]
    pub margin: Vec<(String, String)>,

    /// Keep what the scenarios do now as their baselines
    #[arg(long)]
    pub update: bool,

    /// Where baselines are [default: reports/baselines]
    #[arg(long, value_name = "DIR")]
    pub baselines: Option<PathBuf>,

    /// Write what was found for a CI server, as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Write what was found as a page, which needs no network and no script
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    /// Write what was found as a workbook for spreadsheets
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,

    /// Annotate the expectations' lines, and add a table to the step's summary
    #[arg(long)]
    pub github: bool,

    /// How what was found is printed
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,

    /// End with code 3 where something is undecided
    #[arg(long)]
    pub strict_ci: bool,
}

/// How the findings of `check` are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// For scripts
    Json,
}

fn parse_margin(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').map(|(figure, margin)| (figure.trim(), margin.trim()));
    match parts {
        Some((figure, margin)) if !figure.is_empty() && !margin.is_empty() => {
            Ok((figure.to_owned(), margin.to_owned()))
        }
        _ => Err("write figure=margin, such as service_level=1%".to_owned()),
    }
}
