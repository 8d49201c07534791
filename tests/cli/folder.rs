//! A report is there as a whole or not at all, and no other work is touched.

use std::fs;
use std::path::{Path, PathBuf};

use deskload::cli::{ReportFolder, ReportFolderError};
use deskload::report::{Manifest, ReportFile, TableOptions};
use deskload::study::Findings;
use tempfile::TempDir;

const INPUTS: &[(String, Vec<u8>)] = &[];

fn manifest(seed: u64, finished: u32) -> Manifest<'static> {
    Manifest {
        command_name: "run",
        scenario: "desk",
        file: "desk.toml",
        inputs: INPUTS,
        overrides: &[],
        seed,
        replications: 10,
        only_replication: None,
        requested: 10,
        finished,
        trace: false,
        replication_values: false,
        tables: TableOptions::default(),
        findings: &Findings::NONE,
        expectations: &[],
        verdicts: None,
    }
}

fn write(place: &Path, manifest: &Manifest<'_>) -> Result<(), ReportFolderError> {
    let file = |name: &str, bytes: Vec<u8>| ReportFile { name: name.to_owned(), bytes };
    let summary = file("summary.csv", format!("seed {}\n", manifest.seed).into_bytes());
    let files = [summary, file("manifest.json", manifest.bytes())];
    ReportFolder::new(place.to_path_buf()).write(&files, manifest.completeness())
}

/// A fresh directory and a place in it, two levels down.
fn place() -> (TempDir, PathBuf) {
    let fresh = tempfile::tempdir().expect("a directory");
    let place = fresh.path().join("reports/desk");
    (fresh, place)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn seed_in(place: &Path) -> String {
    fs::read_to_string(place.join("summary.csv")).expect("a summary")
}

#[test]
fn a_report_appears_with_its_parents_and_leaves_nothing_beside_it() {
    let (_fresh, place) = place();
    write(&place, &manifest(1, 10)).expect("a free place");
    assert_eq!(names(&place), ["manifest.json", "summary.csv"]);
    assert_eq!(names(place.parent().expect("a parent")), ["desk"]);
}

#[test]
fn a_report_is_replaced_by_that_of_another_run() {
    let (_fresh, place) = place();
    write(&place, &manifest(1, 10)).expect("a free place");
    write(&place, &manifest(2, 10)).expect("a report of ours");
    assert_eq!(seed_in(&place), "seed 2\n");
    assert_eq!(names(place.parent().expect("a parent")), ["desk"]);
}

#[test]
fn an_interrupted_run_replaces_no_complete_report() {
    let (_fresh, place) = place();
    write(&place, &manifest(1, 4)).expect("a free place");
    write(&place, &manifest(2, 3)).expect("neither is complete");
    write(&place, &manifest(1, 10)).expect("more than there is");
    let less = write(&place, &manifest(1, 4)).expect_err("less than there is");
    assert!(matches!(less, ReportFolderError::HoldsCompleteReport(_)));
    assert!(less.to_string().contains("--out DIR"), "{less}");
}

#[test]
fn what_is_no_report_is_never_removed() {
    let (_fresh, place) = place();
    fs::create_dir_all(&place).expect("a directory");
    fs::write(place.join("thesis.doc"), "years of work").expect("written");
    let refused = write(&place, &manifest(1, 10)).expect_err("no report");
    assert!(matches!(refused, ReportFolderError::NotAReport(_)));
    fs::write(place.join("manifest.json"), r#"{"name": "a web page"}"#).expect("written");
    let refused = write(&place, &manifest(1, 10)).expect_err("no report");
    assert!(matches!(refused, ReportFolderError::NotAReport(_)));
    assert_eq!(names(&place), ["manifest.json", "thesis.doc"]);
}

#[test]
fn a_file_of_another_origin_in_a_report_is_not_lost() {
    let (_fresh, place) = place();
    write(&place, &manifest(1, 10)).expect("a free place");
    fs::write(place.join("notes.md"), "what we learnt").expect("written");
    let refused = write(&place, &manifest(1, 10)).expect_err("company");
    assert!(refused.to_string().contains("notes.md"), "{refused}");
    assert!(place.join("notes.md").exists());
}

#[test]
fn a_file_in_the_way_is_told_and_an_empty_directory_is_used() {
    let (fresh, place) = place();
    let file = fresh.path().join("file");
    fs::write(&file, "").expect("written");
    assert!(write(&file, &manifest(1, 10)).is_err());
    assert!(write(&file.join("below"), &manifest(1, 10)).is_err());
    assert!(file.is_file());
    fs::create_dir_all(&place).expect("a directory");
    write(&place, &manifest(1, 10)).expect("an empty place is free");
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_others_may_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (fresh, place) = place();
    write(&place, &manifest(1, 10)).expect("a free place");
    let link = fresh.path().join("latest");
    symlink(&place, &link).expect("a link");
    write(&link, &manifest(2, 10)).expect("a report of ours");
    assert!(link.is_symlink());
    assert_eq!(seed_in(&place), "seed 2\n");
    // Whatever the user's mask is, a plain directory made beside it has the same permissions.
    let plain = fresh.path().join("plain");
    fs::create_dir(&plain).expect("a directory");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode();
    assert_eq!(mode(&place), mode(&plain));
}
