//! What is said of expectations: a line of text for each, and the same for scripts.

use serde_json::{Value, json};

use super::format_number;
use super::json::exact_number;
use super::page::{sanitized, wrapped};
use crate::base::{Span, Time};
use crate::decide::{
    Comparison, Expectation, Interval, Judgement, LineJudgement, Measure, Verdict,
};
use crate::metrics::{Sheet, Unit, WindowLength, week_time, windows};
use crate::plan::{Plan, Run};
use crate::staffing::unjudged_waits;

/// An expectation in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictNote {
    pub verdict: Verdict,
    /// The expectation as it was written.
    pub expectation: String,
    /// What was found: the figure with its interval, and what it is held against.
    pub finding: String,
}

impl VerdictNote {
    /// The mark before the line.
    pub fn mark(&self) -> &'static str {
        verdict_mark(self.verdict)
    }
}

/// The mark of a verdict.
pub(super) fn verdict_mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "\u{2713}",
        Verdict::NotMet => "\u{2717}",
        Verdict::Undecided => "?",
    }
}

/// The level of an interval that leaves the truth out with a chance of `alpha`, in percent: `98.75`.
pub(super) fn level_in_words(alpha: f64) -> String {
    format_number((100.0 * 100.0 * (1.0 - alpha)).round() / 100.0)
}

/// A value with its unit, for people: `91.5 %`, `43.2 s`, `3m41s`, `12.4`.
pub fn quantity(value: f64, unit: Unit) -> String {
    let rounded = |scale: f64, decimals: usize| {
        let text = format!("{:.decimals$}", value * scale);
        // Whole counts stay whole.
        text.strip_suffix(&format!(".{}", "0".repeat(decimals))).map_or(text.clone(), str::to_owned)
    };
    if !value.is_finite() {
        return "-".to_owned();
    }
    match unit {
        Unit::Share => format!("{} %", rounded(100.0, 1)),
        Unit::Seconds if value.abs() < 120.0 => format!("{} s", rounded(1.0, 1)),
        Unit::Seconds => {
            let sign = if value < 0.0 { "-" } else { "" };
            format!("{sign}{}", Span(value.abs().round() as u64 * 1_000_000))
        }
        Unit::Hours => format!("{} h", rounded(1.0, 1)),
        Unit::PerHour => format!("{} /h", rounded(1.0, 1)),
        Unit::Level => rounded(1.0, 2),
        Unit::Count | Unit::Mixed => rounded(1.0, 1),
    }
}

/// A difference, for people: that of shares is in points.
pub fn difference(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share if value.is_finite() => format!("{:.2} points", value * 100.0),
        _ => quantity(value, unit),
    }
}

/// The same with its sign.
pub fn signed_difference(value: f64, unit: Unit) -> String {
    let sign = if value > 0.0 && value.is_finite() { "+" } else { "" };
    format!("{sign}{}", difference(value, unit))
}

/// A difference with its interval: `+6.90 points (+5.44 to +8.37)`.
pub(super) fn signed_with_interval(value: f64, interval: Interval, unit: Unit) -> String {
    let [low, high, value] =
        [interval.low, interval.high, value].map(|it| signed_difference(it, unit));
    let [bare_low, value_again] = without_repeated_unit([low.clone(), value.clone()]);
    let [bare_high, _] = without_repeated_unit([high.clone(), value_again]);
    let is_shared = bare_low != low && bare_high != high;
    let [low, high] = if is_shared { [bare_low, bare_high] } else { [low, high] };
    format!("{value} ({low} to {high})")
}

/// Two quantities of which the first leaves out the unit that both have.
pub(super) fn without_repeated_unit([first, second]: [String; 2]) -> [String; 2] {
    let unit = |text: &str| text.split_once(' ').map(|(_, unit)| unit.to_owned());
    match (first.split_once(' '), unit(&second)) {
        (Some((number, own)), Some(unit)) if own == unit => [number.to_owned(), second],
        _ => [first, second],
    }
}

/// An interval for people: `90.9 % to 92.1 %`.
pub fn interval_text(interval: Interval, unit: Unit) -> String {
    let bound = |value: f64, none: &str| {
        if value.is_finite() { quantity(value, unit) } else { none.to_owned() }
    };
    match (interval.low.is_finite(), interval.high.is_finite()) {
        (false, false) => "no interval".to_owned(),
        _ => format!("{} to {}", bound(interval.low, "?"), bound(interval.high, "?")),
    }
}

/// The expectations with what was found, in their order.
pub fn verdict_notes(
    expectations: &[Expectation],
    judgements: &[Judgement],
    run: &Run,
    sheets: &[Sheet],
) -> Vec<VerdictNote> {
    let note = |(expectation, judgement): (&Expectation, &Judgement)| VerdictNote {
        verdict: judgement.verdict,
        expectation: sanitized(&expectation.text),
        finding: finding(expectation, judgement, run, sheets),
    };
    expectations.iter().zip(judgements).map(note).collect()
}

/// The worst line or window, and how many there are.
fn finding(
    expectation: &Expectation,
    judgement: &Judgement,
    run: &Run,
    sheets: &[Sheet],
) -> String {
    let Some(worst) = judgement.worst() else {
        return "no session came that could be measured".to_owned();
    };
    let found = line_finding(expectation, worst, sheets);
    if judgement.lines.len() == 1 && judgement.empty_windows == 0 {
        return found;
    }
    let number = judgement.lines.len();
    let what = match expectation.windows {
        _ if worst.window.is_none() => "lines",
        Some(WindowLength::Day) => "days",
        Some(WindowLength::Interval) | None => "intervals",
    };
    let counted = match judgement.verdict {
        Verdict::Met => format!("all {number} {what}"),
        Verdict::NotMet => {
            format!("{} of {number} {what} not met", judgement.count(Verdict::NotMet))
        }
        Verdict::Undecided => {
            format!("{} of {number} {what} undecided", judgement.count(Verdict::Undecided))
        }
    };
    let empty = match judgement.empty_windows {
        0 => String::new(),
        empty => format!(" ({empty} more without a session)"),
    };
    format!("{counted}{empty}; farthest {}: {found}", place(expectation, worst, run))
}

/// Which line, and which window of it.
fn place(expectation: &Expectation, line: &LineJudgement, run: &Run) -> String {
    let label = sanitized(&expectation.lines[line.line].label);
    let kind = expectation.windows.unwrap_or(WindowLength::Day);
    let when = line.window.and_then(|window| windows(run, kind).get(window).copied());
    match when {
        Some(window) => {
            let at = week_time(run.week_offset, window.from);
            if expectation.lines.len() > 1 { format!("{label}, {at}") } else { at }
        }
        None => label,
    }
}

fn line_finding(expectation: &Expectation, line: &LineJudgement, sheets: &[Sheet]) -> String {
    let Some(interval) = line.interval else {
        return "no session came that could be measured".to_owned();
    };
    let limit = quantity(expectation.limit, expectation.unit);
    let with_interval =
        |unit| format!("{} ({})", quantity(interval.value, unit), interval_text(interval, unit));
    match line.measure {
        Measure::Figure => with_interval(expectation.unit),
        Measure::ShareWithin(wanted) => {
            let (word, wanted) = match expectation.comparison {
                Comparison::Less | Comparison::LessOrEqual => ("at least", wanted),
                Comparison::Greater | Comparison::GreaterOrEqual | Comparison::Equal => {
                    ("less than", wanted)
                }
            };
            let own = sheet_value(expectation, line, sheets)
                .map_or(String::new(), |value| format!("{}; ", quantity(value, expectation.unit)));
            format!(
                "{own}{} within {limit}, {word} {} wanted",
                with_interval(Unit::Share),
                quantity(wanted, Unit::Share)
            )
        }
        Measure::ShareOfDays(wanted) => format!(
            "on {} of days, {} wanted",
            with_interval(Unit::Share),
            quantity(wanted, Unit::Share)
        ),
        Measure::EachReplication => {
            let value = quantity(interval.value, expectation.unit);
            format!("{value} at worst, in {} replications", line.replications)
        }
    }
}

/// The figure as the report has it, of the whole run.
fn sheet_value(expectation: &Expectation, line: &LineJudgement, sheets: &[Sheet]) -> Option<f64> {
    let sheet = sheets.iter().find(|sheet| sheet.name == expectation.sheet.name())?;
    let row = sheet.rows.get(expectation.lines[line.line].row)?;
    let value = row.values.get(expectation.column)?.value;
    (line.window.is_none() && value.is_finite()).then_some(value)
}

/// Columns of a narrow terminal.
const MAX_WIDTH: usize = 80;
const INDENT: &str = "    ";
const INDENT_LINE: &str = "\n    ";

/// The verdicts as text, a line each, with a mark before it; how sure they are in the last line.
pub fn verdicts_text(notes: &[VerdictNote], judgements: &[Judgement]) -> String {
    let width = notes.iter().map(|note| note.expectation.chars().count()).max().unwrap_or(0);
    let width = width.min(46);
    let mut text = String::new();
    for note in notes {
        let (mark, expectation, finding) = (note.mark(), &note.expectation, &note.finding);
        let said = if note.verdict == Verdict::Undecided { "undecided: " } else { "" };
        let line = format!("{mark} {expectation:<width$}  {said}{finding}\n");
        if line.chars().count() <= MAX_WIDTH {
            text.push_str(&line);
        } else {
            let finding = wrapped(&format!("{said}{finding}"), MAX_WIDTH - INDENT.len());
            text.push_str(&format!(
                "{mark} {expectation}\n{INDENT}{}\n",
                finding.join(INDENT_LINE)
            ));
        }
    }
    if let Some(judgement) = judgements.first() {
        let level = level_in_words(judgement.alpha);
        let number = judgement.replications;
        text.push_str(&format!(
            "  In brackets the {level} % interval over {number} replications.\n"
        ));
    }
    text
}

/// A note below the verdicts.
pub fn below_verdicts(note: Option<&str>) -> String {
    let lines = note.map_or(Vec::new(), |note| wrapped(note, MAX_WIDTH - 3));
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// Where something is expected, and nothing of groups that get transfers: that their waits are not judged,
/// and how they would be.
pub fn unjudged_note(
    plan: &Plan,
    expectations: &[Expectation],
    place: ExpectationPlace,
) -> Option<String> {
    let open = unjudged_waits(plan, expectations);
    let (_, first) = open.first()?;
    let names: Vec<String> = open.iter().map(|(group, _)| sanitized(group)).collect();
    let first = sanitized(first);
    let judged = match place {
        ExpectationPlace::CommandLine => format!("--expect '{first}'"),
        ExpectationPlace::Scenario => format!("[[expect]] that = \"{first}\""),
    };
    let more = if open.len() > 1 { ", and so on" } else { "" };
    Some(format!(
        "Not judged: waits after transfers to {}. To judge them: {judged}{more}.",
        names.join(", ")
    ))
}

/// Where a command may be told what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectationPlace {
    /// Also on its command line.
    CommandLine,
    /// In the scenario alone.
    Scenario,
}

/// The verdicts for scripts.
pub fn verdicts_json(
    expectations: &[Expectation],
    judgements: &[Judgement],
    notes: &[VerdictNote],
    run: &Run,
) -> Value {
    let one = |((expectation, judgement), note): ((&Expectation, &Judgement), &VerdictNote)| {
        let lines = judgement.lines.iter().map(|line| line_json(expectation, line, run));
        json!({
            "that": expectation.text,
            "file": expectation.stated.file(),
            "line": expectation.stated.line(),
            "verdict": judgement.verdict.name(),
            "finding": note.finding,
            "limit": exact_number(expectation.limit),
            "unit": expectation.unit.name(),
            "alpha": exact_number(judgement.alpha),
            "replications": judgement.replications,
            "windows_without_session": judgement.empty_windows,
            "lines": lines.collect::<Vec<_>>(),
        })
    };
    expectations.iter().zip(judgements).zip(notes).map(one).collect()
}

fn line_json(expectation: &Expectation, line: &LineJudgement, run: &Run) -> Value {
    let measure = match line.measure {
        Measure::Figure => "figure",
        Measure::ShareWithin(_) => "share_within_limit",
        Measure::ShareOfDays(_) => "share_of_days",
        Measure::EachReplication => "worst_replication",
    };
    let wanted = match line.measure {
        Measure::Figure | Measure::EachReplication => expectation.limit,
        Measure::ShareWithin(share) | Measure::ShareOfDays(share) => share,
    };
    let bound =
        |of: fn(Interval) -> f64| line.interval.map_or(Value::Null, |it| exact_number(of(it)));
    let kind = expectation.windows.unwrap_or(WindowLength::Day);
    let window = line.window.and_then(|window| windows(run, kind).get(window).copied());
    json!({
        "line": expectation.lines[line.line].label,
        "starts": window.map_or(Value::Null, |it| exact_number(it.from.since(Time::ZERO).as_secs_f64())),
        "verdict": line.verdict.name(),
        "measure": measure,
        "wanted": exact_number(wanted),
        "value": bound(|it| it.value),
        "low": bound(|it| it.low),
        "high": bound(|it| it.high),
    })
}
