//! Weeks: shifts with their breaks, opening hours, the hours of a rule.

use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word};
use super::values::Week;
use crate::base::{DAY, Span, WEEK};
use crate::plan::{Calendar, Duty};

/// Stretches of the week, from Monday 00:00; an end may lie beyond Sunday.
type Stretches = Vec<(Span, Span)>;

/// Painting a week costs the square of its stretches, so their number is bounded.
const MOST_BREAKS: usize = 20;
const MOST_HOURS: usize = 200;
/// The most shifts of one person.
pub(super) const MOST_SHIFTS: usize = 50;

/// A shift as the scenario states it.
#[derive(Debug)]
pub(super) struct Shift {
    pub(super) name: Word,
    work: Stretches,
    breaks: Stretches,
}

/// Reads one of `[[shifts]]`.
pub(super) fn shift(fields: &Fields<'_>) -> Option<Shift> {
    let days = fields.days("days");
    let hours = hours(fields, "from", "to");
    let mut breaks = Vec::new();
    let pauses = fields.tables("breaks");
    if pauses.len() > MOST_BREAKS {
        fields.faults.error("value", fields.place("breaks"), "a shift has at most 20 breaks");
        return None;
    }
    for pause in pauses {
        let (Some(hours), Some(from), Some(to)) =
            (hours, pause.time_of_day("from"), pause.time_of_day("to"))
        else {
            continue;
        };
        // In a shift over midnight, what is earlier than its start is on the next day.
        let next_day = |time: Span| if time < hours.0 { time + DAY } else { time };
        let (from, to) = (next_day(from), next_day(to));
        if from >= to || to > hours.1 {
            let help = "it begins and ends within its shift";
            let message = "the break is not within the shift";
            fields.faults.add(Diagnostic::error("value", pause.at, message).help(help));
            continue;
        }
        breaks.extend(on(days, from, to));
    }
    // With faulty hours it keeps its name, so that those who name it are not at fault.
    let work = hours.map(|(from, to)| on(days, from, to)).unwrap_or_default();
    Some(Shift { name: fields.name("name")?, work, breaks })
}

/// From and to, in the day of the start; over midnight the end lies beyond 24:00.
fn hours(fields: &Fields<'_>, from: &str, to: &str) -> Option<(Span, Span)> {
    let (start, end) = (fields.time_of_day(from)?, fields.time_of_day(to)?);
    if start == DAY {
        fields.faults.error("value", fields.place(from), "a day's first instant is 00:00");
        return None;
    }
    if start == end {
        let help = "a whole day is from = \"00:00\", to = \"24:00\"";
        let message = "this lasts no time at all";
        fields.faults.add(Diagnostic::error("value", fields.place(to), message).help(help));
        return None;
    }
    Some((start, if end < start { end + DAY } else { end }))
}

fn on(days: Week, from: Span, to: Span) -> Stretches {
    let start = |day: usize| Span(day as u64 * DAY.0);
    let chosen = days.iter().enumerate().filter(|(_, on)| **on);
    chosen.map(|(day, _)| (start(day) + from, start(day) + to)).collect()
}

/// The hours of `open`; `None` if none could be read.
pub(super) fn open(tables: &[Fields<'_>], starts: Span) -> Option<Calendar<bool>> {
    if let Some(beyond) = tables.get(MOST_HOURS) {
        beyond.faults.error("value", beyond.at, "opening hours have at most 200 lines");
        return None;
    }
    let mut stretches = Vec::new();
    for table in tables {
        let days = table.days("days");
        if let Some((from, to)) = hours(table, "from", "to") {
            stretches.extend(on(days, from, to));
        }
    }
    weekly(&[(&stretches, true)], false, starts)
}

/// The hours of a rule's condition; `None` if it names none, or a faulty one.
pub(super) fn condition(fields: &Fields<'_>, starts: Span) -> Option<Calendar<bool>> {
    if ["days", "from", "to"].iter().all(|key| fields.node(key).is_none()) {
        return None;
    }
    let start =
        if fields.node("from").is_some() { fields.time_of_day("from")? } else { Span::ZERO };
    let end = if fields.node("to").is_some() { fields.time_of_day("to")? } else { DAY };
    if start == end {
        fields.faults.error("value", fields.at, "these hours last no time at all");
        return None;
    }
    let end = if end < start { end + DAY } else { end };
    weekly(&[(&on(fields.days("days"), start, end), true)], false, starts)
}

/// When somebody with these shifts is there. A break of one shift interrupts the others too.
pub(super) fn duty(shifts: &[&Shift], starts: Span) -> Option<Calendar<Duty>> {
    let work: Stretches = shifts.iter().flat_map(|shift| shift.work.clone()).collect();
    let breaks: Stretches = shifts.iter().flat_map(|shift| shift.breaks.clone()).collect();
    weekly(&[(&work, Duty::Work), (&breaks, Duty::Break)], Duty::Off, starts)
}

/// A week painted layer over layer.
fn weekly<T: Copy + PartialEq>(
    layers: &[(&Stretches, T)],
    ground: T,
    starts: Span,
) -> Option<Calendar<T>> {
    // What runs over Sunday's midnight goes on at Monday 00:00.
    let mut pieces: Vec<(Span, Span, usize)> = Vec::new();
    for (layer, (stretches, _)) in layers.iter().enumerate() {
        for (from, to) in *stretches {
            if *from < WEEK {
                pieces.push((*from, (*to).min(WEEK), layer));
            }
            if *to > WEEK {
                pieces.push((from.saturating_sub(WEEK), to.saturating_sub(WEEK), layer));
            }
        }
    }
    let mut edges: Vec<Span> = pieces.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    edges.push(Span::ZERO);
    edges.sort_unstable();
    edges.dedup();
    edges.retain(|edge| *edge < WEEK);
    let value = |at: Span| {
        let top =
            pieces.iter().filter(|(from, to, _)| *from <= at && at < *to).map(|piece| piece.2);
        top.max().map_or(ground, |layer| layers[layer].1)
    };
    let steps = edges.into_iter().map(|edge| (edge, value(edge))).collect();
    Calendar::repeating(steps, WEEK, starts)
}
