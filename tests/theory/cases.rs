//! Which reference case is checked by which test: `scenarios/theory/exact/cases.csv` for those that
//! are not a scenario of the folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::scenarios;
use crate::bless;

/// The test that runs every scenario of the folder.
const SOLVED: &str = "solved_queues_come_out_as_solved";
/// The closed forms are also compared with the figures of these.
const FORMULAS: [(&str, &str); 4] = [
    ("EB", "erlang_c_and_erlang_b_give_the_reference_values"),
    ("EC", "erlang_c_and_erlang_b_give_the_reference_values"),
    ("EA", "erlang_a_gives_the_reference_values"),
    ("LI", "the_fewest_licenses_are_found_for_a_flow_and_for_named_users"),
];

fn column(file: &str) -> Vec<csv::StringRecord> {
    let path = scenarios().join("theory/exact").join(file);
    let mut reader = csv::Reader::from_path(path).expect("the table is there");
    reader.records().map(|record| record.expect("a row")).collect()
}

/// The tests that check each case, and a note.
fn cases() -> BTreeMap<String, (Vec<String>, String)> {
    let mut cases = BTreeMap::new();
    for row in column("cases.csv") {
        let tests = row[1].split_whitespace().map(str::to_owned).collect();
        cases.insert(row[0].to_owned(), (tests, row[2].to_owned()));
    }
    for row in column("expected.csv") {
        let formula = FORMULAS.iter().find(|(family, _)| row[0].starts_with(family));
        let tests = [Some(SOLVED), formula.map(|(_, test)| *test)];
        let tests = tests.into_iter().flatten().map(str::to_owned).collect();
        cases.insert(row[0].to_owned(), (tests, String::new()));
    }
    cases
}

/// The section of the page that tells about the cases.
pub(super) fn section() -> String {
    let mut text = "\n## Every case and its test\n\n\
         Each of the cases, whether it is a scenario above, a formula, or not checked yet.\n\n\
         | case | checked by | note |\n|---|---|---|\n"
        .to_owned();
    for (case, (tests, note)) in cases() {
        let tests: Vec<String> = tests.iter().map(|test| format!("`{test}`")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {case} | {} | {note} |", tests.join(", "));
    }
    text
}

fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            *all += &fs::read_to_string(&path).expect("a source");
        }
    }
}

#[test]
fn every_case_has_a_line_and_every_test_that_is_named_exists() {
    let path = scenarios().join("theory/exact/README.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    if bless::is_asked() {
        let table = page.split("\n## Every case").next().expect("a table");
        fs::write(&path, format!("{table}{}", section())).expect("the page can be written");
        return;
    }
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut all);
    let (_, told) = page.split_once("\n## Every case").expect("the section is there");
    for (case, (tests, note)) in cases() {
        assert!(told.contains(&format!("\n| {case} | ")), "{case} has no line; {}", bless::HOW);
        assert!(!tests.is_empty() || !note.is_empty(), "nothing is said about {case}");
        for test in tests {
            assert!(all.contains(&format!("\nfn {test}()")), "{case}: there is no test {test}");
        }
    }
}
