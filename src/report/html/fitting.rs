//! The page of a fit: data against what was fitted to them.

use maud::{Markup, html};

use super::chart::{Figure, Line, Table, lines};
use super::frame::Frame;
use super::shown;
use crate::fit::{
    FittedDesk, FittedGroup, FittedLiveChat, FittedPatience, SLOTS, day_text, distribution_words,
};
use crate::report::fitting::{group_rows, live_chat_rows, short};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The bytes of the page.
pub fn fit_html(desk: &FittedDesk, name: &str) -> Vec<u8> {
    let mut parts = Vec::new();
    for (number, chat) in desk.live_chats.iter().enumerate() {
        parts.push(live_chat(desk, chat, number));
    }
    for (number, group) in desk.groups.iter().enumerate() {
        parts.push(work(desk, group, number));
    }
    if !desk.notes.is_empty() {
        parts.push(html! {
            h2 { "What to know of the data" }
            ul { @for note in &desk.notes { li { (shown(note)) } } }
        });
    }
    let basis = format!(
        "Fitted to {} sessions from {} to {}. The reason of each choice stands in the scenario as a comment.",
        desk.sessions,
        day_text(desk.days.0),
        day_text(desk.days.1)
    );
    let title = format!("{name}: a desk fitted to its past");
    let heading = name.to_owned();
    Frame { title, heading, basis: vec![basis], answers: Vec::new(), parts }.into_bytes()
}

fn line(name: &str, values: Vec<f64>) -> Line {
    Line { name: name.to_owned(), values, bands: Vec::new() }
}

/// Figures with their intervals, as the terminal has them.
fn figures(rows: &[Vec<String>]) -> Markup {
    let cell = |row: &Vec<String>, place: usize| {
        row.get(place).map_or_else(String::new, |text| text.trim().to_owned())
    };
    html! {
        div.scroll {
            table {
                thead {
                    tr {
                        th scope="col" { "Figure" }
                        th scope="col" { "Value" }
                        th scope="col" { "95 % interval" }
                        th.words scope="col" { "How" }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (cell(row, 0)) }
                            td { (cell(row, 1)) }
                            td { (cell(row, 2)) }
                            td.words { (cell(row, 3)) }
                        }
                    }
                }
            }
        }
    }
}

fn live_chat(desk: &FittedDesk, chat: &FittedLiveChat, number: usize) -> Markup {
    html! {
        h2 { "Live chat " (shown(&chat.name)) }
        (figures(&live_chat_rows(desk, chat)))
        (week(chat, number).markup())
        (days(chat, number).markup())
        @if let Some(patience) = &chat.patience {
            (survival(patience, "all topics", &format!("patience-{number}")).markup())
        }
        @for (place, topic) in chat.topics.iter().enumerate() {
            @if let Some(patience) = &topic.patience {
                (survival(patience, &shown(&topic.name), &format!("patience-{number}-{place}")).markup())
            }
        }
    }
}

/// The profile of the week: half-hours as counted, and as fitted at the level of the last day.
fn week(chat: &FittedLiveChat, number: usize) -> Figure {
    let flat = |table: &[[f64; SLOTS]; 7]| table.iter().flatten().copied().collect::<Vec<f64>>();
    let (seen, fitted) = (flat(&chat.arrivals.seen), flat(&chat.arrivals.profile));
    let labels: Vec<(usize, String)> =
        DAYS.iter().enumerate().map(|(day, name)| (day * SLOTS, (*name).to_owned())).collect();
    let rows =
        (0..7 * SLOTS).filter(|place| seen[*place] > 0.0 || fitted[*place] > 0.0).map(|place| {
            let (day, slot) = (place / SLOTS, place % SLOTS);
            let time = format!("{} {:02}:{:02}", DAYS[day], slot / 2, slot % 2 * 30);
            vec![time, short(seen[place]), short(fitted[place])]
        });
    let total: f64 = fitted.iter().sum();
    Figure {
        id: format!("week-{number}"),
        title: "Sessions in each half-hour of the week.".to_owned(),
        finding: format!("{} sessions a week.", short(total)),
        table: Table {
            headings: ["Half-hour", "Counted", "Fitted"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        svg: lines(&[line("counted, on average", seen), line("fitted", fitted)], &labels, &short),
    }
}

/// Days as counted, with the band in which 95 of 100 are expected.
fn days(chat: &FittedLiveChat, number: usize) -> Figure {
    let fitted = &chat.arrivals;
    let (day_cv, slot_cv) = (fitted.day_cv.value, fitted.interval_cv.value);
    let weight = |day: i64| {
        let profile = &fitted.profile[crate::fit::weekday(day)];
        let total: f64 = profile.iter().sum();
        profile.iter().map(|it| it * it).sum::<f64>() / (total * total).max(1e-9)
    };
    let band = |(day, _, expected): &(i64, f64, f64)| {
        let relative = day_cv.powi(2) + slot_cv.powi(2) * weight(*day);
        1.96 * (expected + expected * expected * relative).sqrt()
    };
    let step = fitted.days.len().div_ceil(8).max(1);
    let labels: Vec<(usize, String)> = (0..fitted.days.len())
        .step_by(step)
        .map(|place| (place, day_text(fitted.days[place].0)))
        .collect();
    let rows = fitted.days.iter().map(|day| {
        let aside = fitted.unusual.iter().any(|other| other.day == day.0);
        let note = if aside { "set aside" } else { "" };
        vec![day_text(day.0), short(day.1), short(day.2), short(band(day)), note.to_owned()]
    });
    let expected = Line {
        name: "expected, with the range of 95 of 100 days".to_owned(),
        values: fitted.days.iter().map(|day| day.2).collect(),
        bands: fitted.days.iter().map(band).collect(),
    };
    let counted = line("counted", fitted.days.iter().map(|day| day.1).collect());
    Figure {
        id: format!("days-{number}"),
        title: "Sessions of each day.".to_owned(),
        finding: match fitted.unusual.len() {
            0 => "No day is unusual.".to_owned(),
            1 => "One day is set aside as unusual.".to_owned(),
            more => format!("{more} days are set aside as unusual."),
        },
        table: Table {
            headings: ["Day", "Counted", "Expected", "\u{b1}", ""].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        svg: lines(&[expected, counted], &labels, &short),
    }
}

/// The share of clients who still wait: as estimated, and as fitted.
fn survival(patience: &FittedPatience, whose: &str, id: &str) -> Figure {
    const POINTS: usize = 100;
    // Where fewer than 20 still wait, the curve says little.
    let known = patience.curve.iter().rev().find(|step| step.at_risk >= 20);
    let last = known.or(patience.curve.last()).map_or(60.0, |step| step.at).max(10.0);
    let at = |place: usize| last * place as f64 / POINTS as f64;
    let step = |seconds: f64| {
        let place = patience.curve.partition_point(|step| step.at <= seconds);
        place.checked_sub(1).map(|place| &patience.curve[place])
    };
    let estimate = Line {
        name: "Kaplan-Meier, with its 95 % interval".to_owned(),
        values: (0..=POINTS).map(|it| step(at(it)).map_or(1.0, |step| step.survival)).collect(),
        bands: (0..=POINTS).map(|it| step(at(it)).map_or(0.0, |step| 1.96 * step.error)).collect(),
    };
    let mut drawn = vec![estimate];
    for fitted in patience.distributions.iter().take(3) {
        let values = (0..=POINTS).map(|it| fitted.distribution.ln_survival(at(it)).exp()).collect();
        drawn.push(line(fitted.distribution.family.name(), values));
    }
    let labels: Vec<(usize, String)> = (0..=5)
        .map(|fifth| (fifth * POINTS / 5, format!("{} s", short(at(fifth * POINTS / 5)))))
        .collect();
    let mut headings = vec!["After".to_owned()];
    headings.extend(drawn.iter().map(|line| line.name.clone()));
    let rows = (0..=POINTS).step_by(5).map(|place| {
        let cells = drawn.iter().map(|line| format!("{:.3}", line.values[place]));
        std::iter::once(format!("{} s", short(at(place)))).chain(cells).collect()
    });
    Figure {
        id: id.to_owned(),
        title: format!("Patience of {whose}: the share of clients who would still wait."),
        finding: format!(
            "{} of {} waits were given up; {}.",
            patience.events,
            patience.waits,
            distribution_words(&patience.distributions)
        ),
        table: Table { headings, rows: rows.collect() },
        svg: lines(&drawn, &labels, &|value| format!("{:.0} %", 100.0 * value)),
    }
}

/// Who was on duty in each half-hour of the week: as seen, and as the shifts have it.
fn duty(group: &FittedGroup, number: usize) -> Figure {
    let (seen, stated) = (group.staff.on_duty.clone(), group.staff.stated_on_duty());
    let labels: Vec<(usize, String)> =
        DAYS.iter().enumerate().map(|(day, name)| (day * SLOTS, (*name).to_owned())).collect();
    let any = |place: &usize| seen[*place] > 0.0 || stated[*place] > 0.0;
    let rows = (0..seen.len()).filter(any).map(|place| {
        let (day, slot) = (place / SLOTS, place % SLOTS);
        let time = format!("{} {:02}:{:02}", DAYS[day], slot / 2, slot % 2 * 30);
        vec![time, short(seen[place]), short(stated[place])]
    });
    Figure {
        id: format!("duty-{number}"),
        title: "Operators on duty in each half-hour of the week.".to_owned(),
        finding: format!(
            "{} hours a week as seen, {} in shifts.",
            short(group.staff.hours_seen),
            short(group.staff.hours_stated)
        ),
        table: Table {
            headings: ["Half-hour", "Seen", "In shifts"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
        svg: lines(
            &[line("seen, on average", seen.clone()), line("in shifts", stated.clone())],
            &labels,
            &short,
        ),
    }
}

/// The work of topics at a group: quantiles of the data beside those of the distribution.
fn work(desk: &FittedDesk, group: &FittedGroup, number: usize) -> Markup {
    let mut named: Vec<(usize, String)> = Vec::new();
    for topic in desk.live_chats.iter().flat_map(|chat| &chat.topics) {
        if named.iter().all(|(place, _)| *place != topic.topic) {
            named.push((topic.topic, shown(&topic.name)));
        }
    }
    html! {
        h2 { "Group " (shown(&group.name)) }
        (figures(&group_rows(desk, group)))
        (duty(group, number).markup())
        @for (place, name) in &named {
            @if let Some(cell) = group.work.as_ref().and_then(|work| work.cells.get(*place)?.as_ref()) {
                @if cell.work.len() >= 20 {
                    (quantiles(name, cell, &format!("effort-{number}-{place}")).markup())
                }
            }
        }
    }
}

fn quantiles(name: &str, cell: &crate::fit::CellWork, id: &str) -> Figure {
    let best = &cell.distributions[0];
    let shares: Vec<f64> = (1..100).map(|percent| f64::from(percent) / 100.0).collect();
    let number = cell.work.len();
    let seen: Vec<f64> = shares
        .iter()
        .map(|share| cell.work[((share * number as f64) as usize).min(number - 1)])
        .collect();
    let fitted: Vec<f64> = shares.iter().map(|share| best.distribution.quantile(*share)).collect();
    let labels: Vec<(usize, String)> =
        [9, 24, 49, 74, 89, 98].map(|place| (place, format!("{} %", place + 1))).to_vec();
    let rows = [9, 24, 49, 74, 89, 94, 98].map(|place: usize| {
        vec![format!("{} %", place + 1), short(seen[place]), short(fitted[place])]
    });
    Figure {
        id: id.to_owned(),
        title: format!(
            "Effort of {name}: quantiles of the data and of the distribution, in seconds."
        ),
        finding: format!("{number} pieces of work; {}.", distribution_words(&cell.distributions)),
        table: Table {
            headings: ["At most this long", "Data", "Distribution"].map(str::to_owned).to_vec(),
            rows: rows.to_vec(),
        },
        svg: lines(
            &[line("data", seen), line(best.distribution.family.name(), fitted)],
            &labels,
            &short,
        ),
    }
}
