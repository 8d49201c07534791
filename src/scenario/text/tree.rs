//! TOML with places: the parser's table, copied into nodes of our own so that overrides from the
//! command line can be grafted on.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostic, Faults};
use super::source::{SourceSpan, SourceText};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Node {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) value: Value,
}

/// What TOML can say.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum Value {
    Text(String),
    /// `whole` where it is an integer of 64 bits.
    Number {
        value: f64,
        integer: Option<i64>,
    },
    Boolean,
    /// A date or a time, as written.
    DateTime(String),
    List(Vec<Node>),
    /// In the order of the file.
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Entry {
    pub(in crate::scenario) key: String,
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) node: Node,
}

impl Node {
    /// What kind of thing it is, in words for the user.
    pub(in crate::scenario) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "text",
            Value::Number { .. } => "a number",
            Value::Boolean => "true or false",
            Value::DateTime(_) => "a date or time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The text, if it is one.
    pub(in crate::scenario) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    pub(in crate::scenario) fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// An element of a list.
    pub(in crate::scenario) fn item_mut(&mut self, place: usize) -> Option<&mut Self> {
        match &mut self.value {
            Value::List(items) => items.get_mut(place),
            _ => None,
        }
    }

    /// The element of a list whose `name` is this.
    pub(in crate::scenario) fn named_mut(&mut self, name: &str) -> Option<&mut Self> {
        let is_it = |item: &&mut Self| item.get("name").and_then(Self::text) == Some(name);
        match &mut self.value {
            Value::List(items) => items.iter_mut().find(is_it),
            _ => None,
        }
    }

    /// The value under a key, to be changed.
    pub(in crate::scenario) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.value {
            Value::Table(entries) => {
                entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
            }
            _ => None,
        }
    }

    /// Takes a key out of a table.
    pub(in crate::scenario) fn remove(&mut self, key: &str) {
        if let Value::Table(entries) = &mut self.value {
            entries.retain(|entry| entry.key != key);
        }
    }

    /// The value under a key, if this is a table that has it.
    pub(in crate::scenario) fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(entries) => {
                entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
            }
            _ => None,
        }
    }
}

/// A document with more words and signs than this is not read: with all that is made of it, each costs
/// up to three hundred bytes of memory.
pub(in crate::scenario) const MAX_TOKENS: usize = 600_000;
/// All syntax faults are looked for in so much of a document: each byte may be one.
const MAX_RECOVERED: usize = 256 << 10;

/// Parses a whole document. Syntax faults are added to `faults`; what could be read is returned, and
/// nothing where that is not the whole of it.
pub(in crate::scenario) fn parse_document(
    source: &Arc<SourceText>,
    faults: &Faults,
) -> Option<Node> {
    let text = source.text.as_str();
    if let Some(beyond) = toml_parser::Source::new(text).lex().nth(MAX_TOKENS) {
        let place = SourceSpan::new(source, beyond.span().start()..beyond.span().end());
        let message = "the file has more than 600,000 words and signs";
        let help = "data belong in CSV files that the scenario names";
        faults.add(Diagnostic::error("too-long", &place, message).help(help));
        return None;
    }
    let root = |table| to_table_node(source, SourceSpan::new(source, 0..0), 0, table);
    if text.len() <= MAX_RECOVERED {
        let (table, errors) = DeTable::parse_recoverable(text);
        errors.iter().for_each(|error| report_syntax_error(source, error, faults));
        return Some(root(table.into_inner()));
    }
    match DeTable::parse(text) {
        Ok(table) => Some(root(table.into_inner())),
        Err(first) => {
            report_syntax_errors_of_start(source, &first, faults);
            None
        }
    }
}

/// Of a long document the first fault is reported, and all those near its beginning.
fn report_syntax_errors_of_start(
    source: &Arc<SourceText>,
    first: &toml::de::Error,
    faults: &Faults,
) {
    report_syntax_error(source, first, faults);
    let cut = (0..=MAX_RECOVERED.min(source.text.len()))
        .rev()
        .find(|cut| source.text.is_char_boundary(*cut))
        .unwrap_or_default();
    let start = &source.text[..cut];
    let start = start.rfind('\n').map_or(start, |newline| &start[..=newline]);
    for error in DeTable::parse_recoverable(start).1 {
        // What is missing at the cut may well come after it.
        let is_whole = error.span().is_some_and(|span| span.end < start.len());
        if is_whole && error.span() != first.span() {
            report_syntax_error(source, &error, faults);
        }
    }
}

fn report_syntax_error(source: &Arc<SourceText>, error: &toml::de::Error, faults: &Faults) {
    if faults.is_full() {
        faults.count_more(1);
        return;
    }
    let place = SourceSpan::new(source, error.span().unwrap_or(0..0));
    let help = place.excerpt().and_then(|(line, _)| syntax_help(line, error.message()));
    let fault = Diagnostic::error("toml", &place, syntax_message(error.message()));
    faults.add(fault.help_if_some(help));
}

/// Parses one value that begins `offset` bytes into the source; `None` if it is no TOML.
pub(in crate::scenario) fn parse_value(source: &Arc<SourceText>, offset: usize) -> Option<Node> {
    let text = source.text.get(offset..)?;
    if toml_parser::Source::new(text).lex().nth(MAX_TOKENS).is_some() {
        return None;
    }
    DeValue::parse(text).ok().map(|value| to_node(source, offset, value))
}

/// The parser says what it expected in the terms of its grammar; the first line will do.
fn syntax_message(message: &str) -> String {
    let line = message.lines().next().unwrap_or("this is no TOML");
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Quotes that word processors and chats put in place of straight ones.
const CURLY_QUOTES: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»'];

fn syntax_help(line: &str, message: &str) -> Option<String> {
    if message.contains("duplicate key") && line.trim_start().starts_with('[') {
        let name = line.trim().trim_start_matches('[').trim_end_matches(']');
        let short = name.len() < 60 && !name.contains(['[', ']', '#']);
        return short.then(|| format!("write `[[{name}]]` above each, if there are several"));
    }
    if line.contains(CURLY_QUOTES) {
        return Some("quotes are straight: \"…\", as a plain-text editor writes them".to_owned());
    }
    let Some((_, value)) = line.split_once('=') else {
        let (key, value) = line.split_once(':')?;
        let (key, value) = (key.trim(), value.trim());
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let short = !key.is_empty() && !value.is_empty() && line.len() < 60;
        return (plain && short).then(|| format!("write = between them: {key} = {value}"));
    };
    let value = value.trim();
    let bare = value.starts_with(|c: char| c.is_ascii_alphanumeric());
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || " .:%/-_,".contains(c));
    (bare && plain && value.len() < 60).then(|| format!("text stands in quotes: \"{value}\""))
}

fn to_node(source: &Arc<SourceText>, offset: usize, spanned: Spanned<DeValue<'_>>) -> Node {
    let span = spanned.span();
    let at = SourceSpan::new(source, span.start + offset..span.end + offset);
    let value = match spanned.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(integer) => {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
            // Beyond 64 bits it is a fault wherever it stands; how far beyond does not matter.
            Value::Number {
                value: whole.map_or(f64::INFINITY, |whole| whole as f64),
                integer: whole,
            }
        }
        DeValue::Float(float) => {
            Value::Number { value: float.as_str().parse().unwrap_or(f64::NAN), integer: None }
        }
        DeValue::Boolean(_) => Value::Boolean,
        DeValue::Datetime(moment) => Value::DateTime(moment.to_string()),
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| to_node(source, offset, item)).collect())
        }
        DeValue::Table(table) => return to_table_node(source, at, offset, table),
    };
    Node { at, value }
}

fn to_table_node(
    source: &Arc<SourceText>,
    at: SourceSpan,
    offset: usize,
    table: DeTable<'_>,
) -> Node {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| {
            let span = key.span();
            let at = SourceSpan::new(source, span.start + offset..span.end + offset);
            Entry { key: key.into_inner().into_owned(), at, node: to_node(source, offset, value) }
        })
        .collect();
    entries.sort_by_key(|entry| entry.at.sort_key());
    Node { at, value: Value::Table(entries) }
}
