//! What gave nothing: each row with its line and reason.

use std::collections::BTreeMap;

/// A row that gave nothing, or not all that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    pub file: String,
    /// From one; in JSON that is one document, the number of the record.
    pub line: u64,
    /// Why; without anything that stood in the row.
    pub reason: String,
}

/// How many rows gave nothing, by reason.
#[derive(Clone, Debug, Default)]
pub struct SkipCounts {
    counts: BTreeMap<String, u64>,
}

impl SkipCounts {
    pub(super) fn add(&mut self, reason: &str, count: u64) {
        match self.counts.get_mut(reason) {
            Some(known) => *known += count,
            None => {
                self.counts.insert(reason.to_owned(), count);
            }
        }
    }

    /// Reasons in the order of their letters, with how many rows have them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(reason, count)| (reason.as_str(), *count))
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// Takes skips as they happen, and counts them.
pub(super) struct SkipLog<'s> {
    sink: &'s mut dyn FnMut(&Skip),
    pub(super) counts: SkipCounts,
    /// Rows of which a length of time could not be read.
    pub(super) parts: u64,
}

impl<'s> SkipLog<'s> {
    pub(super) fn new(sink: &'s mut dyn FnMut(&Skip)) -> Self {
        Self { sink, counts: SkipCounts::default(), parts: 0 }
    }

    pub(super) fn add(&mut self, file: &str, line: u64, reason: &str) {
        self.counts.add(reason, 1);
        (self.sink)(&Skip { file: file.to_owned(), line, reason: reason.to_owned() });
    }
    /// A row that gives something, but not this field.
    pub(super) fn add_part(&mut self, file: &str, line: u64, field: &str) {
        self.parts += 1;
        let reason = format!("{field} is no length of time, or negative: it is left empty");
        (self.sink)(&Skip { file: file.to_owned(), line, reason });
    }
}
