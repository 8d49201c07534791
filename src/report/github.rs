//! Annotations of a GitHub workflow: what a step prints so that GitHub shows it beside a line of a file.

/// GitHub shows no more annotations of a step.
pub(super) const MAX_ANNOTATIONS: usize = 10;

/// What is to be shown, in one line.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A file or a title: what comes before the text of an annotation.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
