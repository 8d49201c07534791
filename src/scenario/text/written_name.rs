//! A name as a file states it.

use super::diagnostic::quoted;
use super::source::SourceSpan;

/// A name as written, and where.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct WrittenName {
    pub(in crate::scenario) text: String,
    pub(in crate::scenario) at: SourceSpan,
}

impl WrittenName {
    pub(in crate::scenario) fn quoted(&self) -> String {
        quoted(&self.text)
    }
}
