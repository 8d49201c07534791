//! What the usual sheet would have said of a desk that was simulated.

use deskload::study::worst_sheet_error;
use deskload::{NoFiles, Options, read, run};

fn error_of(limit: u32) -> Option<deskload::study::SheetError> {
    error_with(limit, "5m")
}

fn error_with(limit: u32, patience: &str) -> Option<deskload::study::SheetError> {
    let text = format!(
        r#"
        [run]
        horizon = "40h"
        warm_up = "5h"
        interval = "5h"
        replications = 12
        answer_within = "30s"
        short_abandon = "0s"
        [[groups]]
        name = "agents"
        count = 4
        limit = {limit}
        speeds = [1.0, 0.9]
        [[live_chats]]
        name = "support"
        channel = "telegram"
        operators = ["agents"]
        [[live_chats.arrivals]]
        rate = "35/h"
        [[live_chats.topics]]
        name = "question"
        effort = {{ exponential = "6m" }}
        patience = {{ exponential = "{patience}" }}
        "#
    );
    let plan = read("desk.toml", text.as_bytes(), &NoFiles, &[]).plan.expect("a plan");
    let outcome = run(&plan, &Options::default(), &|_| {}).expect("a run");
    worst_sheet_error(&plan, &outcome.sheets)
}

/// A desk of Erlang's: the sheet is right within what the run leaves uncertain.
#[test]
fn nothing_is_said_where_erlang_is_right() {
    let error = error_of(1);
    // Three half widths: the comparison is allowed to be unlucky.
    let is_small = error
        .as_ref()
        .is_none_or(|error| error.error().abs() < 3.0 * error.simulated.half_width.max(0.01));
    assert!(is_small, "{error:?}");
}

/// Two sessions at once take nearly all waits away, and handle times grow; the sheet sees the latter
/// only.
#[test]
fn of_several_sessions_at_once_the_sheet_says_too_little() {
    let error = error_of(2).expect("a difference");
    assert!(error.impatient && error.error() < -0.2, "{error:?}");
    assert_eq!(error.unknown_to_it, ["several sessions at once"]);
}

/// 35 sessions an hour for so long: 12 million states over seven intervals are looked at, 215 million are not.
#[test]
fn with_extreme_patience_nothing_is_said() {
    assert!(error_with(2, "2000d").is_some());
    assert!(error_with(2, "36600d").is_none());
}
