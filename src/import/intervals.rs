//! From rows of intervals, as forecasts have them, to tables that a scenario reads.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use super::cells::{Formats, NoInstant, Read, file_error, see_columns};
use super::fields::Field;
use super::profile::{HandleTimes, Profile, Shape};
use super::records::{Cells, Next, Records};
use super::skips::{Skip, SkipCounts, SkipLog};
use super::{ImportError, ImportOptions, InputFile};
use crate::history::HistoryZone;

/// The most cells of the tables.
const MAX_CELLS: usize = 5_000_000;

/// Counts and handle times by interval.
#[derive(Debug)]
pub struct ImportedIntervals {
    /// Queues, the columns of the tables.
    pub queues: Vec<String>,
    /// Each interval's start on the desk's clock, with sessions that arrive and their mean handle time
    /// in seconds, by queue.
    pub rows: Vec<(DateTime, Vec<Option<Interval>>)>,
    /// Rows that were read, of all files.
    pub read: u64,
    pub skipped: SkipCounts,
    pub notes: Vec<String>,
}

/// What one interval has of one queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Sessions that arrive.
    pub offered: f64,
    /// The mean of a session, in seconds, if it is known.
    pub handle_time: Option<f64>,
}

/// Imports files of intervals.
///
/// # Errors
/// If a file cannot be read, lacks a column that is needed, or leaves open how it is to be read.
pub fn import_intervals(
    files: &[&dyn InputFile],
    profile: &'static Profile,
    options: &ImportOptions,
    on_skip: &mut dyn FnMut(&Skip),
) -> Result<ImportedIntervals, ImportError> {
    let mut log = SkipLog::new(on_skip);
    let mut table: BTreeMap<(DateTime, String), Interval> = BTreeMap::new();
    let mut read = 0;
    for file in files {
        let formats = see_columns(*file, profile, options)?;
        let mut records = Records::open(*file, profile, options)?;
        for field in profile.required {
            if !records.found.contains(field) {
                return Err(ImportError {
                    place: file.name().to_owned(),
                    problem: format!("no column is known as {}", field.word()),
                    help: format!("say which it is with --map COLUMN={}", field.word()),
                });
            }
        }
        loop {
            match records.next().map_err(|why| file_error(*file, why))? {
                Next::End => break,
                Next::Skip(line, why) => {
                    read += 1;
                    log.add(file.name(), line, &why);
                }
                Next::Row(line) => {
                    read += 1;
                    match interval_of(records.cells(), &formats, profile, options) {
                        Ok((key, interval)) => {
                            if table.insert(key, interval).is_some() {
                                let reason = "its interval is in a later row or file again";
                                log.add(file.name(), line, reason);
                            }
                        }
                        Err(Refused::Row(reason)) => log.add(file.name(), line, &reason),
                        Err(Refused::Zone) => {
                            return Err(ImportError {
                                place: format!("{}:{line}", file.name()),
                                problem: "intervals have no offset, and no time zone is stated"
                                    .to_owned(),
                                help: "say where the clock stands with --time-zone Europe/Moscow"
                                    .to_owned(),
                            });
                        }
                    }
                }
            }
            if table.len() > MAX_CELLS {
                let problem = format!("there are more than {MAX_CELLS} intervals");
                return Err(file_error(*file, problem));
            }
        }
    }
    Ok(spread(table, read, log.counts))
}

enum Refused {
    Row(String),
    Zone,
}

fn interval_of(
    cells: &Cells,
    formats: &Formats,
    profile: &Profile,
    options: &ImportOptions,
) -> Result<((DateTime, String), Interval), Refused> {
    let row = |reason: &str| Refused::Row(reason.to_owned());
    let at = match formats.instant(Field::At, cells) {
        Ok(Some(Read::At(at) | Read::AtClockChange(at, _))) => at,
        Ok(None) => return Err(row("it has no interval")),
        Err(NoInstant::Cell(why)) => return Err(Refused::Row(why.to_owned())),
        Err(NoInstant::ZoneUnknown) => return Err(Refused::Zone),
    };
    let zone = options.zone.clone().or_else(|| HistoryZone::named("UTC"));
    let at = at.instant().ok_or_else(|| row("a time is too far"))?;
    let clock = zone.ok_or(Refused::Zone)?.clock_at(at);
    let offered = formats.number(Field::Offered, cells).filter(|offered| *offered >= 0.0);
    let offered = offered.ok_or_else(|| row("offered is no count"))?;
    let handled = formats.number(Field::Handled, cells);
    let time = formats.number(Field::HandleTime, cells).filter(|time| *time >= 0.0);
    let handle_time = match profile.shape {
        Shape::Intervals(HandleTimes::Total) => {
            time.zip(handled.filter(|handled| *handled > 0.0)).map(|(all, of)| all / of)
        }
        Shape::Intervals(HandleTimes::Mean) | Shape::Sessions | Shape::Messages | Shape::Staff => {
            time
        }
    };
    let text = |field: Field| cells[field.place()].as_str();
    let queue = [text(Field::Group), text(Field::Channel)];
    let queue = queue.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let queue = if queue.is_empty() { options.live_chat.clone() } else { queue };
    Ok(((clock, queue), Interval { offered, handle_time }))
}

fn spread(
    table: BTreeMap<(DateTime, String), Interval>,
    read: u64,
    skipped: SkipCounts,
) -> ImportedIntervals {
    let queues: BTreeSet<&String> = table.keys().map(|(_, queue)| queue).collect();
    let queues: Vec<String> = queues.into_iter().cloned().collect();
    let mut rows: Vec<(DateTime, Vec<Option<Interval>>)> = Vec::new();
    for ((at, queue), interval) in table {
        if rows.last().is_none_or(|(last, _)| *last != at) {
            rows.push((at, vec![None; queues.len()]));
        }
        let column = queues.binary_search(&queue).unwrap_or(0);
        if let Some((_, cells)) = rows.last_mut() {
            cells[column] = Some(interval);
        }
    }
    ImportedIntervals { queues, rows, read, skipped, notes: Vec::new() }
}
