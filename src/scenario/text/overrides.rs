//! `--set path.to.key=value`: grafted onto the tree before it is read, so that an override is
//! checked, and its faults are shown, like a line of the file.

use std::sync::Arc;

use super::choosing::take_out_others;
use super::diagnostic::{Diagnostic, Faults, quoted};
use super::renames;
use super::source::{SourceSpan, SourceText};
use super::tree::{Entry, Node, Value, parse_value};
use crate::scenario::language::{self, Kind, Table};

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
    if let [only] = &path[..]
        && language::scales_a_whole_desk(&only.text)
    {
        path.insert(0, Segment { text: "scale".to_owned(), at: only.at.clone() });
    }
    let parts = path.iter_mut().map(|part| (&mut part.text, &part.at));
    renames::apply_to_override(parts, &mut new, faults);
    set_at_path(root, Place::File, &path, new, faults)
}

/// A TOML value where it is one, else text: `horizon=5d` needs no quotes.
fn parse_override_value(source: &Arc<SourceText>, offset: usize) -> Result<Node, Box<Diagnostic>> {
    let text = source.text[offset..].trim();
    let at = SourceSpan::new(source, offset..source.text.len());
    if text.starts_with('+') {
        // In TOML `+1` is the number 1, which is not what it is written for here.
        let fault =
            Diagnostic::error("override", &at, "a key gets a value, and none is added to it");
        return Err(Box::new(fault.help("write the number that comes of it, without `+`")));
    }
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

/// Where in the language a node of the tree stands.
#[derive(Clone, Copy)]
enum Place {
    File,
    Table(&'static Table),
    /// Names, each with a value of this kind.
    Names(&'static Kind),
    /// Nowhere, which the reader reports.
    Unknown,
}

impl Place {
    fn of_kind(kind: &'static Kind) -> Self {
        match (kind, kind.table()) {
            (Kind::Map(each), _) => Self::Names(each),
            (_, Some(table)) => Self::Table(table),
            (_, None) => Self::Unknown,
        }
    }

    fn table(self) -> Option<&'static Table> {
        match self {
            Self::File => Some(language::root()),
            Self::Table(table) => Some(table),
            Self::Names(_) | Self::Unknown => None,
        }
    }

    fn below(self, key: &str) -> Self {
        match (self, self.table().and_then(|table| table.field(key))) {
            (Self::Names(each), _) => Self::of_kind(each),
            (_, Some(field)) => Self::of_kind(&field.kind),
            (_, None) => Self::Unknown,
        }
    }

    /// Whether a plain value may stand here instead of a table that is one choice: `"5m"` instead
    /// of a distribution. A path into the table then makes the choice anew.
    fn gives_way(self, value: &Value, next: &str) -> bool {
        let Self::Table(table) = self else { return false };
        match value {
            Value::Text(_) | Value::Number { .. } => table.one_of,
            // Durations written out; one of them is addressed by its place.
            Value::List(_) => {
                std::ptr::eq(table, &language::SAMPLE) && next.parse::<usize>().is_err()
            }
            Value::Table(_) | Value::Boolean | Value::DateTime(_) => false,
        }
    }
}

/// Puts `new` at the path below a node that stands at a place of the language.
fn set_at_path(
    node: &mut Node,
    place: Place,
    path: &[Segment],
    new: Node,
    faults: &Faults,
) -> Result<(), Box<Diagnostic>> {
    let Some((first, rest)) = path.split_first() else {
        *node = new;
        return Ok(());
    };
    let is_people = matches!(place, Place::File) && first.text == "people";
    if place.gives_way(&node.value, &first.text) {
        node.value = Value::Table(Vec::new());
    }
    match &mut node.value {
        Value::Table(entries) => {
            if let Some(table) = place.table() {
                let word = new.text().filter(|_| rest.is_empty());
                take_out_others(entries, table, &first.text, word);
            }
            // Only of people may there be one whom the file has not mentioned: a member of a group,
            // who now gets settings of their own.
            let missing =
                if is_people { Value::List(Vec::new()) } else { Value::Table(Vec::new()) };
            let entry = entry_at(entries, first, missing);
            if rest.is_empty() {
                entry.at = first.at.clone();
            }
            if is_people && let Some(name) = rest.first() {
                add_person(&mut entry.node, name);
            }
            set_at_path(&mut entry.node, place.below(&first.text), rest, new, faults)
        }
        Value::List(items) => {
            set_at_path(find_element(items, first, faults)?, place, rest, new, faults)
        }
        _ => {
            let message =
                format!("{} leads into {}, which has no keys", quoted(&first.text), node.kind());
            Err(Box::new(Diagnostic::error("override", &first.at, message)))
        }
    }
}

/// The entry at a key, which is added where it is missing.
fn entry_at<'e>(entries: &'e mut Vec<Entry>, key: &Segment, missing: Value) -> &'e mut Entry {
    let place = entries.iter().position(|entry| entry.key == key.text).unwrap_or_else(|| {
        let node = Node { at: key.at.clone(), value: missing };
        entries.push(Entry { key: key.text.clone(), at: key.at.clone(), node });
        entries.len() - 1
    });
    &mut entries[place]
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
