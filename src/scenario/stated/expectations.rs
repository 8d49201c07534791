//! `[[expect]]` and `[margins]`: texts with their places. Which figures there are is not known here, so
//! what the texts mean is decided by who knows them.

use std::ops::Range;

use super::fields::Fields;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::{SourceSpan, SourceText};
use crate::scenario::text::tree::{Node, Value};

/// A text of the user and its place.
#[derive(Clone, Debug)]
pub struct StatedText {
    text: String,
    at: SourceSpan,
}

/// What the desk is expected to hold, as the user wrote it.
#[derive(Clone, Debug)]
pub struct StatedExpectation {
    /// The figure, the operator and the limit.
    pub that: StatedText,
    /// On which share of the days; `None`: it is not said, or in `that`.
    pub on: Option<StatedText>,
}

/// How much worse a figure may become, as the user wrote it.
#[derive(Clone, Debug)]
pub struct StatedMargin {
    /// The name of the figure.
    pub figure: StatedText,
    /// The margin.
    pub margin: StatedText,
}

impl StatedText {
    /// A text of the command line, given with an option of this name.
    pub fn typed(option: &str, text: &str) -> Self {
        let source = SourceText::new(option, text.to_owned(), usize::MAX);
        Self { text: text.to_owned(), at: SourceSpan::new(&source, 0..text.len()) }
    }

    fn of_node(node: &Node) -> Option<Self> {
        Some(Self { text: node.text()?.to_owned(), at: node.at.clone() })
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file, as the user calls it, or the option.
    pub fn file(&self) -> &str {
        self.at.file_name()
    }

    /// The line, from one.
    pub fn line(&self) -> usize {
        self.at.line()
    }

    /// The column in characters, from one.
    pub fn column(&self) -> usize {
        self.at.column()
    }

    /// A fault of a part of the text: an error of a kind that `docs/diagnostics.md` lists, what is
    /// wrong, and how to mend it.
    pub fn error(
        &self,
        part: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, &self.at.part(&self.text, part), message).help_if_some(help)
    }

    /// The same as a warning.
    pub fn warning(
        &self,
        code: &'static str,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Diagnostic {
        Diagnostic::warning(code, &self.at, message).help_if_some(help)
    }
}

/// Reads `[[expect]]`.
pub(in crate::scenario) fn read_expectations(fields: &Fields<'_>) -> Vec<StatedExpectation> {
    let read = |table: &Fields<'_>| {
        let stated = |key| {
            table.text(key)?;
            StatedText::of_node(table.node(key)?)
        };
        Some(StatedExpectation { that: stated("that")?, on: stated("on") })
    };
    fields.tables("expect").iter().filter_map(read).collect()
}

/// Reads `[margins]`.
pub(in crate::scenario) fn read_margins(fields: &Fields<'_>) -> Vec<StatedMargin> {
    let Some(node) = fields.node("margins") else { return Vec::new() };
    let Value::Table(entries) = &node.value else {
        let message = format!("a table belongs here, not {}", node.kind());
        let help = "write [margins] and below it service_level = \"1%\"";
        fields.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return Vec::new();
    };
    let read = entries.iter().filter_map(|entry| {
        let margin = StatedText::of_node(&entry.node);
        if margin.is_none() {
            let message = format!("text in quotes belongs here, not {}", entry.node.kind());
            let help = "write \"1%\", or \"3s\" of a length of time";
            fields.faults.add(Diagnostic::error("kind", &entry.node.at, message).help(help));
        }
        let figure = StatedText { text: entry.key.clone(), at: entry.at.clone() };
        Some(StatedMargin { figure, margin: margin? })
    });
    read.collect()
}
