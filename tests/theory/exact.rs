//! Exactly solved queues: `scenarios/theory/exact`, each against its answers in `expected.csv`.
//!
//! The answers are closed forms, Markov chains and Kolmogorov equations, solved to eight digits or
//! more by other programs. `cargo test` simulates each scenario once, which takes seconds. With
//! `DESKLOAD_EXACT=full` each is simulated again with as many replications as it takes, by what the
//! first time showed, to bring every standard error below 1 % of its figure, and the table in
//! `scenarios/theory/exact/README.md` is written anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use deskload::study::Outcome;

use super::{Figure, Finding, bound, scenarios, simulate};

/// The relative standard error that is asked for.
const PRECISE: f64 = 0.01;

/// More sessions than this are not waited for: what is still vague is marked so.
const MOST_SESSIONS: f64 = 1e9;

struct Line {
    case: String,
    figure: Figure,
    finding: Finding,
    replications: u32,
}

impl Line {
    fn is_precise(&self) -> bool {
        self.finding.error <= PRECISE * self.figure.exact.abs()
    }
}

/// The figures by scenario, and the case that each belongs to.
fn expected() -> BTreeMap<String, Vec<(String, Figure)>> {
    let path = scenarios().join("theory/exact/expected.csv");
    let mut reader = csv::Reader::from_path(path).expect("the table is there");
    let mut by_scenario: BTreeMap<String, Vec<(String, Figure)>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let text = |place: usize| record[place].to_owned();
        let exact = record[5].parse().expect("a number");
        let figure = Figure { sheet: text(2), row: text(3), measure: text(4), exact };
        by_scenario.entry(text(1)).or_default().push((text(0), figure));
    }
    by_scenario
}

fn lines(scenario: &str, figures: &[(String, Figure)], full: bool) -> Vec<Line> {
    let path = format!("exact/{scenario}");
    let mut outcome = simulate(&path, &[]);
    // What the first time showed is an estimate: the second may fall a little short.
    for _ in 0..6 {
        let replications = enough(figures, &outcome);
        if !full || replications <= outcome.finished {
            break;
        }
        outcome = simulate(&path, &[&format!("run.replications={replications}")]);
    }
    let line = |(case, figure): &(String, Figure)| Line {
        case: case.clone(),
        figure: figure.clone(),
        finding: Finding::new(figure, &outcome),
        replications: outcome.finished,
    };
    figures.iter().map(line).collect()
}

/// How many replications make every figure precise: a standard error falls with their square root.
/// A tenth more, for the error of the error.
fn enough(figures: &[(String, Figure)], outcome: &Outcome) -> u32 {
    let finished = f64::from(outcome.finished);
    let vaguest = figures
        .iter()
        .map(|(_, figure)| Finding::new(figure, outcome).error / figure.exact.abs())
        .filter(|error| error.is_finite())
        .fold(0.0, f64::max);
    if vaguest < PRECISE {
        return outcome.finished;
    }
    let sessions = outcome.sessions_offered as f64 / finished;
    let needed = finished * (vaguest / PRECISE).powi(2) * 1.1;
    needed.min(MOST_SESSIONS / sessions).ceil() as u32
}

/// Scenarios of one seed would share their random numbers, and their rows tell less than their number.
#[test]
fn each_solved_queue_has_a_seed_of_its_own_made_from_its_name() {
    let mut seeds = BTreeMap::new();
    let expected = expected();
    for scenario in expected.keys() {
        let path = scenarios().join("theory/exact").join(scenario);
        let plan = crate::scenario::read_file(&path, &[]).plan.expect("a plan");
        let name = scenario.strip_suffix(".toml").expect("a scenario");
        // The upper half of the key is enough, and easier to read.
        assert_eq!(plan.run.seed, deskload::base::name_key(name) >> 33, "{scenario}");
        assert!(seeds.insert(plan.run.seed, name).is_none(), "{scenario} shares its seed");
    }
    assert!(seeds.len() > 60, "{}", seeds.len());
}

#[test]
fn solved_queues_come_out_as_solved() {
    let full = std::env::var("DESKLOAD_EXACT").is_ok_and(|value| value == "full");
    let expected = expected();
    let all: Vec<Line> =
        expected.iter().flat_map(|(scenario, figures)| lines(scenario, figures, full)).collect();
    if full {
        let path = scenarios().join("theory/exact/README.md");
        std::fs::write(path, page(&all)).expect("the table can be written");
    }
    let beyond = |line: &&Line| {
        let bound = bound(line.replications, all.len());
        line.finding.z.is_nan() || line.finding.z.abs() >= bound
    };
    let wrong: Vec<&Line> = all.iter().filter(beyond).collect();
    let told = wrong.iter().fold(String::new(), |told, line| {
        told + &format!(
            "{} {} {}: {} ± {}, exact {}, z {:.2}\n",
            line.case,
            line.figure.row,
            line.figure.measure,
            line.finding.value,
            line.finding.error,
            line.figure.exact,
            line.finding.z
        )
    });
    assert!(wrong.is_empty(), "beyond chance:\n{told}");
    // Were the standard errors too wide, nothing above would ever fail. Squares of z have mean
    // about 1; correlated as the figures of one run are, a mean outside of these is no chance.
    let squares = all.iter().map(|line| line.finding.z.powi(2)).sum::<f64>() / all.len() as f64;
    assert!((0.5..2.0).contains(&squares), "the mean square of z is {squares:.2}");
}

/// The published table.
fn page(lines: &[Line]) -> String {
    let squares = lines.iter().map(|line| line.finding.z.powi(2)).sum::<f64>() / lines.len() as f64;
    let most = lines.iter().map(|line| line.finding.z.abs()).fold(0.0, f64::max);
    let vague = lines.iter().filter(|line| !line.is_precise()).count();
    let mut page = format!(
        "# Solved queues\n\n\
         Each scenario in this folder is a queue with a known answer. The table is made by\n\n\
         ```sh\nDESKLOAD_EXACT=full cargo test --release --test desk solved_queues\n```\n\n\
         *z* is (simulated − exact) / standard error; replications are independent. Over {} figures\n\
         the largest |z| is {most:.2} and the mean of z² is {squares:.2} (1 is expected); a right program stays\n\
         below {:.2} in 999 of 1000 such tables (Bonferroni, Student's t at the fewest replications used).\n\
         Figures whose standard error is above 1 %: {vague}, marked ~. Each scenario has a seed of its own,\n\
         made from its name, so that rows of different scenarios share no random numbers.\n\n\
         | case | scenario's row | figure | exact | simulated | standard error | z |\n\
         |---|---|---|---|---|---|---|\n",
        lines.len(),
        lines.iter().map(|line| bound(line.replications, lines.len())).fold(0.0, f64::max),
    );
    for line in lines {
        let mark = if line.is_precise() { "" } else { "~" };
        let Line { case, figure, finding, .. } = line;
        let Figure { row, measure, exact, .. } = figure;
        let Finding { value, error, z } = finding;
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "| {case} | {row} | {measure} | {exact:.6} | {value:.6} | {mark}{error:.6} | {z:+.2} |"
        );
    }
    page + &super::cases::section()
}
