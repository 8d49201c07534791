//! What was typed after `deskload compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::tables::CsvArgs;
use super::values::{parse_assignment, parse_one_line_any};
use super::variation::{BudgetArgs, VariationArgs};

/// `deskload compare`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload compare before.toml after.toml\n  \
    deskload compare desk.toml --variant \"one more in it: groups.it.count=2\"\n  \
    deskload compare desk.toml --presets zendesk,genesys-cloud\n  \
    deskload compare a.toml b.toml --figure \"groups.*.occupancy\" --format csv")]
pub struct CompareArgs {
    /// Scenario files: the others are compared with the first
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub variation: VariationArgs,

    #[command(flatten)]
    pub budget: BudgetArgs,

    /// A variant of the only file: its name, and overrides with `;` between them
    #[arg(long, value_name = "NAME: KEY=VALUE; …", value_parser = parse_variant)]
    pub variant: Vec<(String, Vec<String>)>,

    /// Variants of the only file with other desks' rules in each live chat
    #[arg(long, value_name = "PRESET,…", value_delimiter = ',')]
    pub presets: Vec<String>,

    /// Compare this figure instead of the usual ones, such as support.asa or groups.*.occupancy
    #[arg(long, value_name = "FIGURE", value_parser = parse_one_line_any)]
    pub figure: Vec<String>,

    /// Compare every figure of every sheet
    #[arg(long)]
    pub all_figures: bool,

    /// Rank variants by this figure [default: the first that is compared]
    #[arg(long, value_name = "FIGURE", value_parser = parse_one_line_any)]
    pub rank_by: Option<String>,

    /// Write the comparison as a page, which needs no network and no script
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    /// Write the comparison as a workbook for spreadsheets
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,

    #[command(flatten)]
    pub csv: CsvArgs,

    /// How the comparison is printed
    #[arg(long, value_enum, default_value_t = ComparisonFormat::Text)]
    pub format: ComparisonFormat,
}

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ComparisonFormat {
    /// For people
    Text,
    /// For a page on a forge
    Markdown,
    /// For spreadsheets
    Csv,
    /// For scripts
    Json,
}

fn parse_variant(text: &str) -> Result<(String, Vec<String>), String> {
    const HELP: &str = "write a name and what differs: \"one more in it: groups.it.count=2\"";
    // A key may hold a colon, in quotes; a name may not hold `=`.
    let (name, changes) = match text.split_once(':') {
        Some((name, changes)) if !name.contains('=') => (name.trim(), changes),
        _ => (text.trim(), text),
    };
    let changes: Vec<String> =
        changes.split(';').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    if name.is_empty() || changes.is_empty() {
        return Err(HELP.to_owned());
    }
    for change in &changes {
        parse_assignment(change).map_err(|_| HELP.to_owned())?;
    }
    Ok((name.to_owned(), changes))
}
