//! `reports/README.md` and the program mean the same columns.

use std::fs;
use std::path::Path;

use deskload::metrics::{blank_sheets, conditional_columns};
use deskload::report::{
    FILE_NAMES, MANIFEST_FILE, PAGE_FILE, REPLICATIONS_FILE, SESSIONS_FILE, WORKBOOK_FILE,
    dictionary,
};

use crate::bless;

const BEGIN: &str = "<!-- columns: begin -->\n";
const END: &str = "<!-- columns: end -->\n";

#[test]
fn the_data_dictionary_lists_exactly_the_columns_that_are_written() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/README.md");
    let text = fs::read_to_string(&path).expect("the dictionary exists");
    let begin = text.find(BEGIN).expect("a marker before the columns") + BEGIN.len();
    let end = text.find(END).expect("a marker after the columns");
    let expected = format!("\n{}", dictionary());
    if text[begin..end] == expected {
        return;
    }
    if bless::is_asked() {
        let updated = format!("{}{expected}{}", &text[..begin], &text[end..]);
        fs::write(&path, updated).expect("the dictionary can be written");
        return;
    }
    panic!(
        "reports/README.md does not document what is written; {}. \
         Expected between the markers:\n{expected}",
        bless::HOW
    );
}

#[test]
fn every_sheet_has_its_file_name_and_the_other_way_round() {
    let sheets: Vec<String> =
        blank_sheets().iter().map(|sheet| format!("{}.csv", sheet.name)).collect();
    for name in &sheets {
        assert!(FILE_NAMES.contains(&name.as_str()), "{name} is not known as a report's file");
    }
    let others = [MANIFEST_FILE, SESSIONS_FILE, REPLICATIONS_FILE, PAGE_FILE, WORKBOOK_FILE];
    let of_sheets = FILE_NAMES.iter().filter(|name| !others.contains(name));
    for name in of_sheets {
        assert!(sheets.iter().any(|sheet| sheet == name), "no sheet is written as {name}");
    }
}

#[test]
fn no_two_columns_of_a_file_share_a_heading() {
    for sheet in blank_sheets() {
        let mut names: Vec<String> = sheet.keys.iter().map(|key| key.name.to_owned()).collect();
        for measure in &sheet.measures {
            names.extend([measure.name.to_owned(), format!("{}_ci95", measure.name)]);
        }
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{}", sheet.name);
    }
}

#[test]
fn what_is_said_of_a_column_that_is_not_everywhere_is_said_of_one_that_there_is() {
    let sheets = blank_sheets();
    let mut seen = std::collections::BTreeSet::new();
    for (sheet, column) in conditional_columns() {
        let known = sheets.iter().find(|known| known.name == sheet).expect(sheet);
        let names = known.keys.iter().chain(&known.measures).map(|column| column.name);
        assert!(names.clone().any(|name| name == column), "{sheet} has no column {column}");
        assert!(seen.insert((sheet, column)), "{sheet}: {column} twice");
    }
}
