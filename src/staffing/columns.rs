//! The shifts that people may have, each with the intervals that it covers and what it costs.

use crate::base::{DAY, Span, Time, WEEK};
use crate::plan::{Calendar, Duty, Plan, Run, ShiftRepeats, ShiftShape, Staffing};
use crate::scenario::{NewShift, RosterPerson, days_in_words, time_of_day};

/// A shift that people of a kind may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Whose it is: a place among the kinds of people.
    pub kind: usize,
    /// What it is called in tables.
    pub label: String,
    /// The intervals of the run in which an operator with this shift is on duty, and which part of each.
    pub cover: Vec<(usize, f64)>,
    /// Paid hours in the run's horizon, shrinkage left out.
    pub hours: f64,
    /// What it costs in the run's horizon.
    pub cost: f64,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a shift comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// People of the scenario have it: the names of their shifts; `None`: always there.
    Stated(Option<Vec<String>>),
    /// It has a shape of `[staffing]`.
    Shaped(NewShift, ShiftRepeats),
}

/// What a head costs where the scenario has no prices: heads are counted.
const ONE_HEAD: f64 = 1.0;

/// The shifts that people of one kind have in the scenario, each once.
pub(super) fn stated_columns(
    plan: &Plan,
    kind: usize,
    people: &[RosterPerson],
    staffing: Option<&Staffing>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for person in people {
        let origin = Origin::Stated(person.shifts.clone());
        if columns.iter().any(|known| known.origin == origin) {
            continue;
        }
        let Some(duty) = duty_of(plan, &person.name) else { continue };
        let (cover, hours) = calendar_cover(duty, &plan.run);
        let label = match &person.shifts {
            None => "always".to_owned(),
            Some(shifts) => shifts.join(" + "),
        };
        let cost = staffing.map_or(ONE_HEAD, |staffing| {
            hours * staffing.price_per_hour / (1.0 - staffing.shrinkage)
        });
        columns.push(Column { kind, label, cover, hours, cost, origin });
    }
    columns
}

/// The calendar of a user, whatever the roles.
fn duty_of<'p>(plan: &'p Plan, name: &str) -> Option<&'p Calendar<Duty>> {
    let operator = plan.operators.iter().find(|one| one.name == name).map(|one| &*one.duty);
    let supervisor = plan.supervisors.iter().find(|one| one.name == name).map(|one| &*one.duty);
    operator.or(supervisor)
}

/// On duty by interval, and the hours paid: work and breaks.
fn calendar_cover(duty: &Calendar<Duty>, run: &Run) -> (Vec<(usize, f64)>, f64) {
    let end = Time::ZERO + run.horizon;
    let (mut now, mut work, mut paid) = (Time::ZERO, Vec::new(), 0.0);
    while now < end {
        let to = duty.next_change(now).map_or(end, |(at, _)| at.min(end));
        match duty.at(now) {
            Duty::Work => {
                work.push((now, to));
                paid += to.since(now).as_hours_f64();
            }
            Duty::Break => paid += to.since(now).as_hours_f64(),
            Duty::Off => {}
        }
        now = to;
    }
    (cover_of(&work, run), paid)
}

/// The part of each interval that lies in any of the stretches, which do not overlap.
fn cover_of(stretches: &[(Time, Time)], run: &Run) -> Vec<(usize, f64)> {
    let mut parts = vec![0.0; run.interval_count()];
    let length = run.interval.0;
    for (from, to) in stretches {
        let last = to.0.div_ceil(length).min(parts.len() as u64);
        for interval in from.0 / length..last {
            let (start, end) = (interval * length, ((interval + 1) * length).min(run.horizon.0));
            let overlap = to.0.min(end).saturating_sub(from.0.max(start));
            parts[interval as usize] += overlap as f64 / (end - start) as f64;
        }
    }
    parts.into_iter().enumerate().filter(|(_, part)| *part > 1e-9).collect()
}

/// Every shift of a shape that people of a kind may have.
pub(super) fn shaped_columns(
    plan: &Plan,
    kind: usize,
    shape: &ShiftShape,
    staffing: &Staffing,
) -> Vec<Column> {
    let pauses: Vec<Option<Span>> = match &shape.pause {
        None => vec![None],
        Some(pause) => pause.starts.iter().copied().map(Some).collect(),
    };
    let days: Vec<[bool; 7]> = match shape.repeats {
        ShiftRepeats::AllDays => vec![shape.days],
        ShiftRepeats::EachDay => {
            let one = |day: usize| std::array::from_fn(|other| other == day);
            (0..7).filter(|day| shape.days[*day]).map(one).collect()
        }
    };
    let mut columns = Vec::new();
    for days in days {
        for start in &shape.starts {
            for pause in &pauses {
                let column = shaped_column(plan, kind, shape, days, *start, *pause, staffing);
                columns.extend(column);
            }
        }
    }
    columns
}

/// `None`: it lies outside of the run.
fn shaped_column(
    plan: &Plan,
    kind: usize,
    shape: &ShiftShape,
    days: [bool; 7],
    start: Span,
    pause: Option<Span>,
    staffing: &Staffing,
) -> Option<Column> {
    let run = &plan.run;
    let pause_length = shape.pause.as_ref().map_or(Span::ZERO, |pause| pause.length);
    let zero = Time(run.week_offset.0 + WEEK.0);
    let (mut stretches, mut shifts) = (Vec::new(), 0_u32);
    for (from, to) in occurrences(days, start, shape.length, run) {
        // Of a week that repeats, a shift over its end is met at both ends, and paid once.
        shifts += u32::from(from >= zero);
        match pause {
            None => stretches.push((from, to)),
            Some(pause) => {
                stretches.push((from, from + pause));
                stretches.push((from + pause + pause_length, to));
            }
        }
    }
    let moved = stretches.into_iter().map(|(from, to): (Time, Time)| {
        (Time(from.0.saturating_sub(zero.0)), Time(to.0.saturating_sub(zero.0)))
    });
    let cover = cover_of(&moved.filter(|(from, to)| from < to).collect::<Vec<_>>(), run);
    if cover.is_empty() {
        return None;
    }
    let hours = f64::from(shifts.max(1)) * shape.length.as_hours_f64();
    let price = shape.price_per_hour.unwrap_or(staffing.price_per_hour);
    let clock = time_of_day(start).replace(':', "");
    let mut name = format!("{}-{}-{clock}", shape.name, day_word(days));
    let mut label = format!("{} {} {}", shape.name, days_in_words(days), time_of_day(start));
    let pause = pause.map(|pause| (start + pause, start + pause + pause_length));
    if let Some((from, _)) = pause {
        name = format!("{name}-{}", time_of_day(from).replace(':', ""));
        label = format!("{label}, break {}", time_of_day(from));
    }
    let shift = NewShift { name, days, from: start, to: start + shape.length, pause };
    Some(Column {
        kind,
        label,
        cover,
        hours,
        cost: hours * price / (1.0 - staffing.shrinkage),
        origin: Origin::Shaped(shift, shape.repeats),
    })
}

/// `mon`, or `mon-fri` as the first and last of several.
fn day_word(days: [bool; 7]) -> String {
    let words = days_in_words(days);
    match (words.split(',').next(), words.rsplit(',').next()) {
        (Some(first), Some(last)) if first != last => format!("{first}-{last}"),
        _ => words.replace(' ', "-"),
    }
}

/// The shifts of so many days that overlap the run. The run's first hours may belong to a shift of the
/// week before, so times count from the Monday of that week.
fn occurrences(
    days: [bool; 7],
    start: Span,
    length: Span,
    run: &Run,
) -> impl Iterator<Item = (Time, Time)> {
    let first = run.week_offset.0 + WEEK.0;
    let last = first + run.horizon.0;
    let weeks = last.div_ceil(WEEK.0);
    let day = move |week: u64, day: usize| {
        let from = Time(week * WEEK.0 + day as u64 * DAY.0) + start;
        (from, from + length)
    };
    let all = (0..weeks)
        .flat_map(move |week| (0..7).filter(move |one| days[*one]).map(move |one| day(week, one)));
    all.filter(move |(from, to)| from.0 < last && to.0 > first)
}
