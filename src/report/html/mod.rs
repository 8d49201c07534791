//! A report as a page: one file that needs no network and no script, to be shown to others.
//!
//! The page of a run says first what matters in two sentences, then whether expectations are met, then figures by
//! live chat, by time, by group, licenses and transfers, and at last what all that means and how it is
//! repeated. Everything that comes from a scenario is escaped; a policy in the page itself forbids any
//! script and any request.

mod backtesting;
mod capacity;
mod changes;
mod chart;
mod decisions;
mod fitting;
mod frame;
mod grids;
mod loads;
mod maps;
mod over_time;
mod planning;
mod sections;
mod style;
mod time_axis;

use std::fmt::Write as _;

use maud::{Markup, html};

pub use backtesting::backtest_html;
pub use decisions::{check_html, comparison_html};
pub use fitting::fit_html;
use frame::Frame;
pub use grids::sweep_html;
pub use loads::{find_max_html, load_html};
pub use planning::staff_html;
pub use time_axis::time_labels;

use super::expectations::{VerdictNote, quantity};
use super::manifest::Manifest;
use crate::base::visible;
use crate::decide::Verdict;
use crate::metrics::{Estimate, Sheet, Unit};
use crate::plan::Plan;
use crate::study::OfferedLoad;

/// The share answered in time that most desks aim at.
pub const USUAL_TARGET: f64 = 0.8;

/// What a page is made from.
#[derive(Clone, Copy, Debug)]
pub struct RunPage<'a> {
    pub manifest: &'a Manifest<'a>,
    pub plan: &'a Plan,
    pub load: &'a OfferedLoad,
    /// The share answered in time that is aimed at: colors change sides at it.
    pub service_level_target: f64,
    pub sheets: &'a [Sheet],
    /// What was found of expectations.
    pub verdicts: &'a [VerdictNote],
    /// What else the reader should know, a line each.
    pub notes: &'a [String],
}

/// The bytes of `report.html`.
pub fn run_html(page: &RunPage<'_>) -> Vec<u8> {
    let title = format!("{}: report of a live-chat desk", shown(page.manifest.scenario));
    let mut basis = vec![basis(page)];
    if !page.plan.description.is_empty() {
        basis.insert(0, page.plan.description.clone());
    }
    let parts = vec![
        verdicts(page),
        sections::headline(page),
        over_time::over_time(page),
        sections::percentiles(page),
        sections::staff(page),
        capacity::load_over_time(page),
        sections::licenses(page),
        sections::transfers(page),
        sections::assumptions(page),
    ];
    let (heading, answers) = (page.manifest.scenario.to_owned(), answers(page));
    Frame { title, heading, basis, answers, parts }.into_bytes()
}

/// A text of the scenario: without what a reader would not see.
fn shown(text: &str) -> String {
    visible(text).into_owned()
}

impl<'a> RunPage<'a> {
    fn sheet(&self, name: &str) -> Option<&'a Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// The place of a column of a sheet.
fn column(sheet: &Sheet, name: &str) -> Option<usize> {
    sheet.measures.iter().position(|column| column.name == name)
}

/// A figure with its interval in words: `93.6 % ± 0.3`.
fn with_interval(estimate: Estimate, unit: Unit) -> String {
    let value = quantity(estimate.value, unit);
    if estimate.half_width.is_finite() && estimate.half_width > 0.0 {
        format!("{value} \u{b1} {}", quantity(estimate.half_width, unit))
    } else {
        value
    }
}

fn basis(page: &RunPage<'_>) -> String {
    let manifest = page.manifest;
    let run = &page.plan.run;
    let partial = if manifest.finished < manifest.requested { ", interrupted" } else { "" };
    format!(
        "{} simulated {} times{partial}; \u{b1} is half the width of a 95 % confidence interval.",
        run.horizon, manifest.finished
    )
}

/// What matters, a sentence for each live chat and one about expectations.
fn answers(page: &RunPage<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let missed = page.verdicts.iter().filter(|note| note.verdict == Verdict::NotMet).count();
    let open = page.verdicts.iter().filter(|note| note.verdict == Verdict::Undecided).count();
    match (page.verdicts.len(), missed, open) {
        (0, ..) => {}
        (1, 0, 0) => sentences.push("What is expected is met.".to_owned()),
        (all, 0, 0) => sentences.push(format!("All {all} expectations are met.")),
        (all, 0, 1) => sentences
            .push(format!("One of {all} expectations is undecided: the figures are too vague.")),
        (all, 0, open) => sentences.push(format!(
            "{open} of {all} expectations are undecided: the figures are too vague."
        )),
        (all, 1, _) => sentences.push(format!("One of {all} expectations is not met.")),
        (all, missed, _) => sentences.push(format!("{missed} of {all} expectations are not met.")),
    }
    sentences.extend(figures_in_words(page));
    sentences.extend(capacity::tightest(page));
    sentences
}

/// A sentence for each live chat.
fn figures_in_words(page: &RunPage<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let Some(sheet) = page.sheet("live_chats") else { return sentences };
    for row in &sheet.rows {
        let figure = |name: &str| column(sheet, name).map(|place| row.values[place]);
        let (Some(level), Some(asa), Some(left)) =
            (figure("service_level"), figure("asa"), figure("abandon_rate"))
        else {
            continue;
        };
        let name = shown(&row.keys[0]);
        if figure("offered").is_some_and(|offered| offered.value == 0.0) {
            sentences.push(format!("{name}: no client comes."));
            continue;
        }
        if asa.value.is_nan() {
            let others = others_lost(&figure);
            let left = with_interval(left, Unit::Share);
            sentences.push(format!("{name}: no client is answered; {left} give up{others}."));
            continue;
        }
        sentences.push(format!(
            "{}: {} of the clients are answered within {}, after {} on average; {} give up before{}.",
            name,
            with_interval(level, Unit::Share),
            page.plan.run.answer_within,
            with_interval(asa, Unit::Seconds),
            with_interval(left, Unit::Share),
            others_lost(&figure)
        ));
    }
    sentences
}

/// Clients of whom the shares before know nothing: who were not let in, and who left after a transfer. Of less than
/// one in a hundred sessions nothing is said.
fn others_lost(figure: &dyn Fn(&str) -> Option<Estimate>) -> String {
    let offered = figure("offered").map_or(0.0, |offered| offered.value);
    let mut more = String::new();
    for (name, what) in [
        ("refused", "are refused"),
        ("lost_after_transfer", "leave after a transfer, before the next operator answers"),
    ] {
        let lost = figure(name).map_or(0.0, |lost| lost.value);
        if lost > 0.01 * offered {
            let _ =
                write!(more, "; {} of all that come {what}", quantity(lost / offered, Unit::Share));
        }
    }
    more
}

/// The class of a verdict in the page's style.
fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "missed",
        Verdict::Undecided => "open",
    }
}

fn verdicts(page: &RunPage<'_>) -> Markup {
    html! {
        @if !page.verdicts.is_empty() {
            h2 { "Expectations" }
            div.scroll { table {
                thead { tr { th scope="col" { "Expected" } th.words scope="col" { "Verdict" } th.words scope="col" { "Found" } } }
                tbody {
                    @for note in page.verdicts {
                        tr {
                            th scope="row" { (note.expectation) }
                            td.words { span class=(verdict_class(note.verdict)) { (note.mark()) " " (note.verdict.name()) } }
                            td.words.found { (note.finding) }
                        }
                    }
                }
            } }
        }
    }
}
