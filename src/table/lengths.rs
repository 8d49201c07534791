//! Columns of lengths of time: `0:04:30`, `90s`, `5 Minutes`, `PT4M30S`, plain numbers of a unit.

use super::Ambiguity;
use super::clocks::parse_clock;
use super::numbers::{DecimalSign, NumberFormat};

/// The unit of plain numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LengthUnit {
    Milliseconds,
    #[default]
    Seconds,
    Minutes,
    Hours,
    /// Parts of a day, as Excel counts.
    Days,
}

impl LengthUnit {
    /// Its length in seconds.
    pub fn seconds(self) -> f64 {
        match self {
            Self::Milliseconds => 1e-3,
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3_600.0,
            Self::Days => 86_400.0,
        }
    }
}

/// What two numbers with a colon between them are: `3:20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwoParts {
    HoursMinutes,
    MinutesSeconds,
}

/// What the cells of a column say of its format.
#[derive(Clone, Debug, Default)]
pub struct LengthColumn {
    seen: u64,
    two_parts: Option<(u64, String)>,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthFormat {
    /// Of plain numbers.
    pub unit: LengthUnit,
    pub two_parts: TwoParts,
    /// Of the numbers, whether plain or with a unit.
    pub decimal: DecimalSign,
}

impl LengthColumn {
    /// Takes a cell into account.
    pub fn see(&mut self, cell: &str) {
        let place = self.seen;
        self.seen += 1;
        let numbers = cell
            .split(':')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        // Nothing is nothing in both ways.
        let zero = cell.bytes().all(|byte| matches!(byte, b'0' | b':'));
        if numbers && !zero && cell.matches(':').count() == 1 && self.two_parts.is_none() {
            self.two_parts = Some((place, cell.to_owned()));
        }
    }

    /// How the column is read.
    ///
    /// # Errors
    /// If a cell such as `3:20` may be hours or minutes.
    pub fn decide(
        &self,
        unit: LengthUnit,
        decimal: DecimalSign,
        stated: Option<TwoParts>,
    ) -> Result<LengthFormat, Ambiguity> {
        let two_parts = match (stated, &self.two_parts) {
            (Some(stated), _) => stated,
            (None, None) => TwoParts::MinutesSeconds,
            (None, Some((cell, text))) => {
                let problem = format!("`{text}` may be hours and minutes, or minutes and seconds");
                let help = "say which with lengths = \"h:mm\" or \"m:ss\"".to_owned();
                return Err(Ambiguity { cell: *cell, problem, help });
            }
        };
        Ok(LengthFormat { unit, two_parts, decimal })
    }
}

impl LengthFormat {
    /// Reads a cell, in seconds. `None` if it is no length of time, or a negative one.
    pub fn parse(&self, cell: &str) -> Option<f64> {
        let cell = cell.trim();
        let numbers = NumberFormat { decimal: self.decimal };
        let seconds = if let Some(number) = numbers.parse(cell) {
            number * self.unit.seconds()
        } else if let Some(iso) = cell.strip_prefix("PT") {
            with_units(&iso.to_lowercase(), numbers)?
        } else if cell.ends_with(['M', 'm']) && cell.contains(':') {
            // What Excel makes of 0:02:23: a time of day, 12:02:23 AM.
            parse_clock(cell)?.as_secs_f64()
        } else if cell.contains(':') {
            self.with_colons(cell)?
        } else {
            with_units(&cell.to_lowercase(), numbers)?
        };
        (seconds.is_finite() && seconds >= 0.0).then_some(seconds)
    }

    /// `0:04:30`, `1 day, 2:03:04`, `3:20`.
    fn with_colons(self, cell: &str) -> Option<f64> {
        let (days, clock) = match cell.rsplit_once(char::is_whitespace) {
            Some((days, clock)) => {
                let numbers = NumberFormat { decimal: self.decimal };
                (with_units(&days.trim_end_matches(',').to_lowercase(), numbers)?, clock)
            }
            None => (0.0, cell),
        };
        let parts = clock.split(':').map(|part| {
            let part = part.replace(',', ".");
            let sound = part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            (sound && !part.starts_with('.')).then(|| part.parse::<f64>().ok()).flatten()
        });
        let parts = parts.collect::<Option<Vec<f64>>>()?;
        let sixty = |later: &[f64]| later.iter().all(|part| *part < 60.0);
        match (&parts[..], self.two_parts) {
            ([hours, rest @ ..], _) if rest.len() == 2 && sixty(rest) => {
                Some(days + hours * 3_600.0 + rest[0] * 60.0 + rest[1])
            }
            ([hours, minutes], TwoParts::HoursMinutes) if sixty(&[*minutes]) => {
                Some(days + hours * 3_600.0 + minutes * 60.0)
            }
            ([minutes, seconds], TwoParts::MinutesSeconds) if sixty(&[*seconds]) => {
                Some(days + minutes * 60.0 + seconds)
            }
            _ => None,
        }
    }
}

/// Numbers with units, in small letters: `1h 30m`, `5 minutes`, `90s`, `4m30s`.
fn with_units(text: &str, numbers: NumberFormat) -> Option<f64> {
    let mut rest = text.trim();
    let mut total = None;
    while !rest.is_empty() {
        let number = rest.find(char::is_alphabetic)?;
        let value = numbers.parse(rest[..number].trim())?;
        rest = &rest[number..];
        let word = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        total = Some(total.unwrap_or(0.0) + value * unit_seconds(&rest[..word])?);
        rest = rest[word..].trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == '.');
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    total
}

fn unit_seconds(word: &str) -> Option<f64> {
    Some(match word {
        "ms" | "msec" | "millisecond" | "milliseconds" | "мс" => 1e-3,
        "s" | "sec" | "secs" | "second" | "seconds" | "с" | "сек" | "секунд" | "секунды"
        | "секунда" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" | "м" | "мин" | "минут" | "минуты"
        | "минута" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "ч" | "час" | "часа" | "часов" => {
            3_600.0
        }
        "d" | "day" | "days" | "д" | "дн" | "день" | "дня" | "дней" => 86_400.0,
        _ => return None,
    })
}
