//! A fault of a scenario, with its place and how to mend it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::codes;
use super::source::SourceSpan;
use crate::base::{visible, visible_lines};

/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is simulated.
    Error,
    /// Worth a look.
    Warning,
    /// Good to know: something was not looked at.
    Note,
}

/// One fault of a scenario: what is wrong, where, and how to mend it.
///
/// ```
/// use deskload::{NoFiles, Severity, read};
///
/// let text = b"[[groups]]\nname = \"operators\"\ncount = 0\n";
/// let outcome = read("desk.toml", text, &NoFiles, &[]);
/// let fault = outcome.diagnostics.iter().find(|one| one.line() == 3).expect("found");
/// assert_eq!((fault.severity, fault.code()), (Severity::Error, "out-of-range"));
/// assert!(fault.render(false).starts_with("error[out-of-range]"));
/// ```
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

/// The other place of a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelatedPlace<'a> {
    /// What is there.
    pub label: &'static str,
    /// The file, as the user calls it.
    pub file: &'a str,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
}

impl Diagnostic {
    pub(in crate::scenario) fn error(
        code: &'static str,
        place: &SourceSpan,
        message: impl Into<String>,
    ) -> Self {
        debug_assert!(codes::is_known(code), "`{code}` is missing in codes.rs");
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

    pub(in crate::scenario) fn note(
        code: &'static str,
        place: &SourceSpan,
        message: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, place, message) }
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

    /// The kind of fault: the rule of the product that is broken (`E-L1`, see `scenarios/rules.md`),
    /// or a word that never changes (`unknown-key`, see `docs/diagnostics.md`).
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

    /// A second place that belongs to it.
    pub fn related(&self) -> Option<RelatedPlace<'_>> {
        self.related.as_ref().map(|(place, label)| RelatedPlace {
            label,
            file: place.file_name(),
            line: place.line(),
            column: place.column(),
        })
    }

    /// As the terminal shows it: file, line, column, excerpt, help; `color` with ANSI colors.
    pub fn render(&self, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(visible(&self.message)).id(self.code);
        let mut group = title.element(snippet_element(&self.place, AnnotationKind::Primary, ""));
        if let Some((place, label)) = &self.related {
            group = group.element(snippet_element(place, AnnotationKind::Context, label));
        }
        let group = group.elements(self.help.iter().map(|help| Level::HELP.message(visible(help))));
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}

fn snippet_element<'a>(
    place: &'a SourceSpan,
    kind: AnnotationKind,
    label: &'static str,
) -> Element<'a> {
    let name = visible(place.file_name());
    let shown = place.excerpt().filter(|(line, _)| {
        // Marks in it would move what is underlined.
        !line.is_empty() && matches!(visible_lines(line), Cow::Borrowed(_))
    });
    let Some((line, range)) = shown else {
        return Origin::path(name).line(place.line()).char_column(place.column()).into();
    };
    let mut annotation = kind.span(range);
    if !label.is_empty() {
        annotation = annotation.label(label);
    }
    Snippet::source(line).line_start(place.line()).path(name).annotation(annotation).into()
}

/// Beyond this many a list is no longer read.
pub(in crate::scenario) const MAX_SHOWN: usize = 20;

/// The faults found so far. However many there are, the first few are kept and the rest counted.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Faults {
    kept: RefCell<Vec<Diagnostic>>,
    found: Cell<usize>,
    has_errors: Cell<bool>,
    /// What the search for likely words has cost, in pairs of letters compared.
    compared: Cell<usize>,
    /// Keys that are not declared, by their place, and the declared keys that they stand for.
    meant: RefCell<BTreeMap<(usize, usize), &'static str>>,
}

impl Faults {
    /// Beyond this many they are only counted.
    const MAX_KEPT: usize = 2_000;
    /// Beyond this much no likely word is looked for: a tenth of a second.
    const MAX_COMPARED: usize = 10_000_000;

    /// A note that says again what one before it says, of another place, is left out: a file that
    /// several tables name is described once.
    pub(in crate::scenario) fn add(&self, fault: Diagnostic) {
        let same = |one: &Diagnostic| {
            (one.severity, one.code, &one.message, &one.help)
                == (fault.severity, fault.code, &fault.message, &fault.help)
        };
        if fault.severity == Severity::Note && self.kept.borrow().iter().any(same) {
            return;
        }
        self.found.set(self.found.get() + 1);
        let is_error = fault.severity == Severity::Error;
        let is_first_error = is_error && !self.has_errors.replace(true);
        if !self.is_full() || is_first_error {
            self.kept.borrow_mut().push(fault);
        }
    }

    /// So many faults more that none of them is worth being put into words.
    pub(in crate::scenario) fn count_more(&self, more: usize) {
        self.found.set(self.found.get() + more);
    }

    /// So many faults that suggestions are no longer worth their time.
    pub(in crate::scenario) fn is_full(&self) -> bool {
        self.kept.borrow().len() >= Self::MAX_KEPT
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
        self.has_errors.get()
    }

    /// A key that is not declared stands for one that is: reading goes on with its value.
    pub(in crate::scenario) fn read_as(&self, written: &SourceSpan, meant: &'static str) {
        self.meant.borrow_mut().insert(written.sort_key(), meant);
    }

    /// The declared key that a key which is not declared stands for.
    pub(in crate::scenario) fn meant_by(&self, written: &SourceSpan) -> Option<&'static str> {
        self.meant.borrow().get(&written.sort_key()).copied()
    }

    /// [`did_you_mean`], as long as all such searches together have not cost too much.
    pub fn did_you_mean<'k>(
        &self,
        word: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<String> {
        self.most_like(word, known).map(|likely| format!("did you mean {}?", quoted(likely)))
    }

    /// [`most_like`], as long as all such searches together have not cost too much.
    pub(in crate::scenario) fn most_like<'k>(
        &self,
        word: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<&'k str> {
        if self.is_full() {
            return None;
        }
        let affordable = |candidate: &&str| {
            let compared = self.compared.get() + (word.len() + 1) * (candidate.len() + 1);
            self.compared.set(compared);
            compared <= Self::MAX_COMPARED
        };
        most_like(word, known.into_iter().take_while(affordable))
    }

    /// All of them in the order of the file, or the first twenty and how many more there are; beside
    /// them those that are kept beyond the first twenty. What follows from another fault is left out.
    pub(in crate::scenario) fn into_sorted(self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let mut all = self.kept.into_inner();
        let kept = all.len();
        all.sort_by_key(|fault| (fault.place.sort_key(), fault.severity != Severity::Error));
        leave_out_consequences(&mut all);
        let found = self.found.get() - (kept - all.len());
        let more = found.saturating_sub(MAX_SHOWN);
        if more == 0 {
            return (all, Vec::new());
        }
        let severity = if self.has_errors.get() { Severity::Error } else { Severity::Warning };
        all.sort_by_key(|fault| fault.severity != Severity::Error);
        let further = all.split_off(MAX_SHOWN.min(all.len()));
        all.sort_by_key(|fault| fault.place.sort_key());
        if let Some(last) = all.last() {
            let message = format!("and {} more faults, not shown", with_thousands(more as u64));
            let rest = Diagnostic::error("more", &last.place, message);
            all.push(Diagnostic { severity, ..rest });
        }
        (all, further)
    }
}

/// One mistake, one fault. Of the errors at one place those remain that say what is written there
/// wrongly; and who contradicts a table that lacks a key only contradicts what is missing.
fn leave_out_consequences(sorted: &mut Vec<Diagnostic>) {
    let is_error = |fault: &Diagnostic| fault.severity == Severity::Error;
    let incomplete: BTreeSet<(usize, usize)> = sorted
        .iter()
        .filter(|fault| fault.code == "missing-key")
        .map(|fault| fault.place.sort_key())
        .collect();
    let broken = sorted.iter().any(|fault| fault.code == "toml");
    let mut place = None;
    let mut cause = Cause::Consequence;
    let mut said: Vec<(&'static str, String)> = Vec::new();
    let causes: Vec<Cause> = best_causes(sorted);
    let mut causes = causes.into_iter();
    sorted.retain(|fault| {
        if place != Some(fault.place.sort_key()) {
            place = Some(fault.place.sort_key());
            cause = causes.next().unwrap_or(Cause::Consequence);
            said.clear();
        }
        if !is_error(fault) {
            return true;
        }
        // What half a text lacks cannot be said.
        if broken && matches!(fault.code, "missing-key" | "one-of") {
            return false;
        }
        let repeated = said
            .iter()
            .any(|(code, text)| *code == fault.code && (*code == "csv" || *text == fault.message));
        said.push((fault.code, fault.message.clone()));
        let related = fault.related.as_ref().map(|(of, _)| of.sort_key());
        let follows = related.is_some_and(|of| incomplete.contains(&of));
        !repeated && !follows && Cause::of(fault) <= cause
    });
}

/// How near a fault is to what was typed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// What stands there is wrong by itself.
    Mistake,
    /// It may follow from a mistake.
    Consequence,
}

impl Cause {
    fn of(fault: &Diagnostic) -> Self {
        match fault.code {
            "no-effect" | "unknown-name" | "share" | "empty" | "conflict" | "needs" | "plan" => {
                Self::Consequence
            }
            _ => Self::Mistake,
        }
    }
}

/// For each place, the nearest cause among the errors there.
fn best_causes(sorted: &[Diagnostic]) -> Vec<Cause> {
    let groups = sorted.chunk_by(|one, next| one.place.sort_key() == next.place.sort_key());
    let errors = |group: &[Diagnostic]| {
        let errors = group.iter().filter(|fault| fault.severity == Severity::Error);
        errors.map(Cause::of).min().unwrap_or(Cause::Consequence)
    };
    groups.map(errors).collect()
}

/// `1,480`: a number for people.
pub(in crate::scenario) fn with_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A word of the user in a message: short, and without anything that a terminal would obey.
pub(in crate::scenario) fn quoted(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    let end = text.char_indices().nth(MAX_CHARS).map(|(end, _)| end);
    let short = visible(&text[..end.unwrap_or(text.len())]);
    let rest = if end.is_some() { "…" } else { "" };
    format!("`{short}{rest}`")
}

/// "did you mean …?", if one of the known words is near enough.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    most_like(word, known).map(|likely| format!("did you mean {}?", quoted(likely)))
}

/// The known word that is nearest, if one is near enough.
fn most_like<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
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
    best.map(|(_, candidate)| candidate)
}
