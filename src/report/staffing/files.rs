//! The files of a plan of staff: need and duty by interval, who works when, what one fewer would do,
//! and the scenario itself with these people.

use std::fmt::Write as _;

use super::tables::{figure_name, step_text};
use crate::base::{Span, Time};
use crate::metrics::week_time;
use crate::report::{PAGE_FILE, ReportFile, escape_formula, format_number};
use crate::scenario::{days_in_words, time_of_day};
use crate::staffing::{Goals, Origin, Staffed, StaffedDesk, person_rosters};

/// The scenario with the people of the plan.
pub const STAFFED_FILE: &str = "staffed.toml";

/// Every file of a plan beside its manifest and the files that the scenario names.
pub const PLAN_FILES: [&str; 6] =
    ["plan.csv", "shifts.csv", "neighbours.csv", "answer.txt", PAGE_FILE, STAFFED_FILE];

/// The files of a plan. `staffed` is its scenario, `answer` the page.
pub fn plan_files(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
    (staffed, answer): (&str, &str),
) -> Vec<ReportFile> {
    let file =
        |name: &str, text: String| ReportFile { name: name.to_owned(), bytes: text.into_bytes() };
    vec![
        file("plan.csv", plan_csv(desk, found)),
        file("shifts.csv", shifts_csv(desk, found)),
        file("neighbours.csv", neighbours_csv(goals, found)),
        file("answer.txt", answer.to_owned()),
        file(STAFFED_FILE, staffed.to_owned()),
    ]
}

/// A cell with a text.
fn cell(text: &str) -> String {
    let safe = escape_formula(text);
    if safe.contains(['"', ',', '\n']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe.into_owned()
    }
}

/// Need, duty and what is between them, by group and interval.
fn plan_csv(desk: &StaffedDesk, found: &Staffed) -> String {
    let run = &desk.plan.run;
    let duty = desk.on_duty(&found.counts);
    let replications = f64::from(found.look.replications.max(1));
    let mut text = String::from("group,starts,at,need,scheduled,gap,visits,late_share\n");
    for (place, group) in desk.groups.iter().enumerate() {
        let name = cell(&group.stated.group);
        let cells = &found.look.visits[group.id.index()];
        for (interval, (visits, late)) in cells.iter().enumerate() {
            let starts = Span(interval as u64 * run.interval.0);
            let need = f64::from(found.need[place][interval]);
            let scheduled = duty[place][interval];
            let late = if *visits > 0.0 { late / visits } else { f64::NAN };
            let numbers = [need, scheduled, scheduled - need, visits / replications, late];
            let numbers = numbers.map(format_number).join(",");
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(
                text,
                "{name},{},{},{numbers}",
                format_number(starts.as_secs_f64()),
                week_time(run.week_offset, Time::ZERO + starts),
            );
        }
    }
    text
}

/// Who works when: one line for each person and shift.
fn shifts_csv(desk: &StaffedDesk, found: &Staffed) -> String {
    let mut text = String::from("group,person,shift,days,from,to,break_from,break_to,hours,cost\n");
    for person in person_rosters(desk, &found.counts) {
        for place in person.columns {
            let column = &desk.columns[place];
            let times = match &column.origin {
                Origin::Stated(_) => [const { String::new() }; 5],
                Origin::Shaped(shift, _) => {
                    let (from, to) = shift.pause.map_or((String::new(), String::new()), |pause| {
                        (time_of_day(pause.0), time_of_day(pause.1))
                    });
                    [
                        cell(&days_in_words(shift.days)),
                        time_of_day(shift.from),
                        time_of_day(shift.to),
                        from,
                        to,
                    ]
                }
            };
            let _ = writeln!(
                text,
                "{},{},{},{},{},{}",
                cell(&person.group),
                cell(&person.name),
                cell(&column.label),
                times.join(","),
                format_number(column.hours),
                format_number(column.cost),
            );
        }
    }
    text
}

/// What one fewer would do, with all that is expected.
fn neighbours_csv(goals: &Goals, found: &Staffed) -> String {
    let mut text = String::from("one_fewer,saves,lost_clients,lost_clients_ci95");
    for expectation in &goals.expectations {
        let name = cell(&figure_name(expectation).replace(' ', "_"));
        let _ = write!(text, ",{name},{name}_change,{name}_change_ci95");
    }
    text.push('\n');
    for one in &found.neighbours {
        let mut cells = vec![cell(&step_text(&one.step)), format_number(one.saves)];
        cells.extend([one.lost.value, one.lost.half_width].map(format_number));
        for (value, change) in &one.changes {
            cells.extend([*value, change.value, change.half_width].map(format_number));
        }
        let _ = writeln!(text, "{}", cells.join(","));
    }
    text
}
