//! What was typed. Its meaning is decided in `intent`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::fit_args::{BacktestArgs, FitArgs};
use super::memory::parse_bytes;
use super::planning_args::{ErlangArgs, StaffArgs};
use super::table_args::{CsvArgs, TableArgs};
use crate::decide::Axis;

/// Simulates a live-chat desk: how long clients wait, and how many operators and licenses it takes.
#[derive(Debug, Parser)]
#[command(
    name = "deskload",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done; 1 a file or this program failed; 2 wrong command line; \
                  3 in doubt (with --strict-ci); 99 an expectation or limit is not met, or a desk became \
                  worse; 104 \
                  invalid scenario; 105 interrupted; \
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
    /// Judge scenarios for CI: what is expected of them, and whether they became worse
    Check(CheckArgs),
    /// Compare variants of a desk: which is better, and how sure that is
    Compare(CompareArgs),
    /// Run a desk over a grid of values: one line of CSV for each cell
    Sweep(SweepArgs),
    /// Cut the work of a command into shards for many machines, and merge them
    Shard(super::shard_args::ShardArgs),
    /// Load a desk in real time, many sessions at once, and measure how it bears that
    Load(super::load_args::LoadArgs),
    /// Check scenarios and print what they amount to, without simulating
    Validate(ValidateArgs),
    /// Find the least staff that holds what a scenario expects: shifts, people, licenses
    Staff(StaffArgs),
    /// Erlang's formulas and chats at once, for typed figures: operators needed, waits to expect
    Erlang(ErlangArgs),
    /// Write a small scenario to begin with, its table of arrivals and the schema for editors
    Init(InitArgs),
    /// Bring what help desks export into one form: the past of a desk, or its arrivals by interval
    Import(super::import_args::ImportArgs),
    /// Fit a desk to its past: a scenario, each figure with its interval and its reason
    Fit(FitArgs),
    /// Fit a desk to the first part of its past, and hold the second against what is predicted
    Backtest(BacktestArgs),
    /// Print the JSON Schema of the scenario language, for editors
    #[command(after_help = "Examples:\n  \
        deskload schema > desk.schema.json\n\n\
        The first line of a scenario then names it: #:schema ./desk.schema.json")]
    Schema,
    /// Write the manual pages into a directory
    #[command(after_help = "Examples:\n  \
        deskload man ~/.local/share/man/man1\n  \
        man deskload-run")]
    Man {
        /// Where; it is made if it is not there
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
    /// Print completions for a shell
    #[command(after_help = "Examples:\n  \
        deskload completions bash > ~/.local/share/bash-completion/completions/deskload\n  \
        deskload completions fish > ~/.config/fish/completions/deskload.fish")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// `deskload init`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload init my-desk\n  \
    deskload init --template experts my-desk")]
pub struct InitArgs {
    /// What kind of desk
    #[arg(long, value_enum, default_value_t = TemplateArg::Chat)]
    pub template: TemplateArg,

    /// Where; nothing that is there is replaced
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// A scenario to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TemplateArg {
    /// One group in two shifts, one live chat
    Chat,
    /// Agents who transfer what is special to experts
    Experts,
    /// One live chat for employees, one for customers
    InternalExternal,
    /// A desk to be loaded in real time
    LoadTest,
}

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

/// What commands that run scenarios many times have in common.
#[derive(Debug, Args)]
pub struct VariationArgs {
    /// Replications at the same time [default: as many as there are cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub(super) memory: Option<u64>,

    /// The root of all randomness, instead of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Replications at the first look, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,

    /// Add replications up to this number until all is decided [default: eight times the scenario's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub budget: Option<u32>,

    /// Overrides any key of the scenarios
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,
}

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

/// How the findings of `check` are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// For scripts
    Json,
}

/// `deskload validate`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload validate desk.toml\n  \
    deskload validate scenarios/*.toml --deny-warnings\n  \
    deskload validate desk.toml --resolved > written-out.toml\n  \
    deskload validate scenarios/*.toml --format github")]
pub struct ValidateArgs {
    /// Scenario files; `-` reads standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    /// Print the scenario with presets and overrides written out
    #[arg(long, conflicts_with = "format")]
    pub resolved: bool,

    /// How what is found is printed
    #[arg(long, value_enum, default_value_t = ValidateFormat::Text)]
    pub format: ValidateFormat,

    /// End with code 104 where a scenario has warnings
    #[arg(long)]
    pub deny_warnings: bool,

    /// Overrides any key of the scenarios
    #[arg(long, value_name = "PATH.TO.KEY=VALUE", value_parser = parse_assignment)]
    pub set: Vec<String>,
}

/// How the findings of `validate` are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ValidateFormat {
    /// For people: faults with their lines, and what the scenario amounts to
    Text,
    /// For programs: every fault with file, line, column, code and remedy
    Json,
    /// Annotations of a GitHub workflow, ten of each kind
    Github,
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
pub(super) fn parse_one_line(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains(['\n', '"', '\'', '\\']) {
        return Err("write it in one line, without quotes".to_owned());
    }
    Ok(text.to_owned())
}

/// A text in a language of its own, which is shown as one line where it is wrong.
pub(super) fn parse_one_line_any(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.contains('\n') {
        return Err("write it in one line".to_owned());
    }
    Ok(text.to_owned())
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

pub(super) fn parse_assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("write path.to.key=value".to_owned()),
    }
}
