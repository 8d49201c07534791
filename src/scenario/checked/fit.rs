//! Whether the parts make a plan.

use crate::plan::{Plan, PlanParts};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};

/// The plan, if its parts fit together.
pub(in crate::scenario) fn fit_together(
    scenario: &Scenario,
    parts: PlanParts,
    faults: &Faults,
) -> Option<Plan> {
    // A fault that is found only here is one of this reader, but no run begins with it.
    match Plan::new(parts) {
        Ok(plan) => Some(plan),
        Err(fault) => {
            let message = format!("the parts of the scenario do not fit together: {fault}");
            let help = "the reader should have said where; please report this file";
            faults.add(Diagnostic::error("plan", &scenario.at, message).help(help));
            None
        }
    }
}
