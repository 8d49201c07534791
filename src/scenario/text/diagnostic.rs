//! A fault of a scenario, with its place and how to mend it.

use std::cell::RefCell;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::source::SourceSpan;

/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is simulated.
    Error,
    /// Worth a look.
    Warning,
}

/// One fault.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What is wrong, one line.
    pub message: String,
    code: &'static str,
    place: SourceSpan,
    help: Vec<String>,
    related: Option<(SourceSpan, &'static str)>,
}

/// A longer line is not shown: somebody pasted data there.
const MAX_LINE_CHARS: usize = 1_000;

impl Diagnostic {
    pub(in crate::scenario) fn error(
        code: &'static str,
        place: &SourceSpan,
        message: impl Into<String>,
    ) -> Self {
        let (message, place) = (message.into(), place.clone());
        Self { severity: Severity::Error, message, code, place, help: Vec::new(), related: None }
    }

    pub(in crate::scenario) fn warning(
        code: &'static str,
        place: &SourceSpan,
        message: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// How to mend it.
    #[must_use]
    pub(in crate::scenario) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// How to mend it, if that is known.
    #[must_use]
    pub(in crate::scenario) fn help_if_some(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// A second place that belongs to it.
    #[must_use]
    pub(in crate::scenario) fn with_related(
        mut self,
        place: &SourceSpan,
        label: &'static str,
    ) -> Self {
        self.related = Some((place.clone(), label));
        self
    }

    /// What kind of fault: the rule of the rulebook that is broken (`E-L1`), or a word that never
    /// changes (`unknown-key`).
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The file, as the user calls it; `--set` for an override.
    pub fn file(&self) -> &str {
        self.place.file_name()
    }

    /// The line, from one.
    pub fn line(&self) -> usize {
        self.place.line()
    }

    /// The column in characters, from one.
    pub fn column(&self) -> usize {
        self.place.column()
    }

    /// How to mend it, one line each.
    pub fn helps(&self) -> &[String] {
        &self.help
    }

    /// As the terminal shows it: file, line, column, excerpt, help; `color` with ANSI colors.
    pub fn render(&self, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str()).id(self.code);
        let mut group = title.element(snippet_element(&self.place, AnnotationKind::Primary, ""));
        if let Some((place, label)) = &self.related {
            group = group.element(snippet_element(place, AnnotationKind::Context, label));
        }
        let group = group.elements(self.help.iter().map(|help| Level::HELP.message(help.as_str())));
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}

fn snippet_element<'a>(
    place: &'a SourceSpan,
    kind: AnnotationKind,
    label: &'static str,
) -> Element<'a> {
    let (line, range) = place.excerpt();
    let control = |c: char| c.is_control() && c != '\t';
    if line.is_empty() || line.len() > MAX_LINE_CHARS || line.contains(control) {
        return Origin::path(place.file_name())
            .line(place.line())
            .char_column(place.column())
            .into();
    }
    let mut annotation = kind.span(range);
    if !label.is_empty() {
        annotation = annotation.label(label);
    }
    Snippet::source(line)
        .line_start(place.line())
        .path(place.file_name())
        .annotation(annotation)
        .into()
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Faults(RefCell<Vec<Diagnostic>>);

impl Faults {
    /// Beyond this many nobody reads on.
    const MAX_SHOWN: usize = 200;
    /// Beyond this many none is looked for.
    const MAX_KEPT: usize = 2_000;

    pub(in crate::scenario) fn add(&self, fault: Diagnostic) {
        if !self.is_full() || (fault.severity == Severity::Error && !self.has_errors()) {
            self.0.borrow_mut().push(fault);
        }
    }

    /// So many faults that suggestions are no longer worth their time.
    pub(in crate::scenario) fn is_full(&self) -> bool {
        self.0.borrow().len() >= Self::MAX_KEPT
    }

    pub(in crate::scenario) fn error(
        &self,
        code: &'static str,
        place: &SourceSpan,
        message: impl Into<String>,
    ) {
        self.add(Diagnostic::error(code, place, message));
    }

    /// Something cannot be simulated.
    pub(in crate::scenario) fn has_errors(&self) -> bool {
        self.0.borrow().iter().any(|fault| fault.severity == Severity::Error)
    }

    /// All of them in the order of the file, or the first two hundred and how many more there are.
    pub(in crate::scenario) fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0.into_inner();
        all.sort_by_key(|fault| (fault.place.sort_key(), fault.severity == Severity::Warning));
        let more = all.len().saturating_sub(Self::MAX_SHOWN);
        if more > 0 {
            let errors = all.iter().any(|fault| fault.severity == Severity::Error);
            all.sort_by_key(|fault| fault.severity == Severity::Warning);
            all.truncate(Self::MAX_SHOWN);
            all.sort_by_key(|fault| fault.place.sort_key());
            if let Some(last) = all.last() {
                let message = format!("and {more} more faults, not shown");
                let mut rest = Diagnostic::error("more", &last.place, message);
                rest.severity = if errors { Severity::Error } else { Severity::Warning };
                all.push(rest);
            }
        }
        all
    }
}

/// A word of the user in a message: short, and without anything that a terminal would obey.
pub(in crate::scenario) fn quoted(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    let mut short: String = text.chars().take(MAX_CHARS).flat_map(char::escape_debug).collect();
    if text.chars().nth(MAX_CHARS).is_some() {
        short.push('…');
    }
    format!("`{}`", short.replace("\\\"", "\"").replace("\\'", "'"))
}

/// "did you mean …?", if one of the known words is near enough.
pub(in crate::scenario) fn did_you_mean<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<String> {
    if word.chars().count() > 100 {
        return None;
    }
    let spelt = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    // Among more candidates than these a search costs more than it helps.
    for candidate in known.into_iter().take(2_000) {
        let likeness = strsim::jaro_winkler(&spelt, &candidate.to_lowercase());
        let near = strsim::damerau_levenshtein(&spelt, &candidate.to_lowercase());
        let close = likeness > 0.85 || near <= candidate.chars().count() / 3;
        if close && best.is_none_or(|(so_far, _)| likeness > so_far) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| format!("did you mean {}?", quoted(candidate)))
}
