//! `deskload load` as users meet it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::scenario::scenarios;

/// `quickstart` on a Monday morning.
fn load(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.arg("load").arg(scenarios().join("quickstart.toml"));
    command.args(["--set", "run.starts=\"mon 10:00\""]).args(words).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn done(folder: &Path, words: &[&str]) -> Output {
    load(folder, words).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn ends_with(output: &Output, code: i32, words: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(words), "{said}");
}

const SHORT: [&str; 6] = ["--speed", "600", "--for", "3s", "--settle", "500ms"];

#[test]
fn a_load_prints_what_it_measured_and_writes_its_files() {
    let folder = tempfile::tempdir().expect("a directory");
    let output = done(folder.path(), &SHORT);
    ends_with(&output, 0, "report: reports/quickstart-load");
    // A line a second while it goes on, the summary at the end.
    assert!(text(&output.stderr).contains("    2/3 s "), "{}", text(&output.stderr));
    let page = text(&output.stdout);
    for words in [
        "rate held",
        "routing, from the intended instant",
        "routing, from the sending",
        "lateness of the generator",
        "invariants held",
    ] {
        assert!(page.contains(words), "{words} is not in\n{page}");
    }
    let report = folder.path().join("reports/quickstart-load");
    for name in
        ["load.csv", "routing.hgrm", "routing_uncorrected.hgrm", "latencies.hlog", "live_chats.csv"]
    {
        assert!(report.join(name).is_file(), "{name}");
    }
    let table = fs::read_to_string(report.join("load.csv")).expect("readable");
    assert!(table.starts_with("second,offered,turned_away,routed,"), "{table}");
    assert!(table.lines().count() >= 4, "{table}");
    // Another load takes its place.
    let other = [&SHORT[..], &["--seed", "9"]].concat();
    ends_with(&done(folder.path(), &other), 0, "report:");
}

#[test]
fn a_limit_that_is_not_kept_ends_with_99_and_one_that_is_with_0() {
    let folder = tempfile::tempdir().expect("a directory");
    let with = |limit: &'static str| {
        let words = [&SHORT[..], &["--no-report", "--quiet", "--limit", limit]].concat();
        done(folder.path(), &words)
    };
    // Half a minute is no latency of any machine, and a nanosecond neither.
    ends_with(&with("routing.p50 < 30s"), 0, "");
    ends_with(&with("routing.p50 < 1us"), 99, "the limit routing.p50 < 1us was not kept");
}

/// No machine routes half of its sessions within a microsecond: from 64 a second down to one, each rate
/// is held for a second and found wanting.
#[test]
fn a_search_that_finds_no_rate_says_so_and_leaves_its_plateaus() {
    let folder = tempfile::tempdir().expect("a directory");
    let words = ["--speed", "600", "--for", "1s", "--settle", "100ms", "--drain", "0s"];
    let search = ["--rate", "64/s", "--find-max", "--limit", "routing.p50 < 1us", "--quiet"];
    let output = done(folder.path(), &[&words[..], &search[..]].concat());
    ends_with(&output, 99, "");
    let page = text(&output.stdout);
    assert!(page.contains("limit exceeded") && page.contains("not good at any rate"), "{page}");
    let table = folder.path().join("reports/quickstart-load/find_max.csv");
    assert!(table.with_file_name("report.html").is_file(), "there is a page beside it");
    let table = fs::read_to_string(table).expect("a table");
    assert!(table.starts_with("rate,offered,done,") && table.contains("\n64,"), "{table}");
}

#[test]
fn scripts_get_every_second_and_every_sheet_as_json() {
    let folder = tempfile::tempdir().expect("a directory");
    let words = [&SHORT[..], &["--no-report", "--quiet", "--format", "json"]].concat();
    let output = done(folder.path(), &words);
    ends_with(&output, 0, "");
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON alone");
    let seconds = found["seconds"].as_array().expect("a list");
    assert!(seconds.len() >= 2 && seconds.iter().all(|row| row["offered"].is_number()), "{found}");
    assert!(found["sheets"]["live_chats"][0]["offered"]["value"].is_number(), "{found}");
    assert!(
        found["command"].as_str().is_some_and(|it| it.starts_with("deskload load ")),
        "{found}"
    );
    let words = [&SHORT[..], &["--no-report", "--quiet", "--format", "csv"]].concat();
    let table = text(&done(folder.path(), &words).stdout);
    assert!(table.starts_with("second,") && table.lines().count() >= 3, "{table}");
}

#[test]
fn what_cannot_be_loaded_is_refused() {
    let folder = tempfile::tempdir().expect("a directory");
    let refused = |words: &[&str]| done(folder.path(), &[words, &["--no-report"]].concat());
    ends_with(&refused(&["--rate", "5"]), 104, "a rate");
    ends_with(&refused(&["--rate", "0/s"]), 104, "no load");
    ends_with(&refused(&["--for", "1s"]), 104, "nothing to measure");
    ends_with(&refused(&["--speed", "0"]), 2, "above zero");
    ends_with(&refused(&["--shape", "ramp"]), 2, "--rate");
    ends_with(&refused(&["--find-max"]), 2, "--limit");
    ends_with(&refused(&["--limit", "routing < 1ms"]), 2, "routing.p99 < 1ms");
    ends_with(&refused(&["--arbiters", "0"]), 2, "0");
    let large = ["--rate", "1000/s", "--for", "1h", "--memory", "8M"];
    ends_with(&refused(&large), 106, "nothing was started");
    // All of these were refused before anything was waited for.
    assert!(!folder.path().join("reports").exists());
}

#[test]
fn more_arbiters_than_live_chats_are_told_of() {
    let folder = tempfile::tempdir().expect("a directory");
    let words = [&SHORT[..], &["--no-report", "--arbiters", "2"]].concat();
    ends_with(&done(folder.path(), &words), 0, "of 2 arbiters 1 have live chats");
}

#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "a signal comes at some time of the wall clock")]
#[test]
fn a_load_that_is_interrupted_drains_and_reports_what_there_is() {
    let folder = tempfile::tempdir().expect("a directory");
    let words = ["--speed", "600", "--for", "10m", "--settle", "100ms", "--drain", "20s"];
    let mut child = load(folder.path(), &words).spawn().expect("it starts");
    // On a busy machine a second may be too soon; it has begun once its place is taken.
    let began = Instant::now();
    while !folder.path().join("reports").exists() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(1_500));
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().expect("there is kill");
    assert!(sent.success());
    let _ = child.wait();
    let output = child.wait_with_output().expect("it ends");
    ends_with(&output, 105, "");
    let page = text(&output.stdout);
    assert!(page.contains("stopped before its end") && page.contains("left open 0"), "{page}");
    let manifest = folder.path().join("reports/quickstart-load/manifest.json");
    let manifest = fs::read_to_string(manifest).expect("a manifest");
    assert!(manifest.contains("\"partial\": true"), "{manifest}");
}
