//! What was typed after `deskload fit`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `deskload fit`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload fit history -o desk.toml\n  \
    deskload fit history -o desk.toml --level dialogue")]
pub struct FitArgs {
    /// The directory of a history, as `import` writes it: sessions.csv and what belongs to it
    pub history: PathBuf,

    /// The scenario that is written; its tables and its page of charts come to lie beside it
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,

    /// Replace files that are there
    #[arg(long)]
    pub force: bool,

    /// How closely the scenario follows work: sessions, or messages and replies (needs messages.csv)
    #[arg(long, value_enum, default_value_t = FitLevelArg::Session)]
    pub level: FitLevelArg,

    /// The threshold of the service level that the scenario states, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub answer_within: u64,
}

/// `--level`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FitLevelArg {
    /// A session is one piece of work
    Session,
    /// A session is rounds of message and reply
    Dialogue,
}
