//! The pages of `compare` and `check`: what differs, and what holds.

use maud::{Markup, html};

use super::changes::{CUT_BARS, Change, MOST_DRAWN, changes};
use super::chart::{Figure, Table};
use super::frame::{Frame, definitions};
use super::{shown, verdict_class};
use crate::decide::{
    ComparedVariant, DifferenceVerdict, FigureDifference, Interval, Pairing, Verdict,
};
use crate::report::check::{CheckResult, CheckVerdict, CheckedScenario};
use crate::report::compare::{
    ComparisonPage, expectations_in_words, is_idle, percentile_note, ranked,
};
use crate::report::expectations::{level_in_words, quantity, signed_difference, verdict_mark};

/// The page of a comparison: for each variant what becomes better or worse, and by how much.
pub fn comparison_html(page: &ComparisonPage<'_>) -> Vec<u8> {
    let outcome = page.outcome;
    let reference = &outcome.variants[0].name;
    let level = level_in_words(outcome.alpha);
    let mut answers = Vec::new();
    let mut parts = Vec::new();
    for (number, variant) in outcome.variants.iter().enumerate().skip(1) {
        let moved: Vec<&FigureDifference> = moved(variant).collect();
        let of =
            |verdict: DifferenceVerdict| moved.iter().filter(|one| one.verdict == verdict).count();
        answers.push(format!(
            "{}: of {} figures {} are shown to be better and {} worse than with {reference}.{}",
            variant.name,
            moved.len(),
            of(DifferenceVerdict::Better),
            of(DifferenceVerdict::Worse),
            held(page, variant)
        ));
        parts.push(variant_part(page, number));
    }
    parts.insert(0, expectations(page));
    parts.push(ranking(page));
    let decided = if outcome.is_decided {
        "Every difference is shown, or shown not to matter."
    } else {
        "Not every difference is decided: more replications show smaller ones."
    };
    let mut words = vec![
        ("Interval", format!("A {level} % confidence interval of a single difference.")),
        (
            "Better, worse",
            "The difference is shown, however small it is; all verdicts hold together (Holm)."
                .to_owned(),
        ),
        ("Decided", decided.to_owned()),
        ("Seed", seed_in_words(page)),
    ];
    words.extend(percentile_note(&outcome.figures).map(|note| ("Percentiles", note)));
    parts.push(definitions(&words, Some(page.command)));
    Frame {
        title: format!("{reference}: comparison of live-chat desks"),
        heading: format!("Compared with {reference}"),
        basis: vec![format!("{} replications of each variant.", outcome.replications)],
        answers,
        parts,
    }
    .into_bytes()
}

/// What is not nothing with and without the variant: what its chart and its table show.
fn moved(variant: &ComparedVariant) -> impl Iterator<Item = &FigureDifference> {
    variant.differences.iter().filter(|one| !is_idle(one))
}

/// Whether a variant holds what is expected of it; nothing where nothing is.
fn held(page: &ComparisonPage<'_>, variant: &ComparedVariant) -> String {
    let notes = expectations_in_words(page, variant);
    let with = |verdict| notes.iter().filter(|note| note.verdict == verdict).count();
    match (notes.len(), with(Verdict::NotMet), with(Verdict::Undecided)) {
        (0, ..) => String::new(),
        (1, 0, 0) => " It holds what is expected.".to_owned(),
        (all, 0, 0) => format!(" It holds all {all} expectations."),
        (all, 0, open) => format!(" {open} of {all} expectations are undecided."),
        (all, missed, _) => format!(" It does not hold {missed} of {all} expectations."),
    }
}

/// Which variants meet the same clients.
fn seed_in_words(page: &ComparisonPage<'_>) -> String {
    let others = page.outcome.variants.iter().filter(|one| one.pairing == Pairing::Independent);
    let others: Vec<String> = others.map(|one| shown(&one.name)).collect();
    let seed = page.seed;
    if others.is_empty() {
        format!("{seed}: the same clients come to every variant.")
    } else {
        format!("{seed}. Other clients come to: {}.", others.join(", "))
    }
}

/// What the variants are expected to hold, with what was found.
fn expectations(page: &ComparisonPage<'_>) -> Markup {
    let variants = &page.outcome.variants;
    html! {
        @if variants.iter().any(|variant| !variant.expectations.is_empty()) {
            h2 { "Expectations" }
            @for note in page.unjudged { p { (shown(note)) } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { "Expected" } th.words scope="col" { "Variant" }
                    th.words scope="col" { "Verdict" } th.words scope="col" { "Found" }
                } }
                tbody {
                    @for variant in variants {
                        @for note in expectations_in_words(page, variant) {
                            tr {
                                th scope="row" { (note.expectation) }
                                td.words { (shown(&variant.name)) }
                                td.words { span class=(verdict_class(note.verdict)) { (note.mark()) " " (note.verdict.name()) } }
                                td.words.found { (note.finding) }
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn variant_part(page: &ComparisonPage<'_>, number: usize) -> Markup {
    let outcome = page.outcome;
    let variant = &outcome.variants[number];
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for one in moved(variant) {
        let figure = &outcome.figures[one.figure];
        let around = Interval::of_estimate(one.difference, outcome.alpha);
        let signed = |value: f64| signed_difference(value, figure.unit);
        rows.push(vec![
            shown(&figure.name),
            quantity(one.old, figure.unit),
            quantity(one.new, figure.unit),
            signed(one.difference.value),
            format!("{} to {}", signed(around.low), signed(around.high)),
            one.verdict.name().to_owned(),
        ]);
        // Figures of several units stand below each other: each is drawn as a part of what it was.
        if one.old.abs() > 0.0 {
            bars.push(Change {
                name: shown(&figure.name),
                change: one.difference.value / one.old.abs(),
                low: around.low / one.old.abs(),
                high: around.high / one.old.abs(),
                text: signed(one.difference.value),
            });
        }
    }
    let headings = ["Figure", "Before", "Now", "Difference", "Interval", "Verdict"];
    let table = Table { headings: headings.map(str::to_owned).to_vec(), rows };
    let largest = bars.iter().max_by(|a, b| a.change.abs().total_cmp(&b.change.abs()));
    let finding = largest.map_or_else(
        || "No figure changes.".to_owned(),
        |most| {
            let cut = if most.change.abs() > MOST_DRAWN { CUT_BARS } else { "" };
            format!("What changes most is {}: {}.{cut}", most.name, most.text)
        },
    );
    html! {
        h2 { (shown(&variant.name)) }
        @if variant.pairing == Pairing::Independent {
            p { "Other clients come (another seed, arrivals or topics): not compared one by one." }
        }
        (Figure {
            id: format!("changes-{number}"),
            title: "Change of each figure, as a part of what it was.".to_owned(),
            finding,
            svg: changes(&bars),
            table,
        }.markup())
    }
}

fn ranking(page: &ComparisonPage<'_>) -> Markup {
    let figure = &page.outcome.figures[page.rank_by];
    let row = |(rank, place, value): (usize, usize, String)| {
        vec![shown(&page.outcome.variants[place].name), rank.to_string(), value]
    };
    let rows = ranked(page).into_iter().map(row).collect();
    let headings = vec!["Variant".to_owned(), "Rank".to_owned(), shown(&figure.name)];
    html! { h2 { "By " (shown(&figure.name)) } (Table { headings, rows }.markup()) }
}

/// The page of a check: every scenario with its verdict, all that was judged, and the command that repeats it.
pub fn check_html(scenarios: &[CheckedScenario], command: &str) -> Vec<u8> {
    let with = |verdict: CheckVerdict| {
        scenarios.iter().filter(|scenario| scenario.verdict() == verdict).count()
    };
    let kinds = [
        (CheckVerdict::Failed, "fail"),
        (CheckVerdict::Error, "could not be checked"),
        (CheckVerdict::Undecided, "undecided"),
        (CheckVerdict::NothingExpected, "expect nothing"),
        (CheckVerdict::Passed, "pass"),
    ];
    let counted = kinds.iter().filter(|(verdict, _)| with(*verdict) > 0);
    let counted: Vec<String> =
        counted.map(|(verdict, word)| format!("{} {word}", with(*verdict))).collect();
    let answer = format!("Scenarios: {}.", counted.join(", "));
    let terms = [
        ("Met", "The confidence interval lies on the right side of the limit.".to_owned()),
        ("Not met", "It lies on the wrong side.".to_owned()),
        ("Undecided", "It holds the limit: more replications would decide.".to_owned()),
    ];
    let mut parts: Vec<Markup> = scenarios.iter().map(checked_part).collect();
    parts.push(definitions(&terms, Some(command)));
    Frame {
        title: "Check of live-chat desks".to_owned(),
        heading: "What the desks are expected to hold".to_owned(),
        basis: Vec::new(),
        answers: vec![answer],
        parts,
    }
    .into_bytes()
}

fn checked_part(scenario: &CheckedScenario) -> Markup {
    html! {
        h2 { (shown(&scenario.file)) }
        @match &scenario.result {
            CheckResult::Failed { why } => { p { "Not checked: " (shown(why)) } }
            CheckResult::Checked(checked) => {
                p { (checked.outcome.outcome.finished) " replications, seed " (checked.run.seed) "." }
                div.scroll { table {
                    thead { tr { th scope="col" { "Judged" } th.words scope="col" { "Verdict" } th.words scope="col" { "Found" } } }
                    tbody {
                        @for (name, verdict, found) in scenario.judged() {
                            tr {
                                th scope="row" { (shown(&name)) }
                                td.words { span class=(verdict_class(verdict)) { (verdict_mark(verdict)) " " (verdict.name()) } }
                                td.words.found { (shown(&found)) }
                            }
                        }
                    }
                } }
                @if let Some(note) = scenario.unjudged() { p { (shown(note)) } }
            }
        }
    }
}
