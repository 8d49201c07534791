//! How much of what operators on duty get through is asked of them, over the run.

use maud::{Markup, html};

use super::chart::{Figure, Line, Table, lines_of_shares};
use super::over_time::MAX_POINTS;
use super::time_axis::time_labels;
use super::{RunPage, shown};
use crate::base::{Span, format_weekday};
use crate::metrics::Unit;
use crate::report::expectations::quantity;
use crate::study::{IntervalLoad, LoadAndCapacity, load_by_interval};

/// So many groups have a line: those with the highest loads.
const MAX_LINES: usize = 4;

/// The tightest group and when, in a sentence; `None` where there is no work.
pub(super) fn tightest(page: &RunPage<'_>) -> Option<String> {
    let (place, tightest) = page.load.tightest_group()?;
    let group = &page.plan.groups[place];
    let at = page.plan.run.week_offset + tightest.at.since(crate::base::Time::ZERO);
    let (name, at) = (shown(&group.name), format_weekday(at));
    Some(if tightest.on_duty > 0.0 {
        let ratio = tightest.ratio();
        let room = match ratio {
            ..0.6 => "there is room for more",
            0.6..1.0 => "it keeps up, with waits where chance brings more",
            _ => "it falls behind then",
        };
        format!(
            "The tightest group is {name}: {:.0} % of what it gets through with every slot taken, {at}; {room}.",
            ratio * 100.0
        )
    } else {
        format!("The tightest group is {name}: work comes while no operator is on duty, {at}.")
    })
}

/// The load of groups over the run.
pub(super) fn load_over_time(page: &RunPage<'_>) -> Markup {
    let intervals = page.plan.run.horizon.0.div_ceil(page.plan.run.interval.0.max(1)) as usize;
    if !(2..=MAX_POINTS).contains(&intervals) {
        return html! {};
    }
    let ratio = |load: &LoadAndCapacity| load.tightest.map_or(0.0, |slice| slice.ratio());
    let mut places: Vec<usize> = (0..page.plan.groups.len())
        .filter(|place| ratio(&page.load.groups[*place]) > 0.0)
        .collect();
    places.sort_by(|a, b| ratio(&page.load.groups[*b]).total_cmp(&ratio(&page.load.groups[*a])));
    places.truncate(MAX_LINES);
    if places.is_empty() {
        return html! {};
    }
    let loads = load_by_interval(page.plan);
    let seconds = page.plan.run.interval.as_secs_f64();
    let share = |load: &IntervalLoad| {
        let share = load.work / seconds / load.capacity;
        if load.capacity > 0.0 { share } else { f64::NAN }
    };
    let lines: Vec<Line> = places
        .iter()
        .map(|place| Line {
            name: shown(&page.plan.groups[*place].name),
            values: loads[*place].iter().map(share).collect(),
            bands: Vec::new(),
        })
        .collect();
    let start = |place: usize| {
        let into = Span(page.plan.run.interval.0 * place as u64);
        format_weekday(page.plan.run.week_offset + into)
    };
    let times: Vec<String> = (0..intervals).map(start).collect();
    let headings = std::iter::once("Interval".to_owned())
        .chain(lines.iter().map(|line| line.name.clone()))
        .collect();
    let known = |place: &usize| lines.iter().any(|line| line.values[*place] > 0.0);
    let rows = (0..intervals).filter(known).map(|place| {
        let cells = lines.iter().map(|line| quantity(line.values[place], Unit::Share));
        std::iter::once(times[place].clone()).chain(cells).collect()
    });
    let table = Table { headings, rows: rows.collect() };
    let svg = lines_of_shares(&lines, &time_labels(&times), &|value| quantity(value, Unit::Share));
    let figure = Figure {
        id: "load".into(),
        title: "Load.".into(),
        finding: format!(
            "Work that comes in an interval, of what the operators on duty get through with every slot \
             taken. {}",
            tightest(page).unwrap_or_default()
        ),
        svg,
        table,
    };
    html! { (figure.markup()) }
}
