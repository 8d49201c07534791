//! What a user of the library meets is documented: each item that `src/lib.rs` re-exports, with its
//! fields, variants and methods. (The lint `missing_docs` leaves out what is defined in a hidden
//! module, as these items are.)

use super::sources;

/// The names that are re-exported at the root.
fn facade(root: &str) -> Vec<&str> {
    let uses = root.lines().filter_map(|line| line.strip_prefix("pub use "));
    let names = uses.flat_map(|path| {
        let (_, names) = path.rsplit_once("::").expect("an item of a room");
        names.trim_matches(['{', '}', ';']).split(", ")
    });
    names.collect()
}

/// The name that a line at the left margin defines, if it opens an item or its `impl`.
fn opened(line: &str) -> Option<&str> {
    let starts = ["pub struct ", "pub enum ", "pub trait ", "pub fn ", "impl "];
    let rest = starts.iter().find_map(|start| line.strip_prefix(start))?;
    let rest = rest.split_once(" for ").map_or(rest, |(_, after)| after);
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// Whether a line inside of an item begins a part of it that its users can name.
fn is_member(line: &str, item: &str) -> bool {
    let Some(code) = line.strip_prefix("    ") else { return false };
    let is_variant = item.starts_with("pub enum") && code.starts_with(char::is_uppercase);
    let is_required = item.starts_with("pub trait") && code.starts_with("fn ");
    code.starts_with("pub fn ")
        || is_variant
        || is_required
        || (code.starts_with("pub ") && item.starts_with("pub struct"))
}

#[test]
fn every_item_of_the_library_is_documented() {
    let sources = sources();
    let root = sources.iter().find(|source| source.room == "lib").expect("the root");
    let names = facade(&root.text);
    assert!(names.len() >= 15, "{names:?}");
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for source in &sources {
        let (mut item, mut is_documented) = ("", false);
        for (index, line) in source.text.lines().enumerate() {
            let of_facade = opened(line).filter(|name| names.contains(name));
            if !line.starts_with([' ', '}', '/', '#']) {
                item = if of_facade.is_some() { line } else { "" };
            }
            let needs_doc = match of_facade {
                Some(name) if !line.starts_with("impl") => {
                    found.push(name);
                    true
                }
                _ => !item.is_empty() && is_member(line, item),
            };
            if needs_doc && !is_documented {
                faults.push(format!("{}:{}: {line}", source.path.display(), index + 1));
            }
            let text = line.trim_start();
            is_documented = text.starts_with("///") || (is_documented && text.starts_with("#["));
        }
    }
    assert!(faults.is_empty(), "without documentation:\n{}", faults.join("\n"));
    let missing: Vec<_> = names.iter().filter(|name| !found.contains(name)).collect();
    assert!(missing.is_empty(), "not found in src: {missing:?}");
}
