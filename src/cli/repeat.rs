//! The commands that repeat a comparison, a sweep or a check, for their pages. What changes no figure is left out:
//! threads, memory, where results are written.

use super::intent::{CheckRequest, CheckedPaths, CompareRequest, SweepRequest, VariantSource};
use super::scenario_source::ScenarioSource;
use crate::decide::Axis;
use crate::report::quoted;

/// A command line that grows.
struct Words(Vec<String>);

impl Words {
    fn new(command: &str) -> Self {
        Self(vec!["deskload".to_owned(), command.to_owned()])
    }

    fn word(&mut self, word: &str) {
        self.0.push(quoted(word));
    }

    fn flags<'a>(&mut self, flag: &str, values: impl IntoIterator<Item = &'a String>) {
        for value in values {
            self.0.push(flag.to_owned());
            self.word(value);
        }
    }

    fn line(self) -> String {
        self.0.join(" ")
    }
}

/// `deskload compare`.
pub(super) fn comparison(request: &CompareRequest) -> String {
    let mut words = Words::new("compare");
    let variants = request.variants.iter();
    for variant in variants.clone().filter(|one| one.change == VariantSource::Unchanged) {
        words.word(&variant.file.file_name());
    }
    words.flags("--set", &request.overrides);
    for variant in variants {
        match &variant.change {
            VariantSource::Unchanged => {}
            VariantSource::Overrides(changes) => {
                words.flags("--variant", [&format!("{}: {}", variant.name, changes.join("; "))]);
            }
            VariantSource::Preset(preset) => words.flags("--presets", [preset]),
        }
    }
    words.flags("--figure", &request.figures);
    if request.all_figures {
        words.word("--all-figures");
    }
    words.flags("--rank-by", &request.rank_by);
    words.line()
}

/// `deskload sweep`.
pub(super) fn sweep(request: &SweepRequest) -> String {
    let mut words = Words::new("sweep");
    words.word(&request.source.file_name());
    let axis = |axis: &Axis| format!("{}={}", axis.name, axis.values.join(","));
    words.flags("--over", &request.axes.iter().map(axis).collect::<Vec<_>>());
    words.flags("--set", &request.overrides);
    words.flags("--figure", &request.figures);
    words.line()
}

/// `deskload check`.
pub(super) fn check(request: &CheckRequest) -> String {
    let mut words = Words::new("check");
    match &request.paths {
        CheckedPaths::Typed(paths) => {
            paths.iter().for_each(|path| words.word(&path.display().to_string()));
        }
        CheckedPaths::Found(sources) => {
            sources.iter().map(ScenarioSource::command_argument).for_each(|it| words.word(&it));
        }
    }
    words.flags("--set", &request.overrides);
    words.flags("--expect", &request.expectations);
    let margins = request.margins.iter().map(|(figure, margin)| format!("{figure}={margin}"));
    words.flags("--margin", &margins.collect::<Vec<_>>());
    words.line()
}
