//! Instants as a history writes them: ISO 8601 with the offset of the desk's time zone.

pub use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// The time zone of a desk, by its name in the IANA database, which is a part of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryZone {
    name: String,
    zone: TimeZone,
}

impl HistoryZone {
    /// `Europe/Moscow`, `UTC`; `None` if there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        Some(Self { name: name.to_owned(), zone })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The date and time that a clock in this zone shows.
    pub fn clock_at(&self, instant: Timestamp) -> DateTime {
        self.zone.to_datetime(instant)
    }

    /// The instant at which a clock in this zone shows a date and time.
    ///
    /// # Errors
    /// If the clock shows it twice or never, because it is changed then.
    pub fn instant_of(&self, clock: DateTime) -> Result<Timestamp, String> {
        let found = self.zone.to_ambiguous_timestamp(clock);
        match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => found
                .compatible()
                .map_err(|_| format!("{clock} is beyond the years that there are")),
            AmbiguousOffset::Fold { .. } => {
                Err(format!("clocks in {} show {clock} twice that day", self.name))
            }
            AmbiguousOffset::Gap { .. } => {
                Err(format!("clocks in {} skip {clock} that day", self.name))
            }
        }
    }

    /// How far the clock is from UTC on a date, if it is not changed on it.
    pub fn offset_of(&self, date: Date) -> Option<Offset> {
        let at = |hour, minute| {
            let found = self.zone.to_ambiguous_timestamp(date.at(hour, minute, 0, 0)).offset();
            match found {
                AmbiguousOffset::Unambiguous { offset } => Some(offset),
                AmbiguousOffset::Fold { .. } | AmbiguousOffset::Gap { .. } => None,
            }
        };
        let (first, last) = (at(0, 0)?, at(23, 59)?);
        (first == last).then_some(first)
    }

    /// The instants at which a clock in this zone shows a date and time, where it is changed: the earlier and the
    /// later one. `None` beyond the years that there are.
    pub fn both_instants_of(&self, clock: DateTime) -> Option<(Timestamp, Timestamp)> {
        let found = self.zone.to_ambiguous_timestamp(clock);
        let later = found.later().ok()?;
        Some((found.compatible().ok()?, later))
    }

    /// Writes an instant: `2026-10-05T08:00:29+03:00`.
    pub fn write(&self, instant: Timestamp) -> String {
        let offset = self.zone.to_offset(instant);
        instant.display_with_offset(offset).to_string()
    }

    /// Reads an instant, with an offset from UTC or without one, and then in this zone.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self, text: &str) -> Result<Timestamp, String> {
        let none = || format!("`{text}` is no instant");
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(instant);
        }
        // A date alone is no instant, though it could be taken as its midnight.
        if !text.contains(':') {
            return Err(none());
        }
        let clock: DateTime = text.parse().map_err(|_| none())?;
        self.instant_of(clock)
    }
}
