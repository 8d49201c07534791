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
    /// Whether its lines may be shown beside a fault.
    excerpts: Excerpts,
}

/// Whether lines of a source may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Excerpts {
    Shown,
    /// It is not known to be what the scenario takes it for: it may be a file of secrets.
    Withheld,
}

/// A longer line is not shown: it is pasted data.
const MAX_LINE_BYTES: usize = 1_000;

impl SourceText {
    pub(in crate::scenario) fn new(name: &str, text: String, rank: usize) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), text, rank, excerpts: Excerpts::Shown })
    }

    /// A text of which faults tell the place alone.
    pub(in crate::scenario) fn withheld(name: &str, text: String, rank: usize) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), text, rank, excerpts: Excerpts::Withheld })
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

    /// A part of a text that stands at this place: where its quotes hold it as it is, otherwise all of
    /// it.
    pub(in crate::scenario) fn part(&self, text: &str, part: Range<usize>) -> Self {
        let written = &self.source.text[self.start..self.end];
        let offset = match written.strip_prefix(['"', '\'']) {
            Some(inner) if inner.strip_suffix(['"', '\'']) == Some(text) => 1,
            _ if written == text => 0,
            _ => return self.clone(),
        };
        Self::new(&self.source, self.start + offset + part.start..self.start + offset + part.end)
    }

    /// What stands there.
    pub(in crate::scenario) fn text(&self) -> &str {
        &self.source.text[self.start..self.end]
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

    /// The line on which it starts, and the stretch within that line; `None` where the line is too
    /// long to be shown, or must not be. Looks at no more than such a line.
    pub(in crate::scenario) fn excerpt(&self) -> Option<(&str, Range<usize>)> {
        if self.source.excerpts == Excerpts::Withheld {
            return None;
        }
        let bytes = self.source.text.as_bytes();
        let newline = |byte: &u8| *byte == b'\n';
        let before = &bytes[self.start.saturating_sub(MAX_LINE_BYTES)..self.start];
        let from = match before.iter().rposition(newline) {
            Some(newline) => self.start - before.len() + newline + 1,
            None if before.len() == self.start => 0,
            None => return None,
        };
        let after = &bytes[self.start..bytes.len().min(from + MAX_LINE_BYTES + 2)];
        let to = match after.iter().position(newline) {
            Some(length) => self.start + length,
            None if self.start + after.len() == bytes.len() => bytes.len(),
            None => return None,
        };
        let line = self.source.text.get(from..to)?.trim_end_matches('\r');
        let start = (self.start - from).min(line.len());
        let range = start..(self.end - from).clamp(start, line.len());
        (line.len() <= MAX_LINE_BYTES).then_some((line, range))
    }

    fn line_start(&self) -> usize {
        self.source.text[..self.start].rfind('\n').map_or(0, |newline| newline + 1)
    }
}
