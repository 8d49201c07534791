//! The index of diagnostic codes is complete, and lists no code that is never used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use deskload::scenario::CODES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of the scenario reader without the list of codes itself.
fn sources() -> String {
    let mut text = String::new();
    let mut folders: Vec<PathBuf> = vec![root().join("src/scenario")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of src") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && path.file_name().is_some_and(|name| name != "codes.rs")
            {
                text.push_str(&fs::read_to_string(path).expect("a source"));
            }
        }
    }
    text
}

/// The texts that stand where a diagnostic's code belongs.
fn written_codes(sources: &str) -> BTreeSet<&str> {
    let calls = ["::error(", "::warning(", "::note(", ".error("];
    let after = calls.iter().flat_map(|call| sources.split(call).skip(1));
    after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()).collect()
}

#[test]
fn the_index_lists_each_code_and_no_other() {
    let text = fs::read_to_string(root().join("docs/diagnostics.md")).expect("the index");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: Vec<&str> = rows.collect();
    let listed: BTreeSet<&str> = rows.iter().copied().collect();
    assert_eq!(listed.len(), rows.len(), "a code has two rows");
    assert_eq!(listed, BTreeSet::from(CODES), "docs/diagnostics.md and codes.rs differ");
}

#[test]
fn each_code_in_the_sources_is_listed_and_each_listed_code_is_used() {
    let sources = sources();
    let known = |code: &&str| CODES.contains(code) || code.starts_with("E-");
    let strangers: Vec<&str> =
        written_codes(&sources).into_iter().filter(|code| !known(code)).collect();
    assert!(strangers.is_empty(), "not in codes.rs: {strangers:?}");
    let unused: Vec<&str> =
        CODES.into_iter().filter(|code| !sources.contains(&format!("\"{code}\""))).collect();
    assert!(unused.is_empty(), "in codes.rs, but never used: {unused:?}");
}
