//! Words of the language that stand for quantities: durations, shares, rates, days, times of day.
//!
//! Pure functions from text; each refusal says what is wrong and, where it is not obvious, what
//! would be right.

use crate::base::{DAY, HOUR, MILLISECOND, MINUTE, SECOND, Span};

/// What is wrong, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) what: String,
    pub(super) help: String,
}

fn refuse<T>(what: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { what: what.into(), help: help.into() })
}

/// No length of time in a scenario is longer.
const LONGEST: Span = Span(100 * 366 * DAY.0);

const DURATION_HELP: &str =
    "a duration is a number with a unit: \"45s\", \"6m\", \"1h30m\", \"2d\", \"250ms\"";

/// `1h30m`, `45s`, `2.5h`, `250ms`.
pub(super) fn duration(text: &str) -> Result<Span, Refusal> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return refuse("the duration is empty", DURATION_HELP);
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let Ok(number) = rest[..digits].parse::<f64>() else {
            return refuse("this is no duration", DURATION_HELP);
        };
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let Some(unit) = unit(&rest[..letters]) else {
            return match &rest[..letters] {
                "" => refuse("the duration has no unit", DURATION_HELP),
                other => refuse(
                    format!("there is no unit {}", super::diagnostic::quoted(other)),
                    "the units are d, h, m, s, ms and us",
                ),
            };
        };
        total += number * unit.0 as f64;
        rest = rest[letters..].trim_start();
    }
    if total > LONGEST.0 as f64 {
        return refuse("the duration is longer than a hundred years", DURATION_HELP);
    }
    Ok(Span(total.round() as u64))
}

fn unit(word: &str) -> Option<Span> {
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
pub(super) fn share(text: &str) -> Result<f64, Refusal> {
    const HELP: &str = "a share is a number from 0 to 1, or a percentage: 0.15 or \"15%\"";
    let text = text.trim();
    let (number, scale) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (text, 1.0),
    };
    match plain(number) {
        Some(value) => share_number(value / scale),
        None => refuse("this is no share", HELP),
    }
}

/// A share that is already a number.
pub(super) fn share_number(value: f64) -> Result<f64, Refusal> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let help = if value > 1.0 && value <= 100.0 {
        format!("for {value} per cent write \"{value}%\"")
    } else {
        "a share is a number from 0 to 1, or a percentage: 0.15 or \"15%\"".to_owned()
    };
    refuse("a share lies between 0 and 1", help)
}

/// A number of digits with at most one point: no signs, exponents or names.
pub(super) fn plain(text: &str) -> Option<f64> {
    let sound = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    sound.then(|| text.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// The highest rate: one session each ten microseconds.
pub(super) const HIGHEST_RATE: f64 = 1e5;

/// `30/h`, `0.5/m`, `2/s`, `100/d`, in sessions a second.
pub(super) fn rate(text: &str) -> Result<f64, Refusal> {
    const HELP: &str =
        "a rate is a number of sessions per unit of time: \"30/h\", \"0.5/m\", \"2/s\", \"100/d\"";
    let Some((number, per)) = text.split_once('/') else {
        return refuse("this is no rate", HELP);
    };
    let per = match per.trim() {
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return refuse("a rate is counted per s, m, h or d", HELP),
    };
    let Some(number) = plain(number.trim()) else {
        return refuse("this is no rate", HELP);
    };
    let rate = number / per.as_secs_f64();
    if rate > HIGHEST_RATE {
        return refuse("no desk gets more than 100,000 sessions a second", HELP);
    }
    Ok(rate)
}

/// `09:00`, `9:00`, `17:30:15`, up to `24:00`.
pub(super) fn time_of_day(text: &str) -> Result<Span, Refusal> {
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
        return refuse("this is no time of day", HELP);
    };
    let time = Span(hour * HOUR.0 + minute * MINUTE.0 + second * SECOND.0);
    if minute > 59 || second > 59 || time > DAY {
        return refuse("there is no such time of day", HELP);
    }
    Ok(time)
}

/// Monday first.
pub(super) type Week = [bool; 7];

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAYS_HELP: &str = "days read \"mon-fri\", \"sat\", \"mon,wed,fri\" or \"every day\"";

fn day(word: &str) -> Result<usize, Refusal> {
    let word = word.trim().to_ascii_lowercase();
    match NAMES.iter().position(|name| *name == word) {
        Some(day) => Ok(day),
        None => refuse(
            format!("there is no day {}", super::diagnostic::quoted(&word)),
            format!("the days are {}; {DAYS_HELP}", NAMES.join(", ")),
        ),
    }
}

/// `mon-fri`, `sat`, `mon,wed,fri`, `every day`.
pub(super) fn days(text: &str) -> Result<Week, Refusal> {
    if text.trim().eq_ignore_ascii_case("every day") {
        return Ok([true; 7]);
    }
    let mut week = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let length = (last + 7 - first) % 7;
        for step in 0..=length {
            week[(first + step) % 7] = true;
        }
    }
    Ok(week)
}

/// `mon 08:00`, as the time since Monday 00:00.
pub(super) fn week_time(text: &str) -> Result<Span, Refusal> {
    let text = text.trim();
    let Some((name, time)) = text.split_once(char::is_whitespace) else {
        return refuse("this is no day with a time", "write a day and a time: \"mon 08:00\"");
    };
    let time = time_of_day(time)?;
    if time == DAY {
        return refuse("a week's time ends before 24:00", "write 00:00 of the next day");
    }
    Ok(Span(day(name)? as u64 * DAY.0) + time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_carry_units() {
        assert_eq!(duration("1h30m"), Ok(Span(90 * MINUTE.0)));
        assert_eq!(duration(" 2.5 h "), Ok(Span(150 * MINUTE.0)));
        assert_eq!(duration("250ms"), Ok(Span(250 * MILLISECOND.0)));
        assert_eq!(duration("0s"), Ok(Span::ZERO));
        for wrong in ["", "5", "5 minutes", "-5m", "m", "1e9s", "99999999d", "1..2s", "5µs", "∞"]
        {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(duration("5").is_err_and(|refusal| refusal.what.contains("no unit")));
    }

    #[test]
    fn shares_rates_and_times_are_read_as_people_write_them() {
        assert_eq!(share("15%"), Ok(0.15));
        assert_eq!(share("0.15"), Ok(0.15));
        assert!(share("150%").is_err() && share("-1%").is_err() && share("nan").is_err());
        assert!(share_number(15.0).is_err_and(|refusal| refusal.help.contains("\"15%\"")));
        assert_eq!(rate("36/h"), Ok(0.01));
        assert!(rate("30").is_err() && rate("30/w").is_err() && rate("1e9/s").is_err());
        assert_eq!(time_of_day("9:05"), Ok(Span(9 * HOUR.0 + 5 * MINUTE.0)));
        assert_eq!(time_of_day("24:00"), Ok(DAY));
        assert!(time_of_day("24:01").is_err() && time_of_day("9").is_err());
        assert!(time_of_day("09:5").is_err() && time_of_day("+9:00").is_err());
        assert_eq!(week_time("tue 01:00"), Ok(Span(25 * HOUR.0)));
    }

    #[test]
    fn days_may_be_ranges_lists_and_wrap_around_the_weekend() {
        assert_eq!(days("mon-fri"), Ok([true, true, true, true, true, false, false]));
        assert_eq!(days("Sat, mon"), Ok([true, false, false, false, false, true, false]));
        assert_eq!(days("fri-mon"), Ok([true, false, false, false, true, true, true]));
        assert_eq!(days("every day"), Ok([true; 7]));
        assert!(days("weekdays").is_err() && days("").is_err());
    }
}
