//! How variants of a desk compare: as text, as Markdown, as CSV, for scripts.

use serde_json::{Value, json};

use super::expectations::{
    VerdictNote, below_verdicts, difference, level_in_words, quantity, signed_with_interval,
    verdict_notes, without_repeated_unit,
};
use super::json::exact_number;
use super::manifest::pretty;
use super::page::{TextStyle, WIDTH, flowing, push_wrapped, sanitized, wrapped};
use super::tables::{Cell, ReportTable, TableColumn};
use crate::decide::{
    BetterWhen, ComparedVariant, ComparisonOutcome, FigureDifference, Interval, JudgedFigure,
    Pairing, Verdict,
};
use crate::metrics::Unit;
use crate::plan::Run;

/// What a comparison was about.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonPage<'a> {
    pub outcome: &'a ComparisonOutcome,
    /// Of the reference.
    pub run: &'a Run,
    pub seed: u64,
    /// The place of the figure by which variants are ranked.
    pub rank_by: usize,
    /// Which waits are not judged, where anything is expected of a variant.
    pub unjudged: &'a [String],
    /// The command that repeats the comparison.
    pub command: &'a str,
}

fn interval(one: &FigureDifference, alpha: f64) -> Interval {
    Interval::of_estimate(one.difference, alpha)
}

/// The places of the variants, the best first; what has no value comes last.
pub(super) fn ranking(page: &ComparisonPage<'_>) -> Vec<usize> {
    let figure = &page.outcome.figures[page.rank_by];
    let badness = |variant: usize| {
        let value = page.outcome.variants[variant].values[page.rank_by];
        let turned = match figure.better_when {
            BetterWhen::Lower | BetterWhen::Neither => value,
            BetterWhen::Higher => -value,
        };
        if turned.is_nan() { f64::INFINITY } else { turned }
    };
    let mut places: Vec<usize> = (0..page.outcome.variants.len()).collect();
    places.sort_by(|a, b| badness(*a).total_cmp(&badness(*b)));
    places
}

/// The variants with their ranks and the figure in words, the best first; equal figures share a rank.
pub(super) fn ranked(page: &ComparisonPage<'_>) -> Vec<(usize, usize, String)> {
    let unit = page.outcome.figures[page.rank_by].unit;
    let mut ranks: Vec<(usize, usize, String)> = Vec::new();
    for (number, place) in ranking(page).into_iter().enumerate() {
        let value = quantity(page.outcome.variants[place].values[page.rank_by], unit);
        let rank = match ranks.last() {
            Some((rank, _, before)) if *before == value => *rank,
            _ => number + 1,
        };
        ranks.push((rank, place, value));
    }
    ranks
}

/// One line a variant and figure.
pub fn comparison_text(page: &ComparisonPage<'_>, style: TextStyle) -> String {
    let ComparisonOutcome { figures, variants, replications, alpha, .. } = page.outcome;
    let reference = &variants[0];
    let mut text = format!(
        "compared with {}: {replications} replications each, seed {}\n",
        style.heading(&sanitized(&reference.name)),
        page.seed
    );
    for variant in &variants[1..] {
        text.push_str(&format!("\n{}\n", style.heading(&sanitized(&variant.name))));
        if variant.pairing == Pairing::Independent {
            text.push_str("  Other clients come (another seed, arrivals or topics): not compared one by\n  one.\n");
        }
        let lines: Vec<Vec<String>> = variant
            .differences
            .iter()
            .filter(|one| !is_idle(one) && !is_untouched(one))
            .map(|one| difference_line(one, figures, *alpha))
            .collect();
        text.push_str(&flowing(&lines));
        text.push_str(&untouched_text(variant, figures));
        let missing = missing(variant, reference, figures);
        if !missing.is_empty() {
            text.push_str(&listed("not defined in both", &missing));
        }
    }
    text.push_str(&expectations_text(page));
    text.push_str(&ranking_text(page));
    text.push_str(&legend(page));
    text
}

/// What each variant is expected to hold, with what was found.
pub(super) fn expectations_in_words(
    page: &ComparisonPage<'_>,
    variant: &ComparedVariant,
) -> Vec<VerdictNote> {
    verdict_notes(&variant.expectations, &variant.judgements, page.run, &[])
}

/// Whether the variants hold what is expected of them: all, or which not.
fn expectations_text(page: &ComparisonPage<'_>) -> String {
    let variants = &page.outcome.variants;
    if variants.iter().all(|variant| variant.expectations.is_empty()) {
        return String::new();
    }
    let mut text = "\nexpectations\n".to_owned();
    for variant in variants {
        let notes = expectations_in_words(page, variant);
        let open: Vec<&VerdictNote> =
            notes.iter().filter(|note| note.verdict != Verdict::Met).collect();
        let name = sanitized(&variant.name);
        let held = match (notes.len(), open.len()) {
            (0, _) => "none are stated".to_owned(),
            (1, 0) => "met".to_owned(),
            (all, 0) => format!("all {all} met"),
            (all, open) => format!("{open} of {all} not met, or undecided"),
        };
        text.push_str(&format!("  {name}: {held}\n"));
        for note in open {
            let said = if note.verdict == Verdict::Undecided { "undecided: " } else { "" };
            let line = format!("{}  {said}{}", note.expectation, note.finding);
            let lines = wrapped(&line, WIDTH - 6);
            text.push_str(&format!("    {} {}\n", note.mark(), lines.join("\n      ")));
        }
    }
    page.unjudged.iter().for_each(|note| text.push_str(&below_verdicts(Some(note))));
    text
}

/// Nothing ever happened in either.
pub(super) fn is_idle(one: &FigureDifference) -> bool {
    one.old == 0.0 && one.new == 0.0
}

/// It is the same in each replication.
fn is_untouched(one: &FigureDifference) -> bool {
    one.difference.value == 0.0 && one.difference.standard_error == 0.0
}

/// Figures that are the same in each replication, with their values.
fn untouched_text(variant: &ComparedVariant, figures: &[JudgedFigure]) -> String {
    let untouched = variant.differences.iter().filter(|one| is_untouched(one) && !is_idle(one));
    let named = untouched.map(|one| {
        let figure = &figures[one.figure];
        format!("{} {}", sanitized(&figure.name), quantity(one.old, figure.unit))
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { String::new() } else { listed("the same in each replication", &named) }
}

/// A line with what there is of something, in as many as it takes.
fn listed(what: &str, items: &[String]) -> String {
    let line = format!("{what}: {}", items.join(", "));
    format!("  {}\n", wrapped(&line, WIDTH - 4).join("\n    "))
}

/// What only one of the two has.
fn missing(
    variant: &ComparedVariant,
    reference: &ComparedVariant,
    figures: &[JudgedFigure],
) -> Vec<String> {
    let has = |place: usize| variant.differences.iter().any(|one| one.figure == place);
    let is_defined =
        |place: usize| variant.values[place].is_finite() || reference.values[place].is_finite();
    let figures =
        figures.iter().enumerate().filter(|(place, _)| !has(*place) && is_defined(*place));
    figures.map(|(_, figure)| sanitized(&figure.name)).collect()
}

fn difference_line(one: &FigureDifference, figures: &[JudgedFigure], alpha: f64) -> Vec<String> {
    let figure = &figures[one.figure];
    let unit = figure.unit;
    let around = interval(one, alpha);
    let said = match one.verdict.name() {
        name @ "no difference shown" if one.detectable.is_finite() => {
            format!("{name} (at least {} would be)", difference(one.detectable, unit))
        }
        name => name.to_owned(),
    };
    vec![
        format!("  {}", sanitized(&figure.name)),
        before_and_after(one, unit),
        signed_with_interval(one.difference.value, around, unit),
        said,
    ]
}

/// `90.7 → 97.6 %`, `3m1s → 78 s`.
fn before_and_after(one: &FigureDifference, unit: Unit) -> String {
    let [old, new] = without_repeated_unit([quantity(one.old, unit), quantity(one.new, unit)]);
    format!("{old} \u{2192} {new}")
}

fn ranking_text(page: &ComparisonPage<'_>) -> String {
    let figure = &page.outcome.figures[page.rank_by];
    let lines: String = ranked(page)
        .into_iter()
        .map(|(rank, place, value)| {
            format!("  {rank}. {}  {value}\n", sanitized(&page.outcome.variants[place].name))
        })
        .collect();
    format!("\nby {}\n{lines}", sanitized(&figure.name))
}

fn legend(page: &ComparisonPage<'_>) -> String {
    let level = level_in_words(page.outcome.alpha);
    let undecided = if page.outcome.is_decided {
        ""
    } else {
        "Not all is decided: more replications (--budget) show smaller differences.\n"
    };
    let legend = format!(
        "In brackets {level} % intervals of single differences; the verdicts hold together (Holm). Better and \
         worse are shown differences, however small; one that does not matter is shown to be within its margin."
    );
    let mut text = "\n".to_owned();
    push_wrapped(&mut text, &legend);
    if let Some(note) = percentile_note(&page.outcome.figures) {
        push_wrapped(&mut text, &note);
    }
    text + undecided
}

/// Where figures are percentiles: that they are averages, and not those that a run shows.
pub fn percentile_note(figures: &[JudgedFigure]) -> Option<String> {
    let names = figures.iter().filter(|figure| figure.is_percentile());
    let names: Vec<String> = names.map(|figure| sanitized(&figure.name)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Each replication has its own {}: here they are averaged, where `run` takes the visits of all \
             replications together.",
            names.join(", ")
        )
    })
}

/// The same as a table in Markdown.
pub fn comparison_markdown(page: &ComparisonPage<'_>) -> String {
    let ComparisonOutcome { figures, variants, alpha, .. } = page.outcome;
    let cell =
        |text: &str| sanitized(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
    let mut text = String::from(
        "| variant | figure | before \u{2192} after | difference | verdict |\n|---|---|---|---|---|\n",
    );
    for variant in &variants[1..] {
        for one in variant.differences.iter().filter(|one| !is_idle(one)) {
            let cells = difference_line(one, figures, *alpha);
            let cells: Vec<String> = cells.iter().map(|text| cell(text.trim())).collect();
            text.push_str(&format!("| {} | {} |\n", cell(&variant.name), cells.join(" | ")));
        }
    }
    text
}

/// The same as a table: one line a variant and figure.
pub fn comparison_table<'a>(page: &ComparisonPage<'a>) -> ReportTable<'a> {
    let ComparisonOutcome { figures, variants, alpha, replications, .. } = page.outcome;
    let number = |name| TableColumn::number(name, Unit::Mixed.name());
    let columns = vec![
        TableColumn::text("variant"),
        TableColumn::text("figure"),
        TableColumn::text("unit"),
        number("old"),
        number("new"),
        number("difference"),
        number("low"),
        number("high"),
        number("margin"),
        number("p_value"),
        TableColumn::text("verdict"),
        number("detectable"),
        TableColumn::text("paired"),
        number("replications"),
    ];
    let of_variant = move |variant: &'a ComparedVariant| {
        variant.differences.iter().map(move |one| {
            let around = interval(one, *alpha);
            let figure = &figures[one.figure];
            vec![
                Cell::text(variant.name.as_str()),
                Cell::text(figure.name.as_str()),
                Cell::text(figure.unit.name()),
                Cell::Number(one.old),
                Cell::Number(one.new),
                Cell::Number(one.difference.value),
                Cell::Number(around.low),
                Cell::Number(around.high),
                Cell::Number(one.margin),
                Cell::Number(one.p_value),
                Cell::text(one.verdict.name()),
                Cell::Number(one.detectable),
                Cell::yes_or_no(variant.pairing == Pairing::Paired),
                Cell::Number(f64::from(*replications)),
            ]
        })
    };
    let rows = Box::new(variants[1..].iter().flat_map(of_variant));
    ReportTable { name: "comparison", columns, rows }
}

/// The same for scripts.
pub fn comparison_json(page: &ComparisonPage<'_>) -> Vec<u8> {
    let ComparisonOutcome { figures, variants, alpha, replications, is_decided, is_partial } =
        page.outcome;
    let expectations = |variant: &ComparedVariant| -> Vec<Value> {
        let notes = expectations_in_words(page, variant);
        let one = |note: VerdictNote| {
            json!({
                "expectation": note.expectation,
                "verdict": note.verdict.name(),
                "finding": note.finding,
            })
        };
        notes.into_iter().map(one).collect()
    };
    let one = |variant: &ComparedVariant| {
        let difference = |one: &FigureDifference| {
            let around = interval(one, *alpha);
            json!({
                "figure": figures[one.figure].name,
                "unit": figures[one.figure].unit.name(),
                "old": exact_number(one.old),
                "new": exact_number(one.new),
                "difference": exact_number(one.difference.value),
                "low": exact_number(around.low),
                "high": exact_number(around.high),
                "margin": exact_number(one.margin),
                "p_value": exact_number(one.p_value),
                "verdict": one.verdict.name(),
                "detectable": exact_number(one.detectable),
            })
        };
        json!({
            "variant": variant.name,
            "paired": variant.pairing == Pairing::Paired,
            "expectations": expectations(variant),
            "differences": variant.differences.iter().map(difference).collect::<Vec<Value>>(),
        })
    };
    let ranking_names: Vec<&str> =
        ranking(page).into_iter().map(|place| variants[place].name.as_str()).collect();
    pretty(&json!({
        "deskload": env!("CARGO_PKG_VERSION"),
        "reference": variants[0].name,
        "reference_expectations": expectations(&variants[0]),
        "not_judged": page.unjudged,
        "seed": page.seed,
        "replications": replications,
        "alpha": exact_number(*alpha),
        "decided": is_decided,
        "partial": is_partial,
        "ranked_by": figures[page.rank_by].name,
        "ranking": ranking_names,
        "variants": variants[1..].iter().map(one).collect::<Vec<Value>>(),
    }))
}
