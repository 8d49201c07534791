//! Why a run has no outcome: what is said about it, the exit code, and the evidence of an invariant that did
//! not hold.

use super::intent::RunRequest;
use super::terminal::Terminal;
use super::{ExitStatus, ReportFolder};
use crate::metrics::InvariantViolation;
use crate::plan::{Plan, Run};
use crate::report;
use crate::study::{self, BoundReached, RunError};

/// Shows why there is no outcome.
pub(super) fn report_error(
    error: &RunError,
    plan: &Plan,
    request: &RunRequest,
    folder: Option<&ReportFolder>,
    terminal: Terminal,
) -> ExitStatus {
    if let RunError::Violation(violation) = error {
        return report_violation(violation, plan, request, folder, terminal);
    }
    terminal.error(&error.to_string());
    exit_of_error(error)
}

/// Shows why there is no outcome, where there is no report beside which evidence could lie.
pub(super) fn show_error(error: &RunError, terminal: Terminal) {
    terminal.error(&error.to_string());
    if let RunError::Violation(violation) = error {
        terminal.error(&format!(
            "replication {} with seed {} shows it: deskload run --replication {} leaves the evidence",
            violation.replication, violation.seed, violation.replication
        ));
    }
}

/// The exit code of a run without an outcome.
pub(super) fn exit_of_error(error: &RunError) -> ExitStatus {
    match error {
        RunError::Violation(_) | RunError::Worker(_) | RunError::Record(_) => ExitStatus::Failed,
        RunError::OutOfMemory { .. }
        | RunError::PlanTooLarge { .. }
        | RunError::BoundReached { bound: BoundReached::Memory { .. }, .. } => {
            ExitStatus::OutOfMemory
        }
        RunError::BoundReached {
            bound: BoundReached::CrowdedInstant { .. } | BoundReached::Timers { .. },
            ..
        } => ExitStatus::TooMuchAtOnce,
    }
}

/// Shows which invariant did not hold and how to repeat it, and leaves the evidence beside the
/// report.
pub fn report_violation(
    violation: &InvariantViolation,
    plan: &Plan,
    request: &RunRequest,
    folder: Option<&ReportFolder>,
    terminal: Terminal,
) -> ExitStatus {
    let command = replay_command(request, &plan.run, violation);
    terminal.error(&violation.to_string());
    terminal.error(&format!("repeat it with: {command}"));
    if let Some(folder) = folder {
        let text = report::violation_report(violation, plan, &command);
        match folder.write_beside(report::VIOLATION_FILE_SUFFIX, &text) {
            Ok(place) => terminal.note(&format!("what led there: {}", place.display())),
            Err(why) => terminal.error(&why.to_string()),
        }
    }
    ExitStatus::Failed
}

/// The command that shows a violation again: the replication in which it occurred, and no other.
/// The number of all replications stays: a pilot depends on it.
pub fn replay_command(request: &RunRequest, run: &Run, violation: &InvariantViolation) -> String {
    let argument = request.source.command_argument();
    let command = report::command(&argument, &request.overrides, violation.seed, run.replications);
    let engine = match request.engine {
        study::Engine::Actors => "actors",
        study::Engine::Inline => "inline",
    };
    format!("{command} --replication {} --engine {engine} --no-report", violation.replication)
}
