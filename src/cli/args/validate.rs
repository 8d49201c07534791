//! What was typed after `deskload validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::values::parse_assignment;

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
