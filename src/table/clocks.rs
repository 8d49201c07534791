//! Times of day, and days of the week by name.

use crate::base::{DAY, HOUR, MINUTE, SECOND, Span};

/// A time of day as the length of time since midnight: `8:00`, `08:00:29`, `08:00:29.5`, `8:00 AM`,
/// `8 pm`, up to `24:00`.
pub fn parse_clock(text: &str) -> Option<Span> {
    let lower = text.trim().to_ascii_lowercase().replace("a.m.", "am").replace("p.m.", "pm");
    let (digits, half) = match lower.strip_suffix("am") {
        Some(digits) => (digits.trim_end(), Some(Half::Morning)),
        None => match lower.strip_suffix("pm") {
            Some(digits) => (digits.trim_end(), Some(Half::Afternoon)),
            None => (lower.as_str(), None),
        },
    };
    let mut parts = digits.split(':');
    let hour = whole(parts.next()?)?;
    let minute = match parts.next() {
        Some(minute) if minute.len() == 2 => whole(minute)?,
        Some(_) => return None,
        None if half.is_some() => 0,
        None => return None,
    };
    let second = match parts.next() {
        Some(second) => seconds(second)?,
        None => Span::ZERO,
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    if parts.next().is_some() || minute > 59 {
        return None;
    }
    let clock = Span(hour * HOUR.0 + minute * MINUTE.0 + second.0);
    (clock <= DAY).then_some(clock)
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

fn whole(digits: &str) -> Option<u64> {
    let sound = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| digits.parse().ok()).flatten()
}

/// `29`, `29.5`, `29,250`.
fn seconds(text: &str) -> Option<Span> {
    let (whole_part, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let second = if whole_part.len() == 2 { whole(whole_part)? } else { return None };
    let sound = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    if second > 59 || !sound {
        return None;
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    Some(Span(second * SECOND.0 + micros.parse::<u64>().ok()?))
}

/// The places at which a text may be two, with a dash or "to" between them.
pub(super) fn halves(text: &str) -> impl Iterator<Item = (&str, &str)> {
    const BETWEEN: [&str; 4] = ["-", "–", "—", " to "];
    let places = BETWEEN.into_iter().flat_map(move |word| {
        text.match_indices(word).map(move |(at, _)| (&text[..at], &text[at + word.len()..]))
    });
    places.map(|(left, right)| (left.trim(), right.trim()))
}

/// From one time of day to another: `08:00-08:30`, `8:00 AM – 8:30 AM`, `8:00 to 8:30`. The end
/// comes after the start; `23:30-00:00` ends with the day.
pub fn parse_clock_range(text: &str) -> Option<(Span, Span)> {
    let read = |(from, to): (&str, &str)| {
        let (from, to) = (parse_clock(from)?, parse_clock(to)?);
        let to = if to == Span::ZERO { DAY } else { to };
        (from < to).then_some((from, to))
    };
    halves(text).find_map(read)
}

/// Names of the days from Monday, in the languages of help desks: full, then short.
const WEEKDAYS: [[&str; 10]; 7] = [
    ["monday", "mon", "mo", "понедельник", "пн", "пон", "montag", "mondays", "", ""],
    ["tuesday", "tue", "tu", "вторник", "вт", "втр", "dienstag", "di", "tues", "tuesdays"],
    ["wednesday", "wed", "we", "среда", "ср", "срд", "mittwoch", "mi", "weds", "wednesdays"],
    ["thursday", "thu", "th", "четверг", "чт", "чтв", "donnerstag", "do", "thurs", "thur"],
    ["friday", "fri", "fr", "пятница", "пт", "птн", "freitag", "fridays", "", ""],
    ["saturday", "sat", "sa", "суббота", "сб", "сбт", "samstag", "saturdays", "", ""],
    ["sunday", "sun", "su", "воскресенье", "вс", "вск", "sonntag", "so", "sundays", ""],
];

/// A day of the week from Monday, zero: `Mon`, `Monday`, `Пн`, `Montag`.
pub fn parse_weekday(word: &str) -> Option<usize> {
    let word = word.trim().trim_end_matches(['.', ',']).to_lowercase();
    let known = |names: &[&str]| !word.is_empty() && names.contains(&word.as_str());
    WEEKDAYS.iter().position(|names| known(names))
}
