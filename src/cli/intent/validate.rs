//! What is meant by `deskload validate`.

use super::common::WarningPolicy;
use crate::cli::args::{ValidateArgs, ValidateFormat};
use crate::cli::scenario_source::ScenarioSource;

/// Scenarios to be checked.
#[derive(Debug)]
pub struct ValidateRequest {
    pub sources: Vec<ScenarioSource>,
    pub overrides: Vec<String>,
    /// Whether the scenarios themselves are printed, presets and overrides written out.
    pub resolved: bool,
    pub warnings: WarningPolicy,
    pub format: ValidateFormat,
}

impl From<ValidateArgs> for ValidateRequest {
    fn from(args: ValidateArgs) -> Self {
        let sources = args.files.into_iter().map(ScenarioSource::from).collect();
        let warnings = if args.deny_warnings { WarningPolicy::Deny } else { WarningPolicy::Allow };
        let (overrides, resolved, format) = (args.set, args.resolved, args.format);
        Self { sources, overrides, resolved, warnings, format }
    }
}
