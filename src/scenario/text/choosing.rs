//! Choices on the tree: what a table has chosen, and what a choice made anew takes out.

use super::tree::{Entry, Node, Value};
use crate::scenario::language::Table;
use crate::scenario::language::choices::{Choice, choices_of};

/// Takes out of the entries of a table what belongs to another alternative than that which is chosen
/// now: `key` is written, with `word` if that is what it says.
pub(in crate::scenario) fn take_out_others(
    entries: &mut Vec<Entry>,
    table: &'static Table,
    key: &str,
    word: Option<&str>,
) {
    if table.one_of {
        entries.retain(|entry| entry.key == key);
    }
    for choice in choices_of(table) {
        let chosen = match choice {
            Choice::Key(all) if all.iter().any(|one| one.name == key) => key,
            Choice::Word(decides, _) if *decides == key => match word {
                Some(word) => word,
                None => continue,
            },
            Choice::Whole | Choice::Key(_) | Choice::Word(..) => continue,
        };
        for other in choice.keys_of_others(chosen) {
            remove_path(entries, other);
        }
    }
}

/// The keys that must not be added to a table because it has chosen another alternative itself.
pub(in crate::scenario) fn closed_keys(
    entries: &[Entry],
    table: &'static Table,
) -> Vec<&'static str> {
    let written = |key: &str| entries.iter().find(|entry| entry.key == key);
    let mut closed = Vec::new();
    for choice in choices_of(table) {
        match choice {
            Choice::Whole => {}
            Choice::Key(all) => {
                if let Some(chosen) = all.iter().find(|one| written(one.name).is_some()) {
                    closed.extend(choice.keys_of_others(chosen.name));
                }
            }
            Choice::Word(decides, _) => {
                if let Some(word) = written(decides).and_then(|entry| entry.node.text()) {
                    closed.extend(choice.keys_of_others(word));
                }
            }
        }
    }
    closed
}

fn remove_path(entries: &mut Vec<Entry>, path: &str) {
    match path.split_once('.') {
        None => entries.retain(|entry| entry.key != path),
        Some((first, rest)) => {
            let below = entries.iter_mut().find(|entry| entry.key == first);
            if let Some(Entry { node: Node { value: Value::Table(below), .. }, .. }) = below {
                remove_path(below, rest);
            }
        }
    }
}
