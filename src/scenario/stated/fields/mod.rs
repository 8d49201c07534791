//! The typed reader: a table of the file against its declaration.
//!
//! Opening a table reports every unknown and every missing key at once; each reading method
//! reports a value that is not of its kind. A faulty value reads like an absent one, so that
//! reading goes on and finds the next fault.

mod numbers;

use super::advice;
use crate::base::Span;
use crate::scenario::language::words::Keyword;
use crate::scenario::language::{Kind, Need, Table};
use crate::scenario::text::diagnostic::{Diagnostic, Faults, quoted};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::{Entry, Node, Value};
use crate::scenario::text::values::{self, ValueError};
use crate::scenario::text::written_name::WrittenName;

/// An open table.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Fields<'a> {
    table: &'static Table,
    entries: &'a [Entry],
    pub(in crate::scenario) at: &'a SourceSpan,
    pub(in crate::scenario) faults: &'a Faults,
}

/// The most sessions at once that can be written as a number.
pub(in crate::scenario) const MAX_LIMIT: u64 = 1_000_000;

/// How many characters a name may have.
pub(in crate::scenario) const MAX_NAME_CHARS: usize = 100;

pub(in crate::scenario) fn report_value_error(
    faults: &Faults,
    at: &SourceSpan,
    refusal: ValueError,
) {
    faults.add(Diagnostic::error("bad-value", at, refusal.problem).help(refusal.help));
}

/// The entry of a declared key; where it is not written, one that was reported and stands for it.
fn find_entry<'e>(entries: &'e [Entry], key: &str, faults: &Faults) -> Option<&'e Entry> {
    let written = entries.iter().find(|entry| entry.key == key);
    let meant = || entries.iter().find(|entry| faults.meant_by(&entry.at) == Some(key));
    written.or_else(|| if faults.has_errors() { meant() } else { None })
}

impl<'a> Fields<'a> {
    /// Opens a node as a table of the language.
    pub(in crate::scenario) fn open(
        node: &'a Node,
        table: &'static Table,
        faults: &'a Faults,
    ) -> Option<Self> {
        let Value::Table(entries) = &node.value else {
            let message = format!("a table belongs here, not {}", node.kind());
            let help = advice::for_no_table(node, table);
            faults.add(Diagnostic::error("kind", &node.at, message).help(help));
            return None;
        };
        for entry in entries {
            if table.field(&entry.key).is_none() {
                if faults.is_full() {
                    faults.count_more(1);
                    continue;
                }
                let message = format!("{} has no key {}", table.name, quoted(&entry.key));
                let (help, meant) = advice::for_unknown_key(&entry.key, table, faults);
                if let Some(meant) = meant.filter(|meant| advice::may_be(&entry.node, meant, table))
                {
                    faults.read_as(&entry.at, meant);
                }
                faults.add(Diagnostic::error("unknown-key", &entry.at, message).help(help));
            }
        }
        for field in table.fields {
            let missing = find_entry(entries, field.key, faults).is_none();
            if field.need == Need::Required && missing {
                let message = format!("{} needs the key `{}`", table.name, field.key);
                let help = format!("{} Its type: {}", field.doc, field.kind.describe());
                faults.add(Diagnostic::error("missing-key", &node.at, message).help(help));
            }
        }
        let known = entries.iter().filter(|entry| table.field(&entry.key).is_some()).count();
        if table.one_of && known != 1 && known == entries.len() {
            let message = format!("exactly one key makes a {}, not {known}", table.name);
            let help = format!("the keys are {}", advice::list_keys(table));
            faults.add(Diagnostic::error("one-of", &node.at, message).help(help));
        }
        Some(Self { table, entries, at: &node.at, faults })
    }

    /// What the language says of the table.
    pub(in crate::scenario) fn declaration(&self) -> &'static Table {
        self.table
    }

    /// The value under a declared key.
    pub(in crate::scenario) fn node(&self, key: &str) -> Option<&'a Node> {
        debug_assert!(self.table.field(key).is_some(), "{} declares no {key}", self.table.name);
        find_entry(self.entries, key, self.faults).map(|entry| &entry.node)
    }

    /// The table has this key.
    pub(in crate::scenario) fn declares(&self, key: &str) -> bool {
        self.table.field(key).is_some()
    }

    /// Where the value stands, or else the table.
    pub(in crate::scenario) fn span(&self, key: &str) -> &'a SourceSpan {
        self.node(key).map_or(self.at, |node| &node.at)
    }

    /// The keys that are written, in the order of the file.
    pub(in crate::scenario) fn written_entries(&self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        self.entries.iter().map(|entry| (entry.key.as_str(), &entry.node))
    }

    fn default(&self, key: &str) -> &'static str {
        match self.table.field(key).map(|field| field.need) {
            Some(Need::Default(value)) => value,
            _ => "",
        }
    }

    fn report_wrong_kind(&self, node: &Node, wanted: &str) {
        report_wrong_kind(node, wanted, self.faults);
    }

    fn text_at(&self, node: &'a Node, wanted: &str) -> Option<&'a str> {
        text_at(node, wanted, self.faults)
    }

    pub(in crate::scenario) fn text(&self, key: &str) -> Option<&'a str> {
        self.text_at(self.node(key)?, "text in quotes")
    }

    /// A name: not empty, not too long, nothing that a terminal would obey.
    pub(in crate::scenario) fn name(&self, key: &str) -> Option<WrittenName> {
        self.name_at(self.node(key)?)
    }

    pub(in crate::scenario) fn name_at(&self, node: &'a Node) -> Option<WrittenName> {
        let text = self.text_at(node, "a name in quotes")?;
        let sound = !text.trim().is_empty()
            && text.trim() == text
            && text.chars().count() <= MAX_NAME_CHARS
            && !text.chars().any(char::is_control);
        if !sound {
            let message = format!("{} is no name", quoted(text));
            let help = "a name has one to a hundred characters and no blanks at its ends";
            self.faults.add(Diagnostic::error("bad-name", &node.at, message).help(help));
            return None;
        }
        Some(WrittenName { text: text.to_owned(), at: node.at.clone() })
    }

    /// A list of names; absent is `None`.
    pub(in crate::scenario) fn names(&self, key: &str) -> Option<Vec<WrittenName>> {
        let items = self.items(key)?;
        Some(items.iter().filter_map(|item| self.name_at(item)).collect())
    }

    /// One name, or a list of them.
    pub(in crate::scenario) fn one_or_more(&self, key: &str) -> Option<Vec<WrittenName>> {
        match &self.node(key)?.value {
            Value::List(_) => {
                let names = self.names(key)?;
                if names.is_empty() {
                    self.faults.error("empty", self.span(key), "the list names nothing");
                }
                Some(names)
            }
            _ => Some(self.name(key).into_iter().collect()),
        }
    }

    /// The elements of a list.
    pub(in crate::scenario) fn items(&self, key: &str) -> Option<&'a [Node]> {
        let node = self.node(key)?;
        let kind = self.table.field(key).map(|field| &field.kind);
        match (&node.value, kind) {
            (Value::List(items), _) => Some(items),
            // Read as the only one, so that what is named in it is found.
            (Value::Table(_), Some(Kind::Tables(table))) => {
                let message = "a list belongs here, not a table";
                let help = advice::for_one_of_many(table, node);
                self.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
                Some(std::slice::from_ref(node))
            }
            _ => {
                let message = format!("a list belongs here, not {}", node.kind());
                let help = advice::for_no_list(node, kind);
                self.faults.add(Diagnostic::error("kind", &node.at, message).help_if_some(help));
                None
            }
        }
    }

    /// The tables of a list of tables, each opened.
    pub(in crate::scenario) fn tables(&self, key: &str) -> Vec<Fields<'a>> {
        let declared = self.table.field(key).and_then(|field| field.kind.table());
        let (Some(table), Some(items)) = (declared, self.items(key)) else {
            return Vec::new();
        };
        items.iter().filter_map(|item| Fields::open(item, table, self.faults)).collect()
    }

    /// A table, opened.
    pub(in crate::scenario) fn table(&self, key: &str) -> Option<Fields<'a>> {
        let table = self.table.field(key).and_then(|field| field.kind.table())?;
        Fields::open(self.node(key)?, table, self.faults)
    }

    /// What the word at a key means: the one that is written, or else the declared default, or else
    /// the first of the type.
    pub(in crate::scenario) fn word<T: Keyword>(&self, key: &str) -> T {
        self.written_word(key).or_else(|| self.default_word(key)).unwrap_or(T::FIRST)
    }

    /// The same, but nothing where what is written is no word of the key.
    pub(in crate::scenario) fn word_if_sound<T: Keyword>(&self, key: &str) -> Option<T> {
        if self.node(key).is_some() { self.written_word(key) } else { self.default_word(key) }
    }

    /// What the word means that is written, if one is.
    pub(in crate::scenario) fn written_word<T: Keyword>(&self, key: &str) -> Option<T> {
        find_word(self.written_keyword(key)?)
    }

    fn default_word<T: Keyword>(&self, key: &str) -> Option<T> {
        find_word(self.default(key))
    }

    /// Whether this word is written at a key of which one word is a yes, or is its default.
    pub(in crate::scenario) fn says(&self, key: &str, yes: &str) -> bool {
        self.written_says(key, yes).unwrap_or_else(|| self.default(key) == yes)
    }

    /// The same, if a word is written.
    pub(in crate::scenario) fn written_says(&self, key: &str, yes: &str) -> Option<bool> {
        debug_assert!(
            match self.table.field(key).map(|field| &field.kind) {
                Some(Kind::Keyword(words)) => words.contains(&yes),
                _ => false,
            },
            "{yes} is not declared for {key}"
        );
        self.written_keyword(key).map(|word| word == yes)
    }

    /// One of the declared words, if written.
    pub(in crate::scenario) fn written_keyword(&self, key: &str) -> Option<&'static str> {
        let Some(Kind::Keyword(words)) = self.table.field(key).map(|field| &field.kind) else {
            return None;
        };
        self.keyword_at(key, self.node(key)?, words)
    }

    /// What one or several words mean that are written, each with its place.
    pub(in crate::scenario) fn written_words<T: Keyword>(
        &self,
        key: &str,
    ) -> Vec<(T, &'a SourceSpan)> {
        let words = self.written_keywords(key).into_iter();
        words.filter_map(|(word, at)| Some((find_word(word)?, at))).collect()
    }

    /// One or several of the declared words, each with its place.
    pub(in crate::scenario) fn written_keywords(
        &self,
        key: &str,
    ) -> Vec<(&'static str, &'a SourceSpan)> {
        let Some(Kind::OneOrMore(Kind::Keyword(words))) =
            self.table.field(key).map(|field| &field.kind)
        else {
            return Vec::new();
        };
        let nodes = match self.node(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => {
                if items.is_empty() {
                    self.faults.error("empty", self.span(key), "the list names nothing");
                }
                items.as_slice()
            }
            Some(node) => std::slice::from_ref(node),
        };
        let known = |node: &'a Node| Some((self.keyword_at(key, node, words)?, &node.at));
        nodes.iter().filter_map(known).collect()
    }

    fn keyword_at(
        &self,
        key: &str,
        node: &'a Node,
        words: &'static [&'static str],
    ) -> Option<&'static str> {
        let text = self.text_at(node, "one of a few words, in quotes,")?;
        let found = words.iter().find(|word| **word == text);
        if found.is_none() {
            let message = format!("{} is not a word for `{key}`", quoted(text));
            let mut fault = Diagnostic::error("unknown-word", &node.at, message);
            if let Some(help) = self.faults.did_you_mean(text, words.iter().copied()) {
                fault = fault.help(help);
            }
            let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            self.faults.add(fault.help(format!("the words are {}", listed.join(", "))));
        }
        found.copied()
    }
}

fn report_wrong_kind(node: &Node, wanted: &str, faults: &Faults) {
    faults.error("kind", &node.at, format!("{wanted} belongs here, not {}", node.kind()));
}

fn text_at<'n>(node: &'n Node, wanted: &str, faults: &Faults) -> Option<&'n str> {
    if let Value::Text(text) = &node.value {
        return Some(text);
    }
    report_wrong_kind(node, wanted, faults);
    None
}

fn parse_text<T>(
    node: &Node,
    wanted: &str,
    read: fn(&str) -> Result<T, ValueError>,
    faults: &Faults,
) -> Option<T> {
    let text = match &node.value {
        Value::DateTime(text) => text,
        _ => text_at(node, wanted, faults)?,
    };
    match read(text) {
        Ok(value) => Some(value),
        Err(refusal) => {
            report_value_error(faults, &node.at, refusal);
            None
        }
    }
}

/// A duration at a node of its own.
pub(in crate::scenario) fn duration_at(node: &Node, faults: &Faults) -> Option<Span> {
    if let Value::Number { value, .. } = node.value {
        let number = if value.is_finite() { value } else { 45.0 };
        let help =
            format!("write the unit, and quotes: \"{number}s\", \"{number}m\", \"{number}h\"");
        let message = "a duration belongs here, not a bare number";
        faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return None;
    }
    parse_text(node, "a duration in quotes", values::parse_duration, faults)
}

/// A rate at a node of its own, in sessions a second.
pub(in crate::scenario) fn rate_at(node: &Node, faults: &Faults) -> Option<f64> {
    if let Value::Number { value, .. } = node.value {
        let number = if value.is_finite() { value } else { 30.0 };
        let help = format!("write per what, and quotes: \"{number}/h\"");
        let message = "a rate belongs here, not a bare number";
        faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return None;
    }
    parse_text(node, "a rate in quotes", values::parse_rate, faults)
}

/// What a word of a type means. Each key is declared with the words of the type that it is read as,
/// or with some of them.
fn find_word<T: Keyword>(text: &str) -> Option<T> {
    T::WORDS.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning)
}

/// Reports each name that was given twice.
pub(in crate::scenario) fn report_duplicates<'w>(
    words: impl IntoIterator<Item = &'w WrittenName>,
    what: &str,
    faults: &Faults,
) {
    let mut seen: std::collections::BTreeMap<&str, &SourceSpan> = std::collections::BTreeMap::new();
    for word in words {
        match seen.get(word.text.as_str()) {
            Some(first) => faults.add(
                Diagnostic::error(
                    "duplicate",
                    &word.at,
                    format!("{what} {} is there twice", word.quoted()),
                )
                .with_related(first, "first here"),
            ),
            None => {
                seen.insert(word.text.as_str(), &word.at);
            }
        }
    }
}
