//! Words of the language that stand for quantities: durations, shares, rates, days, times of day.
//!
//! Pure functions from text; each refusal says what is wrong and, where it is not obvious, what
//! would be right.

use crate::base::{DAY, HOUR, MILLISECOND, MINUTE, SECOND, Span};

/// What is wrong, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    pub problem: String,
    pub help: String,
}

fn value_error<T>(what: impl Into<String>, help: impl Into<String>) -> Result<T, ValueError> {
    Err(ValueError { problem: what.into(), help: help.into() })
}

/// No length of time in a scenario is longer.
pub const MAX_DURATION: Span = Span(100 * 366 * DAY.0);

const DURATION_HELP: &str =
    "a duration is a number with a unit: \"45s\", \"6m\", \"1h30m\", \"2d\", \"250ms\"";

/// `1h30m`, `45s`, `2.5h`, `250ms`.
pub fn parse_duration(text: &str) -> Result<Span, ValueError> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return value_error("the duration is empty", DURATION_HELP);
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let Ok(number) = rest[..digits].parse::<f64>() else {
            return value_error("this is no duration", DURATION_HELP);
        };
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let Some(unit) = unit_length(&rest[..letters]) else {
            return match &rest[..letters] {
                "" => value_error("the duration has no unit", DURATION_HELP),
                other => value_error(
                    format!("there is no unit {}", super::diagnostic::quoted(other)),
                    "the units are d, h, m, s, ms and us",
                ),
            };
        };
        total += number * unit.0 as f64;
        rest = rest[letters..].trim_start();
    }
    if total > MAX_DURATION.0 as f64 {
        return value_error("the duration is longer than a hundred years", DURATION_HELP);
    }
    Ok(Span(total.round() as u64))
}

fn unit_length(word: &str) -> Option<Span> {
    Some(match word {
        "d" => DAY,
        "h" => HOUR,
        "m" => MINUTE,
        "s" => SECOND,
        "ms" => MILLISECOND,
        "us" => Span(1),
        _ => return None,
    })
}

/// `15%` or `0.15`, between 0 and 1.
pub fn parse_share(text: &str) -> Result<f64, ValueError> {
    const HELP: &str = "a share is a number from 0 to 1, or a percentage: 0.15 or \"15%\"";
    let text = text.trim();
    let (number, scale) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (text, 1.0),
    };
    match parse_plain_number(number) {
        Some(value) => check_share(value / scale),
        None => value_error("this is no share", HELP),
    }
}

/// `110%` or `1.1`, above 0 and at most 100.
pub fn parse_factor(text: &str) -> Result<f64, ValueError> {
    let text = text.trim();
    let (number, scale) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (text, 1.0),
    };
    match parse_plain_number(number) {
        Some(value) => check_factor(value / scale),
        None => value_error("this is no factor", FACTOR_HELP),
    }
}

const FACTOR_HELP: &str =
    "a factor is a number above 0, at most 100, or a percentage: 1.1 or \"110%\"";

/// A factor that is already a number.
pub fn check_factor(value: f64) -> Result<f64, ValueError> {
    if value > 0.0 && value <= 100.0 {
        Ok(value)
    } else {
        value_error("a factor lies above 0 and is at most 100", FACTOR_HELP)
    }
}

/// A share that is already a number.
pub fn check_share(value: f64) -> Result<f64, ValueError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let help = if value > 1.0 && value <= 100.0 {
        format!("for {value} per cent write \"{value}%\"")
    } else {
        "a share is a number from 0 to 1, or a percentage: 0.15 or \"15%\"".to_owned()
    };
    value_error("a share lies between 0 and 1", help)
}

/// A number of digits with at most one point: no signs, exponents or names.
pub fn parse_plain_number(text: &str) -> Option<f64> {
    let sound = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    sound.then(|| text.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// The highest rate: one session each ten microseconds.
pub const MAX_RATE: f64 = 1e5;

/// `30/h`, `0.5/m`, `2/s`, `100/d`, in sessions a second.
pub fn parse_rate(text: &str) -> Result<f64, ValueError> {
    const HELP: &str =
        "a rate is a number of sessions per unit of time: \"30/h\", \"0.5/m\", \"2/s\", \"100/d\"";
    let Some((number, per)) = text.split_once('/') else {
        return value_error("this is no rate", HELP);
    };
    let per = match per.trim() {
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return value_error("a rate is counted per s, m, h or d", HELP),
    };
    let Some(number) = parse_plain_number(number.trim()) else {
        return value_error("this is no rate", HELP);
    };
    let rate = number / per.as_secs_f64();
    if rate > MAX_RATE {
        return value_error("no desk gets more than 100,000 sessions a second", HELP);
    }
    Ok(rate)
}

/// `09:00`, `9:00`, `17:30:15`, up to `24:00`.
pub fn parse_time_of_day(text: &str) -> Result<Span, ValueError> {
    const HELP: &str = "a time of day reads \"09:00\"; the end of the day is \"24:00\"";
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |part: &str, digits: usize| {
        let sound = !part.is_empty()
            && part.len() <= digits
            && part.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| part.parse::<u64>().ok()).flatten()
    };
    let (hour, minute, second) = match parts[..] {
        [hour, minute] if minute.len() == 2 => (number(hour, 2), number(minute, 2), Some(0)),
        [hour, minute, second] if minute.len() == 2 && second.len() == 2 => {
            (number(hour, 2), number(minute, 2), number(second, 2))
        }
        _ => (None, None, None),
    };
    let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else {
        return value_error("this is no time of day", HELP);
    };
    let time = Span(hour * HOUR.0 + minute * MINUTE.0 + second * SECOND.0);
    if minute > 59 || second > 59 || time > DAY {
        return value_error("there is no such time of day", HELP);
    }
    Ok(time)
}

/// Monday first.
pub type Weekdays = [bool; 7];

const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAYS_HELP: &str = "days read \"mon-fri\", \"sat\", \"mon,wed,fri\" or \"every day\"";

fn parse_day(word: &str) -> Result<usize, ValueError> {
    let word = word.trim().to_ascii_lowercase();
    match DAY_NAMES.iter().position(|name| *name == word) {
        Some(day) => Ok(day),
        None => value_error(
            format!("there is no day {}", super::diagnostic::quoted(&word)),
            format!("the days are {}; {DAYS_HELP}", DAY_NAMES.join(", ")),
        ),
    }
}

/// `mon-fri`, `sat`, `mon,wed,fri`, `every day`.
pub fn parse_days(text: &str) -> Result<Weekdays, ValueError> {
    if text.trim().eq_ignore_ascii_case("every day") {
        return Ok([true; 7]);
    }
    let mut week = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (parse_day(first)?, parse_day(last)?);
        let length = (last + 7 - first) % 7;
        for step in 0..=length {
            week[(first + step) % 7] = true;
        }
    }
    Ok(week)
}

/// `mon 08:00`, as the time since Monday 00:00.
pub fn parse_week_time(text: &str) -> Result<Span, ValueError> {
    let text = text.trim();
    let Some((name, time)) = text.split_once(char::is_whitespace) else {
        return value_error("this is no day with a time", "write a day and a time: \"mon 08:00\"");
    };
    let time = parse_time_of_day(time)?;
    if time == DAY {
        return value_error("a week's time ends before 24:00", "write 00:00 of the next day");
    }
    Ok(Span(parse_day(name)? as u64 * DAY.0) + time)
}
