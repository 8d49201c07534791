//! The commands that simulate nothing.

use clap::CommandFactory;
use clap_complete::Shell;

use super::intent::ValidateWish;
use super::library::Source;
use super::terminal::{Terminal, data};
use super::{Exit, Typed};
use crate::plan::Plan;
use crate::report::portrait;
use crate::scenario::{self, Reading};
use crate::study::load;

/// `deskload validate`: the worst of all files decides the exit code.
pub(super) fn validate(wish: &ValidateWish, terminal: Terminal) -> Exit {
    let mut worst = Exit::Done;
    let mut pages = Vec::new();
    for source in &wish.sources {
        match understand(source, &wish.overrides, terminal) {
            Ok(Understood { resolved, .. }) if wish.resolved => pages.push(resolved),
            Ok(Understood { plan, .. }) => pages.push(portrait(&plan, &load(&plan))),
            Err(exit) => worst = worst.max(exit),
        }
    }
    worst.max(shown(pages.join("\n").as_bytes(), terminal))
}

/// `deskload schema`
pub(super) fn schema(terminal: Terminal) -> Exit {
    shown(format!("{:#}\n", scenario::schema()).as_bytes(), terminal)
}

/// `deskload completions`
pub(super) fn completions(shell: Shell, terminal: Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Typed::command(), "deskload", &mut script);
    shown(&script, terminal)
}

/// A sound scenario.
pub(super) struct Understood {
    pub(super) plan: Plan,
    /// Names and bytes of all files that it was read from.
    pub(super) inputs: Vec<(String, Vec<u8>)>,
    /// The scenario with presets and overrides written out.
    pub(super) resolved: String,
}

/// Reads a scenario and tells what was found in it.
pub(super) fn understand(
    source: &Source,
    overrides: &[String],
    terminal: Terminal,
) -> Result<Understood, Exit> {
    let Reading { plan, diagnostics, inputs, resolved } =
        source.read(overrides).map_err(|why| {
            terminal.fault(&why);
            Exit::Broken
        })?;
    terminal.diagnostics(&diagnostics);
    match plan {
        Some(plan) => Ok(Understood { plan, inputs, resolved }),
        None => {
            terminal.fault(&format!("{} is invalid", source.name()));
            Err(Exit::Invalid)
        }
    }
}

/// Data on standard output.
pub(super) fn shown(bytes: &[u8], terminal: Terminal) -> Exit {
    match data(bytes) {
        Ok(()) => Exit::Done,
        Err(error) => {
            terminal.fault(&format!("cannot write to standard output: {error}"));
            Exit::Broken
        }
    }
}
