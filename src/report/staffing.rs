//! The answer of `deskload staff` as text.

use std::fmt::Write as _;

use super::format_number;
use super::page::{TextStyle, aligned, sanitized};
use crate::metrics::Estimate;
use crate::staffing::{
    Counts, Ending, Expectation, Judgement, Neighbour, NeighbourStep, Phase, Staffed, StaffedDesk,
    Verdict,
};

/// What a search is doing, for a line of progress.
pub fn phase_in_words(phase: Phase) -> &'static str {
    match phase {
        Phase::Lavish => "more than enough",
        Phase::Intervals => "intervals",
        Phase::Shifts => "shifts",
        Phase::Polish => "fewer shifts",
        Phase::Licenses => "licenses",
        Phase::Proof => "proof with other clients",
        Phase::Neighbours => "one fewer",
    }
}

/// The whole answer.
pub fn staffing_text(
    desk: &StaffedDesk,
    expectations: &[Expectation],
    found: &Staffed,
    style: TextStyle,
) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{}", sentences(desk, found));
    let _ = writeln!(text, "\n{}\n{}", style.heading("expected"), judged(&found.judgements));
    let _ = writeln!(text, "{}\n{}", style.heading("staff"), groups_table(desk, found));
    if !found.neighbours.is_empty() {
        let table = neighbours_table(expectations, &found.neighbours);
        let _ = writeln!(text, "{}\n{table}", style.heading("one fewer, with the same clients"));
    }
    if let Some((counts, holds)) = &found.by_formula {
        let _ = writeln!(text, "{}", formula_line(desk, found, counts, *holds));
    }
    for note in &found.notes {
        let _ = writeln!(text, "Note: {}.", sanitized(note));
    }
    let _ = writeln!(text, "{}", how_found(found));
    text
}

/// Two sentences for a manager.
fn sentences(desk: &StaffedDesk, found: &Staffed) -> String {
    let counts = &found.counts;
    let heads = desk.heads(counts);
    let people = if heads == 1 { "1 person".to_owned() } else { format!("{heads} people") };
    let shifts: u32 = counts.iter().sum();
    let on_shifts = if desk.staffing.shapes.is_empty() {
        String::new()
    } else {
        format!(" on {shifts} shifts")
    };
    let licenses = match (desk.named_licenses(counts), found.concurrent) {
        (None, None) => String::new(),
        (Some(named), None) => format!(", {named} named licenses"),
        (None, Some(concurrent)) => format!(", {concurrent} concurrent licenses"),
        (Some(named), Some(concurrent)) => {
            format!(", {named} named and {concurrent} concurrent licenses")
        }
    };
    let cost = desk.plan.staffing.as_ref().map_or(String::new(), |_| {
        format!(
            ", at a cost of {}",
            format_number((total_cost(desk, found) * 100.0).round() / 100.0)
        )
    });
    let first = match found.ending {
        Ending::Proved | Ending::Undecided => {
            format!("It takes {people}{on_shifts}{licenses}{cost}.")
        }
        Ending::OverBudget => format!(
            "Licenses or money do not suffice for all that is expected; the best use of them is \
             {people}{on_shifts}{licenses}{cost}."
        ),
        Ending::Infeasible => format!(
            "No staff holds all that is expected: even {people}{on_shifts}, more than twice what the \
             work takes, do not."
        ),
        Ending::Stopped => format!("The best plan so far is {people}{on_shifts}{licenses}{cost}."),
    };
    format!("{first}\n{}", confidence(found))
}

/// What the plan costs with its concurrent licenses.
pub fn total_cost(desk: &StaffedDesk, found: &Staffed) -> f64 {
    let licenses = f64::from(found.concurrent.unwrap_or(0));
    desk.cost(&found.counts) + desk.staffing.price_per_license * licenses
}

fn confidence(found: &Staffed) -> String {
    let named = |verdict: Verdict| {
        let those = found.judgements.iter().filter(|one| one.verdict == verdict);
        those
            .map(|one| format!("{} ({})", sanitized(&one.text), percent(one.value)))
            .collect::<Vec<_>>()
    };
    let proved = found.proof.as_ref().map(|proof| proof.look.replications);
    match (found.ending, proved) {
        (Ending::Proved, Some(replications)) => format!(
            "With 95 % confidence that holds all {} expectations, in {replications} replications with \
             other clients than those that it was sought with.",
            found.judgements.len()
        ),
        (Ending::Undecided, Some(replications)) => format!(
            "Undecided after {replications} replications: {}.",
            [named(Verdict::Undecided), named(Verdict::Fails)].concat().join(", ")
        ),
        (Ending::Infeasible, _) => {
            let missed =
                found.judgements.iter().filter(|one| one.value.is_nan() || one.value < one.target);
            let missed =
                missed.map(|one| format!("{} is {}", sanitized(&one.text), percent(one.value)));
            format!("The closest that it comes to it: {}.", missed.collect::<Vec<_>>().join(", "))
        }
        (Ending::OverBudget, _) => {
            let missed = [named(Verdict::Fails), named(Verdict::Undecided)].concat();
            if missed.is_empty() {
                "It holds what is expected all the same.".to_owned()
            } else {
                format!("Not held: {}.", missed.join(", "))
            }
        }
        _ => "It was stopped before its proof: with other clients it may hold less.".to_owned(),
    }
}

fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1} %", share * 100.0) } else { "no session".to_owned() }
}

fn judged(judgements: &[Judgement]) -> String {
    let line = |one: &Judgement| {
        let word = match one.verdict {
            Verdict::Holds => "holds",
            Verdict::Fails => "fails",
            Verdict::Undecided => "undecided",
        };
        let around = if one.error.is_finite() {
            format!("± {:.1}", one.error * 196.0)
        } else {
            String::new()
        };
        vec![format!("  {}", sanitized(&one.text)), percent(one.value), around, word.to_owned()]
    };
    aligned(&judgements.iter().map(line).collect::<Vec<_>>())
}

fn groups_table(desk: &StaffedDesk, found: &Staffed) -> String {
    let mut lines = vec![
        ["group", "people", "shifts", "hours", "paid", "FTE", "before"].map(str::to_owned).to_vec(),
    ];
    let before = desk.stated_counts();
    for (place, group) in desk.groups.iter().enumerate() {
        let own = |counts: &Counts| -> Counts {
            let own = |at: usize| if desk.columns[at].group == place { counts[at] } else { 0 };
            (0..counts.len()).map(own).collect()
        };
        let counts = own(&found.counts);
        let hours = desk.hours(&counts);
        let paid = hours / (1.0 - desk.staffing.shrinkage);
        let weeks = desk.plan.run.horizon.as_hours_f64() / 168.0;
        let stated = match &before {
            Some(before) => desk.heads_of(before, place).to_string(),
            None => group.stated.people.len().to_string(),
        };
        lines.push(vec![
            format!("  {}", sanitized(&group.stated.group)),
            desk.heads_of(&counts, place).to_string(),
            counts.iter().sum::<u32>().to_string(),
            format!("{hours:.1}"),
            format!("{paid:.1}"),
            // Of 40 hours a week; a run of a part of a week is taken as a week's work.
            format!("{:.2}", paid / 40.0 / weeks.max(5.0 / 7.0)),
            stated,
        ]);
    }
    aligned(&lines)
}

fn neighbours_table(expectations: &[Expectation], neighbours: &[Neighbour]) -> String {
    let mut heading = vec!["  one fewer".to_owned(), "saves".to_owned()];
    heading.extend(expectations.iter().map(|one| sanitized(&one.figure())));
    heading.push("clients lost".to_owned());
    let line =
        |one: &Neighbour| {
            let step = match &one.step {
                NeighbourStep::Person(group) => format!("  person of {}", sanitized(group)),
                NeighbourStep::Shift(group, shift) => {
                    format!("  {}: {}", sanitized(group), sanitized(shift))
                }
                NeighbourStep::ConcurrentLicense => "  concurrent license".to_owned(),
            };
            let mut cells = vec![step, format_number((one.saves * 100.0).round() / 100.0)];
            cells.extend(one.changes.iter().map(|(value, change)| {
                format!("{} ({})", percent(*value), signed(*change, 100.0))
            }));
            cells.push(signed(one.lost, 1.0));
            cells
        };
    aligned(&std::iter::once(heading).chain(neighbours.iter().map(line)).collect::<Vec<_>>())
}

fn signed(change: Estimate, scale: f64) -> String {
    format!("{:+.1} ± {:.1}", change.value * scale, change.half_width * scale)
}

fn formula_line(desk: &StaffedDesk, found: &Staffed, counts: &Counts, holds: bool) -> String {
    let (formula, plan) = (desk.heads(counts), desk.heads(&found.counts));
    let held = if holds { "which would hold as well" } else { "which would not hold" };
    let hours = desk.hours(counts) - desk.hours(&found.counts);
    format!(
        "By the formulas for chats at once, interval by interval, {formula} people ({:+}; {hours:+.1} \
         hours), {held}: they know neither transfers and supervisors nor what an interval leaves to \
         the next.",
        i64::from(formula) - i64::from(plan)
    )
}

fn how_found(found: &Staffed) -> String {
    let covering = found.covering.map_or(String::new(), |(cost, at_least)| {
        let gap = (cost - at_least).max(0.0);
        format!(
            " The shifts that were first covered cost {} and no covering of the same need costs {} \
             less.",
            format_number((cost * 100.0).round() / 100.0),
            format_number((gap * 100.0).round() / 100.0)
        )
    });
    let proof = found.proof.as_ref().map_or(String::new(), |proof| {
        format!(", proved with seed {} ({} replications)", proof.seed, proof.look.replications)
    });
    let (seed, replications) = found.search;
    format!(
        "{} plans simulated, sought with seed {seed} ({replications} replications each){proof}.{covering}",
        found.plans
    )
}
