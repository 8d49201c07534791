//! Who works when: the shifts of a plan by their hours, with the people on each day of the week.

use crate::base::{DAY, Span};
use crate::report::page::{aligned, sanitized};
use crate::scenario::time_of_day;
use crate::staffing::{Column as StaffColumn, Origin, Staffed, StaffedDesk};

/// The hours of a shift in the week of the plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ShiftHours {
    pub(super) days: [bool; 7],
    /// From midnight; `None`: they differ from day to day.
    pub(super) hours: Option<(Span, Span)>,
    pub(super) pause: Option<(Span, Span)>,
}

/// The hours of a column of the plan: as its shape has them, or as the people on it are on duty.
pub(super) fn shift_hours(desk: &StaffedDesk, column: &StaffColumn) -> ShiftHours {
    if let Origin::Shaped(shift, _) = &column.origin {
        let hours = Some((shift.from, shift.to));
        return ShiftHours { days: shift.days, hours, pause: shift.pause };
    }
    let run = &desk.plan.run;
    let length = run.interval.0;
    let mut first_and_last: [Option<(u64, u64)>; 7] = [None; 7];
    // The first week stands for all.
    for (interval, part) in &column.cover {
        let starts = run.week_offset.0 + *interval as u64 * length;
        if starts >= run.week_offset.0 + 7 * DAY.0 {
            break;
        }
        let day = (starts / DAY.0 % 7) as usize;
        let into = starts % DAY.0;
        let missing = ((1.0 - part).max(0.0) * length as f64).round() as u64;
        first_and_last[day] = Some(match first_and_last[day] {
            // Of an interval that is covered in part the shift has the end where it begins there, and the
            // beginning where it ends there.
            None => (into + missing, into + length),
            Some((first, _)) => (first, into + length - missing),
        });
    }
    let mut on_duty = first_and_last.iter().flatten();
    let hours = on_duty.next().filter(|first| on_duty.all(|other| other == *first));
    let hours = hours.map(|(from, to)| (Span(*from), Span(*to)));
    ShiftHours { days: first_and_last.map(|day| day.is_some()), hours, pause: None }
}

/// One line for each group and hours: how many work on each day. Nothing where all are always there.
pub(in crate::report) fn roster_rows(desk: &StaffedDesk, found: &Staffed) -> Vec<Vec<String>> {
    let always = |place: usize| desk.columns[place].origin == Origin::Stated(None);
    if (0..found.counts.len()).all(|place| found.counts[place] == 0 || always(place)) {
        return Vec::new();
    }
    let mut lines: Vec<(usize, String, [u32; 7])> = Vec::new();
    for (place, number) in found.counts.iter().enumerate().filter(|(_, number)| **number > 0) {
        let shift = shift_hours(desk, &desk.columns[place]);
        let between = |(from, to): (Span, Span)| {
            let to = if to == DAY { "24:00".to_owned() } else { time_of_day(to) };
            format!("{}-{to}", time_of_day(from))
        };
        let hours = shift.hours.map_or_else(|| sanitized(&desk.columns[place].label), between);
        let pause =
            shift.pause.map_or(String::new(), |pause| format!(", break {}", between(pause)));
        let (kind, hours) = (desk.columns[place].kind, format!("{hours}{pause}"));
        let line = match lines.iter_mut().find(|line| (line.0, &line.1) == (kind, &hours)) {
            Some(line) => line,
            None => {
                lines.push((kind, hours, [0; 7]));
                lines.last_mut().expect("one was added")
            }
        };
        for (day, on) in shift.days.iter().enumerate().filter(|(_, on)| **on) {
            line.2[day] += number * u32::from(*on);
        }
    }
    lines.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut rows = vec![
        ["group", "works", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(lines.into_iter().map(|(kind, hours, days)| {
        let days = days.iter().map(|number| match number {
            0 => "-".to_owned(),
            number => number.to_string(),
        });
        [sanitized(&desk.kinds[kind].name), hours].into_iter().chain(days).collect()
    }));
    rows
}

/// The same as text, for a terminal: the first lines.
pub(super) fn roster_table(desk: &StaffedDesk, found: &Staffed) -> String {
    const MOST: usize = 16;
    let mut rows = roster_rows(desk, found);
    let more = rows.len().saturating_sub(MOST + 1);
    rows.truncate(MOST + 1);
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|mut row| {
            row[0] = format!("  {}", row[0]);
            row
        })
        .collect();
    let more = if more > 0 { format!("  and {more} more: shifts.csv\n") } else { String::new() };
    aligned(&rows) + &more
}
