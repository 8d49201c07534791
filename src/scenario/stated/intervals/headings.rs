//! Which columns of a table hold times, and which the values: as stated, or guessed by their names.
//! A guess is reported as a note.

use super::{Reports, TableKeys};
use crate::scenario::text::diagnostic::{Diagnostic, quoted};
use crate::scenario::text::table_rows::OpenTable;
use crate::table::clocks::{parse_clock, parse_clock_range};
use crate::table::columns::{Likeness, NoColumn};
use crate::table::rows::is_total;
use crate::table::times::is_day_heading;

/// Names of columns with the start of an interval.
pub(super) const START_NAMES: &[&str] = &[
    "from",
    "interval",
    "interval start",
    "interval start utc date",
    "interval start time",
    "start",
    "start time",
    "time",
    "timestamp",
    "datetime",
    "date time",
    "date_stamp",
    "hour",
    "hour of day",
    "half hour",
    "period",
    "slot",
    "begin",
    "время",
    "интервал",
    "час",
    "zeit",
    "uhrzeit",
];
/// Names of columns with a day.
const DAY_NAMES: &[&str] = &[
    "date",
    "day",
    "weekday",
    "day of week",
    "дата",
    "день",
    "день недели",
    "datum",
    "tag",
    "wochentag",
];
/// Names of columns with numbers of sessions.
const COUNT_NAMES: &[&str] = &[
    "offered",
    "incoming contact volume",
    "contacts",
    "calls",
    "chats",
    "sessions",
    "conversations",
    "volume",
    "forecast",
    "arrivals",
    "count",
    "n",
    "обращения",
    "сессии",
    "чаты",
    "количество",
];

/// Where the times and the values of a table stand.
#[derive(Debug)]
pub(super) struct Columns {
    /// One column with the starts, or one with days and one with times of day.
    pub(super) times: Vec<usize>,
    pub(super) values: Values,
}

/// Where the values stand.
#[derive(Debug)]
pub(super) enum Values {
    Column(usize),
    /// One column for each time of day, which its heading is; a row for each day.
    ClocksAcross(Vec<usize>),
    /// One column for each day, which its heading is; a row for each time of day.
    DaysAcross(Vec<usize>),
}

/// Finds them; what is missing is reported, and so is what was guessed.
pub(super) fn find_columns(keys: &TableKeys<'_>, table: &OpenTable) -> Option<Columns> {
    let across = if keys.column.is_none() { across(table.header()) } else { None };
    let mut guesses = Vec::new();
    let times = if keys.from.is_empty() {
        match &across {
            None => guessed_times(keys, table, &mut guesses)?,
            Some(Values::DaysAcross(_)) => guessed_clocks(keys, table, &mut guesses)?,
            Some(_) => guessed_days(table, &mut guesses),
        }
    } else {
        let found = keys.from.iter().map(|name| table.column(name, keys.fields.faults));
        found.collect::<Option<Vec<usize>>>()?
    };
    let values = if let Some(across) = across {
        across
    } else if let Some(name) = &keys.column {
        Values::Column(table.column(name, keys.fields.faults)?)
    } else {
        let place = guessed_value(keys, table, &times)?;
        guesses.push(format!("column = {:?}", table.header()[place]));
        Values::Column(place)
    };
    if let Values::DaysAcross(days) = &values {
        warn_of_unread(keys, table.header(), days, &times);
    }
    if !guesses.is_empty() {
        let message = format!("columns of {} were found by their names", quoted(keys.path));
        keys.tell("guessed", message, &format!("to say so yourself: {}", guesses.join(", ")));
    }
    Some(Columns { times, values })
}

/// Where days stand across, a heading that is none is a day that was misspelt, most likely: no client would come then.
fn warn_of_unread(keys: &TableKeys<'_>, header: &[String], days: &[usize], times: &[usize]) {
    let is_read = |place: &usize| days.contains(place) || times.contains(place);
    let unread = (0..header.len()).filter(|place| !is_read(place) && !is_total(&header[*place]));
    let unread: Vec<String> = unread.map(|place| quoted(&header[place]).to_string()).collect();
    if !unread.is_empty() && keys.reports != Reports::Nothing {
        let message = format!(
            "headings of {} that are no days are not read: {}",
            quoted(keys.path),
            unread.join(", ")
        );
        let help = "a day is Mon, Monday or 2026-03-02; take out columns that are none";
        keys.fields.faults.add(Diagnostic::warning("no-effect", keys.named_at, message).help(help));
    }
}

/// Headings that are times of day, or days, if there are two or more.
fn across(header: &[String]) -> Option<Values> {
    let is_clock =
        |heading: &str| parse_clock(heading).is_some() || parse_clock_range(heading).is_some();
    let places = |is: &dyn Fn(&str) -> bool| {
        let places: Vec<usize> = (0..header.len()).filter(|place| is(&header[*place])).collect();
        (places.len() > 1).then_some(places)
    };
    let clocks = places(&is_clock).map(Values::ClocksAcross);
    clocks.or_else(|| places(&is_day_heading).map(Values::DaysAcross))
}

/// Where days stand across, the column with the time of day of each row: the only one beside them, or
/// one with a usual heading.
fn guessed_clocks(
    keys: &TableKeys<'_>,
    table: &OpenTable,
    guesses: &mut Vec<String>,
) -> Option<Vec<usize>> {
    let header = table.header();
    let others = (0..header.len()).filter(|place| !is_day_heading(&header[*place]));
    let others: Vec<usize> = others.filter(|place| !is_total(&header[*place])).collect();
    if let [only] = others[..] {
        return Some(vec![only]);
    }
    guessed_times(keys, table, guesses)
}

/// Where times stand across, the column with the day of each row, if there is one.
fn guessed_days(table: &OpenTable, guesses: &mut Vec<String>) -> Vec<usize> {
    let day = table.find(DAY_NAMES).ok();
    if let Some(day) = day {
        guesses.push(format!("from = {:?}", table.header()[day.place]));
    }
    day.map(|day| day.place).into_iter().collect()
}

fn guessed_times(
    keys: &TableKeys<'_>,
    table: &OpenTable,
    guesses: &mut Vec<String>,
) -> Option<Vec<usize>> {
    let heading = |place: usize| table.header()[place].clone();
    let day = table.find(DAY_NAMES).ok();
    match (table.find(START_NAMES), day) {
        (Ok(start), _) if start.likeness < Likeness::Synonym => Some(vec![start.place]),
        (Ok(start), None) => {
            guesses.push(format!("from = {:?}", heading(start.place)));
            Some(vec![start.place])
        }
        (Ok(start), Some(day)) => {
            guesses.push(format!("from = [{:?}, {:?}]", heading(day.place), heading(start.place)));
            Some(vec![day.place, start.place])
        }
        (Err(_), Some(day)) => {
            guesses.push(format!("from = {:?}", heading(day.place)));
            Some(vec![day.place])
        }
        (Err(missing), None) => {
            let message = match missing {
                NoColumn::Missing => format!("{} has no column `from`", quoted(keys.path)),
                NoColumn::Several(places) => {
                    let count = places.len();
                    format!("{} has {count} columns that may hold the times", quoted(keys.path))
                }
            };
            let help = "name the column with the start of each interval: from = \"…\"";
            let fault = Diagnostic::error("csv", keys.named_at, message);
            keys.fields.faults.add(fault.help(help));
            None
        }
    }
}

fn guessed_value(keys: &TableKeys<'_>, table: &OpenTable, times: &[usize]) -> Option<usize> {
    let others: Vec<usize> =
        (0..table.header().len()).filter(|place| !times.contains(place)).collect();
    if let [only] = others[..] {
        return Some(only);
    }
    if let Ok(found) = table.find(COUNT_NAMES) {
        return Some(found.place);
    }
    let message = format!("`csv` needs `column`: {} has several columns", quoted(keys.path));
    let names: Vec<String> =
        others.iter().take(10).map(|place| format!("{:?}", table.header()[*place])).collect();
    let help = format!("one of {}", names.join(", "));
    keys.fields.faults.add(Diagnostic::error("missing-key", keys.named_at, message).help(help));
    None
}
