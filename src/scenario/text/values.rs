//! Words of the language that stand for quantities: durations, shares, rates, days, times of day.
//!
//! Pure functions from text; each refusal says what is wrong and, where it is not obvious, what
//! would be right. What can be meant in one way only is understood (`9min`, `5:30 PM`, `Monday`);
//! what people write for it elsewhere, and what may be meant in two ways, is answered with what to write.

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

/// `1h30m`, `45s`, `2.5h`, `250ms`, `9 minutes`.
pub fn parse_duration(text: &str) -> Result<Span, ValueError> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return value_error("the duration is empty", DURATION_HELP);
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let Ok(number) = rest[..digits].parse::<f64>() else {
            return value_error("this is no duration", duration_cure(text));
        };
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let Some(unit) = unit_length(&rest[..letters]) else {
            return match &rest[..letters] {
                "" => value_error("the duration has no unit", duration_cure(text)),
                other => value_error(
                    format!("there is no unit {}", super::diagnostic::quoted(other)),
                    "the units are d, h, m (or min), s, ms and us",
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
        "d" | "day" | "days" => DAY,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
        "s" | "sec" | "secs" | "second" | "seconds" => SECOND,
        "ms" => MILLISECOND,
        "us" => Span(1),
        _ => return None,
    })
}

/// What to write for `1:30`, which may be minutes or hours, for `2,5h`, and for `5`.
fn duration_cure(text: &str) -> String {
    let text = text.trim();
    if let Some((first, second)) = text.split_once(':')
        && let (Ok(first), Ok(second)) = (first.parse::<u16>(), second.parse::<u16>())
    {
        return format!(
            "write \"{first}h{second}m\" if these are hours and minutes, \"{first}m{second}s\" if \
             they are minutes and seconds"
        );
    }
    let pointed = text.replacen(',', ".", 1);
    if pointed != text && parse_duration(&pointed).is_ok() {
        return format!("decimals stand behind a point: \"{pointed}\"");
    }
    if !text.is_empty() && text.len() < 20 && parse_plain_number(text).is_some() {
        return format!("write the unit too: \"{text}s\", \"{text}m\", \"{text}h\"");
    }
    DURATION_HELP.to_owned()
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
        Some(percent) if text.ends_with('%') && percent > 100.0 => {
            value_error("a share lies between 0 and 1", "a percentage of all is at most \"100%\"")
        }
        Some(value) => check_share(value / scale),
        None => value_error("this is no share", decimal_point(text).unwrap_or(HELP.to_owned())),
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
        None => {
            let help = decimal_point(text).unwrap_or(FACTOR_HELP.to_owned());
            value_error("this is no factor", help)
        }
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

/// What to write for `0,15`, `12,5%` and `7,5/h`.
fn decimal_point(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once(',')?;
    let decimals = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    // `1,022` may be a thousand and more, or one and a little: that is not for us to say.
    let one_way = !whole.is_empty()
        && whole.bytes().all(|byte| byte.is_ascii_digit())
        && (1..=9).contains(&decimals)
        && (decimals != 3 || whole == "0");
    if decimals == 3 && !one_way {
        return Some(format!(
            "write {whole}{rest} if the comma stands between thousands, {whole}.{rest} if behind it \
             are decimals"
        ));
    }
    one_way.then(|| format!("decimals stand behind a point: \"{whole}.{rest}\""))
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
    let Some(per) = unit_length(per.trim()).filter(|unit| *unit >= SECOND) else {
        return value_error("a rate is counted per s, m, h or d", HELP);
    };
    let Some(number) = parse_plain_number(number.trim()) else {
        return value_error("this is no rate", decimal_point(text).unwrap_or(HELP.to_owned()));
    };
    let rate = number / per.as_secs_f64();
    if rate > MAX_RATE {
        return value_error("no desk gets more than 100,000 sessions a second", HELP);
    }
    Ok(rate)
}

const TIME_HELP: &str = "a time of day reads \"09:00\"; the end of the day is \"24:00\"";

/// `09:00`, `9:00`, `17:30:15`, up to `24:00`; `9 am`, `5:30 PM`.
pub fn parse_time_of_day(text: &str) -> Result<Span, ValueError> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    for (half, offset) in [("am", Span::ZERO), ("pm", Span(12 * HOUR.0))] {
        if let Some(hours) = lower.strip_suffix(half) {
            return parse_half_day(hours.trim_end(), offset);
        }
    }
    let number = |part: &str, digits: usize| {
        let sound = !part.is_empty()
            && part.len() <= digits
            && part.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| part.parse::<u64>().ok()).flatten()
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] if minute.len() == 2 => (number(hour, 2), number(minute, 2), Some(0)),
        [hour, minute, second] if minute.len() == 2 && second.len() == 2 => {
            (number(hour, 2), number(minute, 2), number(second, 2))
        }
        _ => (None, None, None),
    };
    let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else {
        return value_error("this is no time of day", time_cure(text));
    };
    let time = Span(hour * HOUR.0 + minute * MINUTE.0 + second * SECOND.0);
    if minute > 59 || second > 59 || time > DAY {
        let next_day = minute < 60 && second < 60 && hour < 48;
        let help = if next_day {
            let hour = hour - 24;
            format!("hours that end on the next day end at \"{hour:02}:{minute:02}\"")
        } else {
            TIME_HELP.to_owned()
        };
        return value_error("there is no such time of day", help);
    }
    Ok(time)
}

/// `9`, `9:30` or `12:15` of one half of the day; `12` is its first hour.
fn parse_half_day(hours: &str, offset: Span) -> Result<Span, ValueError> {
    let full = if hours.contains(':') { hours.to_owned() } else { format!("{hours}:00") };
    let noon = 12 * HOUR.0;
    match parse_time_of_day(&full) {
        Ok(time) if time.0 >= HOUR.0 && time.0 < 13 * HOUR.0 => Ok(Span(time.0 % noon) + offset),
        _ => value_error("there is no such time of day", TIME_HELP),
    }
}

/// What to write for `9`, `9h`, `9.30`, `0930`, `9h30`.
fn time_cure(text: &str) -> String {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (hour, minute) = match parts[..] {
        [one] if one.len() == 4 => one.split_at(2),
        [one] => (one, "0"),
        [hour, minute] => (hour, minute),
        _ => return TIME_HELP.to_owned(),
    };
    let plain = text.chars().all(|c| c.is_ascii_digit() || " .,:;-hH".contains(c));
    match (plain, hour.parse::<u8>(), minute.parse::<u8>()) {
        (true, Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => {
            format!("write \"{hour:02}:{minute:02}\"")
        }
        _ => TIME_HELP.to_owned(),
    }
}

/// Monday first.
pub type Weekdays = [bool; 7];

const DAY_NAMES: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const DAYS_HELP: &str = "days read \"mon-fri\", \"sat\", \"mon,wed,fri\" or \"every day\"";

/// `mon`, `Monday`.
fn parse_day(word: &str) -> Result<usize, ValueError> {
    let word = word.trim().to_ascii_lowercase();
    match DAY_NAMES.iter().position(|name| *name == word || name[..3] == word) {
        Some(day) => Ok(day),
        None => value_error(
            format!("there is no day {}", super::diagnostic::quoted(&word)),
            format!("the days are mon, tue, wed, thu, fri, sat, sun; {DAYS_HELP}"),
        ),
    }
}

/// `mon-fri`, `sat`, `mon,wed,fri`, `every day`, `Monday-Friday`.
pub fn parse_days(text: &str) -> Result<Weekdays, ValueError> {
    let all = text.trim();
    if all.eq_ignore_ascii_case("every day") {
        return Ok([true; 7]);
    }
    if let Some(help) = days_cure(all) {
        return value_error(format!("there are no days {}", super::diagnostic::quoted(all)), help);
    }
    let mut week = [false; 7];
    for part in text.split(',') {
        // Word processors make a dash of a hyphen.
        let (first, last) = part.split_once(['-', '–', '—']).unwrap_or((part, part));
        let (first, last) = (parse_day(first)?, parse_day(last)?);
        let length = (last + 7 - first) % 7;
        for step in 0..=length {
            week[(first + step) % 7] = true;
        }
    }
    Ok(week)
}

/// What to write for words that stand for several days.
fn days_cure(text: &str) -> Option<&'static str> {
    Some(match text.to_ascii_lowercase().as_str() {
        "24/7" | "24x7" | "always" => ALWAYS_HELP,
        "daily" | "all" | "all week" | "everyday" | "all days" | "*" => "write \"every day\"",
        "weekdays" | "weekday" | "workdays" | "working days" | "business days" => {
            "write \"mon-fri\""
        }
        "weekend" | "weekends" => "write \"sat,sun\"",
        "mo-fr" => "write \"mon-fri\"",
        _ => return None,
    })
}

/// What to write for `24/7`.
pub const ALWAYS_HELP: &str =
    "around the clock is days = \"every day\", from = \"00:00\", to = \"24:00\"";

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
