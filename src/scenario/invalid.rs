//! A scenario that cannot be simulated, as an error with all its diagnostics.

use std::fmt;

use super::{Diagnostic, ReadOutcome};
use crate::plan::Plan;

/// Why a scenario has no plan: its errors, and its warnings among them, in the order of the file.
///
/// ```
/// use deskload::{NoFiles, read};
///
/// let text = b"[[groups]]\nname = \"operators\"\ncuont = 4\n";
/// let invalid = read("desk.toml", text, &NoFiles, &[]).into_plan().unwrap_err();
/// let typo = invalid.diagnostics.iter().find(|one| one.code() == "unknown-key").expect("found");
/// assert_eq!((typo.file(), typo.line()), ("desk.toml", 3));
/// assert_eq!(typo.helps(), ["did you mean `count`?"]);
/// ```
#[derive(Debug)]
pub struct InvalidScenario {
    /// At least one of them is an error.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for InvalidScenario {
    /// Every diagnostic as a terminal without colors shows it, a blank line between two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages: Vec<String> = self.diagnostics.iter().map(|one| one.render(false)).collect();
        f.write_str(&pages.join("\n\n"))
    }
}

impl std::error::Error for InvalidScenario {}

impl ReadOutcome {
    /// The plan; warnings are dropped.
    ///
    /// # Errors
    /// All diagnostics, if one of them is an error.
    pub fn into_plan(self) -> Result<Plan, InvalidScenario> {
        self.plan.ok_or(InvalidScenario { diagnostics: self.diagnostics })
    }
}
