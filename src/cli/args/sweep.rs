//! What was typed after `deskload sweep`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::tables::CsvArgs;
use super::values::parse_one_line_any;
use super::variation::VariationArgs;
use crate::decide::Axis;

/// `deskload sweep`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload sweep desk.toml --over groups.it.count=1..6\n  \
    deskload sweep desk.toml --over \"volume=80%..130% by 10%\" --over groups.it.count=2,3\n  \
    deskload sweep desk.toml --over \"effort=80%..120% by 5%\" --figure support.asa")]
pub struct SweepArgs {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: PathBuf,

    /// A key and its values; `volume`, `effort` and `absence` scale the whole desk
    #[arg(long, required = true, value_name = "KEY=VALUES", value_parser = Axis::parse)]
    pub over: Vec<Axis>,

    #[command(flatten)]
    pub variation: VariationArgs,

    /// Report this figure instead of the usual ones, such as support.asa or groups.*.occupancy
    #[arg(long, value_name = "FIGURE", value_parser = parse_one_line_any)]
    pub figure: Vec<String>,

    // Not a doc comment, in which `<name>` would be HTML.
    #[arg(
        long,
        value_name = "FILE",
        help = "Where the cells are written [default: reports/sweep-<name>.csv]"
    )]
    pub out: Option<PathBuf>,

    /// Write no page beside the cells
    #[arg(long)]
    pub no_html: bool,

    /// Write a workbook for spreadsheets beside the cells
    #[arg(long)]
    pub xlsx: bool,

    #[command(flatten)]
    pub csv: CsvArgs,

    /// Begin anew, even where an interrupted sweep could go on
    #[arg(long)]
    pub restart: bool,
}
