//! The course of the run of a page: arrivals and staff, waits, the queue, the service level of each interval.

use maud::{Markup, html};

use super::chart::{Figure, Line, Table, lines, lines_of_lengths};
use super::maps::heat_map;
use super::time_axis::time_labels;
use super::{RunPage, column, shown, with_interval};
use crate::base::{DAY, HOUR, Span};
use crate::metrics::{Estimate, Row, Sheet, Unit};
use crate::report::expectations::quantity;

/// The intervals of one live chat.
struct Course<'a> {
    name: String,
    sheet: &'a Sheet,
    rows: Vec<&'a Row>,
}

impl Course<'_> {
    fn values(&self, name: &str) -> Vec<Estimate> {
        let place = column(self.sheet, name);
        let none = Estimate { value: f64::NAN, half_width: f64::NAN };
        self.rows.iter().map(|row| place.map_or(none, |place| row.values[place])).collect()
    }

    fn times(&self) -> Vec<String> {
        self.rows.iter().map(|row| row.keys.get(2).cloned().unwrap_or_default()).collect()
    }

    fn labels(&self) -> Vec<(usize, String)> {
        time_labels(&self.times())
    }
}

/// More points than these cannot be seen apart in a chart.
pub(super) const MAX_POINTS: usize = 1_000;

/// A share from which on the page reads 100 %.
const ALL_IN_TIME: f64 = 0.999_5;

fn courses<'a>(page: &RunPage<'a>) -> Vec<Course<'a>> {
    let Some(sheet) = page.sheet("intervals") else { return Vec::new() };
    let mut courses: Vec<Course<'a>> = Vec::new();
    for row in &sheet.rows {
        match courses.last_mut().filter(|last| last.rows[0].keys[0] == row.keys[0]) {
            Some(last) => last.rows.push(row),
            None => {
                courses.push(Course { name: shown(&row.keys[0]), sheet, rows: vec![row] });
            }
        }
    }
    courses.retain(|course| course.rows.len() > 1 && course.rows.len() <= MAX_POINTS);
    courses
}

/// Arrivals and staff, waits, and the service level of each interval.
pub(super) fn over_time(page: &RunPage<'_>) -> Markup {
    let courses = courses(page);
    html! {
        @for (number, course) in courses.iter().enumerate() {
            h2 { "Over time: " (course.name) }
            @for figure in arrivals(page, course, number) { (figure.markup()) }
            (waits(course, number).markup())
            (queue(course, number).markup())
            (service_level(page, course, number).markup())
            (worst_intervals(course))
        }
        @if courses.is_empty() && page.sheet("intervals").is_some_and(|sheet| !sheet.rows.is_empty()) {
            p { "The intervals are too many, or too few, to be drawn: see intervals.csv." }
        }
    }
}

/// Clients who come, and the operators who are there.
fn arrivals(page: &RunPage<'_>, course: &Course<'_>, number: usize) -> [Figure; 2] {
    let per_hour = 3600.0 / page.plan.run.interval.as_secs_f64();
    let hourly: Vec<f64> = course.values("offered").iter().map(|it| it.value * per_hour).collect();
    let staff: Vec<f64> = course.values("online").iter().map(|it| it.value).collect();
    let times = course.times();
    let most = |values: &[f64]| highest(values).map(|place| (times[place].clone(), values[place]));
    let came = most(&hourly).map_or_else(
        || "No client comes.".to_owned(),
        |(time, most)| format!("Most come at {time}: {most:.0} an hour."),
    );
    let there = most(&staff).map_or_else(
        || "No operator is Online.".to_owned(),
        |(time, most)| {
            format!(
                "At most {most:.1} are Online, at {time}. Who ends sessions after a shift or in a break is \
                 Online until they are ended."
            )
        },
    );
    let figure = |id: &str, title: &str, finding: String, heading: &str, values: Vec<f64>| {
        let rows = times.iter().zip(&values).filter(|(_, value)| **value > 0.0);
        let rows = rows.map(|(time, value)| vec![time.clone(), format!("{value:.1}")]);
        let headings = vec!["Interval".to_owned(), heading.to_owned()];
        let table = Table { headings, rows: rows.collect() };
        let line = Line { name: heading.to_lowercase(), values, bands: Vec::new() };
        let number_of = |value| quantity(value, Unit::Count);
        let svg = lines(&[line], &course.labels(), &number_of);
        Figure { id: format!("{id}-{number}"), title: title.to_owned(), finding, svg, table }
    };
    [
        figure("arrivals", "Arrivals.", came, "Clients an hour", hourly),
        figure("online", "Operators Online.", there, "Operators", staff),
    ]
}

/// The place of the largest value; `None` where all are zero or undefined.
fn highest(values: &[f64]) -> Option<usize> {
    let known = values.iter().enumerate().filter(|(_, value)| **value > 0.0);
    known.max_by(|a, b| a.1.total_cmp(b.1)).map(|(place, _)| place)
}

fn waits(course: &Course<'_>, number: usize) -> Figure {
    let asa = course.values("asa");
    let values: Vec<f64> = asa.iter().map(|it| it.value).collect();
    let bands: Vec<f64> = asa.iter().map(|it| it.half_width).collect();
    let times = course.times();
    let finding = match highest(&values) {
        Some(place) => format!(
            "The average speed of answer is longest at {}: {}.",
            times[place],
            with_interval(asa[place], Unit::Seconds)
        ),
        None => "No client waits for the first answer.".to_owned(),
    };
    let rows = times.iter().zip(&asa).filter(|(_, it)| it.value.is_finite());
    let rows = rows.map(|(time, it)| vec![time.clone(), with_interval(*it, Unit::Seconds)]);
    let headings = ["Interval", "Average speed of answer"].map(str::to_owned).into();
    let table = Table { headings, rows: rows.collect() };
    let chart = [Line { name: "average speed of answer, 95 % band".into(), values, bands }];
    Figure {
        id: format!("waits-{number}"),
        title: "Waits.".into(),
        finding,
        svg: lines_of_lengths(&chart, &course.labels()),
        table,
    }
}

/// Sessions that wait and sessions with an operator.
fn queue(course: &Course<'_>, number: usize) -> Figure {
    let (waiting, serving) = (course.values("waiting"), course.values("serving"));
    let times = course.times();
    let values = |of: &[Estimate]| of.iter().map(|it| it.value).collect::<Vec<f64>>();
    let bands = |of: &[Estimate]| of.iter().map(|it| it.half_width).collect::<Vec<f64>>();
    let sure = |place: &usize| waiting[*place].value > waiting[*place].half_width.max(0.0);
    let finding = match highest(&values(&waiting)).filter(sure) {
        Some(place) => format!(
            "Most clients wait at {}: {} on average, while {} are with an operator.",
            times[place],
            with_interval(waiting[place], Unit::Level),
            with_interval(serving[place], Unit::Level)
        ),
        None => "Hardly a client waits.".to_owned(),
    };
    let known = |place: &usize| waiting[*place].value.is_finite();
    let rows = (0..times.len()).filter(known).map(|place| {
        let level = |of: &[Estimate]| with_interval(of[place], Unit::Level);
        vec![times[place].clone(), level(&waiting), level(&serving)]
    });
    let headings = ["Interval", "Waiting", "With an operator"].map(str::to_owned).into();
    let table = Table { headings, rows: rows.collect() };
    let chart = [("waiting", &waiting), ("with an operator", &serving)].map(|(name, of)| Line {
        name: name.to_owned(),
        values: values(of),
        bands: bands(of),
    });
    Figure {
        id: format!("queue-{number}"),
        title: "Queue.".into(),
        finding,
        svg: lines(&chart, &course.labels(), &|value| quantity(value, Unit::Count)),
        table,
    }
}

fn service_level(page: &RunPage<'_>, course: &Course<'_>, number: usize) -> Figure {
    let levels = course.values("service_level");
    let interval = page.plan.run.interval;
    let (days, first) = days_of(page, course);
    let columns = (DAY.0.div_ceil(interval.0.max(1))) as usize;
    let mut rows: Vec<(String, Vec<Option<f64>>)> =
        days.iter().map(|day| (day.clone(), vec![None; columns])).collect();
    for (place, level) in levels.iter().enumerate() {
        let at = first.0 + interval.0 * place as u64;
        let (day, into) = ((at / DAY.0) as usize, (at % DAY.0 / interval.0.max(1)) as usize);
        if let Some(cell) = rows.get_mut(day).and_then(|(_, cells)| cells.get_mut(into)) {
            *cell = level.value.is_finite().then_some(level.value);
        }
    }
    let times = course.times();
    let known = levels.iter().enumerate().filter(|(_, it)| it.value.is_finite());
    let worst = known.min_by(|a, b| a.1.value.total_cmp(&b.1.value)).map(|(place, _)| place);
    let basis = format!(
        "Share answered within {}, in percent; green from {} on.",
        page.plan.run.answer_within,
        quantity(page.service_level_target, Unit::Share)
    );
    let finding = match worst {
        Some(place) if levels[place].value < ALL_IN_TIME => {
            let level = with_interval(levels[place], Unit::Share);
            format!("{basis} The lowest is {level} at {}.", times[place])
        }
        Some(_) => basis,
        None => "No client came.".to_owned(),
    };
    let hours = trim_to_used(&mut rows);
    let column_of = |hour: u64| (hour * HOUR.0 / interval.0.max(1)) as usize;
    let step = if hours.len() > 30 { 3 } else { 1 };
    let labels: Vec<(usize, String)> = (0..24)
        .step_by(step)
        .filter(|hour| hours.contains(&column_of(*hour)))
        .map(|hour| (column_of(hour) - hours.start, format!("{hour:02}:00")))
        .collect();
    let table_rows = times.iter().zip(&levels).filter(|(_, it)| it.value.is_finite());
    let table_rows =
        table_rows.map(|(time, it)| vec![time.clone(), with_interval(*it, Unit::Share)]);
    let headings = ["Interval", "Service level"].map(str::to_owned).into();
    let svg = if columns <= 96 && rows.len() <= 60 {
        heat_map(&rows, &labels, page.service_level_target)
    } else {
        let values = levels.iter().map(|it| it.value * 100.0).collect();
        let line = Line { name: "service level, percent".into(), values, bands: Vec::new() };
        lines(&[line], &course.labels(), &|value| quantity(value, Unit::Count))
    };
    Figure {
        id: format!("level-{number}"),
        title: "Service level.".into(),
        finding,
        svg,
        table: Table { headings, rows: table_rows.collect() },
    }
}

/// Leaves out the columns before and after all in which something was measured, and says which are left.
fn trim_to_used(rows: &mut [(String, Vec<Option<f64>>)]) -> std::ops::Range<usize> {
    let used = |cells: &[Option<f64>]| {
        let first = cells.iter().position(Option::is_some);
        first.zip(cells.iter().rposition(Option::is_some))
    };
    let ends: Vec<(usize, usize)> = rows.iter().filter_map(|(_, cells)| used(cells)).collect();
    let first = ends.iter().map(|(first, _)| *first).min().unwrap_or(0);
    let last = ends.iter().map(|(_, last)| *last).max().unwrap_or(0);
    for (_, cells) in rows.iter_mut() {
        cells.truncate(last + 1);
        cells.drain(..first.min(cells.len()));
    }
    first..last + 1
}

/// The days of a course, and how far into the first it begins.
fn days_of(page: &RunPage<'_>, course: &Course<'_>) -> (Vec<String>, Span) {
    let run = &page.plan.run;
    // Intervals before the warm-up has ended are not measured, and not in the sheet.
    let starts = course.rows.first().and_then(|row| row.keys[1].parse::<f64>().ok()).unwrap_or(0.0);
    let first = Span((run.week_offset.0 + (starts * 1e6) as u64) % DAY.0);
    let mut days: Vec<String> = Vec::new();
    for time in course.times() {
        let day = time.split(' ').next().unwrap_or_default().to_owned();
        if days.last() != Some(&day) {
            days.push(day);
        }
    }
    (days, first)
}

/// The three intervals with the lowest service level, of those in which some clients were answered late.
fn worst_intervals(course: &Course<'_>) -> Markup {
    let (levels, times, asa) =
        (course.values("service_level"), course.times(), course.values("asa"));
    let mut known: Vec<usize> =
        (0..levels.len()).filter(|place| levels[*place].value.is_finite()).collect();
    known.retain(|place| levels[*place].value < ALL_IN_TIME);
    if known.is_empty() {
        return html! { p { "In each interval all clients are answered in time." } };
    }
    known.sort_by(|a, b| levels[*a].value.total_cmp(&levels[*b].value));
    let line = |place: &usize| {
        vec![
            times[*place].clone(),
            with_interval(levels[*place], Unit::Share),
            with_interval(asa[*place], Unit::Seconds),
        ]
    };
    let rows = known.iter().take(3).map(line).collect();
    let headings =
        ["Worst intervals", "Service level", "Average speed of answer"].map(str::to_owned).into();
    Table { headings, rows }.markup()
}
