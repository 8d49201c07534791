//! The language of expectations:
//!
//! ```text
//! [each interval of | each day of] <figure> <operator> <limit> [on <share> of days]
//! ```
//!
//! `support.service_level >= 80%`, `each interval of support.wait_p95 < 3m on 95% of days`,
//! `groups.*.occupancy < 85%`, `licenses.concurrent.refused == 0`.

use std::ops::Range;

use super::figures::{Catalog, NamePart, NamedFigure, TextFault};
use crate::base::Span;
use crate::metrics::{SheetName, TrackedFigure, Unit, WindowLength};
use crate::scenario::values::{ValueError, parse_duration, parse_plain_number, parse_share};
use crate::scenario::{Diagnostic, StatedExpectation, StatedText};

/// How a figure is held against its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
}

impl Comparison {
    /// The longer first, so that `<=` is not taken for `<`.
    const SIGNS: [(&'static str, Self); 5] = [
        ("<=", Self::LessOrEqual),
        (">=", Self::GreaterOrEqual),
        ("==", Self::Equal),
        ("<", Self::Less),
        (">", Self::Greater),
    ];

    /// As it is written.
    pub fn sign(self) -> &'static str {
        let found = Self::SIGNS.iter().find(|(_, comparison)| *comparison == self);
        found.map_or("", |(sign, _)| sign)
    }

    /// Whether a known value holds.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Less => value < limit,
            Self::LessOrEqual => value <= limit,
            Self::Greater => value > limit,
            Self::GreaterOrEqual => value >= limit,
            Self::Equal => value == limit,
        }
    }
}

/// What is promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Promise {
    /// That it holds in the long run.
    LongRun,
    /// That it holds on such a share of the days.
    ShareOfDays(f64),
}

/// One line that an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedLine {
    /// Its place in the sheet.
    pub row: usize,
    /// What it is called: `support`, `groups.it`.
    pub label: String,
}

/// What a desk is expected to hold.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// As it was written.
    pub text: String,
    /// Where it was written.
    pub stated: StatedText,
    pub sheet: SheetName,
    /// The column's place in its sheet, and its name.
    pub column: usize,
    pub figure: &'static str,
    pub unit: Unit,
    /// Each of these is expected to hold it.
    pub lines: Vec<ExpectedLine>,
    /// `None`: of the whole run; otherwise in each window.
    pub windows: Option<WindowLength>,
    pub comparison: Comparison,
    /// In seconds, hours, as a share of one, or as the figure counts.
    pub limit: f64,
    pub promise: Promise,
}

impl Expectation {
    /// Of a percentile, its share; `None` for any other figure.
    pub fn percentile_share(&self) -> Option<f64> {
        self.sheet.percentile_share(self.column)
    }

    /// Of a percentile that is held against a limit: which share of the lengths of time has to be
    /// within it. That is counted, as a share of many has an interval where the percentile of a few has
    /// none. What is seen and not estimated is looked at as it is.
    pub fn counted_share(&self) -> Option<f64> {
        let counts = !self.is_seen();
        self.percentile_share().filter(|_| counts)
    }

    /// Whether each single replication has to hold it, because there is nothing to estimate: equality,
    /// the longest of all, and a share that is to be all or nothing.
    pub fn is_seen(&self) -> bool {
        let all_or_nothing = match self.comparison {
            Comparison::GreaterOrEqual => self.limit == 1.0,
            Comparison::LessOrEqual => self.limit == 0.0,
            Comparison::Less | Comparison::Greater | Comparison::Equal => false,
        };
        self.comparison == Comparison::Equal
            || self.percentile_share() == Some(1.0)
            || (self.unit == Unit::Share && all_or_nothing)
    }

    /// What has to be known of each replication: one figure for each line.
    pub fn tracked(&self) -> impl Iterator<Item = TrackedFigure> + '_ {
        let at_most = self.counted_share().map(|_| Span((self.limit * 1e6).round() as u64));
        let windows = match (self.windows, self.promise) {
            (None, Promise::ShareOfDays(_)) => Some(WindowLength::Day),
            (windows, _) => windows,
        };
        self.lines.iter().map(move |line| TrackedFigure {
            sheet: self.sheet,
            row: line.row,
            column: self.column,
            at_most,
            windows,
        })
    }
}

/// Reads expectations against the figures of a plan: those that are sound, and what is wrong with the
/// others.
pub fn read_expectations(
    catalog: &Catalog,
    stated: &[StatedExpectation],
) -> (Vec<Expectation>, Vec<Diagnostic>) {
    let (mut sound, mut faults) = (Vec::new(), Vec::new());
    for one in stated {
        match read_one(catalog, one) {
            Ok(expectation) => sound.push(expectation),
            Err(fault) => faults.push(*fault),
        }
    }
    (sound, faults)
}

fn read_one(catalog: &Catalog, stated: &StatedExpectation) -> Result<Expectation, Box<Diagnostic>> {
    let refuse = |text: &StatedText, fault: TextFault| {
        Box::new(text.error(fault.at, fault.code, fault.message, fault.help))
    };
    let text = stated.that.text();
    let parsed = parse(text).map_err(|fault| refuse(&stated.that, fault))?;
    let figure = catalog.find(&parsed.name).map_err(|fault| refuse(&stated.that, fault))?;
    let limit = parse_limit(&figure, &parsed.limit)
        .and_then(|limit| refuse_the_certain(&parsed, limit))
        .map_err(|fault| refuse(&stated.that, fault))?;
    let own = parsed.on.map(|(share, at)| (share, &stated.that, at));
    let on = match (&stated.on, own) {
        (Some(on), Some((_, that, at))) => {
            let message = "the share of days is said twice";
            let help = format!("leave out `on = \"{}\"`, or this", on.text());
            return Err(Box::new(that.error(at, "conflict", message, Some(help))));
        }
        (Some(on), None) => {
            let share = parse_days(on.text(), 0).map_err(|fault| refuse(on, fault))?;
            Some((share, on, 0..on.text().len()))
        }
        (None, own) => own,
    };
    let promise = match on {
        Some((0.0, on, at)) => {
            let message = "on no day nothing is expected";
            return Err(Box::new(on.error(at, "out-of-range", message, None)));
        }
        Some((share, ..)) => Promise::ShareOfDays(share),
        None => Promise::LongRun,
    };
    let lines =
        figure.rows.iter().map(|(row, label)| ExpectedLine { row: *row, label: label.clone() });
    let suffix = stated.on.as_ref().map_or(String::new(), |on| format!(" on {}", on.text().trim()));
    Ok(Expectation {
        text: format!("{}{suffix}", text.trim()),
        stated: stated.that.clone(),
        sheet: figure.sheet,
        column: figure.column,
        figure: figure.name,
        unit: figure.unit,
        lines: lines.collect(),
        windows: parsed.windows,
        comparison: parsed.comparison,
        limit,
        promise,
    })
}

/// A part of the text.
struct Part<'t> {
    text: &'t str,
    at: Range<usize>,
}

struct Parsed<'t> {
    windows: Option<WindowLength>,
    name: Vec<NamePart>,
    comparison: Comparison,
    limit: Part<'t>,
    /// The share of days, and where it is said.
    on: Option<(f64, Range<usize>)>,
}

const SHAPE: &str = "write a figure, an operator and a limit: \"support.service_level >= 80%\"";

fn fault<T>(
    at: Range<usize>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Result<T, TextFault> {
    let (message, help) = (message.into(), Some(help.into()));
    Err(TextFault { at, code: "bad-value", message, help })
}

fn parse(text: &str) -> Result<Parsed<'_>, TextFault> {
    let (sign, comparison) = find_sign(text)?;
    let (windows, start) = parse_windows(&text[..sign.start])?;
    let name = parse_name(&text[..sign.start], start)?;
    let rest = &text[sign.end..];
    // The last ` on `: no limit contains one.
    let (limit, on) = match rest.rfind(" on ") {
        Some(place) => {
            let at = sign.end + place + 1;
            let days = &text[at + "on ".len()..];
            let share = parse_days(days, at + "on ".len())?;
            (&rest[..place], Some((share, at..text.len())))
        }
        None => (rest, None),
    };
    let start = sign.end + (limit.len() - limit.trim_start().len());
    let limit = limit.trim();
    if limit.is_empty() {
        return fault(sign, "the limit is missing", SHAPE);
    }
    let limit = Part { text: limit, at: start..start + limit.len() };
    Ok(Parsed { windows, name, comparison, limit, on })
}

/// Where the operator stands, outside of quotes.
fn find_sign(text: &str) -> Result<(Range<usize>, Comparison), TextFault> {
    let mut is_quoted = false;
    for (at, letter) in text.char_indices() {
        is_quoted ^= letter == '"';
        if is_quoted || !"<>=!\u{2264}\u{2265}".contains(letter) {
            continue;
        }
        let rest = &text[at..];
        let found = Comparison::SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
        if let Some((sign, comparison)) = found {
            return Ok((at..at + sign.len(), *comparison));
        }
        let help = match letter {
            '=' if rest.starts_with("=<") => "write `<=`",
            '=' if rest.starts_with("=>") => "write `>=`",
            '=' => "for equality write `==`",
            '!' => "say what is expected, not what is not: `<`, `<=`, `>`, `>=` or `==`",
            _ => "write `<=` or `>=`",
        };
        return fault(at..at + letter.len_utf8(), "this is no sign of comparison", help);
    }
    let words = [" at least ", " at most ", " below ", " above ", " under ", " over "];
    match words.iter().find_map(|word| text.find(word).map(|at| at + 1..at + word.len() - 1)) {
        Some(at) => {
            fault(at, "this is no sign of comparison", "the signs are `<`, `<=`, `>`, `>=`, `==`")
        }
        None if is_quoted => {
            let quote = text.rfind('"').unwrap_or(0);
            fault(quote..quote + 1, "the quote is not closed", SHAPE)
        }
        None => fault(0..text.len(), "there is no sign of comparison", SHAPE),
    }
}

/// `each interval of`, `each day of`: the windows, and where the rest begins.
fn parse_windows(text: &str) -> Result<(Option<WindowLength>, usize), TextFault> {
    let start = text.len() - text.trim_start().len();
    let mut words = text.split_whitespace();
    if words.next() != Some("each") {
        return Ok((None, start));
    }
    let end_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize + word.len();
    let length = match words.next() {
        Some("interval") => WindowLength::Interval,
        Some("day") => WindowLength::Day,
        other => {
            let end = other.map_or(text.trim_end().len(), end_of);
            let help =
                "write `each interval of …` or `each day of …`; for each live chat or group, `*`";
            return fault(start..end, "each of what?", help);
        }
    };
    match words.next() {
        Some(word @ "of") => Ok((Some(length), end_of(word))),
        other => {
            let end = other.map_or(text.trim_end().len(), end_of);
            fault(start..end, "`of` is missing", "write `each interval of support.wait < 3m`")
        }
    }
}

/// The parts of a name, split at points outside of quotes.
fn parse_name(text: &str, start: usize) -> Result<Vec<NamePart>, TextFault> {
    let mut parts = Vec::new();
    let end = text.trim_end().len().max(start);
    let mut from = start;
    let mut is_quoted = false;
    for (at, letter) in
        text[start..end].char_indices().map(|(at, it)| (start + at, it)).chain([(end, '.')])
    {
        is_quoted ^= letter == '"';
        if letter != '.' || (is_quoted && at < end) {
            continue;
        }
        let raw = &text[from..at];
        let trimmed = raw.trim();
        let begins = from + (raw.len() - raw.trim_start().len());
        let place = begins..begins + trimmed.len();
        let name = trimmed.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        if name.is_none() && trimmed.split_whitespace().nth(1).is_some() {
            let help = "a name with blanks stands in quotes; a limit comes after the operator";
            return fault(place, "these are several words", help);
        }
        let name = name.unwrap_or(trimmed);
        if name.is_empty() || name.contains('"') {
            let whole = start.min(at)..at.max(start);
            return fault(whole, "a part of the figure's name is empty or half quoted", SHAPE);
        }
        parts.push(NamePart { text: name.to_owned(), at: place });
        from = at + 1;
    }
    Ok(parts)
}

/// The parts of a figure's name that stands alone.
///
/// # Errors
/// The part that is no name.
pub fn parse_figure_name(text: &str) -> Result<Vec<NamePart>, TextFault> {
    parse_name(text, text.len() - text.trim_start().len())
}

/// `95% of days`, which begins at `start`.
fn parse_days(text: &str, start: usize) -> Result<f64, TextFault> {
    let help = "write on which share of the days it holds: \"95% of days\"";
    let at = start..start + text.len();
    let words: Vec<&str> = text.split_whitespace().collect();
    let [share, "of", "days"] = words[..] else {
        return fault(at, "this is no share of days", help);
    };
    parse_share(share).map_err(|error| value_fault(at, error))
}

fn value_fault(at: Range<usize>, error: ValueError) -> TextFault {
    TextFault { at, code: "bad-value", message: error.problem, help: Some(error.help) }
}

/// What holds or fails whatever happens is meant otherwise: no figure is below nothing.
fn refuse_the_certain(parsed: &Parsed<'_>, limit: f64) -> Result<f64, TextFault> {
    let (holds, instead) = match parsed.comparison {
        Comparison::Less if limit == 0.0 => ("never", "`== 0`"),
        Comparison::GreaterOrEqual if limit == 0.0 => ("always", "`> 0`"),
        Comparison::Less
        | Comparison::LessOrEqual
        | Comparison::Greater
        | Comparison::GreaterOrEqual
        | Comparison::Equal => return Ok(limit),
    };
    Err(TextFault {
        at: parsed.limit.at.clone(),
        code: "out-of-range",
        message: format!("that {holds} holds, whatever happens"),
        help: Some(format!("write {instead}, or another limit")),
    })
}

/// The limit in the unit of the figure.
fn parse_limit(figure: &NamedFigure, limit: &Part<'_>) -> Result<f64, TextFault> {
    let refuse = |error| value_fault(limit.at.clone(), error);
    let plain = parse_plain_number(limit.text);
    let wrong = |what: &str, example: &str| {
        let message = format!("{} {what}", figure.name);
        fault(limit.at.clone(), message, format!("write {} with {example}", figure.name))
    };
    match figure.unit {
        Unit::Share => parse_share(limit.text).map_err(refuse),
        Unit::Seconds if limit.text == "0" => Ok(0.0),
        Unit::Hours if limit.text == "0" => Ok(0.0),
        Unit::Seconds | Unit::Hours if plain.is_some() => {
            wrong("is a length of time, and the limit has no unit", "`90s`, `3m` or `1h30m`")
        }
        Unit::Seconds => parse_duration(limit.text).map(Span::as_secs_f64).map_err(refuse),
        Unit::Hours => {
            parse_duration(limit.text).map(|it| it.as_secs_f64() / 3600.0).map_err(refuse)
        }
        Unit::PerHour => {
            let number = limit.text.strip_suffix("/h").map(str::trim_end).unwrap_or(limit.text);
            match parse_plain_number(number) {
                Some(value) => Ok(value),
                None => wrong("is counted by the hour", "`4.5/h`"),
            }
        }
        Unit::Count | Unit::Level | Unit::Mixed => match plain {
            Some(value) => Ok(value),
            None => wrong("is a number", "a number without a unit, such as `12` or `0.5`"),
        },
    }
}
