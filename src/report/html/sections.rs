//! The parts of a run's page, each from the sheets that a run gives.

use maud::{Markup, html};

use super::chart::{Bar, Figure, Flow, Line, Svg, Table, bars, flows, heat_map, lines};
use super::{RunPage, column, shown, with_interval};
use crate::base::{DAY, HOUR, Span};
use crate::metrics::{Estimate, Row, Sheet, Unit};
use crate::report::expectations::quantity;

/// Figures of a live chat that are shown, with what they are called.
const HEADLINE: [(&str, &str); 10] = [
    ("offered", "Sessions"),
    ("service_level", "Service level"),
    ("asa", "Average speed of answer"),
    ("wait_p95", "95 % wait at most"),
    ("abandon_rate", "Abandoned"),
    ("refusal_rate", "Refused"),
    ("handle_time", "Average handle time (AHT)"),
    ("answer_to_close", "First answer to close"),
    ("transferred_share", "Transferred"),
    ("wait_after_transfer", "Wait after a transfer"),
];

/// The figures of each live chat, a column each.
pub(super) fn headline(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("live_chats") else { return html! {} };
    let mut headings = vec!["Figure".to_owned()];
    headings.extend(sheet.rows.iter().map(|row| shown(&row.keys[0])));
    let line = |(name, label): &(&str, &str)| {
        let place = column(sheet, name)?;
        let unit = sheet.measures[place].unit?;
        let mut cells = vec![(*label).to_owned()];
        if *name == "service_level" {
            cells[0] = format!("{label} ({})", page.plan.run.answer_within);
        }
        cells.extend(sheet.rows.iter().map(|row| with_interval(row.values[place], unit)));
        sheet.rows.iter().any(|row| row.values[place].value.is_finite()).then_some(cells)
    };
    let rows = HEADLINE.iter().filter_map(line).collect();
    html! {
        h2 { "Live chats" }
        (Table { headings, rows }.markup())
        @if !page.notes.is_empty() {
            ul { @for note in page.notes { li { (shown(note)) } } }
        }
    }
}

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

    /// Labels below a chart: each day where there are several, otherwise every other hour.
    fn labels(&self) -> Vec<(usize, String)> {
        let times = self.times();
        let day = |time: &String| time.split(' ').next().unwrap_or_default().to_owned();
        let days: Vec<(usize, String)> = times
            .iter()
            .enumerate()
            .filter(|(place, time)| *place == 0 || day(&times[place - 1]) != day(time))
            .map(|(place, time)| (place, day(time)))
            .collect();
        if days.len() > 2 {
            let every = days.len().div_ceil(12);
            return days.into_iter().step_by(every).collect();
        }
        let every = times.len().div_ceil(8).max(1);
        let hour = |(place, time): (usize, &String)| {
            (place, time.split(' ').next_back().unwrap_or_default().to_owned())
        };
        times.iter().enumerate().step_by(every).map(hour).collect()
    }
}

/// More points than these are not told apart in a chart.
const MAX_POINTS: usize = 1_000;

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
            (arrivals(page, course, number).markup())
            (waits(course, number).markup())
            (service_level(page, course, number).markup())
            (worst_intervals(course))
        }
        @if courses.is_empty() && page.sheet("intervals").is_some_and(|sheet| !sheet.rows.is_empty()) {
            p { "The intervals are too many, or too few, to be drawn: see intervals.csv." }
        }
    }
}

fn arrivals(page: &RunPage<'_>, course: &Course<'_>, number: usize) -> Figure {
    let per_hour = 3600.0 / page.plan.run.interval.as_secs_f64();
    let offered = course.values("offered");
    let online = course.values("online");
    let hourly: Vec<f64> = offered.iter().map(|it| it.value * per_hour).collect();
    let staff: Vec<f64> = online.iter().map(|it| it.value).collect();
    let times = course.times();
    let peak = highest(&hourly);
    let finding = match peak {
        Some(place) => format!(
            "Most clients come at {}: {:.0} an hour, with {:.1} operators Online.",
            times[place], hourly[place], staff[place]
        ),
        None => "No client comes.".to_owned(),
    };
    let rows = times.iter().zip(&hourly).zip(&staff).map(|((time, hourly), staff)| {
        vec![time.clone(), format!("{hourly:.1}"), format!("{staff:.1}")]
    });
    let headings = ["Interval", "Clients an hour", "Operators Online"].map(str::to_owned).into();
    let table = Table { headings, rows: rows.collect() };
    let chart = [
        Line { name: "clients an hour".into(), values: hourly, bands: Vec::new() },
        Line { name: "operators Online".into(), values: staff, bands: Vec::new() },
    ];
    Figure {
        id: format!("arrivals-{number}"),
        title: "Arrivals and staff.".into(),
        finding,
        svg: lines(&chart, &course.labels(), &|value| quantity(value, Unit::Count)),
        table,
    }
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
        None => "No client waits.".to_owned(),
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
        svg: lines(&chart, &course.labels(), &|value| quantity(value, Unit::Seconds)),
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
    let finding = match worst {
        Some(place) => format!(
            "Share answered within {}, in percent: the redder, the fewer. The lowest is {} at {}.",
            page.plan.run.answer_within,
            with_interval(levels[place], Unit::Share),
            times[place]
        ),
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
        heat_map(&rows, &labels)
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

/// The three intervals with the lowest service level, of those in which clients came.
fn worst_intervals(course: &Course<'_>) -> Markup {
    let (levels, times, asa) =
        (course.values("service_level"), course.times(), course.values("asa"));
    let mut known: Vec<usize> =
        (0..levels.len()).filter(|place| levels[*place].value.is_finite()).collect();
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

/// How long how many wait.
pub(super) fn percentiles(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("live_chats") else { return html! {} };
    let shares =
        [("wait_p50", "50 %"), ("wait_p90", "90 %"), ("wait_p95", "95 %"), ("wait_p99", "99 %")];
    let lines_of: Vec<Line> = sheet
        .rows
        .iter()
        .take(4)
        .map(|row| {
            let of = |name: &str| column(sheet, name).map(|place| row.values[place]);
            let values = shares.iter().map(|(name, _)| of(name).map_or(f64::NAN, |it| it.value));
            let bands = shares.iter().map(|(name, _)| of(name).map_or(0.0, |it| it.half_width));
            Line { name: shown(&row.keys[0]), values: values.collect(), bands: bands.collect() }
        })
        .collect();
    let finding = lines_of
        .iter()
        .map(|line| {
            let long = quantity(line.values[2], Unit::Seconds);
            format!("{}: one client in twenty waits longer than {long}.", line.name)
        })
        .collect::<Vec<_>>()
        .join(" ");
    let labels: Vec<(usize, String)> =
        shares.iter().enumerate().map(|(place, (_, label))| (place, (*label).to_owned())).collect();
    let mut headings = vec!["Of the clients wait at most".to_owned()];
    headings.extend(lines_of.iter().map(|line| line.name.clone()));
    let rows = shares.iter().enumerate().map(|(place, (_, label))| {
        let values = lines_of.iter().map(|line| quantity(line.values[place], Unit::Seconds));
        std::iter::once((*label).to_owned()).chain(values).collect()
    });
    let table = Table { headings, rows: rows.collect() };
    let svg = lines(&lines_of, &labels, &|value| quantity(value, Unit::Seconds));
    let figure =
        Figure { id: "percentiles".into(), title: "Percentiles.".into(), finding, svg, table };
    html! {
        h2 { "How long clients wait" }
        (figure.markup())
    }
}

/// Bars of one figure, a line of the sheet each.
fn bars_of(sheet: &Sheet, name: &str, most: Option<f64>) -> Option<(Svg, Vec<(String, Estimate)>)> {
    let place = column(sheet, name)?;
    let unit = sheet.measures[place].unit?;
    let named = sheet.rows.iter().map(|row| (shown(&row.keys[0]), row.values[place]));
    let named: Vec<(String, Estimate)> = named.filter(|(_, it)| it.value.is_finite()).collect();
    let bar = |(name, estimate): &(String, Estimate)| Bar {
        name: name.clone(),
        value: estimate.value,
        half_width: estimate.half_width,
        mark: None,
        text: with_interval(*estimate, unit),
    };
    let drawn: Vec<Bar> = named.iter().map(bar).collect();
    (!named.is_empty()).then(|| (bars(&drawn, most), named))
}

/// How busy groups are.
pub(super) fn staff(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("groups").filter(|sheet| !sheet.rows.is_empty()) else {
        return html! {};
    };
    let figure = |name: &str, title: &str, most: Option<f64>, what: &str| {
        let (svg, named) = bars_of(sheet, name, most)?;
        let place = column(sheet, name)?;
        let unit = sheet.measures[place].unit?;
        let top = named.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        let finding = format!("{what} {}: {}.", top.0, with_interval(top.1, unit));
        let rows = named.iter().map(|(name, it)| vec![name.clone(), with_interval(*it, unit)]);
        let headings = vec!["Group".to_owned(), title.trim_end_matches('.').to_owned()];
        let table = Table { headings, rows: rows.collect() };
        Some(Figure { id: format!("groups-{name}"), title: title.to_owned(), finding, svg, table })
    };
    let figures = [
        figure(
            "occupancy",
            "Occupancy.",
            Some(1.0),
            "Time with a session or a wrap-up, of the time Online. The busiest group is",
        ),
        figure(
            "concurrency",
            "Sessions at once.",
            None,
            "On average while there is any. The most has",
        ),
        figure("wait", "Wait in the group's queue.", None, "On average, a visit. The longest has"),
    ];
    html! {
        h2 { "Groups" }
        @for figure in figures.into_iter().flatten() { (figure.markup()) }
    }
}

/// Licenses held against those that were bought.
pub(super) fn licenses(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("licenses") else { return html! {} };
    let value = |row: &Row, name: &str| {
        column(sheet, name).map_or(f64::NAN, |place| row.values[place].value)
    };
    let bought: Vec<&Row> =
        sheet.rows.iter().filter(|row| value(row, "bought").is_finite()).collect();
    if bought.is_empty() {
        return html! {};
    }
    let bar = |row: &&Row| Bar {
        name: shown(&row.keys[0]),
        value: value(row, "peak"),
        half_width: f64::NAN,
        mark: Some(value(row, "bought")),
        text: format!(
            "{} of {}",
            quantity(value(row, "peak"), Unit::Count),
            quantity(value(row, "bought"), Unit::Count)
        ),
    };
    let drawn: Vec<Bar> = bought.iter().map(bar).collect();
    let line = |row: &&Row| {
        let count = |name: &str| quantity(value(row, name), Unit::Count);
        vec![
            shown(&row.keys[0]),
            count("bought"),
            count("peak"),
            quantity(value(row, "held"), Unit::Level),
            quantity(value(row, "at_limit_share"), Unit::Share),
            count("refused"),
        ]
    };
    let headings = [
        "License",
        "Bought",
        "Most held at once",
        "Held on average",
        "Time with none free",
        "Refused",
    ];
    let rows: Vec<Vec<String>> = bought.iter().map(line).collect();
    let refused: f64 = bought.iter().map(|row| value(row, "refused")).sum();
    let finding = if refused > 0.0 {
        format!("{refused:.1} times in a run a user could not go Online for lack of one.")
    } else {
        "No user was refused one.".to_owned()
    };
    let figure = Figure {
        id: "licenses".into(),
        title: "Most held at once, against what was bought (the mark).".into(),
        finding,
        svg: bars(&drawn, None),
        table: Table { headings: headings.map(str::to_owned).into(), rows },
    };
    html! {
        h2 { "Licenses" }
        (figure.markup())
    }
}

/// Which group transfers how many sessions to which.
pub(super) fn transfers(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("transfers") else { return html! {} };
    let (Some(number), Some(wait)) = (column(sheet, "transferred"), column(sheet, "wait")) else {
        return html! {};
    };
    let mut rows: Vec<&Row> =
        sheet.rows.iter().filter(|row| row.values[number].value > 0.0).collect();
    rows.sort_by(|a, b| b.values[number].value.total_cmp(&a.values[number].value));
    let Some(first) = rows.first() else { return html! {} };
    let flow = |row: &&Row| Flow {
        from: shown(&row.keys[0]),
        to: shown(&row.keys[1]),
        amount: row.values[number].value,
    };
    let drawn: Vec<Flow> = rows.iter().take(30).map(flow).collect();
    let line = |row: &&Row| {
        vec![
            format!("{} \u{2192} {}", shown(&row.keys[0]), shown(&row.keys[1])),
            with_interval(row.values[number], Unit::Count),
            with_interval(row.values[wait], Unit::Seconds),
        ]
    };
    let finding = format!(
        "Most go from {} to {}: {} in a run.",
        shown(&first.keys[0]),
        shown(&first.keys[1]),
        with_interval(first.values[number], Unit::Count)
    );
    let headings = ["From and to", "Sessions", "Wait after the transfer"].map(str::to_owned).into();
    let figure = Figure {
        id: "transfers".into(),
        title: "Transfers.".into(),
        finding,
        svg: flows(&drawn),
        table: Table { headings, rows: rows.iter().map(line).collect() },
    };
    html! {
        h2 { "Transfers" }
        (figure.markup())
    }
}

/// What the figures mean, and how they are made again.
pub(super) fn assumptions(page: &RunPage<'_>) -> Markup {
    let run = &page.plan.run;
    let manifest = page.manifest;
    html! {
        h2 { "What this is" }
        dl {
            dt { "Service level" }
            dd {
                "Answered within " (run.answer_within.to_string()) ", of those answered or abandoned; \
                 who gives up sooner than " (run.short_abandon.to_string()) " does not count."
            }
            dt { "Average speed of answer" }
            dd { "From the arrival, or a bot's hand-off, to the first answer." }
            dt { "Counts" }
            dd { "Means of one simulated run of " (run.horizon.to_string()) "." }
            dt { "How sure" }
            dd {
                "Each run is simulated " (manifest.finished) " times with other luck. If the same weeks came \
                 again and again, the long-run average would lie within \u{b1}, 95 times of 100; a single \
                 day varies more."
            }
            dt { "Model" }
            dd {
                "Clients, operators, supervisors and licenses as the scenario states them; what it does not \
                 state does not happen. All columns are defined in the data dictionary of deskload."
            }
            dt { "Repeat it" }
            dd { code { (manifest.command()) } }
            dt { "Seed, files" }
            dd { (manifest.seed) ", SHA-256 " code { (super::super::fingerprint(manifest.inputs)) } }
        }
    }
}
