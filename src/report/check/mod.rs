//! What a check found: as text, for CI servers (JUnit), for GitHub, and for scripts.

mod scripts;

pub use scripts::{check_json, check_markdown, github_annotations, junit};

use super::expectations::{VerdictNote, difference, quantity, signed_with_interval, verdict_notes};
use super::page::{WIDTH, sanitized, wrapped};
use crate::decide::{
    CheckOutcome, Expectation, Interval, NotCompared, Regression, RegressionVerdict, Verdict,
};
use crate::plan::Run;

/// A scenario that was checked.
#[derive(Debug)]
pub struct CheckedScenario {
    /// The file, as the user calls it.
    pub file: String,
    /// How long it took on the wall clock, in seconds.
    pub seconds: f64,
    pub result: CheckResult,
}

/// What came of checking a scenario.
#[derive(Debug)]
pub enum CheckResult {
    /// It could not be checked: why. What is wrong with a scenario has been shown.
    Failed {
        why: String,
    },
    Checked(Box<Checked>),
}

/// A scenario that was simulated.
#[derive(Debug)]
pub struct Checked {
    pub name: String,
    pub run: Run,
    pub expectations: Vec<Expectation>,
    pub outcome: CheckOutcome,
    pub baseline: BaselineNote,
    /// Which waits are not judged, where anything is expected.
    pub unjudged: Option<String>,
}

/// What a scenario was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineNote {
    /// There is none.
    None,
    Compared,
    /// It was kept, in this file.
    Written(String),
}

/// The worst that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckVerdict {
    Passed,
    /// Neither an expectation nor a baseline.
    NothingExpected,
    Undecided,
    Failed,
    /// It could not be checked.
    Error,
}

/// One thing that was judged.
struct Finding {
    /// Unique within the scenario.
    name: String,
    verdict: Verdict,
    /// One line.
    short: String,
    /// All facts.
    facts: String,
    /// Where an expectation is written.
    line: usize,
    /// The larger, the worse.
    badness: f64,
}

impl CheckedScenario {
    /// The worst that was found.
    pub fn verdict(&self) -> CheckVerdict {
        let CheckResult::Checked(checked) = &self.result else { return CheckVerdict::Error };
        let (expected, moved) =
            (checked.outcome.worst_expectation(), checked.outcome.worst_regression());
        match (expected, moved, &checked.baseline) {
            (Some(Verdict::NotMet), ..) | (_, Some(RegressionVerdict::Worse), _) => {
                CheckVerdict::Failed
            }
            (Some(Verdict::Undecided), ..) | (_, Some(RegressionVerdict::Undecided), _) => {
                CheckVerdict::Undecided
            }
            (None, None, BaselineNote::None) => CheckVerdict::NothingExpected,
            _ => CheckVerdict::Passed,
        }
    }

    /// Which waits are not judged, where anything is expected.
    pub(super) fn unjudged(&self) -> Option<&str> {
        match &self.result {
            CheckResult::Failed { .. } => None,
            CheckResult::Checked(checked) => checked.unjudged.as_deref(),
        }
    }

    /// What was judged: its name, its verdict, and what was found.
    pub(super) fn judged(&self) -> Vec<(String, Verdict, String)> {
        let of = |finding: Finding| (finding.name, finding.verdict, finding.short);
        self.findings().into_iter().map(of).collect()
    }

    fn findings(&self) -> Vec<Finding> {
        let CheckResult::Checked(checked) = &self.result else { return Vec::new() };
        let CheckOutcome { judgements, regressions, .. } = &checked.outcome;
        let notes = checked.notes();
        let expected = checked.expectations.iter().zip(judgements).zip(&notes);
        let expected = expected.map(|((expectation, judgement), note)| {
            let level = super::expectations::level_in_words(judgement.alpha);
            let worst = judgement.worst().map_or(0.0, |line| line.shortfall);
            Finding {
                name: expectation.text.clone(),
                verdict: judgement.verdict,
                short: note.finding.clone(),
                facts: format!(
                    "expected: {}\nverdict: {}\nfound: {}\nin brackets: the {level} % interval over \
                     {} replications",
                    expectation.text,
                    judgement.verdict.name(),
                    note.finding,
                    judgement.replications
                ),
                line: expectation.stated.line(),
                badness: worst / expectation.limit.abs().max(1e-9),
            }
        });
        let moved = regressions.iter().map(|one| regression_finding(one, checked));
        let mut findings: Vec<Finding> = expected.chain(moved).collect();
        make_unique(&mut findings);
        findings
    }
}

impl Checked {
    fn notes(&self) -> Vec<VerdictNote> {
        let sheets = &self.outcome.outcome.sheets;
        verdict_notes(&self.expectations, &self.outcome.judgements, &self.run, sheets)
    }
}

/// GitLab drops a test case whose name was there before.
fn make_unique(findings: &mut [Finding]) {
    let mut seen = std::collections::BTreeSet::<String>::new();
    for finding in findings {
        let own = finding.name.clone();
        let mut times = 1;
        while !seen.insert(finding.name.clone()) {
            times += 1;
            finding.name = format!("{own} ({times})");
        }
    }
}

/// The difference of a figure in words: `45.1 s, was 40.2 s: +4.9 s (+3.8 to +6), margin 2 s`.
fn movement(one: &Regression, alpha: f64) -> String {
    let unit = one.figure.unit;
    let interval = Interval::of_estimate(one.difference, 2.0 * alpha);
    format!(
        "{}, was {}: {}, margin {}",
        quantity(one.new, unit),
        quantity(one.old, unit),
        signed_with_interval(one.difference.value, interval, unit),
        difference(one.margin, unit)
    )
}

fn regression_finding(one: &Regression, checked: &Checked) -> Finding {
    let alpha = checked.outcome.regression_alpha;
    let movement = movement(one, alpha);
    let paired = match &checked.outcome.other_clients {
        None => "replication by replication, as the same clients came".to_owned(),
        Some(why) => format!("not replication by replication: {why}"),
    };
    let harm = one.figure.better_when.harm(one.difference.value);
    Finding {
        name: format!("{} is not worse", one.figure.name),
        verdict: match one.verdict {
            RegressionVerdict::NotWorse => Verdict::Met,
            RegressionVerdict::Undecided => Verdict::Undecided,
            RegressionVerdict::Worse => Verdict::NotMet,
        },
        short: format!("{}: {movement}", one.verdict.name()),
        facts: format!(
            "figure: {}\nverdict: {}\nfound: {movement}\ncompared: {paired}\nchance of so much harm \
             by accident, held together for all figures (Holm): {}\nallowed: {}",
            one.figure.name,
            one.verdict.name(),
            super::format_number(one.p_value),
            super::format_number(alpha)
        ),
        line: 1,
        badness: harm / one.margin.max(1e-9),
    }
}

/// What was found, a line a scenario, and what did not pass below it.
pub fn check_text(scenarios: &[CheckedScenario]) -> String {
    let width = scenarios.iter().map(|one| sanitized(&one.file).chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for scenario in scenarios {
        let mark = match scenario.verdict() {
            CheckVerdict::Passed => "\u{2713}",
            CheckVerdict::NothingExpected => "-",
            CheckVerdict::Undecided => "?",
            CheckVerdict::Failed | CheckVerdict::Error => "\u{2717}",
        };
        let file = sanitized(&scenario.file);
        text.push_str(&format!("{mark} {}", beside_file(&file, width, &headline(scenario))));
        for finding in scenario.findings() {
            let mark = match finding.verdict {
                Verdict::Met => continue,
                Verdict::Undecided => "?",
                Verdict::NotMet => "\u{2717}",
            };
            let lines = wrapped(&sanitized(&finding.short), WIDTH - 8).join("\n        ");
            text.push_str(&format!("    {mark} {}\n        {lines}\n", sanitized(&finding.name)));
        }
        if let Some(note) = scenario.unjudged() {
            let lines = wrapped(note, WIDTH - 4).join("\n    ");
            text.push_str(&format!("    {lines}\n"));
        }
    }
    text
}

/// The name of a file, and beside it what was found; below it, where there is no room.
fn beside_file(file: &str, width: usize, headline: &str) -> String {
    let line = format!("{file:<width$}  {headline}\n");
    if line.chars().count() + 2 <= WIDTH + 1 {
        return line;
    }
    let lines = wrapped(headline, WIDTH - 4).join("\n    ");
    format!("{file}\n    {lines}\n")
}

/// How many of what.
fn headline(scenario: &CheckedScenario) -> String {
    let checked = match &scenario.result {
        CheckResult::Failed { why } => return sanitized(why),
        CheckResult::Checked(checked) => checked,
    };
    let CheckOutcome { judgements, regressions, outcome, other_clients, .. } = &checked.outcome;
    let mut parts = Vec::new();
    let count = |wanted: Verdict| judgements.iter().filter(|it| it.verdict == wanted).count();
    match (judgements.len(), count(Verdict::NotMet), count(Verdict::Undecided)) {
        (0, ..) => {}
        (1, 0, 0) => parts.push("1 expectation met".to_owned()),
        (all, 0, 0) => parts.push(format!("{all} expectations met")),
        (all, 0, open) => parts.push(format!("{open} of {all} expectations undecided")),
        (all, failed, 0) => parts.push(format!("{failed} of {all} expectations not met")),
        (all, failed, open) => {
            parts.push(format!("{failed} of {all} expectations not met, {open} undecided"));
        }
    }
    let count = |wanted| regressions.iter().filter(|it| it.verdict == wanted).count();
    let (worse, open) = (count(RegressionVerdict::Worse), count(RegressionVerdict::Undecided));
    match (regressions.len(), worse, open) {
        (0, ..) => {}
        (1, 0, 0) => parts.push("1 figure not worse".to_owned()),
        (all, 0, 0) => parts.push(format!("{all} figures not worse")),
        (all, 0, open) => parts.push(format!("{open} of {all} figures undecided")),
        (all, worse, 0) => parts.push(format!("{worse} of {all} figures worse")),
        (all, worse, open) => {
            parts.push(format!("{worse} of {all} figures worse, {open} undecided"));
        }
    }
    match &checked.baseline {
        BaselineNote::Written(file) => parts.push(format!("baseline written: {file}")),
        BaselineNote::None if judgements.is_empty() => {
            parts
                .push("nothing is expected: add [[expect]], or write a baseline (--update)".into());
        }
        BaselineNote::None | BaselineNote::Compared => {}
    }
    if !checked.outcome.not_compared.is_empty() {
        parts.push(not_compared_note(&checked.outcome.not_compared));
    }
    if let Some(why) = other_clients {
        parts.push(format!("compared as if other clients came: {why}"));
    }
    let (finished, asked) = (outcome.finished, outcome.requested);
    let partial = if finished < asked { ", interrupted" } else { "" };
    format!("{} ({finished} replications{partial})", parts.join("; "))
}

/// The first of the figures that were not compared, and how many more there are.
fn not_compared_note(figures: &[(String, NotCompared)]) -> String {
    const SHOWN: usize = 3;
    let one =
        |(name, why): &(String, NotCompared)| format!("{} ({})", sanitized(name), why.reason());
    let shown: Vec<String> = figures.iter().take(SHOWN).map(one).collect();
    let more = match figures.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("not compared: {}{more}", shown.join(", "))
}
