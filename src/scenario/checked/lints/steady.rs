//! Statistics that suppose a steady state, asked of a desk that has none.

use crate::base::DAY;
use crate::plan::{Arrivals, Calendar, PlanParts, RateShape, WarmUp};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};

/// Warns where MSER-5 looks for a steady state, or batches cut days, while the load follows the day.
pub(super) fn check_steady_state(scenario: &Scenario, parts: &PlanParts, faults: &Faults) {
    let Some(changing) = describe_change(parts) else { return };
    let (run, places) = (&parts.run, &scenario.statistics_at);
    if run.statistics.warm_up == WarmUp::Mser5 {
        let message = format!("{changing}, so there is no steady state for MSER-5 to find");
        let help = "state a time, or start where the day starts";
        faults.add(Diagnostic::warning("no-steady-state", &places.warm_up, message).help(help));
    }
    let measured = run.horizon.saturating_sub(run.warm_up).0;
    if let Some(batches) = run.statistics.batches
        && !measured.is_multiple_of(u64::from(batches) * DAY.0)
    {
        let message = format!("{changing}, and the batches do not hold whole days");
        let help = "choose a horizon of so many days for each batch, or replications";
        faults.add(Diagnostic::warning("no-steady-state", &places.batches, message).help(help));
    }
}

/// In words, what of the desk's load or staff follows the time.
fn describe_change(parts: &PlanParts) -> Option<&'static str> {
    fn changes<T: Copy + PartialEq>(calendar: &Calendar<T>) -> bool {
        calendar.steps().windows(2).any(|pair| pair[0].1 != pair[1].1)
    }
    let steady = |arrivals: &Arrivals| match arrivals {
        Arrivals::Poisson(rate) => !changes(rate),
        // Chance that comes and goes is part of a steady state, a shape is not.
        Arrivals::Varying(varying) => match &varying.shape {
            RateShape::Steps(rate) => !changes(rate),
            RateShape::PiecewiseLinear(_) | RateShape::Sine(_) => false,
        },
        Arrivals::Population(_) => true,
        Arrivals::Counts(_) | Arrivals::Replay(_) | Arrivals::Campaign(_) => false,
    };
    if parts.flows.iter().any(|flow| !steady(&flow.arrivals)) {
        Some("the arrivals change with the time")
    } else if parts.operators.iter().any(|operator| changes(&operator.duty)) {
        Some("operators come and go")
    } else if parts.live_chats.iter().any(|chat| changes(&chat.opening_hours)) {
        Some("a live chat opens and closes")
    } else {
        None
    }
}
