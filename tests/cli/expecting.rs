//! `run` with expectations: verdicts first, their exit codes, and a command that repeats the run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A quiet desk: four sessions an hour on two operators.
pub const DESK: &str = "[run]\nhorizon = \"8h\"\nreplications = 5\n\
    [[groups]]\nname = \"a\"\ncount = 2\nlimit = 1\n\
    [[live_chats]]\nname = \"support\"\nchannel = \"telegram\"\noperators = [\"a\"]\n\
    [[live_chats.arrivals]]\nrate = \"4/h\"\n\
    [[live_chats.topics]]\nname = \"q\"\neffort = { exponential = \"4m\" }\n\
    patience = { exponential = \"5m\" }\n";

pub fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

pub fn deskload(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words).current_dir(folder).env("NO_COLOR", "1").env_remove("GITHUB_STEP_SUMMARY");
    command.output().expect("it starts")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// What it printed, where it ended with this code.
#[track_caller]
pub fn ends_with(output: &Output, code: i32) -> String {
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{error}");
    out
}

const QUIET: &str = "--quiet";

#[test]
fn verdicts_are_printed_first_and_decide_the_exit_code() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let run = |words: &[&str]| {
        let all = [&["run", "desk.toml", QUIET, "--no-report"], words].concat();
        deskload(folder.path(), &all)
    };
    let (met, not_met) = ("support.service_level >= 50%", "support.offered > 1000");
    let page = ends_with(&run(&["--expect", met]), 0);
    let lines: Vec<&str> = page.lines().collect();
    assert!(lines[0].starts_with("desk: "), "{page}");
    assert!(lines[1].starts_with("\u{2713} support.service_level >= 50%  "), "{page}");
    let page = ends_with(&run(&["--expect", met, "--expect", not_met]), 99);
    assert!(page.lines().nth(2).expect("a line").starts_with("\u{2717} support.offered"), "{page}");
    // With a budget of one look an expectation at the mean itself stays open.
    let mean = ["--expect", "support.offered > 32", "--budget", "10"];
    let page = ends_with(&run(&mean), 0);
    assert!(page.lines().nth(1).expect("a line").starts_with("? support.offered"), "{page}");
    assert!(page.contains("undecided: "), "{page}");
    ends_with(&run(&[&mean[..], &["--strict-ci"]].concat()), 3);
    ends_with(&run(&[&mean[..], &["--strict-ci", "--expect", not_met]].concat()), 99);
    assert!(ends_with(&run(&[]), 0).lines().all(|line| !line.contains('\u{2713}')));
}

#[test]
fn replications_are_added_until_all_is_decided_and_no_further() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let finished = |words: &[&str]| {
        let all = [&["run", "desk.toml", "--no-report", "--format", "json"], words].concat();
        let page = text(&deskload(folder.path(), &all).stdout);
        let page: Value = serde_json::from_str(&page).expect("json");
        page["replications"]["finished"].as_u64().expect("a number")
    };
    assert_eq!(finished(&["--expect", "support.offered > 1000"]), 5);
    assert_eq!(finished(&["--expect", "support.offered > 32"]), 40, "eight times five");
    assert_eq!(finished(&["--expect", "support.offered > 32", "--budget", "13"]), 13);
    assert_eq!(finished(&[]), 5);
}

#[test]
fn an_expectation_that_is_faulty_ends_with_104_before_anything_is_simulated() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let output = deskload(folder.path(), &["run", "desk.toml", "--expect", "support.ass < 3s"]);
    ends_with(&output, 104);
    let error = text(&output.stderr);
    assert!(error.contains("--expect:1:9") && error.contains("did you mean `asa`?"), "{error}");
    assert!(!folder.path().join("reports").exists());
    for wrong in ["", " ", "support.asa\n< 3s"] {
        ends_with(&deskload(folder.path(), &["run", "desk.toml", "--expect", wrong]), 2);
    }
    // What is wrong in the file is found by `validate` too.
    let stated =
        format!("{DESK}[[expect]]\nthat = \"support.ass < 3s\"\n[margins]\nasb = \"1%\"\n");
    fs::write(folder.path().join("wrong.toml"), stated).expect("written");
    for command in ["validate", "run", "check"] {
        let output = deskload(folder.path(), &[command, "wrong.toml"]);
        ends_with(&output, 104);
        let error = text(&output.stderr);
        assert!(error.contains("unknown-name") && error.contains("wrong.toml:19:17"), "{error}");
        assert!(error.contains("wrong.toml:21:1"), "{error}");
    }
}

#[test]
fn the_manifest_holds_the_verdicts_and_a_command_that_repeats_the_run() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let words = [
        "run",
        "desk.toml",
        QUIET,
        "--seed",
        "7",
        "--budget",
        "20",
        "--out",
        "one",
        "--expect",
        "support.offered > 32",
        "--expect",
        "each interval of support.asa < 5m",
    ];
    let ended = deskload(folder.path(), &words).status.code();
    let manifest = |name: &str| -> Value {
        let bytes = fs::read(folder.path().join(name).join("manifest.json")).expect("there");
        serde_json::from_slice(&bytes).expect("json")
    };
    let one = manifest("one");
    let verdicts = one["expectations"].as_array().expect("a list");
    assert_eq!(verdicts.len(), 2);
    assert_eq!(verdicts[0]["that"], "support.offered > 32");
    assert_eq!(verdicts[0]["replications"], one["replications"]["finished"]);
    let command = one["command"].as_str().expect("text");
    let script = command.replacen("deskload", "\"$0\"", 1) + " --quiet --out two";
    let again = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_deskload")])
        .current_dir(folder.path())
        .status();
    assert_eq!(again.expect("it starts").code(), ended, "{script}");
    assert_eq!(one, manifest("two"));
}

/// One replication cannot decide what is estimated, and does not pretend to.
#[test]
fn a_single_replication_leaves_estimates_undecided() {
    let folder = folder_with(&[("desk.toml", DESK)]);
    let words =
        ["run", "desk.toml", "--no-report", "--replication", "3", "--expect", "support.asa < 100h"];
    let page = ends_with(&deskload(folder.path(), &words), 0);
    assert!(page.contains("? support.asa < 100h"), "{page}");
    assert!(page.contains("no interval"), "{page}");
}

#[test]
fn without_a_session_nothing_is_met() {
    let desk = DESK.replace("rate = \"4/h\"", "rate = \"0/h\"");
    let folder = folder_with(&[("desk.toml", &desk)]);
    let words = ["run", "desk.toml", "--no-report", "--expect", "support.service_level >= 1%"];
    let page = text(&deskload(folder.path(), &words).stdout);
    assert!(page.contains("? support.service_level >= 1%"), "{page}");
    assert!(page.contains("no session came that could be measured"), "{page}");
}

/// Where something is expected, but nothing of a group that gets transfers, commands that judge say so, and how it is
/// expected.
#[test]
fn waits_after_transfers_that_are_not_judged_are_named() {
    let text = format!("[edition]\nname = \"none\"\n{DESK}")
        .replace("[[live_chats]]", "[[groups]]\nname = \"b\"\ncount = 2\nlimit = 1\n[[live_chats]]")
        .replace(
            "operators = [\"a\"]",
            "operators = [\"a\", \"b\"]\ndefault_routing = \"group-queue\"",
        )
        + "transfers = [{ from = \"a\", to = \"b\", chance = \"30%\" }]\n";
    let expecting = format!("{text}[[expect]]\nthat = \"support.service_level >= 5%\"\n");
    let folder = folder_with(&[("desk.toml", &expecting), ("free.toml", &text)]);
    let said = |words: &[&str]| {
        let page = ends_with(&deskload(folder.path(), words), 0);
        page.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let note = "Not judged: waits after transfers to b. To judge them: ";
    let page = said(&["run", "desk.toml", QUIET]);
    assert!(page.contains(&format!("{note}--expect 'groups.b.wait < 60s'.")), "{page}");
    let html = fs::read_to_string(folder.path().join("reports/desk/report.html")).expect("a page");
    assert!(html.contains(note), "{html}");
    let page = said(&["run", "desk.toml", QUIET, "--expect", "groups.b.wait < 60s"]);
    assert!(!page.contains("Not judged"), "{page}");
    let page = said(&["run", "free.toml", QUIET]);
    assert!(!page.contains("Not judged"), "without expectations nothing is judged: {page}");
    let in_the_scenario = format!("{note}[[expect]] that = \"groups.b.wait < 60s\".");
    let page = said(&["sweep", "desk.toml", QUIET, "--over", "volume=90%,100%"]);
    assert!(page.contains(&in_the_scenario), "{page}");
    let variant = ["--variant", "more: groups.a.count=3", "--html", "compared.html"];
    let page = said(&[&["compare", "desk.toml", QUIET][..], &variant].concat());
    assert_eq!(page.matches(&in_the_scenario).count(), 1, "once for both variants: {page}");
    let page = said(&["check", "desk.toml", QUIET, "--html", "checked.html"]);
    assert!(page.contains(&format!("{note}--expect 'groups.b.wait < 60s'.")), "{page}");
    for page in ["compared.html", "checked.html"] {
        let html = fs::read_to_string(folder.path().join(page)).expect("a page");
        assert_eq!(html.matches(note).count(), 1, "{html}");
    }
    let page = said(&["check", "desk.toml", QUIET, "--expect", "groups.b.wait < 60s"]);
    assert!(!page.contains("Not judged"), "{page}");
}
