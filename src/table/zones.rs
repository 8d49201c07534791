//! Time zones: from dates with times to instants and back, over changes of the clock.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A time zone of the IANA database, which is a part of this program.
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
}

/// What a clock change makes of a date with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// It stands on the clock once.
    None,
    /// It stands on the clock twice: the earlier instant was taken.
    Doubled,
    /// The clock skips it: it was taken as if the clock had not been changed yet.
    Missing,
}

impl Zone {
    /// `Europe/Berlin`, `UTC`; `None` if there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(|zone| Self { zone })
    }

    /// What a clock in this zone shows at an instant.
    pub fn clock_at(&self, instant: Timestamp) -> DateTime {
        self.zone.to_datetime(instant)
    }

    /// The instant at which a clock in this zone shows a date and time. `None` beyond the years that
    /// there are.
    pub fn instant_of(&self, clock: DateTime) -> Option<(Timestamp, ClockChange)> {
        let found = self.zone.to_ambiguous_timestamp(clock);
        let change = match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => ClockChange::None,
            AmbiguousOffset::Fold { .. } => ClockChange::Doubled,
            AmbiguousOffset::Gap { .. } => ClockChange::Missing,
        };
        found.compatible().ok().map(|instant| (instant, change))
    }

    /// What the change of a clock in this zone makes of a date with a time.
    pub fn change_at(&self, clock: DateTime) -> ClockChange {
        self.instant_of(clock).map_or(ClockChange::None, |(_, change)| change)
    }
}
