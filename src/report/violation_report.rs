//! The file that a violation leaves: the invariant, how to repeat the run, and the facts that led
//! there.

use std::fmt::Write;

use crate::base::visible;
use crate::metrics::InvariantViolation;
use crate::plan::Plan;

/// The end of the file's name, after the report's directory beside which it lies.
pub const VIOLATION_FILE_SUFFIX: &str = ".violation.txt";

/// The file's text. `command` repeats the replication in which the invariant did not hold.
pub fn violation_report(failure: &InvariantViolation, plan: &Plan, command: &str) -> Vec<u8> {
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments<'_>| {
        let _ = writeln!(text, "{}", visible(&words.to_string()));
    };
    let violation = &failure.violation;
    line(format_args!("invariant: {}", violation.invariant));
    line(format_args!("at: {}", violation.at));
    line(format_args!("scenario: {}", plan.name));
    line(format_args!("seed: {}", failure.seed));
    line(format_args!("replication: {}", failure.replication));
    line(format_args!("repeat: {command}"));
    line(format_args!("sessions: {:?}", violation.sessions));
    line(format_args!(""));
    for (what, names) in [
        ("live chat", plan.live_chats.iter().map(|chat| &chat.name).collect::<Vec<_>>()),
        ("queue", plan.queues.iter().map(|queue| &queue.name).collect()),
        ("group", plan.groups.iter().map(|group| &group.name).collect()),
        ("operator", plan.operators.iter().map(|operator| &operator.name).collect()),
        ("supervisor", plan.supervisors.iter().map(|supervisor| &supervisor.name).collect()),
    ] {
        // The names of ten thousand operators would bury the facts.
        for (number, name) in names.iter().enumerate().take(200) {
            line(format_args!("{what} {number}: {name}"));
        }
    }
    line(format_args!(""));
    if violation.facts.is_empty() {
        line(format_args!("The loop did not fail where the actors did: no facts were kept."));
    }
    for (at, fact) in &violation.facts {
        line(format_args!("{at} {fact:?}"));
    }
    text.into_bytes()
}
