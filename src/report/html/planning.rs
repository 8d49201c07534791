//! The page of `staff`: how many people it takes, and when.

use maud::{Markup, html};

use super::chart::{Figure, Line, Table, lines};
use super::frame::{Frame, definitions};
use super::time_axis::time_labels;
use super::{shown, verdict_class};
use crate::base::{Span, Time};
use crate::metrics::week_time;
use crate::report::expectations::verdict_notes;
use crate::report::format_number;
use crate::report::staffing::{
    abandonment_line, cost_line, neighbour_rows, notes_of, roster_rows, sentences, staff_rows,
    working_time_line,
};
use crate::staffing::{Ending, Goals, Staffed, StaffedDesk};

/// More intervals than these cannot be seen apart in a chart.
const MOST_INTERVALS: usize = 700;

/// Why a plan may hold with fewer than are required.
const WHY_FEWER: &str = ": each interval by itself would need so many, and the plan was shown to hold what is \
                         expected of the desk without";

/// The page of a plan of staff.
pub fn staff_html(desk: &StaffedDesk, goals: &Goals, found: &Staffed, command: &str) -> Vec<u8> {
    let Staffed { search_seed, search_replications, .. } = found;
    let basis = match &found.proof {
        Some(proof) => format!(
            "Found with {search_replications} replications of seed {search_seed}, proved with {} of \
             seed {}.",
            proof.look.replications, proof.seed
        ),
        None => format!("Found with {search_replications} replications of seed {search_seed}."),
    };
    let mut parts = vec![
        expected(desk, goals, found),
        html! {
            h2 { "Staff" }
            (table(staff_rows(desk, found)).markup())
            @for line in [abandonment_line(desk, goals, found), cost_line(desk, found), working_time_line(desk, found)].into_iter().flatten() {
                p { (shown(&line)) }
            }
        },
        who_works_when(desk, found),
    ];
    parts.extend((0..desk.groups.len()).filter_map(|place| requirement(desk, found, place)));
    if !found.neighbours.is_empty() {
        let rows = neighbour_rows(goals, &found.neighbours);
        parts.push(html! {
            h2 { "One fewer, with the same clients" }
            (table(rows).markup())
        });
    }
    let notes = notes_of(desk, goals, found);
    if !notes.is_empty() {
        parts.push(html! {
            h2 { "Notes" }
            ul { @for note in &notes { li { (shown(note)) } } }
        });
    }
    parts.push(definitions(
        &[
            (
                "Required",
                "Operators that an interval would need by itself to hold what is expected: what the shifts \
                 were first laid out to cover. Simulation of the whole desk then took away who was not needed."
                    .to_owned(),
            ),
            ("Scheduled", "Operators that the shifts of this plan bring there.".to_owned()),
            (
                "Gap",
                "Scheduled less required: below zero, fewer than the interval would need by itself; whether \
                 what is expected holds all the same is what the expectations above say."
                    .to_owned(),
            ),
            (
                "FTE, FTE paid",
                format!(
                    "Hours on duty in weeks of 40 hours; paid: divided by 1 less the shrinkage of {} %.",
                    format_number(desk.staffing.shrinkage * 100.0)
                ),
            ),
        ],
        Some(command),
    ));
    Frame {
        title: format!("{}: staff of a live-chat desk", desk.plan.name),
        heading: format!("{}: the least staff", desk.plan.name),
        basis: vec![basis],
        answers: sentences(desk, goals, found).lines().map(str::to_owned).collect(),
        parts,
    }
    .into_bytes()
}

/// People by hours and day of the week.
fn who_works_when(desk: &StaffedDesk, found: &Staffed) -> Markup {
    let rows = roster_rows(desk, found);
    html! {
        @if !rows.is_empty() {
            h2 { "Who works when" }
            (table(rows).markup())
        }
    }
}

/// The first of the rows is the heading.
fn table(mut rows: Vec<Vec<String>>) -> Table {
    let trimmed = |row: Vec<String>| row.into_iter().map(|cell| cell.trim().to_owned()).collect();
    let headings = if rows.is_empty() { Vec::new() } else { trimmed(rows.remove(0)) };
    Table { headings, rows: rows.into_iter().map(trimmed).collect() }
}

fn expected(desk: &StaffedDesk, goals: &Goals, found: &Staffed) -> Markup {
    let notes = verdict_notes(&goals.expectations, &found.judgements, &desk.plan.run, &[]);
    html! {
        h2 { "Expectations" }
        div.scroll { table {
            thead { tr { th scope="col" { "Expected" } th.words scope="col" { "Verdict" } th.words scope="col" { "Found" } } }
            tbody {
                @for note in &notes {
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

/// Required, scheduled and the gap of a group over the run.
fn requirement(desk: &StaffedDesk, found: &Staffed, place: usize) -> Option<Markup> {
    let run = &desk.plan.run;
    let duty = desk.on_duty(&found.counts).swap_remove(place);
    let need: Vec<f64> = found.need[place].iter().map(|need| f64::from(*need)).collect();
    if need.len() > MOST_INTERVALS || need.len() < 2 {
        return None;
    }
    let at = |interval: usize| {
        week_time(run.week_offset, Time::ZERO + Span(interval as u64 * run.interval.0))
    };
    let name = shown(&desk.groups[place].name);
    let gaps: Vec<f64> = duty.iter().zip(&need).map(|(duty, need)| duty - need).collect();
    let short = gaps.iter().filter(|gap| **gap < -1e-9).count();
    let most = (0..need.len()).max_by(|a, b| need[*a].total_cmp(&need[*b]))?;
    let finding = format!(
        "At most {} are required, {}; {} are then scheduled. In {short} of {} intervals fewer are \
         scheduled than required{}.",
        format_number(need[most]),
        at(most),
        format_number(duty[most]),
        need.len(),
        if short > 0 && found.ending == Ending::Proved { WHY_FEWER } else { "" }
    );
    let times: Vec<String> = (0..need.len()).map(at).collect();
    let busy = |interval: &usize| need[*interval] > 0.0 || duty[*interval] > 0.0;
    let rows = (0..need.len()).filter(busy).map(|interval| {
        let [need, duty, gap] = [need[interval], duty[interval], gaps[interval]];
        vec![at(interval), format_number(need), format_number(duty), format_number(gap)]
    });
    let headings = ["From", "Required", "Scheduled", "Gap"].map(str::to_owned).to_vec();
    let table = Table { headings, rows: rows.collect() };
    let drawn = [("required", need.clone()), ("scheduled", duty.clone())]
        .map(|(name, values)| Line { name: name.to_owned(), values, bands: Vec::new() });
    let figure = Figure {
        id: format!("requirement-{place}"),
        title: "Operators required and scheduled.".to_owned(),
        finding,
        svg: lines(&drawn, &time_labels(&times), &format_number),
        table,
    };
    Some(html! { h2 { "Over time: " (name) } (figure.markup()) })
}
