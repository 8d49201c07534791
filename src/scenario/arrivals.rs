//! `[[live_chats.arrivals]]`: when clients come.

use super::clientele::{moment, takes_time};
use super::csv_file::{MOST_FAULTS, Rows, Tables};
use super::diagnostic::{Diagnostic, Faults, quoted};
use super::fields::{Fields, Word, rate_of};
use super::hours;
use super::laws::law;
use super::run::RunSettings;
use super::values::{self, Week};
use crate::base::{DAY, HOUR, SECOND, Span, Time, WEEK};
use crate::plan::{
    Arrivals, Burst, Calendar, Campaign, Counts, Lines, Population, Shape, Sine, Spread, Varying,
};

/// A source of clients as the scenario states it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) client_group: Option<Word>,
    pub(super) channel: Option<(&'static str, super::source::Place)>,
    pub(super) at: super::source::Place,
    pub(super) arrivals: Option<Arrivals>,
    pub(super) begun_by: Option<Word>,
}

/// More sessions in one run are a typing error.
const MOST_SESSIONS: f64 = 1e9;
/// The most steps of inline rates.
const MOST_STEPS: usize = 100_000;

/// The keys that say when, each with those that belong to it.
const SOURCES: [(&str, &[&str]); 7] = [
    ("rate", &["burst"]),
    ("rates", &["every", "repeat", "between", "burst"]),
    ("sine", &["burst"]),
    ("csv", &["column", "kind", "days", "burst"]),
    ("replay", &["column"]),
    ("campaign", &[]),
    ("population", &["think", "hours"]),
];

/// Reads one table.
pub(super) fn source(fields: &Fields<'_>, run: &RunSettings, files: &Tables<'_>) -> Source {
    let client_group = fields.name("client_group");
    let written: Vec<_> = SOURCES.iter().filter(|(key, _)| fields.node(key).is_some()).collect();
    let arrivals = match written[..] {
        [&(key, belongs)] => {
            refuse_strays(fields, key, belongs);
            let plain = match key {
                "rate" => constant(fields),
                "rates" => inline(fields, run),
                "sine" => sine(fields, run),
                "csv" => from_csv(fields, run, files),
                "replay" => replay(fields, files),
                "campaign" => campaign(fields, run),
                _ => population(fields, run, files),
            };
            in_bursts(fields, plain, files)
        }
        _ => {
            let message = "arrivals have exactly one of `rate`, `rates`, `sine`, `csv`, `replay`, \
                           `campaign` and `population`";
            let help = "add one [[live_chats.arrivals]] for each source: they add up";
            fields.faults.add(Diagnostic::error("value", fields.at, message).help(help));
            None
        }
    };
    let arrivals = arrivals.filter(|arrivals| bounded(arrivals, run, fields));
    let begun_by = fields.name("begun_by");
    let channel = fields.written_word("channel");
    let channel = channel.map(|channel| (channel, fields.place("channel").clone()));
    Source { client_group, channel, at: fields.at.clone(), arrivals, begun_by }
}

/// Keys of another source would be passed over in silence.
fn refuse_strays(fields: &Fields<'_>, key: &str, belongs: &[&str]) {
    for (other, node) in fields.written() {
        let of_another = SOURCES.iter().any(|(_, keys)| keys.contains(&other));
        if of_another && !belongs.contains(&other) {
            let message = format!("`{other}` does not belong to `{key}`");
            fields.faults.error("value", &node.at, message);
        }
    }
}

fn bounded(arrivals: &Arrivals, run: &RunSettings, fields: &Fields<'_>) -> bool {
    let horizon = run.horizon.as_secs_f64();
    let expected = match arrivals {
        Arrivals::Poisson(rate) => {
            horizon * rate.steps().iter().map(|(_, rate)| *rate).fold(0.0, f64::max)
        }
        Arrivals::Counts(counts) => {
            let most = counts.table.iter().copied().max().unwrap_or(0);
            f64::from(most) * (horizon / counts.length.as_secs_f64()).ceil()
        }
        Arrivals::Replay(instants) => instants.len() as f64,
        Arrivals::Varying(varying) => {
            let burst = varying.burst.as_ref().map_or(1.0, |burst| burst.factor.max(1.0));
            horizon * varying.shape.peak() * burst
        }
        Arrivals::Campaign(campaign) => f64::from(campaign.clients),
        Arrivals::Population(population) => {
            f64::from(population.members) * (1.0 + horizon / population.think.mean())
        }
    };
    if expected > MOST_SESSIONS {
        let message = "more than a billion sessions would come in one run";
        fields.faults.error("value", fields.at, message);
    }
    expected <= MOST_SESSIONS
}

/// A rate with bursts, if it has any.
fn in_bursts(fields: &Fields<'_>, plain: Option<Arrivals>, files: &Tables<'_>) -> Option<Arrivals> {
    let Some(table) = fields.table("burst") else {
        return plain;
    };
    let (on, off) = (law(&table, "on", files), law(&table, "off", files));
    let factor = table.number("factor");
    let (on, off, factor) = (on?, off?, factor?);
    let long =
        [(&on, "on"), (&off, "off")].map(|(law, key)| takes_time(law, &table, key, fields.faults));
    if long != [true, true] {
        return None;
    }
    let burst = Some(Burst { factor, on, off });
    match plain? {
        Arrivals::Poisson(rate) => {
            let varying = Varying { shape: Shape::Steps(rate), burst, busyness: None };
            Some(Arrivals::Varying(Box::new(varying)))
        }
        Arrivals::Varying(varying) => {
            Some(Arrivals::Varying(Box::new(Varying { burst, ..*varying })))
        }
        Arrivals::Counts(_) => {
            let message = "`burst` multiplies a rate; counts come as they are stated";
            let help = "use kind = \"rate-per-hour\"";
            fields.faults.add(Diagnostic::error("value", table.at, message).help(help));
            None
        }
        // Reported as a stray key.
        other => Some(other),
    }
}

fn sine(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let table = fields.table("sine")?;
    let mean = table.node("mean").and_then(|node| rate_of(node, table.faults));
    let amplitude = table.share("amplitude");
    let period = if table.node("period").is_some() {
        table.positive("period")
    } else {
        Some(table.duration_or_default("period"))
    };
    let peak = table.duration("peak");
    let (mean, amplitude, period) = (mean?, amplitude?, period?);
    if period < SECOND {
        table.faults.error("value", table.place("period"), "a wave lasts a second or more");
        return None;
    }
    // It rises through its mean a quarter of a period before its peak.
    let quarter = period.0 / 4;
    let peak = peak.map_or(quarter, |peak| peak.0 % period.0);
    let rises = (peak + period.0 - quarter) % period.0;
    let offset = Span((run.starts.0 % period.0 + period.0 - rises) % period.0);
    let shape = Shape::Sine(Sine { mean, swing: mean * amplitude, period, offset });
    Some(Arrivals::Varying(Box::new(Varying { shape, burst: None, busyness: None })))
}

fn campaign(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let table = fields.table("campaign")?;
    let (at, over) = (moment(&table, "at", run), table.positive("over"));
    let clients = table.whole("clients").and_then(|clients| u32::try_from(clients).ok());
    let spread = match table.word("spread") {
        "even" => Spread::Even,
        "peak" => Spread::Peak,
        _ => Spread::Falling,
    };
    Some(Arrivals::Campaign(Campaign { at: at?, over: over?, clients: clients?, spread }))
}

fn population(fields: &Fields<'_>, run: &RunSettings, files: &Tables<'_>) -> Option<Arrivals> {
    if fields.node("think").is_none() {
        let message = "`population` needs `think`, the time until somebody writes again";
        let help = "think = { exponential = \"8h\" }";
        let fault = Diagnostic::error("missing-key", fields.place("population"), message);
        fields.faults.add(fault.help(help));
    }
    let members = fields.whole("population").and_then(|members| u32::try_from(members).ok());
    let think = law(fields, "think", files);
    let (members, think) = (members?, think?);
    let hours = fields.tables("hours");
    let hours = if hours.is_empty() { None } else { hours::open(&hours, run.starts) };
    let hours = hours.unwrap_or_else(|| Calendar::always(true));
    takes_time(&think, fields, "think", fields.faults).then_some(Arrivals::Population(Population {
        members,
        think,
        hours,
    }))
}

fn constant(fields: &Fields<'_>) -> Option<Arrivals> {
    let rate = rate_of(fields.node("rate")?, fields.faults)?;
    Some(Arrivals::Poisson(Calendar::always(rate)))
}

fn inline(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let items = fields.items("rates")?;
    let rates: Vec<_> = items.iter().map(|item| rate_of(item, fields.faults)).collect();
    let rates: Option<Vec<f64>> = rates.into_iter().collect();
    if fields.node("every").is_none() {
        let message = "`rates` needs `every`, the length of a step";
        fields.faults.add(
            Diagnostic::error("missing-key", fields.place("rates"), message)
                .help("every = \"30m\""),
        );
    }
    let (every, repeat) = (fields.positive("every"), fields.positive("repeat"));
    let rates = rates?;
    if rates.is_empty() || rates.len() > MOST_STEPS {
        fields.faults.error(
            "value",
            fields.place("rates"),
            "between 1 and 100,000 rates belong here",
        );
        return None;
    }
    let every = every?;
    if fields.word("between") == "lines" {
        return lines(fields, run, (rates, every, repeat));
    }
    let length = Span(every.0.saturating_mul(rates.len() as u64));
    let mut steps: Vec<(Span, f64)> = rates
        .iter()
        .enumerate()
        .map(|(i, rate)| (Span(every.0.saturating_mul(i as u64)), *rate))
        .collect();
    let period = match repeat {
        None if fields.node("repeat").is_some() => return None,
        None => {
            steps.push((length, 0.0));
            return Calendar::once(steps).map(Arrivals::Poisson);
        }
        Some(period) => period,
    };
    if length > period {
        let message = format!("{} rates of {every} are longer than {period}", rates.len());
        fields.faults.error("value", fields.place("repeat"), message);
        return None;
    }
    if length < period {
        steps.push((length, 0.0));
    }
    Calendar::repeating(steps, period, Span(run.starts.0 % period.0)).map(Arrivals::Poisson)
}

fn lines(
    fields: &Fields<'_>,
    run: &RunSettings,
    (points, every, repeat): (Vec<f64>, Span, Option<Span>),
) -> Option<Arrivals> {
    if points.len() < 2 {
        fields.faults.error("value", fields.place("rates"), "a line needs two rates or more");
        return None;
    }
    let length = Span(every.0.saturating_mul(points.len() as u64));
    if repeat.is_none() && fields.node("repeat").is_some() {
        return None;
    }
    if let Some(period) = repeat
        && length != period
    {
        let message =
            format!("{} lines of {every}, the last back to the first, last {length}", points.len());
        let fault = Diagnostic::error("value", fields.place("repeat"), message);
        fields.faults.add(fault.help(format!("repeat = \"{length}\"")));
        return None;
    }
    let offset = repeat.map_or(Span::ZERO, |period| Span(run.starts.0 % period.0));
    let shape = Shape::Lines(Lines { points, every, repeats: repeat.is_some(), offset });
    Some(Arrivals::Varying(Box::new(Varying { shape, burst: None, busyness: None })))
}

/// Equal steps of a week, with the value of each.
struct Profile {
    step: Span,
    /// From Monday 00:00; steps that the file does not list hold zero.
    values: Vec<f64>,
}

fn from_csv(fields: &Fields<'_>, run: &RunSettings, files: &Tables<'_>) -> Option<Arrivals> {
    let faults = fields.faults;
    if fields.node("column").is_none() {
        let message = "`csv` needs `column`, the column to read";
        faults.error("missing-key", fields.place("csv"), message);
    }
    let counts = fields.word("kind") == "counts";
    let days = fields.days("days");
    let (path, column) = (fields.text("csv"), fields.name("column"));
    let (path, column) = (path?, column?);
    let from = Word { text: "from".to_owned(), at: column.at.clone() };
    let rows = files.rows(path, fields.place("csv"), &[&from, &column], faults)?;
    let weekly = rows.len() > 0 && rows.cell(0, 0).starts_with(|c: char| c.is_ascii_alphabetic());
    if weekly && fields.node("days").is_some() {
        faults.error("value", fields.place("days"), "the file names the days itself");
    }
    let (starts, values) = (starts(&rows, weekly, faults), numbers(&rows, counts, faults));
    let (starts, values) = (starts?, values?);
    let step = step(&rows, &starts, weekly, faults)?;
    let profile = profile(step, &starts, &values, weekly, days);
    if counts { whole(&profile, run, fields) } else { rates(&profile, run, fields) }
}

fn starts(rows: &Rows, weekly: bool, faults: &Faults) -> Option<Vec<Span>> {
    let read = if weekly { values::week_time } else { values::time_of_day };
    let mut wrong = 0;
    let mut starts: Vec<Span> = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let text = rows.cell(row, 0);
        match read(text) {
            Ok(start) if starts.last().is_some_and(|last| *last >= start) => {
                wrong += 1;
                let message = format!("{} does not come after the row above", quoted(text));
                faults.error("csv", &rows.place(row, 0), message);
            }
            Ok(start) => starts.push(start),
            Err(refusal) => {
                wrong += 1;
                let message = format!("{}: {}", quoted(text), refusal.what);
                faults
                    .add(Diagnostic::error("csv", &rows.place(row, 0), message).help(refusal.help));
            }
        }
        if wrong >= MOST_FAULTS {
            return None;
        }
    }
    (wrong == 0).then_some(starts)
}

fn numbers(rows: &Rows, counts: bool, faults: &Faults) -> Option<Vec<f64>> {
    let mut wrong = 0;
    let mut found = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let text = rows.cell(row, 1);
        let most = if counts { 1e6 } else { values::HIGHEST_RATE * 3_600.0 };
        let value = values::plain(text).filter(|value| *value <= most);
        match value.filter(|value| !counts || value.fract() == 0.0) {
            Some(value) => found.push(value),
            None if wrong >= MOST_FAULTS => return None,
            None => {
                wrong += 1;
                let message =
                    format!("{} is no {}", quoted(text), if counts { "count" } else { "rate" });
                let help = match (text.contains(','), counts) {
                    (true, _) => "write a decimal point, not a comma",
                    (_, true) => "a whole number of sessions belongs here",
                    (_, false) => "a plain number of sessions an hour belongs here, such as 12.5",
                };
                faults.add(Diagnostic::error("csv", &rows.place(row, 1), message).help(help));
            }
        }
    }
    (wrong == 0).then_some(found)
}

/// The length of an interval: the same between all rows of a day. Between days of a week there may
/// be gaps, in which nobody comes.
fn step(rows: &Rows, starts: &[Span], weekly: bool, faults: &Faults) -> Option<Span> {
    let [first, second, ..] = starts else {
        let help = "the length of an interval is the difference of two rows";
        faults.add(
            Diagnostic::error("csv", &rows.top(), "the file needs two rows or more").help(help),
        );
        return None;
    };
    let step = second.saturating_sub(*first);
    let help = || format!("the first two rows are {step} apart, so all must be");
    for (row, pair) in starts.windows(2).enumerate() {
        let same_day = !weekly || pair[0].0 / DAY.0 == pair[1].0 / DAY.0;
        let gap = pair[1].saturating_sub(pair[0]);
        if gap != step && (same_day || !gap.0.is_multiple_of(step.0)) {
            let message = format!("this interval begins {gap} after the one above");
            faults.add(Diagnostic::error("csv", &rows.place(row + 1, 0), message).help(help()));
            return None;
        }
    }
    if !DAY.0.is_multiple_of(step.0) || !first.0.is_multiple_of(step.0) {
        let help = "use intervals such as 15, 30 or 60 minutes, counted from midnight";
        let message = format!("intervals of {step} from here on do not meet midnight");
        faults.add(Diagnostic::error("csv", &rows.place(0, 0), message).help(help));
        return None;
    }
    Some(step)
}

fn profile(step: Span, starts: &[Span], values: &[f64], weekly: bool, days: Week) -> Profile {
    let mut week = vec![0.0; (WEEK.0 / step.0) as usize];
    let per_day = (DAY.0 / step.0) as usize;
    for (start, value) in starts.iter().zip(values) {
        let place = (start.0 / step.0) as usize;
        if weekly {
            week[place] = *value;
        } else {
            let chosen = days.iter().enumerate().filter(|(_, on)| **on);
            for (day, _) in chosen {
                // 24:00 as a start is the next day's first instant, which is not this row's.
                if place < per_day {
                    week[day * per_day + place] = *value;
                }
            }
        }
    }
    Profile { step, values: week }
}

fn rates(profile: &Profile, run: &RunSettings, fields: &Fields<'_>) -> Option<Arrivals> {
    let steps = profile.values.iter().enumerate();
    let steps: Vec<_> = steps
        .map(|(i, per_hour)| (Span(profile.step.0 * i as u64), per_hour / HOUR.as_secs_f64()))
        .collect();
    let calendar = Calendar::repeating(steps, WEEK, run.starts);
    if calendar.is_none() {
        fields.faults.error("csv", fields.at, "this profile is no week");
    }
    calendar.map(Arrivals::Poisson)
}

fn whole(profile: &Profile, run: &RunSettings, fields: &Fields<'_>) -> Option<Arrivals> {
    let length = profile.step;
    if !run.starts.0.is_multiple_of(length.0) {
        let message =
            format!("counts for intervals of {length} need a run that starts at one of them");
        let help = "change `run.starts`, or use kind = \"rate-per-hour\"";
        fields.faults.add(Diagnostic::error("value", fields.place("csv"), message).help(help));
        return None;
    }
    Some(Arrivals::Counts(Counts {
        table: profile.values.iter().map(|count| *count as u32).collect(),
        length,
        first: (run.starts.0 / length.0) as usize,
        repeats: true,
    }))
}

fn replay(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Arrivals> {
    if fields.node("column").is_none() {
        let message = "`replay` needs `column`, the column to read";
        fields.faults.error("missing-key", fields.place("replay"), message);
    }
    let (path, column) = (fields.text("replay"), fields.name("column"));
    let seconds = files.lengths(path?, fields.place("replay"), &column?, fields.faults)?;
    let mut instants: Vec<Time> =
        seconds.iter().map(|at| Time::ZERO + Span::from_secs_f64(*at)).collect();
    instants.sort_unstable();
    Some(Arrivals::Replay(instants))
}
