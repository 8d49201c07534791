//! What spreadsheets make of a report: of CSV for Excel where decimals have a comma, and of workbooks.
//!
//! The last test opens both with LibreOffice in a German locale, and says that it was skipped where there is
//! none (`apt-get install --no-install-recommends libreoffice-calc`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Range, Reader as _, Xlsx};
use tempfile::TempDir;

const DESK: &str = r#"
edition = { name = "none" }

[run]
starts = 2026-10-05 08:00:00
horizon = "2h"
interval = "30m"
replications = 4

[[groups]]
name = "it"
count = 2
limit = 2

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["it"]
arrivals = [{ rate = "30/h" }]
topics = [{ name = "question", effort = { exponential = "5m" }, patience = { exponential = "4m" } }]
"#;

fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    fs::write(folder.path().join("desk.toml"), DESK).expect("written");
    folder
}

fn deskload(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words).current_dir(folder).env("NO_COLOR", "1").output().expect("it starts")
}

#[track_caller]
fn run(folder: &Path, words: &str) -> Output {
    let output = deskload(folder, &words.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(path: &Path) -> String {
    String::from_utf8(fs::read(path).expect("a file")).expect("text")
}

fn worksheet(path: &Path, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    book.worksheet_range(name).expect(name)
}

/// Files that may be longer than a worksheet are named where a reader looks for them.
#[test]
fn a_workbook_names_the_files_beside_it() {
    let folder = desk();
    let overview = |words: &str| {
        run(folder.path(), &format!("run desk.toml --xlsx --quiet{words}"));
        let sheet = worksheet(&folder.path().join("reports/desk/report.xlsx"), "overview");
        sheet.cells().map(|(.., cell)| cell.to_string()).collect::<Vec<_>>().join("\n")
    };
    let with = overview(" --trace --replications-csv");
    let beside =
        "sessions.csv (one line a session), replications.csv (the figures of each replication)";
    assert!(with.contains(beside), "{with}");
    assert!(!overview("").contains("beside it"));
}

#[test]
fn every_table_of_a_report_is_written_for_excel_and_the_manifest_says_so() {
    let folder = desk();
    let path = folder.path();
    run(path, "run desk.toml --quiet --trace --replications-csv --csv excel-eu --out eu");
    let entries = fs::read_dir(path.join("eu")).expect("a report");
    let mut tables = 0;
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        if entry.extension().is_some_and(|ending| ending == "csv") {
            let table = text(&entry);
            assert!(table.starts_with('\u{feff}'), "{}", entry.display());
            let heading = table.lines().next().expect("headings");
            assert!(heading.contains(';') && !heading.contains(','), "{heading}");
            tables += 1;
        }
    }
    assert_eq!(tables, 14);
    let manifest = text(&path.join("eu/manifest.json"));
    assert!(manifest.contains("--trace --replications-csv --csv excel-eu\""), "{manifest}");
    run(path, "run desk.toml --quiet --all-columns --xlsx --out all");
    let manifest = text(&path.join("all/manifest.json"));
    assert!(manifest.contains("--replications 4 --all-columns --xlsx\""), "{manifest}");
    assert!(text(&path.join("all/live_chats.csv")).contains(",bot_time,bot_time_ci95,"));
}

/// What `import` makes of the sessions of a run does not depend on how they were written.
#[test]
fn sessions_for_excel_are_imported_like_any_others() {
    let folder = desk();
    let path = folder.path();
    run(path, "run desk.toml --quiet --trace --out plain");
    run(path, "run desk.toml --quiet --trace --csv excel-eu --out eu");
    for place in ["plain", "eu"] {
        run(
            path,
            &format!(
                "import {place}/sessions.csv --start 2026-10-05T08:00 --quiet -o past-{place}"
            ),
        );
    }
    let imported = |place: &str| text(&path.join(format!("past-{place}/sessions.csv")));
    assert!(imported("plain").lines().count() > 30);
    assert!(imported("plain") == imported("eu"), "{}", imported("eu"));
}

#[test]
fn every_command_that_prints_or_writes_tables_knows_the_dialect_and_the_workbook() {
    let folder = desk();
    let path = folder.path();
    fs::write(path.join("two.toml"), DESK.replace("count = 2", "count = 3")).expect("written");
    let words = "compare desk.toml two.toml --quiet --budget 4 --format csv --csv excel-eu \
                 --xlsx compared.xlsx";
    let compared = String::from_utf8(run(path, words).stdout).expect("text");
    assert!(compared.starts_with("\u{feff}variant;figure;unit;old;new;"), "{compared}");
    let range = worksheet(&path.join("compared.xlsx"), "comparison");
    assert_eq!(range.height(), compared.lines().count());
    assert!(matches!(range[(1, 3)], Data::Float(_)), "{range:?}");

    run(
        path,
        "sweep desk.toml --over groups.it.count=1..2 --quiet --xlsx --csv excel-eu --out s.csv",
    );
    assert!(text(&path.join("s.csv")).starts_with("\u{feff}groups.it.count;replications;paired;"));
    let range = worksheet(&path.join("s.xlsx"), "cells");
    assert_eq!(range[(2, 0)], Data::Float(2.0));

    let words = "check desk.toml --quiet --xlsx checked.xlsx";
    let words: Vec<&str> =
        words.split(' ').chain(["--expect", "support.abandon_rate < 90%"]).collect();
    assert!(deskload(path, &words).status.success());
    let range = worksheet(&path.join("checked.xlsx"), "check");
    assert_eq!(range[(1, 2)], Data::String("met".to_owned()));

    let words = "erlang --arrivals 30/h --aht 5m --format csv --csv excel-eu";
    let answer = String::from_utf8(run(path, words).stdout).expect("text");
    assert!(answer.starts_with("\u{feff}operators;meets;service_level;"), "{answer}");
    assert!(answer.contains("0,"), "{answer}");
}

#[test]
fn a_table_that_no_worksheet_holds_is_refused_before_the_work() {
    let folder = desk();
    let many: String = (0..60)
        .map(|number| {
            DESK.split_once("[[live_chats]]")
                .expect("a live chat")
                .1
                .replace("\"support\"", &format!("\"s{number}\""))
        })
        .map(|chat| format!("[[live_chats]]{chat}"))
        .collect();
    let text = format!("{}{many}", DESK.split_once("[[live_chats]]").expect("a head").0);
    fs::write(folder.path().join("many.toml"), text).expect("written");
    let words = ["run", "many.toml", "--xlsx", "--set", "run.interval=360ms"];
    let output = deskload(folder.path(), &words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("intervals would have 1200000 lines"), "{said}");
    assert!(!folder.path().join("reports").exists());
}

fn soffice() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path).map(|folder| folder.join("soffice"));
    places.into_iter().find(|place| place.is_file())
}

/// A profile of LibreOffice in which numbers are German.
fn german_profile(folder: &Path) -> PathBuf {
    let profile = folder.join("profile");
    fs::create_dir_all(profile.join("user")).expect("a directory");
    fs::write(
        profile.join("user/registrymodifications.xcu"),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop></item>
</oor:items>
"#,
    )
    .expect("written");
    profile
}

/// Opens a file and saves it as a workbook.
#[track_caller]
fn opened_and_saved(soffice: &Path, profile: &Path, file: &Path, filter: &[&str], to: &Path) {
    let output = Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--norestore"])
        .args(filter)
        .args(["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(to)
        .arg(file)
        .output()
        .expect("LibreOffice starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// The numbers of a worksheet, by line and column.
fn numbers(range: &Range<Data>) -> Vec<(usize, usize, f64)> {
    let cells = range.used_cells();
    cells
        .filter_map(|(row, place, cell)| match cell {
            Data::Float(number) => Some((row, place, *number)),
            Data::DateTime(at) => Some((row, place, at.as_f64())),
            _ => None,
        })
        .collect()
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "the person who runs the tests is to know that this one did nothing"
)]
fn libreoffice_reads_the_same_figures_from_csv_and_workbook_in_a_german_locale() {
    let Some(soffice) = soffice() else {
        eprintln!("skipped: no LibreOffice");
        return;
    };
    let folder = desk();
    let path = folder.path();
    run(path, "run desk.toml --quiet --csv excel-eu --xlsx --out report");
    let profile = german_profile(path);
    let to = path.join("opened");
    // A semicolon between cells, quotes, UTF-8: what the import of a German LibreOffice proposes by itself.
    let filter = ["--infilter=CSV:59,34,76,1"];
    let csv = path.join("report/intervals.csv");
    opened_and_saved(&soffice, &profile, &csv, &filter, &to);
    opened_and_saved(&soffice, &profile, &path.join("report/report.xlsx"), &[], &to);
    let ours = numbers(&worksheet(&path.join("report/report.xlsx"), "intervals"));
    let from_csv = numbers(&worksheet(&to.join("intervals.xlsx"), "intervals"));
    let from_workbook = numbers(&worksheet(&to.join("report.xlsx"), "intervals"));
    assert!(ours.len() > 50, "{ours:?}");
    for (what, found) in [("CSV", from_csv), ("workbook", from_workbook)] {
        assert_eq!(found.len(), ours.len(), "{what}: {found:?}");
        for (found, own) in found.iter().zip(&ours) {
            assert_eq!((found.0, found.1), (own.0, own.1), "{what}");
            assert!((found.2 - own.2).abs() < 1e-6, "{what}: {found:?} instead of {own:?}");
        }
    }
}
