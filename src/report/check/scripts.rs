//! What a check found, for programs: JUnit, annotations of GitHub, Markdown, JSON.

use serde_json::{Value, json};

use super::{CheckResult, CheckVerdict, CheckedScenario};
use crate::decide::{Interval, Regression, Verdict};
use crate::report::expectations::verdicts_json;
use crate::report::github;
use crate::report::json::exact_number;
use crate::report::manifest::pretty;
use crate::report::page::sanitized;

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
        lines.extend(scenario.unjudged().map(|note| format!("| | {file} | | {} |\n", cell(note))));
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
                "not_judged": checked.unjudged,
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
