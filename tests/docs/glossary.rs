//! The glossary has one line for each word.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn each_term_has_one_meaning_and_a_source() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/glossary.md");
    let text = std::fs::read_to_string(path).expect("the glossary");
    let mut terms = BTreeSet::new();
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| term"));
    for line in rows {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [term, meaning, source] = cells.as_slice() else { panic!("three cells: {line}") };
        assert!(!meaning.is_empty() && !source.is_empty(), "{line}");
        for word in term.split(", ") {
            assert!(terms.insert(word.to_owned()), "`{word}` has two lines");
        }
    }
    assert!(terms.len() > 80, "{} terms", terms.len());
}
