//! What was typed after `deskload init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

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
