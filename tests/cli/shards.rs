//! `deskload shard`, as users meet it: each command in shards does what it does by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use deskload::shard::TASK_VARIABLES;

/// Arrivals a minute apart, two replications a second's fraction of work.
const DESK: &str = r#"
[run]
horizon = "2h"
replications = 6
answer_within = "60s"
[[groups]]
name = "operators"
count = 2
limit = 1
[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
[[live_chats.arrivals]]
rate = "15/h"
[[live_chats.topics]]
name = "question"
effort = { exponential = "6m" }
patience = { exponential = "5m" }
"#;

pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a directory"));
        fs::write(place.path().join("desk.toml"), DESK).expect("written");
        place
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
        command.args(words).current_dir(self.path()).env("NO_COLOR", "1");
        for variable in TASK_VARIABLES {
            command.env_remove(variable.name);
        }
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("it starts")
    }

    #[track_caller]
    pub fn ends(&self, code: i32, words: &[&str]) -> (String, String) {
        let output = self.run(words);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    }

    /// Plans a command in so many shards.
    #[track_caller]
    pub fn plan(&self, shards: u32, command: &[&str]) {
        let number = shards.to_string();
        let words = ["shard", "plan", "--shards", &number, "--out", "shards", "--"];
        self.ends(0, &[&words, command].concat());
    }

    #[track_caller]
    pub fn run_shard(&self, shard: &str) -> String {
        self.ends(0, &["shard", "run", "--plan", "shards", "--shard", shard]).1
    }

    pub fn part(&self, name: &str) -> PathBuf {
        self.path().join("shards/parts").join(name)
    }
}

/// All files below a folder, by their names.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).expect("a file")));
        }
    }
    found.sort();
    found
}

/// A command by itself and the same in shards, run in any order: what is printed and what is written.
#[track_caller]
fn assert_same(command: &[&str], shards: u32, order: &[u32], code: i32) {
    let place = Place::new();
    let alone = place.ends(code, command).0;
    let reports = files(&place.path().join("reports"));
    fs::remove_dir_all(place.path().join("reports")).expect("removed");
    place.plan(shards, command);
    // What is changed after the work was planned is none of its business.
    fs::write(place.path().join("desk.toml"), "nonsense").expect("written");
    for shard in order {
        place.run_shard(&format!("{shard}/{shards}"));
    }
    let merged = place.ends(code, &["shard", "merge", "--plan", "shards/plan.json"]).0;
    assert_eq!(alone, merged);
    assert_eq!(reports, files(&place.path().join("reports")));
}

#[test]
fn a_run_in_shards_writes_the_report_of_a_run_with_its_page_and_manifest() {
    let run = ["run", "desk.toml", "--format", "json", "--replications-csv", "--strict-ci"];
    assert_same(&run, 3, &[2, 3, 1], 0);
}

/// Expectations are judged once, of all replications, at the looks of a run: 6, 12, 24.
#[test]
fn expectations_are_judged_when_shards_are_merged() {
    let expect = ["--expect", "support.service_level >= 99%", "--budget", "24"];
    assert_same(&[&["run", "desk.toml"][..], &expect].concat(), 4, &[4, 3, 2, 1], 99);
}

#[test]
fn a_sweep_in_shards_writes_the_cells_of_a_sweep() {
    let sweep = ["sweep", "desk.toml", "--over", "groups.operators.count=1..3"];
    assert_same(&sweep, 5, &[5, 1, 4, 2, 3], 0);
}

#[test]
fn a_check_in_shards_keeps_the_baseline_of_a_check() {
    let check = ["check", "desk.toml", "--update", "--budget", "8", "--format", "json"];
    assert_same(&check, 2, &[2, 1], 0);
}

/// The search is made when the work is planned, the proof by shards, and what comes after it by the merge.
#[test]
fn a_proof_of_staff_in_shards_comes_to_the_plan_of_a_search() {
    let expect =
        ["--expect", "support.service_level >= 70%", "--replications", "4", "--proof", "16"];
    assert_same(&[&["staff", "desk.toml"][..], &expect].concat(), 3, &[3, 1, 2], 0);
}

/// Four proofs fail, the first of them in shards: more staff than is allowed would be needed.
#[test]
fn a_proof_that_fails_in_shards_is_followed_by_another_search() {
    let more = ["--expect", "support.service_level >= 75%", "--replications", "2", "--proof", "4"];
    let more = [&more[..], &["--set", "run.warm_up=\"mser-5\"", "--seed", "5"]].concat();
    let command = [&["staff", "desk.toml"][..], &more].concat();
    let code = Place::new().run(&command).status.code().expect("it ends by itself");
    assert_same(&command, 2, &[2, 1], code);
}

/// As written by `backtest -o`, and what it prints; the history is gone when the shards are run.
#[test]
fn a_backtest_in_shards_counts_what_a_backtest_counts() {
    let place = Place::new();
    let history = place.path().join("history");
    fs::create_dir(&history).expect("a folder");
    for entry in fs::read_dir("docs/history").expect("a history") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, history.join(path.file_name().expect("a name"))).expect("copied");
    }
    let words = ["backtest", "history", "--replications", "22", "-o", "found.csv"];
    let alone = place.ends(0, &words).0;
    let found = fs::read(place.path().join("found.csv")).expect("a table");
    fs::remove_file(place.path().join("found.csv")).expect("removed");
    place.plan(3, &words);
    fs::remove_dir_all(&history).expect("removed");
    for shard in ["3/3", "1/3", "2/3"] {
        place.run_shard(shard);
    }
    assert_eq!(place.ends(0, &["shard", "merge", "--plan", "shards"]).0, alone);
    assert_eq!(fs::read(place.path().join("found.csv")).expect("a table"), found);
    // What is read of a history is what was planned.
    let plan: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path().join("shards/plan.json")).expect("a plan"))
            .expect("JSON");
    let files = plan["sources"][0]["files"].as_array().expect("files");
    let sessions = files.iter().find(|file| file["name"] == "sessions.csv").expect("sessions");
    let input =
        place.path().join("shards/inputs").join(sessions["sha256"].as_str().expect("a hash"));
    let text = fs::read_to_string(&input).expect("sessions");
    fs::write(&input, text.replacen("answered", "abandoned", 1)).expect("written");
    let merge = place.ends(1, &["shard", "merge", "--plan", "shards"]).1;
    assert!(merge.contains("it was changed after the work had been planned"), "{merge}");
}

#[test]
fn a_scheduler_says_which_shard_it_is_and_a_shard_that_is_done_is_left_alone() {
    let place = Place::new();
    place.plan(2, &["run", "desk.toml", "--no-report"]);
    let words = ["shard", "run", "--plan", "shards", "--shard", "auto"];
    let output =
        place.command(&words).env("JOB_COMPLETION_INDEX", "1").output().expect("it starts");
    assert!(output.status.success());
    assert_eq!(place.ends(0, &["shard", "status", "--plan", "shards", "--list"]).0, "1\n");
    let before = fs::read(place.part("0002-of-0002/records.bin")).expect("records");
    assert!(place.run_shard("2/2").contains("shard 2 of 2 is done"));
    assert_eq!(before, fs::read(place.part("0002-of-0002/records.bin")).expect("records"));
    assert!(place.ends(2, &words).1.contains("no scheduler says which shard this is"));
    assert!(
        place
            .ends(2, &["shard", "run", "--plan", "shards", "--shard", "2/3"])
            .1
            .contains("has 2 shards")
    );
}

#[test]
fn a_merge_refuses_holes_duplicates_and_parts_of_other_plans() {
    let place = Place::new();
    let merge = ["shard", "merge", "--plan", "shards"];
    place.plan(3, &["run", "desk.toml", "--no-report"]);
    place.run_shard("2/3");
    assert!(place.ends(1, &merge).1.contains("2 of 3 shards are missing: 1,3"));
    place.run_shard("1/3");
    place.run_shard("3/3");
    place.ends(0, &merge);
    // A copy under another name would count twice.
    fs::rename(place.part("0002-of-0003"), place.part("0002-of-0004")).expect("renamed");
    assert!(place.ends(1, &merge).1.contains("0002-of-0004"));
    fs::rename(place.part("0002-of-0004"), place.part("0002-of-0003")).expect("renamed");
    fs::rename(place.part("0003-of-0003"), place.path().join("kept")).expect("renamed");
    fs::create_dir(place.part("0003-of-0003")).expect("a folder");
    for name in ["manifest.json", "records.bin"] {
        fs::copy(place.part("0002-of-0003").join(name), place.part("0003-of-0003").join(name))
            .expect("copied");
    }
    assert!(place.ends(1, &merge).1.contains("it is of shard 2 of 3"));
    let manifest = place.part("0001-of-0003/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let version = format!("\"deskload\": \"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(&manifest, text.replace(&version, "\"deskload\": \"0.0.1\"")).expect("written");
    assert!(place.ends(1, &merge).1.contains("it was run by deskload 0.0.1"));
    let again = ["shard", "run", "--plan", "shards", "--shard", "1/3"];
    assert!(place.ends(1, &again).1.contains("it was run by deskload 0.0.1"));
}

#[test]
fn a_part_that_was_changed_is_found_and_run_anew() {
    let place = Place::new();
    place.plan(2, &["run", "desk.toml", "--no-report"]);
    place.run_shard("1/2");
    place.run_shard("2/2");
    let records = place.part("0001-of-0002/records.bin");
    let whole = fs::read(&records).expect("records");
    let mut changed = whole.clone();
    changed[200] ^= 1;
    fs::write(&records, &changed).expect("written");
    let status = place.ends(0, &["shard", "status", "--plan", "shards"]).0;
    assert!(status.contains("1 done, 0 missing, 1 corrupt\ncorrupt: 1\n"), "{status}");
    assert!(status.ends_with("submit again: 1\n"), "{status}");
    assert!(
        place.ends(1, &["shard", "merge", "--plan", "shards"]).1.contains("run the shard again")
    );
    assert!(place.run_shard("1/2").contains("it is run anew"));
    assert_eq!(whole, fs::read(&records).expect("records"));
}

/// As a shard that was killed while it wrote leaves it: one record whole, of the next a half.
#[test]
fn a_shard_that_was_stopped_goes_on_from_its_whole_records() {
    let place = Place::new();
    place.plan(2, &["run", "desk.toml", "--no-report"]);
    place.run_shard("1/2");
    let part = place.part("0001-of-0002");
    let whole = fs::read(part.join("records.bin")).expect("records");
    let line = whole.iter().position(|byte| *byte == b'\n').expect("a first line") + 1;
    let length = u32::from_le_bytes(whole[line..line + 4].try_into().expect("four bytes"));
    let second = line + 20 + length as usize;
    fs::write(part.join("records.partial"), &whole[..second + 50]).expect("written");
    fs::remove_file(part.join("manifest.json")).expect("removed");
    fs::remove_file(part.join("records.bin")).expect("removed");
    let status = place.ends(0, &["shard", "status", "--plan", "shards"]).0;
    assert!(status.contains("missing: 1,2 (1 begun)"), "{status}");
    assert!(place.run_shard("1/2").contains("1 replications were done before"));
    assert_eq!(whole, fs::read(part.join("records.bin")).expect("records"));
}

#[test]
fn a_file_that_a_shard_needs_is_what_it_was_when_the_work_was_planned() {
    let place = Place::new();
    place.plan(2, &["run", "desk.toml", "--no-report"]);
    let entry = fs::read_dir(place.path().join("shards/inputs")).expect("inputs").next();
    fs::write(entry.expect("one").expect("an entry").path(), DESK.replace("15/h", "16/h"))
        .expect("written");
    let run = ["shard", "run", "--plan", "shards", "--shard", "1/2"];
    assert!(place.ends(1, &run).1.contains("it was changed after the work had been planned"));
}

#[test]
fn what_cannot_be_cut_is_said_before_anything_is_written() {
    let place = Place::new();
    let plan = |shards: &str, code: i32, command: &[&str]| {
        let words = ["shard", "plan", "--shards", shards, "--out", "shards", "--"];
        place.ends(code, &[&words, command].concat()).1
    };
    assert!(plan("2", 2, &["compare", "desk.toml"]).contains("run, sweep, check, backtest, staff"));
    assert!(plan("2", 2, &["staff", "desk.toml", "--budget", "1m"]).contains("by the clock"));
    assert!(plan("2", 2, &["staff", "desk.toml", "--resume"]).contains("keeps one of its own"));
    let no_staff = ["staff", "desk.toml", "--expect", "support.offered >= 1000000"];
    let ends = plan("2", 1, &no_staff);
    assert!(ends.contains("the search ends without a proof"), "{ends}");
    assert!(plan("2", 2, &["run", "desk.toml", "--trace"]).contains("--trace keeps every session"));
    assert!(plan("2", 2, &["run", "desk.toml", "--jbos", "3"]).contains("--jbos"));
    assert!(plan("7", 2, &["run", "desk.toml"]).contains("6 replications for 7 shards"));
    assert!(
        plan("2", 104, &["run", "desk.toml", "--set", "run.horizon=never"]).contains("invalid")
    );
    assert!(!place.path().join("shards").exists());
    place.plan(2, &["run", "desk.toml"]);
    assert!(plan("2", 1, &["run", "desk.toml"]).contains("is there already"));
}

/// A plan takes its place as a whole, which may be a directory without anything in it; what a killed one has left
/// beside it goes.
#[test]
fn a_plan_is_there_as_a_whole_or_not_at_all() {
    let place = Place::new();
    let left = place.path().join(".shards.deskload-new");
    fs::create_dir_all(left.join("inputs")).expect("made");
    fs::write(left.join("inputs/half"), "[run").expect("written");
    fs::create_dir(place.path().join("shards")).expect("made");
    place.plan(2, &["run", "desk.toml"]);
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).expect("there");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&place.path().join("shards")), ["inputs", "parts", "plan.json"]);
    assert!(
        !names(place.path()).iter().any(|name| name.starts_with('.')),
        "{:?}",
        names(place.path())
    );
}
