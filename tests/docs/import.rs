//! `docs/import.md`: its tables are those of the program.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use deskload::history::{EndedBy, HistoryRecord, Need, Session, SessionOutcome, Word};
use deskload::import::{Field, PROFILES};

use super::pages;
use crate::bless;

fn compare(mark: &str, text: &str) {
    let _other_tests_wait = pages();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/import.md");
    let page = fs::read_to_string(&path).expect("readable");
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = page.split_once(&begin).expect("the place");
    let (shown, after) = rest.split_once(&end).expect("its end");
    if bless::is_asked() {
        fs::write(&path, format!("{before}{begin}{text}{end}{after}")).expect("written");
    } else {
        assert_eq!(shown, text, "{}", bless::HOW);
    }
}

#[test]
fn the_columns_and_words_of_sessions_are_those_of_the_program() {
    let mut table = "| column | | meaning |\n|---|---|---|\n".to_owned();
    for column in Session::COLUMNS {
        let need = if column.need == Need::Required { "required" } else { "" };
        let _ = writeln!(table, "| `{}` | {need} | {} |", column.name, column.definition);
    }
    compare("sessions", &table);
    let mut table = "| column | word | meaning |\n|---|---|---|\n".to_owned();
    for (_, word, meaning) in SessionOutcome::ALL {
        let _ = writeln!(table, "| `outcome` | `{word}` | {meaning} |");
    }
    for (_, word, meaning) in EndedBy::ALL {
        let _ = writeln!(table, "| `ended_by` | `{word}` | {meaning} |");
    }
    compare("words", &table);
}

#[test]
fn the_profiles_and_fields_are_those_of_the_program() {
    let mut table = "| profile | reads |\n|---|---|\n".to_owned();
    for profile in PROFILES {
        let _ = writeln!(table, "| `{}` | {} |", profile.name, profile.title);
    }
    compare("profiles", &table);
    let mut table = "| field | meaning |\n|---|---|\n".to_owned();
    for (_, word, _, meaning) in Field::ALL {
        let _ = writeln!(table, "| `{word}` | {meaning} |");
    }
    compare("fields", &table);
}
