//! The answer as a page: two sentences, then why one should believe them.

use std::fmt::Write as _;

use super::roster::roster_table;
use super::tables::{groups_table, late_table, license_words, neighbours_table, worst_interval};
use crate::base::{DAY, HOUR, Span, WEEK};
use crate::decide::{ALPHA, Judgement, Verdict};
use crate::metrics::Unit;
use crate::plan::{LicenseKind, Run};
use crate::report::expectations::{quantity, verdict_notes, verdicts_text};
use crate::report::format_number;
use crate::report::page::{TextStyle, push_wrapped, sanitized};
use crate::staffing::{Counts, Ending, Goals, Phase, Staffed, StaffedDesk, roster_facts};

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
    goals: &Goals,
    found: &Staffed,
    style: TextStyle,
) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail, here and below.
    sentences(desk, goals, found).lines().for_each(|line| push_wrapped(&mut text, line));
    let notes = verdict_notes(&goals.expectations, &found.judgements, &desk.plan.run, &[]);
    let expected = verdicts_text(&notes, &found.judgements);
    let _ = writeln!(text, "\n{}\n{expected}", style.heading("expected"));
    let _ = writeln!(text, "{}\n{}", style.heading("staff"), groups_table(desk, found));
    let abandonment = abandonment_line(desk, goals, found);
    let lines = [abandonment, cost_line(desk, found), working_time_line(desk, found)];
    for line in lines.into_iter().flatten() {
        push_wrapped(&mut text, &line);
        text.push('\n');
    }
    let roster = roster_table(desk, found);
    if !roster.is_empty() {
        let _ = writeln!(text, "{}\n{roster}", style.heading("who works when"));
    }
    if !found.neighbours.is_empty() {
        let table = neighbours_table(goals, &found.neighbours);
        let heading = style.heading("one fewer, with the same clients");
        let _ = writeln!(text, "{heading}\n{table}");
    }
    let late = late_table(desk, found);
    if !late.is_empty() {
        let heading = style.heading("where visits still wait longest");
        let _ = writeln!(text, "{heading}\n{late}");
    }
    if let Some((counts, holds)) = &found.by_formula {
        push_wrapped(&mut text, &formula_line(desk, found, counts, *holds));
    }
    for note in notes_of(desk, goals, found) {
        push_wrapped(&mut text, &format!("Note: {note}"));
    }
    push_wrapped(&mut text, &how_found(found));
    text
}

/// What is worth a word, in sentences.
pub(in crate::report) fn notes_of(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
) -> Vec<String> {
    let of_search = found.notes.iter().map(|note| format!("{}.", sanitized(note)));
    let usual = usual_note(goals).into_iter();
    usual.chain(each_interval_hint(desk, goals, found)).chain(of_search).collect()
}

/// What is expected without being stated.
fn usual_note(goals: &Goals) -> Option<String> {
    let usual = goals.usual_ones();
    if usual.is_empty() {
        return None;
    }
    if usual.len() == goals.expectations.len() {
        let note =
            "the scenario expects nothing of its own (`[[expect]]`), so the usual is expected.";
        return Some(note.to_owned());
    }
    let texts: Vec<String> = usual.iter().map(|one| sanitized(&one.text)).collect();
    Some(format!(
        "nothing that the scenario expects depends on a group that gets transfers, so the usual is expected of it: \
         {}. State another, if that is not what you want.",
        texts.join(", ")
    ))
}

/// Where only the run as a whole is judged, and half-hours fall far short of it: how each is asked for.
fn each_interval_hint(desk: &StaffedDesk, goals: &Goals, found: &Staffed) -> Option<String> {
    if goals.expectations.iter().any(|one| one.windows.is_some()) {
        return None;
    }
    let level = goals.expectations.iter().find(|one| one.figure == "service_level")?;
    let (share, at) = worst_interval(desk, found, level)?;
    (1.0 - share < level.limit - 0.1).then(|| {
        format!(
            "what is expected is of the whole run; {at} {:.0} % of the visits are in time. To ask it of each \
             interval: --expect 'each interval of {}'.",
            100.0 * (1.0 - share),
            sanitized(&level.text)
        )
    })
}

/// What it takes, in two sentences for a manager.
pub(in crate::report) fn sentences(desk: &StaffedDesk, goals: &Goals, found: &Staffed) -> String {
    let counts = &found.counts;
    let heads = desk.heads(counts);
    let people = if heads == 1 { "1 person".to_owned() } else { format!("{heads} people") };
    let shifts: u32 = counts.iter().sum();
    let on_shifts = if desk.staffing.shapes.is_empty() {
        String::new()
    } else {
        format!(" on {shifts} shifts")
    };
    let licenses: String = LicenseKind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, found.licenses[kind].filter(|number| *number > 0)?)))
        .map(|(kind, number)| format!(", {number} {}", license_words(kind, number)))
        .collect();
    let cost = desk.plan.staffing.as_ref().map_or(String::new(), |_| {
        let cost = rounded(desk.total_cost(counts, &found.licenses));
        format!(", at a cost of {cost} {}", period_in_words(&desk.plan.run))
    });
    let all = format!("{people}{on_shifts}{licenses}{cost}");
    let first = match found.ending {
        Ending::Undecided if found.is_unmeasured() => {
            "Nothing could be sought: no session comes by which all that is expected could be judged."
                .to_owned()
        }
        Ending::Undecided if found.proof.is_none() => format!(
            "Nothing could be sought: {} replications are too few to say that even {people} hold what is \
             expected.",
            found.look.replications
        ),
        Ending::Proved | Ending::Undecided => format!("It takes {all}{}.", todays_cost(desk)),
        Ending::OverBudget => format!(
            "Licenses or money do not suffice for all that is expected; the best use of them is {all}."
        ),
        Ending::Infeasible if !found.broken_by_more.is_empty() => {
            let all =
                found.broken_by_more.iter().filter_map(|place| goals.expectations.get(*place));
            let texts: Vec<String> = all.map(|one| sanitized(&one.text)).collect();
            format!(
                "Nothing could be sought: what more staff breaks cannot be, and {} holds with the fewest people \
                 that there may be and not with {people}.",
                texts.join(", ")
            )
        }
        Ending::Infeasible => format!(
            "No staff holds all that is expected: even {people}{on_shifts}, {}, {}.",
            if desk.is_at_most(counts) {
                "as many as [[staffing.bounds]] let be on duty"
            } else {
                "more than twice what the work takes"
            },
            if heads == 1 { "does not" } else { "do not" }
        ),
        Ending::Stopped if found.look.replications == 0 => {
            format!("It was stopped before any plan was simulated: the first would be {all}.")
        }
        Ending::Stopped => format!("The best plan so far is {all}."),
    };
    format!("{first}\n{}", confidence(goals, found))
}

/// How much rest and how many days the people of the roster have, where that is asked for.
pub(in crate::report) fn working_time_line(desk: &StaffedDesk, found: &Staffed) -> Option<String> {
    let facts = roster_facts(desk, &found.counts)?;
    let rest = facts.least_rest.map_or_else(
        || "each person has one shift a week".to_owned(),
        |rest| format!("at least {rest} between two shifts of a person"),
    );
    let people = desk.heads(&found.counts);
    let more = match people.saturating_sub(facts.people_without) {
        0 => "rest and days in a row take no one more".to_owned(),
        more => format!("{more} of the {people} people are there for rest and days in a row"),
    };
    Some(format!(
        "Every week again: {rest}, at most {} days a week and {} in a row; {more}.",
        facts.most_days, facts.longest_row
    ))
}

/// The share of clients who give up under the plan: a service level says little of them.
pub(in crate::report) fn abandonment_line(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
) -> Option<String> {
    let rates = goals.abandonment(&found.look);
    let known = desk.plan.live_chats.iter().zip(&rates).filter(|(_, rate)| rate.value.is_finite());
    let words = known.map(|(chat, rate)| {
        let half_width = rate.half_width(ALPHA);
        let around = if half_width > 0.0 {
            format!(" \u{b1} {}", quantity(half_width, Unit::Share))
        } else {
            String::new()
        };
        format!("{} {}{around}", sanitized(&chat.name), quantity(rate.value, Unit::Share))
    });
    let words: Vec<String> = words.collect();
    let is_expected = goals.expectations.iter().any(|one| one.figure == "abandon_rate");
    let hint = if is_expected {
        String::new()
    } else {
        "; nothing is expected of that (--expect '*.abandon_rate < 5%')".to_owned()
    };
    (!words.is_empty()).then(|| format!("Clients who give up: {}{hint}.", words.join(", ")))
}

/// What a cost is of: the part of the week that a run lasts, in words.
fn period_in_words(run: &Run) -> String {
    const WORKING_WEEK: Span = Span(5 * DAY.0);
    match run.horizon {
        DAY => "a day".to_owned(),
        horizon if (WORKING_WEEK..=WEEK).contains(&horizon) => "a week".to_owned(),
        HOUR => "in 1 hour".to_owned(),
        horizon if horizon < DAY && horizon.0 % HOUR.0 == 0 => {
            format!("in {} hours", horizon.0 / HOUR.0)
        }
        horizon => format!("in {horizon}"),
    }
}

/// `; today's 6 people cost 1280`, where the scenario says when they work.
fn todays_cost(desk: &StaffedDesk) -> String {
    desk.todays_staff().map_or(String::new(), |today| match today.people {
        1 => format!("; today's one person costs {}", rounded(today.cost)),
        people => format!("; today's {people} people cost {}", rounded(today.cost)),
    })
}

/// What a cost is made of, in which unit, of which time, and by how much today's staff costs more.
pub(in crate::report) fn cost_line(desk: &StaffedDesk, found: &Staffed) -> Option<String> {
    let staffing = desk.plan.staffing.as_ref()?;
    let run = &desk.plan.run;
    let cost = desk.total_cost(&found.counts, &found.licenses);
    let today = desk.todays_staff().map_or(String::new(), |today| {
        let (less, word) = match today.cost - cost {
            less if less < 0.0 => (-less, "more"),
            less => (less, "less"),
        };
        format!(", {} {word} than today's staff", rounded(less))
    });
    let lost = if staffing.price_per_lost_client > 0.0 { ", without lost clients" } else { "" };
    Some(format!(
        "Cost {}: {}{today}; in the unit of `price_per_hour`: paid hours with shrinkage, and \
         licenses{lost}, of a run of {}.",
        period_in_words(run),
        rounded(cost),
        run.horizon
    ))
}

fn rounded(value: f64) -> String {
    format_number((value * 100.0).round() / 100.0)
}

fn confidence(goals: &Goals, found: &Staffed) -> String {
    let texts = |wanted: &dyn Fn(&Judgement) -> bool| {
        let both = goals.expectations.iter().zip(&found.judgements);
        let those = both.filter(|(_, judgement)| wanted(judgement));
        those.map(|(one, _)| sanitized(&one.text)).collect::<Vec<_>>().join(", ")
    };
    let open = texts(&|one| one.verdict != Verdict::Met);
    let proved = found.proof.as_ref().map_or(0, |proof| proof.look.replications);
    let number = match found.judgements.len() {
        1 => "what is expected holds".to_owned(),
        number => format!("all {number} expectations hold"),
    };
    match found.ending {
        Ending::Proved => format!(
            "With 95 % confidence {number}: in {proved} replications with other clients than those \
             that the plan was sought with."
        ),
        Ending::Undecided if found.is_unmeasured() => {
            format!("Not judged: {open}. Leave it out, or look at the arrivals.")
        }
        Ending::Undecided if found.proof.is_none() => {
            let more = found.look.replications.saturating_mul(4);
            format!("Undecided: {open}; try --replications {more}.")
        }
        Ending::Undecided => {
            format!(
                "Undecided after {proved} replications: {open}; more of them may decide it (--proof)."
            )
        }
        Ending::Infeasible => {
            let missed = texts(&|one| one.verdict == Verdict::NotMet);
            let missed = if missed.is_empty() { open } else { missed };
            if !found.broken_by_more.is_empty() {
                return format!(
                    "Leave that out, and see in the plan that is then found what it comes to; not held were {missed}."
                );
            }
            format!("What cannot be held is {missed}; how close it comes stands below.")
        }
        Ending::OverBudget if open.is_empty() => {
            "It holds what is expected all the same.".to_owned()
        }
        Ending::OverBudget => format!("Not held: {open}."),
        Ending::Stopped if found.look.replications == 0 => {
            "Nothing is known of it; --resume goes on.".to_owned()
        }
        Ending::Stopped => {
            "It was stopped before its proof: with other clients it may hold less.".to_owned()
        }
    }
}

fn formula_line(desk: &StaffedDesk, found: &Staffed, counts: &Counts, holds: bool) -> String {
    let (formula, plan) = (desk.heads(counts), desk.heads(&found.counts));
    let held = if holds { "which would hold as well" } else { "which would not hold" };
    let hours = desk.hours(counts) - desk.hours(&found.counts);
    format!(
        "The formulas for chats at once, interval by interval, ask for {formula} people ({:+}, \
         {hours:+.1} hours), {held}: they know neither transfers and supervisors nor what an interval \
         leaves to the next, and hold each interval to what is expected of all.",
        i64::from(formula) - i64::from(plan)
    )
}

fn how_found(found: &Staffed) -> String {
    let covering = found.covering.map_or(String::new(), |(cost, at_least)| {
        format!(
            " It began with shifts that cover what each interval needs by itself, at {} (none that do cost less \
             than {}), and took away what turned out not to be needed.",
            rounded(cost),
            rounded(at_least)
        )
    });
    let proof = found.proof.as_ref().map_or(String::new(), |proof| {
        format!(", proved with seed {} ({} replications)", proof.seed, proof.look.replications)
    });
    let Staffed { plans, search_seed: seed, search_replications: replications, .. } = found;
    format!(
        "{plans} plans simulated, sought with seed {seed} ({replications} replications each){proof}.{covering}"
    )
}
