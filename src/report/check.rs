//! What a check found: as text, for CI servers (JUnit), for GitHub, and for scripts.

use serde_json::{Value, json};

use super::expectations::{
    VerdictNote, difference, quantity, signed_with_interval, verdict_notes, verdicts_json,
};
use super::github;
use super::json::exact_number;
use super::manifest::pretty;
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

/// What was found for CI servers: JUnit's XML, as GitHub, GitLab and Jenkins read it.
///
/// The class name is the scenario, as GitLab groups by it; undecided is skipped; facts stand in the
/// body of a failure, which is what is shown.
pub fn junit(scenarios: &[CheckedScenario]) -> Vec<u8> {
    let mut suites = String::new();
    let mut totals = [0; 4];
    for scenario in scenarios {
        let class = xml(&scenario.file);
        let findings = scenario.findings();
        let time = scenario.seconds / findings.len().max(1) as f64;
        let mut cases = String::new();
        let mut numbers = [0; 4];
        let mut add = |name: &str, kind: usize, inner: &str| {
            numbers[0] += 1;
            numbers[kind] += usize::from(kind > 0);
            cases.push_str(&format!(
                "    <testcase classname=\"{class}\" name=\"{}\" time=\"{time:.3}\">{inner}</testcase>\n",
                xml(name)
            ));
        };
        if let CheckResult::Failed { why } = &scenario.result {
            let why = xml(why);
            add("is checked", 2, &format!("<error message=\"{why}\" type=\"error\">{why}</error>"));
        }
        for finding in &findings {
            let (short, facts) = (xml(&finding.short), xml(&finding.facts));
            match finding.verdict {
                Verdict::Met => add(&finding.name, 0, ""),
                Verdict::Undecided => {
                    let inner = format!("<skipped message=\"undecided: {short}\"/>");
                    add(&finding.name, 3, &inner);
                }
                Verdict::NotMet => {
                    let inner =
                        format!("<failure message=\"{short}\" type=\"not-met\">{facts}</failure>");
                    add(&finding.name, 1, &inner);
                }
            }
        }
        let [tests, failures, errors, skipped] = numbers;
        suites.push_str(&format!(
            "  <testsuite name=\"{class}\" tests=\"{tests}\" failures=\"{failures}\" \
             errors=\"{errors}\" skipped=\"{skipped}\" time=\"{:.3}\">\n{cases}  </testsuite>\n",
            scenario.seconds
        ));
        for (total, number) in totals.iter_mut().zip(numbers) {
            *total += number;
        }
    }
    let [tests, failures, errors, _] = totals;
    let seconds: f64 = scenarios.iter().map(|one| one.seconds).sum();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"deskload check\" \
         tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{seconds:.3}\">\n\
         {suites}</testsuites>\n"
    );
    text.into_bytes()
}

/// A text within XML 1.0, which has no place for most control characters.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                safe.push('\u{fffd}');
            }
            other => safe.push(other),
        }
    }
    safe
}

/// What did not pass, as annotations of a GitHub workflow: the worst first, at most ten.
pub fn github_annotations(scenarios: &[CheckedScenario]) -> String {
    let mut found: Vec<(bool, f64, String)> = Vec::new();
    for scenario in scenarios {
        let file = github::property(&scenario.file);
        if let CheckResult::Failed { why } = &scenario.result {
            let line = format!("::error file={file},title=not checked::{}", github::data(why));
            found.push((true, f64::INFINITY, line));
        }
        for finding in scenario.findings() {
            let kind = match finding.verdict {
                Verdict::Met => continue,
                Verdict::Undecided => "warning",
                Verdict::NotMet => "error",
            };
            let title = github::property(&finding.name);
            let line = format!(
                "::{kind} file={file},line={},title={title}::{}",
                finding.line,
                github::data(&finding.facts)
            );
            found.push((kind == "error", finding.badness, line));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    found.iter().take(github::MAX_ANNOTATIONS).map(|(.., line)| format!("{line}\n")).collect()
}

/// GitHub takes so many bytes of a step's summary.
const MAX_SUMMARY_BYTES: usize = 1_000_000;

/// What was found as a table in Markdown.
pub fn check_markdown(scenarios: &[CheckedScenario]) -> String {
    let mut text = String::from("| | scenario | judged | found |\n|---|---|---|---|\n");
    let cell =
        |text: &str| sanitized(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
    for scenario in scenarios {
        let file = cell(&scenario.file);
        let mut lines = Vec::new();
        if let CheckResult::Failed { why } = &scenario.result {
            lines.push(format!("| \u{2717} | {file} | | {} |\n", cell(why)));
        }
        let mut findings = scenario.findings();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
        for finding in findings {
            let mark = match finding.verdict {
                Verdict::Met => "\u{2713}",
                Verdict::Undecided => "?",
                Verdict::NotMet => "\u{2717}",
            };
            let (name, short) = (cell(&finding.name), cell(&finding.short));
            lines.push(format!("| {mark} | {file} | {name} | {short} |\n"));
        }
        for line in lines {
            if text.len() + line.len() > MAX_SUMMARY_BYTES {
                text.push_str("\nThe table goes on; it is longer than a summary may be.\n");
                return text;
            }
            text.push_str(&line);
        }
    }
    text
}

/// What was found for scripts.
pub fn check_json(scenarios: &[CheckedScenario]) -> Vec<u8> {
    let one = |scenario: &CheckedScenario| match &scenario.result {
        CheckResult::Failed { why } => {
            json!({ "file": scenario.file, "verdict": "error", "error": why })
        }
        CheckResult::Checked(checked) => {
            let verdict = match scenario.verdict() {
                CheckVerdict::Passed => "passed",
                CheckVerdict::NothingExpected => "nothing expected",
                CheckVerdict::Undecided => "undecided",
                CheckVerdict::Failed => "failed",
                CheckVerdict::Error => "error",
            };
            let outcome = &checked.outcome;
            json!({
                "file": scenario.file,
                "scenario": checked.name,
                "verdict": verdict,
                "replications": outcome.outcome.finished,
                "expectations": verdicts_json(
                    &checked.expectations, &outcome.judgements, &checked.notes(), &checked.run
                ),
                "paired": outcome.other_clients.is_none(),
                "regressions": outcome.regressions.iter().map(
                    |regression| regression_json(regression, outcome.regression_alpha)
                ).collect::<Vec<_>>(),
                "not_compared": outcome.not_compared.iter().map(
                    |(figure, why)| json!({ "figure": figure, "why": why.reason() })
                ).collect::<Vec<_>>(),
            })
        }
    };
    pretty(&json!({
        "deskload": env!("CARGO_PKG_VERSION"),
        "scenarios": scenarios.iter().map(one).collect::<Vec<Value>>(),
    }))
}

fn regression_json(one: &Regression, alpha: f64) -> Value {
    let interval = Interval::of_estimate(one.difference, 2.0 * alpha);
    json!({
        "figure": one.figure.name,
        "unit": one.figure.unit.name(),
        "verdict": one.verdict.name(),
        "old": exact_number(one.old),
        "new": exact_number(one.new),
        "difference": exact_number(one.difference.value),
        "low": exact_number(interval.low),
        "high": exact_number(interval.high),
        "margin": exact_number(one.margin),
        "p_value": exact_number(one.p_value),
        "alpha": exact_number(alpha),
    })
}
