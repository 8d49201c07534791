//! Texts with names, and places in them.

use std::ops::Range;
use std::sync::Arc;

/// A text that the user wrote: a file, or one `--set`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::scenario) struct SourceText {
    /// What the user calls it.
    pub(in crate::scenario) name: String,
    /// What it says.
    pub(in crate::scenario) text: String,
    /// Where its faults stand among those of other sources.
    pub(in crate::scenario) rank: usize,
}

impl SourceText {
    pub(in crate::scenario) fn new(name: &str, text: String, rank: usize) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), text, rank })
    }
}

/// A stretch of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct SourceSpan {
    source: Arc<SourceText>,
    start: usize,
    end: usize,
}

impl SourceSpan {
    /// A stretch of bytes, drawn in to whole characters that exist.
    pub(in crate::scenario) fn new(source: &Arc<SourceText>, range: Range<usize>) -> Self {
        let text = &source.text;
        let whole = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = whole(range.start);
        Self { source: Arc::clone(source), start, end: whole(range.end).max(start) }
    }

    pub(in crate::scenario) fn file_name(&self) -> &str {
        &self.source.name
    }

    /// The order of faults: by source, then by place.
    pub(in crate::scenario) fn sort_key(&self) -> (usize, usize) {
        (self.source.rank, self.start)
    }

    /// From one.
    pub(in crate::scenario) fn line(&self) -> usize {
        1 + self.source.text.as_bytes()[..self.start].iter().filter(|byte| **byte == b'\n').count()
    }

    /// In characters, from one.
    pub(in crate::scenario) fn column(&self) -> usize {
        1 + self.source.text[self.line_start()..self.start].chars().count()
    }

    /// The line on which it starts, and the stretch within that line.
    pub(in crate::scenario) fn excerpt(&self) -> (&str, Range<usize>) {
        let from = self.line_start();
        let rest = &self.source.text[from..];
        let line = rest.split('\n').next().unwrap_or(rest).trim_end_matches('\r');
        let start = (self.start - from).min(line.len());
        (line, start..(self.end - from).clamp(start, line.len()))
    }

    fn line_start(&self) -> usize {
        self.source.text[..self.start].rfind('\n').map_or(0, |newline| newline + 1)
    }
}
