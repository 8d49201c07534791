//! `deskload run` from a file to a report.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use deskload::report::{FILE_NAMES, SESSIONS_FILE};
use tempfile::TempDir;

/// An hour of a small desk: quick to simulate, with waits and with clients who give up.
const DESK: &str = r#"
description = "An hour of a small desk"

[run]
horizon = "1h"
at_horizon = "drain"
replications = 4

[[groups]]
name = "operators"
count = 2
limit = 2
speeds = [1.0, 0.8]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]

[[live_chats.arrivals]]
rate = "40/h"

[[live_chats.topics]]
name = "question"
effort = { exponential = "6m" }
patience = { exponential = "5m" }
"#;

/// A fresh directory with the desk in it.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    fs::write(folder.path().join("desk.toml"), DESK).expect("written");
    folder
}

fn command(folder: &TempDir, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words.split(' ')).current_dir(folder.path()).env_remove("CLICOLOR_FORCE");
    command
}

#[track_caller]
fn run(folder: &TempDir, words: &str) -> Output {
    ending(folder, words, 0)
}

#[track_caller]
fn ending(folder: &TempDir, words: &str, code: i32) -> Output {
    let output = command(folder, words).output().expect("it starts");
    assert_eq!(output.status.code(), Some(code), "{words}:\n{}", text(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Names and bytes of all files of a report.
fn report(place: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(place).expect("a report");
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a file"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_run_prints_a_page_and_leaves_every_file_of_a_report() {
    let folder = desk();
    let output = run(&folder, "run desk.toml --trace --replications-csv --xlsx");
    assert!(text(&output.stdout).starts_with("desk: 4 replications of 1h, seed "));
    assert!(text(&output.stderr).contains("reports"));
    let files = report(&folder.path().join("reports/desk"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let mut expected = FILE_NAMES;
    expected.sort_unstable();
    assert_eq!(names, expected);
    let sessions = files.iter().find(|(name, _)| name == SESSIONS_FILE).expect("a trace");
    assert!(text(&sessions.1).lines().count() > 100, "four hours of forty sessions");
}

#[test]
fn host_jobs_and_folder_change_no_byte_of_a_report() {
    let folder = desk();
    fs::create_dir(folder.path().join("below")).expect("a directory");
    fs::copy(folder.path().join("desk.toml"), folder.path().join("below/desk.toml"))
        .expect("copied");
    let first = run(&folder, "run desk.toml --trace --out one --engine actors --jobs 1");
    let second = run(&folder, "run below/desk.toml --trace --out two --engine inline --jobs 3");
    assert_eq!(report(&folder.path().join("one")), report(&folder.path().join("two")));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_flag_and_its_override_are_the_same_run() {
    let folder = desk();
    run(&folder, "run desk.toml --out one --seed 5 --replications 3");
    run(&folder, "run desk.toml --out one --set run.seed=5 --set run.replications=3");
    let manifest = text(&fs::read(folder.path().join("one/manifest.json")).expect("a manifest"));
    assert!(manifest.contains("deskload run desk.toml --seed 5 --replications 3"), "{manifest}");
}

#[test]
fn a_run_with_a_changed_number_replaces_the_report_and_prints_its_summary() {
    let folder = desk();
    let first = run(&folder, "run desk.toml --seed 1");
    let before = report(&folder.path().join("reports/desk"));
    let second = run(&folder, "run desk.toml --seed 2");
    assert_ne!(report(&folder.path().join("reports/desk")), before);
    assert!(text(&second.stdout).starts_with("desk: 4 replications of 1h, seed 2"));
    assert_ne!(first.stdout, second.stdout);
}

#[test]
fn a_directory_with_anything_else_in_it_is_refused_before_the_run() {
    let folder = desk();
    run(&folder, "run desk.toml --seed 1");
    fs::write(folder.path().join("reports/desk/notes.md"), "mine").expect("written");
    // The test would take minutes if these were simulated.
    let refused = ending(&folder, "run desk.toml --replications 100000", 1);
    assert!(text(&refused.stderr).contains("notes.md"), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("--out DIR"), "{}", text(&refused.stderr));
    assert!(refused.stdout.is_empty());
}

#[test]
fn standard_output_is_data_and_quiet_leaves_nothing_else() {
    let folder = desk();
    let json = run(&folder, "run desk.toml --quiet --no-report --format json");
    assert!(json.stderr.is_empty(), "{}", text(&json.stderr));
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert!(json["summary"][0]["offered"]["value"].as_f64() > Some(10.0), "{json}");
    let csv = run(&folder, "run desk.toml --quiet --no-report --format csv");
    assert!(text(&csv.stdout).starts_with("live_chat,figure,unit,value,value_ci95,too_wide\n"));
    assert!(!folder.path().join("reports").exists());
}

#[test]
fn a_scenario_comes_through_standard_input_too() {
    let folder = desk();
    let mut child = command(&folder, "run - --no-report")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(DESK.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("  support\n"));
}

#[test]
fn a_precision_is_reported_and_repeated_byte_for_byte() {
    let folder = desk();
    let output = run(&folder, "run desk.toml --precision 25% --precision-of support.asa --out one");
    let page = text(&output.stdout);
    assert!(page.contains("\nprecision: asa of support ± "), "{page}");
    assert!(!text(&output.stderr).contains("warning"), "{}", text(&output.stderr));
    let first = report(&folder.path().join("one"));
    let manifest = fs::read(folder.path().join("one/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["precision"]["reached"], true);
    assert_eq!(manifest["precision"]["live_chat"], "support");
    assert!(manifest["replications"]["finished"].as_u64() > Some(10), "{manifest}");
    // The command of the manifest is the same run.
    let command = manifest["command"].as_str().expect("a command").replace('\'', "");
    let words = command.strip_prefix("deskload ").expect("the program");
    run(&folder, &format!("{words} --out one --jobs 1 --engine inline"));
    assert_eq!(report(&folder.path().join("one")), first);
}

#[test]
fn a_precision_out_of_reach_is_a_warning_or_with_strict_ci_code_3() {
    let folder = desk();
    let words = "run desk.toml --no-report --quiet --precision 0.1% --set run.max_replications=12";
    let output = run(&folder, words);
    let warning = "warning: precision: not reached: wait of support";
    // Once: on the page, or beside data and pages that do not hold it, or as the reason of the exit code.
    assert!(text(&output.stdout).contains("\nprecision: not reached"));
    assert!(!text(&output.stderr).contains("precision"), "{}", text(&output.stderr));
    for more in ["--format json", "--format csv", "--interval"] {
        let output = run(&folder, &format!("{words} {more}"));
        assert!(text(&output.stderr).starts_with(warning), "{more}: {}", text(&output.stderr));
        assert!(!text(&output.stdout).contains("precision: not reached"), "{more}");
    }
    let output = ending(&folder, &format!("{words} --strict-ci"), 3);
    assert!(text(&output.stderr).contains(warning), "{}", text(&output.stderr));
    run(&folder, "run desk.toml --no-report --quiet --strict-ci --precision 100%");
}

#[test]
fn one_replication_is_replayed_alone_with_its_trace() {
    let folder = desk();
    run(&folder, "run desk.toml --trace --out all");
    let output = run(&folder, "run desk.toml --trace --replication 2 --out one");
    assert!(text(&output.stdout).starts_with("desk: replication 2 alone of 1h, seed 1\n"));
    let sessions = |place: &str| text(&fs::read(folder.path().join(place)).expect("a trace"));
    let all = sessions("all/sessions.csv");
    let among = all.lines().enumerate().filter(|(n, line)| *n == 0 || line.starts_with("2,"));
    let among: Vec<&str> = among.map(|(_, line)| line).collect();
    assert!(among.len() > 10);
    assert_eq!(sessions("one/sessions.csv").lines().collect::<Vec<_>>(), among);
    let manifest = text(&fs::read(folder.path().join("one/manifest.json")).expect("a manifest"));
    assert!(manifest.contains("--replications 4 --replication 2 --trace"), "{manifest}");
}

#[test]
fn every_file_says_which_figures_are_too_vague_to_decide_by() {
    let folder = desk();
    run(&folder, "run desk.toml --quiet --replications 2");
    let place = folder.path().join("reports/desk");
    for (name, bytes) in report(&place).iter().filter(|(name, _)| name.ends_with(".csv")) {
        assert!(text(bytes).lines().next().expect("a heading").ends_with(",too_wide"), "{name}");
    }
    let summary = text(&fs::read(place.join("summary.csv")).expect("a summary"));
    assert!(
        summary.lines().any(|line| line.starts_with("support,asa,s,") && line.ends_with(",all"))
    );
    let json = run(&folder, "run desk.toml --quiet --no-report --replications 2 --format json");
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["summary"][0]["asa"]["too_wide"], true, "{json}");
    let page = text(&run(&folder, "run desk.toml --quiet --no-report --replications 2").stdout);
    assert!(page.contains("(?): too wide to decide by"), "{page}");
}

/// Ctrl-C after a while; everything that a shell would do.
#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "a user waits before pressing Ctrl-C")]
fn ctrl_c_leaves_finished_replications_marked_partial() {
    let folder = desk();
    let words = "run desk.toml --replications 1000000 --jobs 2 --quiet";
    let mut child = command(&folder, words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    std::thread::sleep(std::time::Duration::from_secs(2));
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().expect("there is kill");
    if !sent.success() {
        child.kill().expect("it is ours");
    }
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(105), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("of 1000000 replications: partial"));
    let manifest = fs::read(folder.path().join("reports/desk/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["partial"], true);
    assert!(manifest["replications"]["finished"].as_u64() > Some(0));
}
