//! `--set path.to.key=value`: grafted onto the tree before it is read, so that an override is
//! checked, and its faults are shown, like a line of the file.

use std::sync::Arc;

use super::diagnostic::{Diagnostic, Faults, quoted};
use super::renames;
use super::source::{SourceSpan, SourceText};
use super::tree::{Entry, Node, Value, parse_value};

/// More are written into the file: each is looked for in all of it.
pub(in crate::scenario) const MAX_OVERRIDES: usize = 1_000;
/// No longer than a file may be, all together.
const MAX_BYTES: usize = super::decode::MAX_BYTES;

/// Applies each of `overrides` in order.
pub(in crate::scenario) fn apply(
    root: &mut Node,
    overrides: &[String],
    first_rank: usize,
    faults: &Faults,
) {
    let bytes: usize = overrides.iter().map(String::len).sum();
    if overrides.len() > MAX_OVERRIDES || bytes > MAX_BYTES {
        let source = SourceText::new("--set", String::new(), first_rank);
        let message = "more than 1,000 overrides, or more than 4 MiB of them";
        let fault = Diagnostic::error("override", &SourceSpan::new(&source, 0..0), message);
        faults.add(fault.help("write them into the file"));
        return;
    }
    for (place, text) in overrides.iter().enumerate() {
        let source = SourceText::new("--set", text.clone(), first_rank + place);
        if let Err(fault) = apply_one(root, &source, faults) {
            faults.add(*fault);
        }
    }
}

fn apply_one(
    root: &mut Node,
    source: &Arc<SourceText>,
    faults: &Faults,
) -> Result<(), Box<Diagnostic>> {
    let whole = SourceSpan::new(source, 0..source.text.len());
    let Some(equals) = source.text.find('=') else {
        let message = format!("{} has no `=`", quoted(&source.text));
        return Err(Box::new(
            Diagnostic::error("override", &whole, message)
                .help("write path.to.key=value, for instance run.seed=7"),
        ));
    };
    let mut path = split_path(source, equals)?;
    if path.len() > 40 {
        return Err(Box::new(Diagnostic::error("override", &whole, "the path is too long")));
    }
    let mut new = parse_override_value(source, equals + 1)?;
    let parts = path.iter_mut().map(|part| (&mut part.text, &part.at));
    renames::apply_to_override(parts, &mut new, faults);
    set_at_path((root, true), &path, new, faults)
}

/// A TOML value where it is one, else text: `horizon=5d` needs no quotes.
fn parse_override_value(source: &Arc<SourceText>, offset: usize) -> Result<Node, Box<Diagnostic>> {
    let text = source.text[offset..].trim();
    let at = SourceSpan::new(source, offset..source.text.len());
    let written = parse_value(
        source,
        offset + (source.text[offset..].len() - source.text[offset..].trim_start().len()),
    );
    match written {
        Some(node) => Ok(node),
        None if text.starts_with(['[', '{', '"', '\'']) => Err(Box::new(
            Diagnostic::error("override", &at, "the value is no TOML")
                .help("a list reads [\"a\", \"b\"], a table { key = \"value\" }"),
        )),
        None => Ok(Node { at, value: Value::Text(text.to_owned()) }),
    }
}

struct Segment {
    text: String,
    at: SourceSpan,
}

/// The path before the `=`, split at dots outside quotes.
fn split_path(source: &Arc<SourceText>, end: usize) -> Result<Vec<Segment>, Box<Diagnostic>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut quoting = false;
    let path = &source.text[..end];
    for (at, c) in path.char_indices().chain([(end, '.')]) {
        match c {
            '"' => quoting = !quoting,
            '.' if !quoting || at == end => {
                let text = path[start..at].trim().trim_matches('"').to_owned();
                let place = SourceSpan::new(source, start..at);
                if text.is_empty() {
                    let message = "a part of the path is empty";
                    return Err(Box::new(Diagnostic::error("override", &place, message)));
                }
                found.push(Segment { text, at: place });
                start = at + 1;
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Puts `new` at the path below a node; beside the node stands whether it is the root.
fn set_at_path(
    (node, top): (&mut Node, bool),
    path: &[Segment],
    new: Node,
    faults: &Faults,
) -> Result<(), Box<Diagnostic>> {
    let Some((first, rest)) = path.split_first() else {
        *node = new;
        return Ok(());
    };
    match &mut node.value {
        Value::Table(entries) => {
            let place = entries.iter().position(|entry| entry.key == first.text);
            let entry = match place {
                Some(place) => &mut entries[place],
                None => {
                    // Only of people may there be one whom the file has not mentioned: a member of
                    // a group, who now gets settings of their own.
                    let empty = if top && first.text == "people" {
                        Value::List(Vec::new())
                    } else {
                        Value::Table(Vec::new())
                    };
                    let node = Node { at: first.at.clone(), value: empty };
                    entries.push(Entry { key: first.text.clone(), at: first.at.clone(), node });
                    let last = entries.len() - 1;
                    &mut entries[last]
                }
            };
            if rest.is_empty() {
                entry.at = first.at.clone();
            }
            let people = top && first.text == "people";
            if people && let Some(name) = rest.first() {
                add_person(&mut entry.node, name);
            }
            set_at_path((&mut entry.node, false), rest, new, faults)
        }
        Value::List(items) => {
            set_at_path((find_element(items, first, faults)?, false), rest, new, faults)
        }
        _ => {
            let message =
                format!("{} leads into {}, which has no keys", quoted(&first.text), node.kind());
            Err(Box::new(Diagnostic::error("override", &first.at, message)))
        }
    }
}

fn add_person(people: &mut Node, name: &Segment) {
    if let Value::List(items) = &mut people.value
        && name.text.parse::<usize>().is_err()
        && position(items, &name.text).is_none()
    {
        let value = Node { at: name.at.clone(), value: Value::Text(name.text.clone()) };
        let entry = Entry { key: "name".to_owned(), at: name.at.clone(), node: value };
        items.push(Node { at: name.at.clone(), value: Value::Table(vec![entry]) });
    }
}

fn position(items: &[Node], name: &str) -> Option<usize> {
    items.iter().position(|item| name_of(item) == Some(name))
}

fn name_of(item: &Node) -> Option<&str> {
    match &item.get("name")?.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// An element of a list: by its name, or by its place from zero.
fn find_element<'n>(
    items: &'n mut [Node],
    segment: &Segment,
    faults: &Faults,
) -> Result<&'n mut Node, Box<Diagnostic>> {
    let named = position(items, &segment.text);
    let place = named.or_else(|| segment.text.parse().ok().filter(|place| *place < items.len()));
    if let Some(place) = place {
        return Ok(&mut items[place]);
    }
    let message = format!("nothing in this list is called {}", quoted(&segment.text));
    let help =
        faults.did_you_mean(&segment.text, items.iter().filter_map(name_of)).unwrap_or_else(|| {
            match items.len() {
                0 => "the list is empty".to_owned(),
                n => format!("name an element, or count from 0 to {}", n - 1),
            }
        });
    Err(Box::new(Diagnostic::error("override", &segment.at, message).help(help)))
}
