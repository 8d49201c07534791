//! The page of a load test: rates, latencies and depths, second by second.

use maud::html;

use super::chart::{Figure, Line, Table, lines};
use super::frame::{Frame, definitions};
use crate::engine::live::LiveEnd;
use crate::load::{FoundMax, LoadReport, LoadRow, Plateau, Verdict};
use crate::report::format_number;
use crate::report::load::{found_max_text, rate_line};

/// More points than these cannot be seen apart: of longer loads every so many seconds are drawn.
const MOST_POINTS: usize = 600;

type Value = fn(&LoadRow) -> f64;

/// A chart over the seconds of the load.
struct Course {
    id: &'static str,
    title: &'static str,
    unit: &'static str,
    lines: &'static [(&'static str, Value)],
}

const COURSES: [Course; 4] = [
    Course {
        id: "rates",
        title: "Sessions a second.",
        unit: "/s",
        lines: &[
            ("offered", |row| row.counts.offered as f64),
            ("routed", |row| row.counts.routed as f64),
            ("closed", |row| row.counts.closed as f64),
            ("turned away", |row| row.counts.turned_away as f64),
        ],
    },
    Course {
        id: "latency",
        title: "Latency of routing, from the instant that was meant.",
        unit: " ms",
        lines: &[
            ("p50", |row| row.routing_p50),
            ("p99", |row| row.routing_p99),
            ("p99.9", |row| row.routing_p999),
        ],
    },
    Course {
        id: "depth",
        title: "The most messages in a mailbox, of all roles.",
        unit: "",
        lines: &[("deepest mailbox", |row| {
            row.depth_max.iter().copied().max().unwrap_or(0) as f64
        })],
    },
    Course {
        id: "desk",
        title: "Sessions at the desk, and those of them that wait.",
        unit: "",
        lines: &[("at the desk", |row| row.open as f64), ("waiting", |row| row.waiting as f64)],
    },
];

/// The page of a load.
pub fn load_html(report: &LoadReport, command: &str) -> Vec<u8> {
    let load = &report.plan.load;
    let end = match report.outcome.end {
        LiveEnd::Finished => "",
        LiveEnd::Stopped => " It was stopped before its end.",
        LiveEnd::OutOfMemory => " It was ended because memory ran out.",
    };
    let basis = format!(
        "{} at speed {}, arbiters: {}, seed {}; {} s were measured.{end}",
        load.duration.unwrap_or_default(),
        load.speed,
        load.arbiters,
        report.plan.run.seed,
        format_number((report.outcome.measured_seconds * 10.0).round() / 10.0)
    );
    let mut parts = Vec::new();
    if report.rows.len() > 1 {
        parts
            .extend(COURSES.iter().map(|course| html! { (figure(course, &report.rows).markup()) }));
    } else {
        parts.push(html! { p { "The load was too short for charts over time." } });
    }
    parts.push(definitions(
        &[
            (
                "Latency",
                "From the instant at which a session was meant to come to the decision where it goes \
                 first: what waits in the generator counts, so that a slow desk cannot hide its \
                 queue (coordinated omission)."
                    .to_owned(),
            ),
            ("p99", "99 % of the sessions of a second took no longer.".to_owned()),
            (
                "Mailbox",
                "Messages that wait to be handled by one live chat, group, operator or supervisor, or \
                 by the license pool."
                    .to_owned(),
            ),
        ],
        Some(command),
    ));
    Frame {
        title: format!("{}: load test of a live-chat desk", report.plan.name),
        heading: format!("{}: load test", report.plan.name),
        basis: vec![basis],
        answers: vec![sentence(&rate_line(report))],
        parts,
    }
    .into_bytes()
}

/// The page of a search for the highest rate: latencies of every rate that was held, and which kept to the
/// limit.
pub fn find_max_html(found: &FoundMax, limit: &str, name: &str, command: &str) -> Vec<u8> {
    let all = found_max_text(found, limit);
    // A line for each rate, then what was found.
    let lines = all.lines().skip(found.plateaus.len());
    // A figure's name is not written with a capital letter.
    let answers = lines.map(|line| match line.starts_with(limit) {
        true => sentence(&format!("limit {line}")),
        false => sentence(line),
    });
    let answers = answers.collect();
    let parts = vec![
        html! { (plateaus(found, limit).markup()) },
        definitions(
            &[
                ("Good", format!("{limit} was kept, and as many sessions were done as offered.")),
                (
                    "Latency",
                    "From the instant at which a session was meant to come to the decision where it \
                     goes first."
                        .to_owned(),
                ),
            ],
            Some(command),
        ),
    ];
    Frame {
        title: format!("{name}: the highest rate of a live-chat desk"),
        heading: format!("{name}: the highest rate with {limit}"),
        basis: vec![format!("{} rates were held for a while each.", found.plateaus.len())],
        answers,
        parts,
    }
    .into_bytes()
}

fn plateaus(found: &FoundMax, limit: &str) -> Figure {
    let mut by_rate: Vec<&Plateau> = found.plateaus.iter().collect();
    by_rate.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    let lines_of = ["p50", "p99", "p99.9"].iter().enumerate().map(|(place, name)| Line {
        name: (*name).to_owned(),
        values: by_rate.iter().map(|plateau| plateau.routing[place]).collect(),
        bands: Vec::new(),
    });
    let labels = (0..by_rate.len()).step_by(by_rate.len().div_ceil(8).max(1));
    let labels: Vec<(usize, String)> =
        labels.map(|place| (place, rate_in_words(by_rate[place].rate))).collect();
    let verdict = |plateau: &Plateau| match plateau.verdict {
        Verdict::Good => "\u{2713} good",
        Verdict::LimitExceeded => "\u{2717} limit exceeded",
        Verdict::RateNotHeld => "\u{2717} rate not held",
    };
    let row = |plateau: &&Plateau| {
        let mut cells = vec![rate_in_words(plateau.rate), verdict(plateau).to_owned()];
        cells.extend([plateau.offered, plateau.done].map(rounded));
        cells.extend(plateau.routing.map(rounded));
        cells.push(rounded(plateau.generator_p99));
        cells
    };
    let headings = [
        "Rate",
        "Verdict",
        "Offered/s",
        "Done/s",
        "p50, ms",
        "p99, ms",
        "p99.9, ms",
        "Generator late, p99, ms",
    ];
    let good = by_rate.iter().filter(|plateau| plateau.verdict == Verdict::Good).count();
    Figure {
        id: "plateaus".to_owned(),
        title: "Latency of routing by rate.".to_owned(),
        finding: format!("{good} of {} rates were good: {limit}.", by_rate.len()),
        svg: lines(&lines_of.collect::<Vec<_>>(), &labels, &|value| {
            format!("{} ms", format_number(value))
        }),
        table: Table {
            headings: headings.map(str::to_owned).to_vec(),
            rows: by_rate.iter().map(row).collect(),
        },
    }
}

/// With a capital letter, and a point at its end.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn figure(course: &Course, rows: &[LoadRow]) -> Figure {
    let every = rows.len().div_ceil(MOST_POINTS);
    let drawn: Vec<&LoadRow> = rows.iter().step_by(every).collect();
    let of = |(name, value): &(&str, Value)| Line {
        name: (*name).to_owned(),
        values: drawn.iter().map(|row| value(row)).collect(),
        bands: Vec::new(),
    };
    let labels = (0..drawn.len()).step_by(drawn.len().div_ceil(8).max(1));
    let labels: Vec<(usize, String)> =
        labels.map(|place| (place, format!("{} s", drawn[place].second))).collect();
    let last = course.lines.len() - 1;
    let (name, value) = course.lines[if course.id == "latency" { 1 } else { 0 }.min(last)];
    let peak = rows.iter().filter(|row| value(row).is_finite());
    let peak = peak.max_by(|a, b| value(a).total_cmp(&value(b)));
    let finding = peak.map_or_else(
        || "Nothing was measured.".to_owned(),
        |row| {
            format!(
                "The largest value of {name} is {}{}, in second {}.",
                rounded(value(row)),
                course.unit,
                row.second
            )
        },
    );
    let mut headings = vec!["Second".to_owned()];
    headings.extend(course.lines.iter().map(|(name, _)| (*name).to_owned()));
    let cells = |row: &&LoadRow| {
        let values = course.lines.iter().map(|(_, value)| rounded(value(row)));
        std::iter::once(row.second.to_string()).chain(values).collect()
    };
    Figure {
        id: course.id.to_owned(),
        title: course.title.to_owned(),
        finding,
        svg: lines(&course.lines.iter().map(of).collect::<Vec<_>>(), &labels, &|value| {
            format!("{}{}", format_number(value), course.unit)
        }),
        table: Table { headings, rows: drawn.iter().map(cells).collect() },
    }
}

/// Sessions a second; large rates are whole.
fn rate_in_words(rate: f64) -> String {
    match rate >= 100.0 {
        true => format!("{rate:.0}/s"),
        false => format!("{}/s", rounded(rate)),
    }
}

fn rounded(value: f64) -> String {
    if value.is_finite() {
        format_number((value * 1000.0).round() / 1000.0)
    } else {
        "-".to_owned()
    }
}
