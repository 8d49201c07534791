//! `[scale]`: what the whole desk is multiplied by.

use super::fields::Fields;
use crate::plan::{PlanParts, Scale, ScaleError};
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

/// What the desk is multiplied by, and where that is stated.
#[derive(Debug)]
pub(in crate::scenario) struct StatedScale {
    scale: Scale,
    volume: SourceSpan,
    absence: SourceSpan,
}

/// Reads `[scale]`.
pub(in crate::scenario) fn read_scale(fields: &Fields<'_>) -> StatedScale {
    StatedScale {
        scale: Scale {
            volume: fields.factor("volume").unwrap_or(1.0),
            effort: fields.factor("effort").unwrap_or(1.0),
            absence: fields.share("absence"),
        },
        volume: fields.span("volume").clone(),
        absence: fields.span("absence").clone(),
    }
}

impl StatedScale {
    /// Scales a desk; what cannot be scaled is reported.
    pub(in crate::scenario) fn apply(&self, parts: &mut PlanParts, faults: &Faults) {
        let (at, message, help) = match self.scale.apply(parts) {
            Ok(()) => return,
            Err(ScaleError::KnownInstants) => (
                &self.volume,
                "clients who come at known instants (`replay`) cannot become more or fewer",
                "leave `volume` out, or state rates or counts",
            ),
            Err(ScaleError::NoShifts) => (
                &self.absence,
                "absence counts by shift, and no operator here has any",
                "leave `absence` out, or state shifts",
            ),
        };
        faults.add(Diagnostic::error("needs", at, message).help(help));
    }
}
