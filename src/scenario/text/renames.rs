//! Old names of keys and words become the new ones before anything reads them: in a file, and in
//! the paths and values of overrides.

use super::diagnostic::{Diagnostic, Faults, quoted};
use super::source::SourceSpan;
use super::tree::{Entry, Node, Value};
use crate::scenario::language::{Kind, ROOT, Renamed, Table, renamed_key, renamed_word};

/// Gives everything below a node of this table the name that it has now.
pub(in crate::scenario) fn apply(node: &mut Node, table: &'static Table, faults: &Faults) {
    let Value::Table(entries) = &mut node.value else {
        return;
    };
    rename_keys(entries, table, faults);
    for entry in entries {
        if let Some(field) = table.field(&entry.key) {
            rename_words(&mut entry.node, table, field.key, faults);
            apply_below(&mut entry.node, &field.kind, faults);
        }
    }
}

fn apply_below(node: &mut Node, kind: &'static Kind, faults: &Faults) {
    match (&mut node.value, kind) {
        (Value::List(items), _) => {
            for item in items {
                apply_below(item, kind, faults);
            }
        }
        (Value::Table(entries), Kind::Map(inner)) => {
            for entry in entries {
                apply_below(&mut entry.node, inner, faults);
            }
        }
        (Value::Table(_), _) => {
            if let Some(table) = kind.table() {
                apply(node, table, faults);
            }
        }
        (Value::Text(_) | Value::Number { .. } | Value::Boolean | Value::DateTime(_), _) => {}
    }
}

/// Where a key is written under both names, the new one counts.
fn rename_keys(entries: &mut Vec<Entry>, table: &Table, faults: &Faults) {
    let mut superseded = Vec::new();
    for place in 0..entries.len() {
        let Some(renamed) = renamed_key(table, &entries[place].key) else {
            continue;
        };
        if let Some(new) = entries.iter().find(|entry| entry.key == renamed.new) {
            let message = format!("{}, and both are written here", explanation(renamed));
            let fault = Diagnostic::error("duplicate", &entries[place].at, message)
                .help(format!("leave {} out", quoted(renamed.old)));
            faults.add(fault.with_related(&new.at, "the new name"));
            superseded.push(place);
        } else {
            warn(renamed, &entries[place].at, faults);
            renamed.new.clone_into(&mut entries[place].key);
        }
    }
    for place in superseded.into_iter().rev() {
        entries.remove(place);
    }
}

/// A word, or each word of a list of them.
fn rename_words(node: &mut Node, table: &Table, key: &str, faults: &Faults) {
    match &mut node.value {
        Value::List(items) => {
            for item in items {
                rename_words(item, table, key, faults);
            }
        }
        Value::Text(text) => {
            // `support.wait`: a figure may be named together with its live chat.
            let (before, last) = match text.rfind('.') {
                Some(point) => text.split_at(point + 1),
                None => ("", text.as_str()),
            };
            if let Some(renamed) = renamed_word(table, key, last) {
                warn(renamed, &node.at, faults);
                *text = format!("{before}{}", renamed.new);
            }
        }
        Value::Number { .. } | Value::Boolean | Value::DateTime(_) | Value::Table(_) => {}
    }
}

/// Where a path has led so far.
#[derive(Clone, Copy)]
enum PathPosition {
    /// To a table of the language: the next part is one of its keys.
    Table(&'static Table),
    /// To what stands at a key of a table, or to an element of it.
    Value { owner: &'static Table, key: &'static str, kind: &'static Kind },
}

/// Gives the parts of an override's path, and what is below its value, the names of now.
pub(in crate::scenario) fn apply_to_override<'p>(
    path: impl Iterator<Item = (&'p mut String, &'p SourceSpan)>,
    value: &mut Node,
    faults: &Faults,
) {
    let mut position = PathPosition::Table(&ROOT);
    for (part, at) in path {
        let table = match position {
            PathPosition::Table(table) => table,
            // This part is the name or the place of an element.
            PathPosition::Value { kind: Kind::Tables(table), .. } => {
                position = PathPosition::Table(table);
                continue;
            }
            PathPosition::Value {
                owner,
                key,
                kind: Kind::List(inner) | Kind::OneOrMore(inner) | Kind::Map(inner),
            } => {
                position = PathPosition::Value { owner, key, kind: inner };
                continue;
            }
            PathPosition::Value { kind, .. } => match kind.table() {
                Some(table) => table,
                None => return,
            },
        };
        if let Some(renamed) = renamed_key(table, part) {
            warn(renamed, at, faults);
            renamed.new.clone_into(part);
        }
        let Some(field) = table.field(part) else {
            return;
        };
        position = PathPosition::Value { owner: table, key: field.key, kind: &field.kind };
    }
    match position {
        PathPosition::Table(table) => apply(value, table, faults),
        PathPosition::Value { owner, key, kind } => {
            rename_words(value, owner, key, faults);
            apply_below(value, kind, faults);
        }
    }
}

fn warn(renamed: &Renamed, at: &SourceSpan, faults: &Faults) {
    faults.add(Diagnostic::warning("renamed", at, explanation(renamed)));
}

fn explanation(renamed: &Renamed) -> String {
    format!("{} is called {} now", quoted(renamed.old), quoted(renamed.new))
}
