//! `deskload compare`: which of several variants of a desk is better.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::args::ComparisonFormat;
use super::commands::{LoadedScenario, load_scenario, print_data};
use super::intent::{CompareRequest, VariantSource};
use super::pending_file::PendingFile;
use super::repeat;
use super::run_faults::{exit_of_error, show_error};
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, memory};
use crate::decide::{
    Catalog, JudgedColumn, JudgedFigure, Variant, compare, judged_columns, judged_figures,
    named_figures, replication_budget,
};
use crate::plan::{LiveChat, ModelLevel, Plan};
use crate::report::{self, ComparisonPage, ExpectationPlace};
use crate::scenario::{PresetPlace, Severity, StatedText, preset_overrides};
use crate::study::Options;

/// A variant that was read.
struct LoadedVariant {
    name: String,
    loaded: LoadedScenario,
    catalog: Catalog,
}

/// Compares variants.
pub(super) fn run_comparison(
    request: &CompareRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    match try_compare(request, signals, terminal) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn try_compare(
    request: &CompareRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<ExitStatus, ExitStatus> {
    let failed = |why: String| {
        terminal.error(&why);
        ExitStatus::Failed
    };
    // Before the work, not after it: whatever is in the way of the file is known now.
    let html = request.html.as_deref().map(PendingFile::create).transpose().map_err(failed)?;
    let xlsx = request.xlsx.as_deref().map(PendingFile::create).transpose().map_err(failed)?;
    let loaded = load_variants(request, terminal)?;
    let reference = &loaded[0];
    let figures = compared_figures(request, reference, terminal)?;
    let rank_by = rank_figure(request, &figures, terminal)?;
    let variants: Vec<Variant> = loaded.iter().map(|one| variant(one, &figures)).collect();
    let run = &reference.loaded.plan.run;
    let most = u64::from(replication_budget(run)) * variants.len() as u64;
    let bar = terminal.progress_of(most, "replications at most");
    let options = Options {
        jobs: request.jobs,
        stop: signals.begin_work(),
        memory: memory::budget(request.memory),
        ..Options::default()
    };
    let compared = compare(&variants, &figures, &options, &|done| bar.set_position(done));
    signals.end_work();
    bar.finish_and_clear();
    let outcome = compared.map_err(|error| {
        show_error(&error, terminal);
        exit_of_error(&error)
    })?;
    if outcome.replications == 0 {
        terminal.error("interrupted before each variant had a replication: nothing to compare");
        return Err(ExitStatus::Interrupted);
    }
    let command = &repeat::comparison(request);
    let (seed, unjudged) = (run.seed, &unjudged(&loaded));
    let page = ComparisonPage { outcome: &outcome, run, seed, rank_by, unjudged, command };
    if let Some(html) = html {
        html.write(&report::comparison_html(&page)).map_err(failed)?;
    }
    if let Some(xlsx) = xlsx {
        let written = report::comparison_workbook(&page).and_then(|bytes| xlsx.write(&bytes));
        written.map_err(failed)?;
    }
    let bytes = match request.format {
        ComparisonFormat::Text => {
            let text = report::comparison_text(&page, terminal.ink());
            terminal.in_its_characters(text).into_bytes()
        }
        ComparisonFormat::Markdown => report::comparison_markdown(&page).into_bytes(),
        ComparisonFormat::Csv => report::comparison_table(&page).csv(request.csv),
        ComparisonFormat::Json => report::comparison_json(&page),
    };
    let ended = if outcome.is_partial { ExitStatus::Interrupted } else { ExitStatus::Done };
    Ok(ended.max(print_data(&bytes, terminal)))
}

/// Which waits are not judged in a variant of which something is expected; each note once.
fn unjudged(loaded: &[LoadedVariant]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for LoadedScenario { plan, expectations, .. } in loaded.iter().map(|one| &one.loaded) {
        let note = report::unjudged_note(plan, expectations, ExpectationPlace::Scenario);
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    notes
}

/// Reads the reference and every other variant.
fn load_variants(
    request: &CompareRequest,
    terminal: Terminal,
) -> Result<Vec<LoadedVariant>, ExitStatus> {
    let mut loaded: Vec<LoadedVariant> = Vec::new();
    for source in &request.variants {
        let (file, mut overrides) = (&source.file, request.overrides.clone());
        match &source.change {
            VariantSource::Unchanged => {}
            VariantSource::Overrides(more) => overrides.extend(more.iter().cloned()),
            VariantSource::Preset(preset) => {
                let reference = loaded.first().map(|first| &first.loaded.plan);
                overrides.extend(reference.iter().flat_map(|plan| preset_variant(plan, preset)));
            }
        }
        let one = load_scenario(file, &overrides, &[], terminal).inspect_err(|_| {
            terminal.error(&format!("the variant `{}` cannot be run", source.name));
        })?;
        if let Some(other) = loaded.iter().find(|known| known.name == source.name) {
            terminal
                .error(&format!("two variants are called `{}`: give one another name", other.name));
            return Err(ExitStatus::WrongCommandLine);
        }
        let catalog = Catalog::new(&one.plan);
        loaded.push(LoadedVariant { name: source.name.clone(), loaded: one, catalog });
    }
    Ok(loaded)
}

/// The overrides that make the rules of another desk those of each live chat, whatever it says itself.
fn preset_variant(plan: &Plan, preset: &str) -> Vec<String> {
    let of_chat = |(live_chat, chat): (usize, &LiveChat)| {
        let names = chat.operator_groups.iter().map(|id| plan.groups[id.index()].name.clone());
        let groups: Vec<String> = names.collect();
        let follows_dialogues = plan.model_level() == ModelLevel::Dialogue;
        let place = PresetPlace { live_chat, groups: &groups, follows_dialogues };
        // The reader says which presets there are.
        preset_overrides(preset, place)
            .unwrap_or_else(|| vec![format!("live_chats.{live_chat}.preset={preset}")])
    };
    plan.live_chats.iter().enumerate().flat_map(of_chat).collect()
}

/// Which figures of the reference are compared.
fn compared_figures(
    request: &CompareRequest,
    reference: &LoadedVariant,
    terminal: Terminal,
) -> Result<Vec<JudgedFigure>, ExitStatus> {
    let (columns, faults) = judged_columns(&reference.loaded.margins);
    let mut figures = if request.figures.is_empty() || request.all_figures {
        judged_figures(&reference.catalog, &columns)
    } else {
        Vec::new()
    };
    terminal.diagnostics(&faults);
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(ExitStatus::Invalid);
    }
    let typed: Vec<String> = request.figures.iter().chain(&request.rank_by).cloned().collect();
    figures.extend(typed_figures(&typed, &reference.catalog, &columns, terminal)?);
    if request.all_figures {
        figures.extend(reference.catalog.all_figures(&columns));
    }
    let mut seen = BTreeSet::new();
    figures.retain(|figure| seen.insert(figure.name.clone()));
    Ok(figures)
}

/// The figures that were named on the command line; what names none is shown.
pub(super) fn typed_figures(
    typed: &[String],
    catalog: &Catalog,
    columns: &[JudgedColumn],
    terminal: Terminal,
) -> Result<Vec<JudgedFigure>, ExitStatus> {
    let mut figures = Vec::new();
    let mut is_sound = true;
    for text in typed {
        match named_figures(catalog, &StatedText::typed("--figure", text), columns) {
            Ok(named) => figures.extend(named),
            Err(fault) => {
                is_sound = false;
                terminal.diagnostics(&[*fault]);
            }
        }
    }
    is_sound.then_some(figures).ok_or(ExitStatus::Invalid)
}

/// The place of the figure by which variants are ranked.
fn rank_figure(
    request: &CompareRequest,
    figures: &[JudgedFigure],
    terminal: Terminal,
) -> Result<usize, ExitStatus> {
    let Some(name) = &request.rank_by else { return Ok(0) };
    figures.iter().position(|figure| figure.name == *name).ok_or_else(|| {
        terminal.error(&format!("--rank-by takes one figure of one line, not `{name}`"));
        ExitStatus::Invalid
    })
}

/// Where the compared figures stand in this variant.
fn variant(one: &LoadedVariant, figures: &[JudgedFigure]) -> Variant {
    Variant {
        name: one.name.clone(),
        plan: Arc::new(one.loaded.plan.clone()),
        figures: figures.iter().map(|figure| one.catalog.tracked(figure)).collect(),
        expectations: one.loaded.expectations.clone(),
    }
}
