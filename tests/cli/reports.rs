//! What is in the way of a report is said before the work for it is done.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// It takes for ever: what is said is said before.
const ENDLESS: &str = "run desk.toml --quiet --replications 1000000 --set run.horizon=\"365d\"";

fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    let text = "[run]\nhorizon = \"1h\"\nreplications = 2\n[[groups]]\nname = \"a\"\ncount = 1\n\
                [[live_chats]]\nname = \"support\"\nchannel = \"telegram\"\noperators = [\"a\"]\n\
                [[live_chats.arrivals]]\nrate = \"9/h\"\n\
                [[live_chats.topics]]\nname = \"q\"\neffort = \"4m\"\n";
    fs::write(folder.path().join("desk.toml"), text).expect("written");
    folder
}

fn command(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words.split(' ')).current_dir(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn ending(folder: &Path, words: &str, code: i32) -> String {
    let Output { status, stderr, .. } = command(folder, words).output().expect("it starts");
    let error = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(code), "{words}: {error}");
    error
}

/// Names in a directory, hidden ones as well.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a directory");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> = entries.map(|entry| name(entry.expect("an entry"))).collect();
    names.sort();
    names
}

#[test]
fn a_place_that_cannot_be_had_is_told_before_the_run() {
    let folder = desk();
    let place = folder.path();
    fs::create_dir(place.join("thesis")).expect("a directory");
    fs::write(place.join("thesis/chapter"), "years of work").expect("written");
    symlink("nowhere", place.join("dangling")).expect("a link");
    let long = "x".repeat(300);
    for out in ["thesis", "desk.toml", "desk.toml/below", "dangling", "new/..", long.as_str()] {
        let error = ending(place, &format!("{ENDLESS} --out {out}"), 1);
        assert!(error.contains("error: "), "{error}");
    }
    assert_eq!(names(place), ["dangling", "desk.toml", "thesis"]);
}

#[test]
fn a_second_run_for_one_place_says_that_there_is_a_first() {
    let folder = desk();
    let place = folder.path();
    let mut first =
        command(place, &format!("{ENDLESS} --out new/desk")).spawn().expect("it starts");
    let lock = place.join("new/.desk.deskload-lock");
    while !lock.exists() {
        assert!(first.try_wait().expect("it is ours").is_none());
        std::thread::yield_now();
    }
    // It is made before it is locked: only a run that has the place makes this.
    while !place.join("new/.desk.deskload-new").exists() {
        std::thread::yield_now();
    }
    let error = ending(place, "run desk.toml --quiet --out new/desk", 1);
    assert!(error.contains("another run has new/desk"), "{error}");
    first.kill().expect("it is ours");
    first.wait().expect("it ends");
    // What it left when it was killed is no longer there after the next.
    assert_eq!(names(&place.join("new")), [".desk.deskload-lock", ".desk.deskload-new"]);
    ending(place, "run desk.toml --quiet --out new/desk", 0);
    assert_eq!(names(&place.join("new")), ["desk"]);
}

#[test]
fn a_directory_whose_parent_cannot_be_written_gets_new_files() {
    let folder = desk();
    let parent = folder.path().join("fixed");
    let place = parent.join("desk");
    fs::create_dir_all(&place).expect("a directory");
    let allow = |mode| fs::set_permissions(&parent, fs::Permissions::from_mode(mode));
    allow(0o555).expect("it is ours");
    // The superuser may write everywhere: then it is an ordinary place.
    for seed in [1, 2] {
        ending(folder.path(), &format!("run desk.toml --quiet --seed {seed} --out fixed/desk"), 0);
        let manifest = fs::read_to_string(place.join("manifest.json")).expect("a manifest");
        assert!(manifest.contains(&format!("--seed {seed} ")), "{manifest}");
        assert!(names(&place).iter().all(|name| !name.contains("deskload")), "{:?}", names(&place));
    }
    allow(0o755).expect("it is ours");
    assert_eq!(names(&parent), ["desk"]);
}
