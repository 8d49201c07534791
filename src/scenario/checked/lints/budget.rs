//! What looking for oddities may cost, all of it together.
//!
//! Lints try combinations: rules with kinds of sessions and instants, groups with calendars. A scenario
//! of a few megabytes has billions of those, and advice is not worth minutes.

use std::cell::Cell;

use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

/// So many steps of a lint may be made: half a second.
pub(in crate::scenario) const MAX_LINT_STEPS: u64 = 40_000_000;

/// The steps that are left, and where it is reported that there are none.
pub(in crate::scenario) struct LintBudget<'a> {
    left: Cell<u64>,
    is_reported: Cell<bool>,
    pub(in crate::scenario) faults: &'a Faults,
}

impl<'a> LintBudget<'a> {
    pub(in crate::scenario) fn new(faults: &'a Faults) -> Self {
        Self { left: Cell::new(MAX_LINT_STEPS), is_reported: Cell::new(false), faults }
    }

    /// Pays for so many steps of a lint of what stands at `place`. Where that is too much the lint
    /// must be left out, which is reported once.
    pub(in crate::scenario) fn spend(&self, steps: u64, place: &SourceSpan) -> bool {
        if let Some(left) = self.left.get().checked_sub(steps) {
            self.left.set(left);
            return true;
        }
        if !self.is_reported.replace(true) {
            let message = "this is too large for all oddities to be looked for";
            let help =
                "what is odd here and further on may go unreported; the plan is not affected";
            self.faults.add(Diagnostic::note("lint-budget", place, message).help(help));
        }
        false
    }
}

/// The product of numbers of things, which may well be beyond any number.
pub(in crate::scenario) fn product(factors: &[usize]) -> u64 {
    factors.iter().fold(1_u64, |all, factor| all.saturating_mul((*factor).max(1) as u64))
}
