//! What the cells of columns mean: first a column is seen as a whole, then its cells are read.

use std::cell::Cell;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::compact::Micros;
use super::fields::{Field, FieldKind};
use super::profile::{Clock, Profile};
use super::records::{Cells, Next, Records};
use super::{ImportError, ImportOptions, InputFile};
use crate::history::{HistoryZone, Timestamp};
use crate::table::lengths::{LengthColumn, LengthFormat};
use crate::table::numbers::{NumberColumn, NumberFormat};
use crate::table::times::{TimeColumn, TimeFormat, TimeOptions, When};

const NO_CLOCK: &str = "a date has no time of day: if it stands in another column, --map \"Date+Time=arrived_at\" puts both together";
const NO_DATE: &str = "a time has no date: if it stands in another column, --map \"Date+Time=arrived_at\" puts both together";

/// How the cells of one file are read.
pub(super) struct Formats {
    times: Vec<Option<TimeFormat>>,
    numbers: Vec<Option<NumberFormat>>,
    lengths: Vec<Option<LengthFormat>>,
    clock: ClockZone,
    /// The day whose instants were read last, where the clock is not changed on it.
    last_day: Cell<Option<(Date, Offset)>>,
}

/// Where the clock stands from which instants without an offset were read.
enum ClockZone {
    Zone(HistoryZone),
    /// It was not stated.
    Unknown,
    /// Seconds since this instant.
    Since(Timestamp),
}

/// What an instant was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    At(Micros),
    /// A clock change makes it two instants, or none. The earlier one, and the one an hour of the clock later,
    /// which is meant where the earlier one lies before the arrival.
    AtClockChange(Micros, Micros),
}

/// Why an instant is not read.
pub(super) enum NoInstant {
    /// The cell is no instant: why, without what stands in it.
    Cell(&'static str),
    /// Nothing says in which time zone the file is.
    ZoneUnknown,
}

/// A cell is no length of time, or a negative one.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoLength;

/// Reads a file once to see how its columns are written.
pub(super) fn see_columns(
    file: &dyn InputFile,
    profile: &Profile,
    options: &ImportOptions,
) -> Result<Formats, ImportError> {
    let mut records = Records::open(file, profile, options)?;
    let mut times: Vec<TimeColumn> = vec![TimeColumn::default(); Field::COUNT];
    let mut lengths: Vec<LengthColumn> = vec![LengthColumn::default(); Field::COUNT];
    let mut numbers: Vec<NumberColumn> = vec![NumberColumn::new(records.separator); Field::COUNT];
    let fields: Vec<Field> =
        records.found.iter().copied().filter(|field| field.kind() != FieldKind::Text).collect();
    loop {
        match records.next().map_err(|why| file_error(file, why))? {
            Next::End => break,
            Next::Skip(..) => {}
            Next::Row(_) => {
                for field in &fields {
                    let (place, cell) = (field.place(), records.cells()[field.place()].as_str());
                    match field.kind() {
                        FieldKind::Instant if profile.clock == Clock::SinceStart => {}
                        FieldKind::Instant if is_iso(cell) || cell.is_empty() => {}
                        FieldKind::Instant => times[place].see(cell),
                        FieldKind::Length => {
                            lengths[place].see(cell);
                            numbers[place].see(cell);
                        }
                        FieldKind::Number => numbers[place].see(cell),
                        FieldKind::Text => {}
                    }
                }
            }
        }
    }
    let mut formats = Formats {
        times: vec![None; Field::COUNT],
        numbers: vec![None; Field::COUNT],
        lengths: vec![None; Field::COUNT],
        clock: clock_zone(profile, options),
        last_day: Cell::new(None),
    };
    let stated = TimeOptions { date_order: options.date_order, numbers: None };
    for field in fields {
        let place = field.place();
        let open = |problem: String, help: &str| ImportError {
            place: file.name().to_owned(),
            problem: format!("{}: {problem}", field.word()),
            help: help.to_owned(),
        };
        if field.kind() == FieldKind::Instant {
            let decided = times[place].decide(stated);
            let help = "say which with --date-order day-first or --date-order month-first";
            formats.times[place] = Some(decided.map_err(|found| open(found.problem, help))?);
            continue;
        }
        let decided = numbers[place].decide(options.decimal);
        let help = "say which with --decimal point or --decimal comma";
        let number = decided.map_err(|found| open(found.problem, help))?;
        formats.numbers[place] = Some(number);
        if field.kind() == FieldKind::Length {
            let unit = records.units.iter().find(|(of, _)| *of == field).map(|(_, unit)| *unit);
            let unit = unit.unwrap_or(profile.plain_lengths);
            let decided = lengths[place].decide(unit, number.decimal, options.two_parts);
            let help = "say which with --lengths h:mm or --lengths m:ss";
            formats.lengths[place] = Some(decided.map_err(|found| open(found.problem, help))?);
        }
    }
    Ok(formats)
}

fn clock_zone(profile: &Profile, options: &ImportOptions) -> ClockZone {
    match (profile.clock, &options.zone) {
        (Clock::SinceStart, _) => options.start.map_or(ClockZone::Unknown, ClockZone::Since),
        (Clock::Utc, _) => HistoryZone::named("UTC").map_or(ClockZone::Unknown, ClockZone::Zone),
        (Clock::Desk, Some(zone)) => ClockZone::Zone(zone.clone()),
        (Clock::Desk, None) => ClockZone::Unknown,
    }
}

pub(super) fn file_error(file: &dyn InputFile, problem: String) -> ImportError {
    let help = "export it again, or name another file".to_owned();
    ImportError { place: file.name().to_owned(), problem, help }
}

/// Whether a cell is written as most programs write instants: `2026-10-05T08:00:29Z`.
fn is_iso(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    bytes.len() >= 16 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[10] == b'T'
}

/// An instant as programs write it: ISO 8601 with an offset, or Unix seconds, milliseconds or microseconds.
pub(super) fn instant_of_api(cell: &str) -> Option<Micros> {
    if let Ok(at) = cell.parse::<Timestamp>() {
        return Micros::of(at);
    }
    let number: f64 = cell.parse().ok()?;
    // By their size: seconds of our days have ten digits.
    let micros = match number {
        1e8..1e11 => number * 1e6,
        1e11..1e14 => number * 1e3,
        1e14..1e17 => number,
        _ => return None,
    };
    Micros::new(micros.round() as i64)
}

impl Formats {
    /// Reads the instant of a field; `None` where the cell is empty.
    pub(super) fn instant(&self, field: Field, cells: &Cells) -> Result<Option<Read>, NoInstant> {
        let cell = cells[field.place()].as_str();
        if matches!(cell, "" | "-" | "0" | "null" | "NULL" | "None") {
            return Ok(None);
        }
        if let ClockZone::Since(start) = self.clock {
            // `--csv excel-eu` writes a comma before decimals; no file has anything between thousands.
            let seconds: f64 = cell
                .replacen(',', ".", 1)
                .parse()
                .map_err(|_| NoInstant::Cell("a time is no number of seconds"))?;
            let micros = (seconds * 1e6).round() as i64;
            let at = start.checked_add(jiff::SignedDuration::from_micros(micros));
            let at = at.ok().and_then(Micros::of);
            return at.map(|at| Some(Read::At(at))).ok_or(NoInstant::Cell("a time is too far"));
        }
        if is_iso(cell)
            && let Ok(at) = cell.parse::<Timestamp>()
        {
            return Ok(Micros::of(at).map(Read::At));
        }
        let Some(format) = self.times[field.place()] else { return Ok(None) };
        let none = NoInstant::Cell("a time cannot be read");
        let Ok(time) = format.parse(cell) else { return Err(none) };
        match time.when {
            When::Stamp { at, offset: Some(offset) } => {
                let at = offset.to_timestamp(at).map_err(|_| none)?;
                Ok(Micros::of(at).map(Read::At))
            }
            When::Stamp { at, offset: None } => self.at_clock(at).map(Some),
            When::Date(_) => Err(NoInstant::Cell(NO_CLOCK)),
            When::WeekTime { .. } | When::Weekday(_) | When::Clock(_) => {
                Err(NoInstant::Cell(NO_DATE))
            }
        }
    }

    /// The instant at which the clock of the file shows this.
    fn at_clock(&self, clock: DateTime) -> Result<Read, NoInstant> {
        let read = match &self.clock {
            ClockZone::Zone(zone) => match self.instant_of(zone, clock) {
                Ok(at) => Micros::of(at).map(Read::At),
                Err(_) => zone.both_instants_of(clock).and_then(|(earlier, later)| {
                    Some(Read::AtClockChange(Micros::of(earlier)?, Micros::of(later)?))
                }),
            },
            ClockZone::Unknown | ClockZone::Since(_) => return Err(NoInstant::ZoneUnknown),
        };
        read.ok_or(NoInstant::Cell("a time is too far"))
    }

    /// As the zone has it; rows of one day stand together in most files.
    fn instant_of(&self, zone: &HistoryZone, clock: DateTime) -> Result<Timestamp, String> {
        if let Some((date, offset)) = self.last_day.get()
            && date == clock.date()
            && let Ok(at) = offset.to_timestamp(clock)
        {
            return Ok(at);
        }
        self.last_day.set(zone.offset_of(clock.date()).map(|offset| (clock.date(), offset)));
        zone.instant_of(clock)
    }

    /// Reads a length of time; `None` where the cell is empty.
    ///
    /// # Errors
    /// If it is no length of time, or a negative one.
    pub(super) fn length(&self, field: Field, cells: &Cells) -> Result<Option<Micros>, NoLength> {
        let cell = cells[field.place()].as_str();
        let Some(format) = &self.lengths[field.place()] else { return Ok(None) };
        if matches!(cell, "" | "-" | "–" | "—" | "null" | "NULL" | "None" | "N/A") {
            return Ok(None);
        }
        match format.parse(cell) {
            Some(seconds) if (0.0..1e9).contains(&seconds) => {
                Ok(Micros::new((seconds * 1e6).round() as i64))
            }
            Some(_) | None => Err(NoLength),
        }
    }

    /// Reads a number.
    pub(super) fn number(&self, field: Field, cells: &Cells) -> Option<f64> {
        self.numbers[field.place()].as_ref()?.parse(cells[field.place()].as_str())
    }
}
