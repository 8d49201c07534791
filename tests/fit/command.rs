//! `deskload fit` and `deskload backtest`, as they are called.

use std::path::Path;
use std::process::{Command, Output};

fn deskload(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(args).env("NO_COLOR", "1").output().expect("it starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_history_becomes_a_scenario_that_runs_without_warnings() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("desk.toml");
    let out = out.to_str().expect("a name");
    let fitted = deskload(&["fit", "docs/history", "-o", out]);
    assert!(fitted.status.success(), "{}", said(&fitted));
    for name in ["desk.toml", "desk-arrivals.csv", "desk-fit.html"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    let page = std::fs::read_to_string(folder.path().join("desk-fit.html")).expect("a page");
    assert!(page.contains("Kaplan-Meier") && !page.contains("<script"), "{page}");
    for figure in [
        "half-hours vary by",
        "general to experts",
        "Operators on duty in each",
        "speed of each of 2",
    ] {
        assert!(page.contains(figure), "{figure}");
    }
    let valid = deskload(&["validate", out]);
    assert!(valid.status.success() && !said(&valid).contains("warning["), "{}", said(&valid));
    // What is there is not replaced unasked.
    let again = deskload(&["fit", "docs/history", "-o", out]);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("--force replaces it"), "{}", said(&again));
}

#[test]
fn a_directory_that_is_no_history_and_a_line_that_is_no_session_are_told_with_their_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().to_str().expect("a name");
    let out = folder.path().join("desk.toml");
    let out = out.to_str().expect("a name");
    let missing = deskload(&["fit", here, "-o", out]);
    assert!(said(&missing).contains("deskload import"), "{}", said(&missing));
    std::fs::copy("docs/history/history.toml", folder.path().join("history.toml")).expect("a copy");
    let sessions = "session_id,live_chat,arrived_at,outcome\na,support,yesterday,answered\n";
    std::fs::write(folder.path().join("sessions.csv"), sessions).expect("a file");
    let wrong = deskload(&["fit", here, "-o", out]);
    assert!(!wrong.status.success());
    assert!(said(&wrong).contains("sessions.csv:2"), "{}", said(&wrong));
    assert!(!Path::new(out).exists());
}

#[test]
fn a_backtest_writes_a_line_for_each_day_and_figure() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("backtest.csv");
    let name = out.to_str().expect("a name");
    let page = folder.path().join("backtest.html");
    let page_name = page.to_str().expect("a name");
    let arguments =
        ["backtest", "docs/history", "--replications", "20", "-o", name, "--html", page_name];
    let done = deskload(&arguments);
    assert!(done.status.success(), "{}", said(&done));
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(page.contains("Days inside what was predicted") && page.contains("<svg"), "{page}");
    assert!(page.contains("service_level of each day") && !page.contains("<script"), "{page}");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(text.contains("service_level") && text.contains("Clopper"), "{text}");
    let table = std::fs::read_to_string(out).expect("a table");
    assert!(table.starts_with("live_chat,day,figure,seen,predicted,low_50"), "{table}");
    let split = deskload(&["backtest", "docs/history", "--split", "2026-02-30"]);
    assert_eq!(split.status.code(), Some(2));
}
