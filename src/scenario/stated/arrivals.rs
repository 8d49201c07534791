//! `[[live_chats.arrivals]]`: when clients come.

use super::client_behaviour::{check_positive_mean, read_week_instant};
use super::distributions::read_distribution;
use super::fields::{Fields, rate_at};
use super::hours;
use super::run::RunSettings;
use crate::base::{DAY, HOUR, SECOND, Span, Time, WEEK};
use crate::plan::{
    ArrivalCounts, Arrivals, Burst, Calendar, Campaign, PiecewiseLinear, Population, RateShape,
    SineWave, VaryingRate,
};
use crate::scenario::language::choices::{Alternative, Choice, choices_of};
use crate::scenario::text::csv_files::{CsvFiles, MAX_FAULTS, Rows};
use crate::scenario::text::diagnostic::{Diagnostic, Faults, quoted, with_thousands};
use crate::scenario::text::values::{self, Weekdays};
use crate::scenario::text::written_name::WrittenName;

/// A source of clients as the scenario states it.
#[derive(Debug)]
pub(in crate::scenario) struct ArrivalSource {
    pub(in crate::scenario) client_group: Option<WrittenName>,
    pub(in crate::scenario) channel:
        Option<(&'static str, crate::scenario::text::source::SourceSpan)>,
    pub(in crate::scenario) at: crate::scenario::text::source::SourceSpan,
    pub(in crate::scenario) arrivals: Option<Arrivals>,
    pub(in crate::scenario) begun_by: Option<WrittenName>,
    /// All clients have written before the run: where that is said.
    pub(in crate::scenario) known_clients: Option<crate::scenario::text::source::SourceSpan>,
}

/// More sessions in one run are a typing error.
pub(in crate::scenario) const MAX_SESSIONS: f64 = 1e9;
/// The most steps of inline rates.
pub(in crate::scenario) const MAX_STEPS: usize = 100_000;

/// The keys that say when, each with those that belong to it.
fn source_keys(fields: &Fields<'_>) -> &'static [Alternative] {
    let mut choices = choices_of(fields.declaration());
    choices
        .find_map(|choice| matches!(choice, Choice::Key(_)).then(|| choice.alternatives()))
        .unwrap_or_default()
}

/// Reads one table.
pub(in crate::scenario) fn read_arrival_source(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> ArrivalSource {
    let client_group = fields.name("client_group");
    let sources = source_keys(fields);
    let written: Vec<_> = sources.iter().filter(|one| fields.node(one.name).is_some()).collect();
    let arrivals = match written[..] {
        [&Alternative { name: key, belongs }] => {
            check_unused_keys(fields, key, belongs);
            let plain = match key {
                "rate" => read_rate(fields),
                "rates" => read_rates(fields, run),
                "sine" => read_sine(fields, run),
                "csv" => read_csv(fields, run, files),
                "replay" => read_replay(fields, run, files),
                "campaign" => read_campaign(fields, run),
                _ => read_population(fields, run, files),
            };
            with_bursts(fields, plain, files)
        }
        _ => {
            let message = "arrivals have exactly one of `rate`, `rates`, `sine`, `csv`, `replay`, \
                           `campaign` and `population`";
            let help = "add one [[live_chats.arrivals]] for each source: they add up";
            fields.faults.add(Diagnostic::error("one-of", fields.at, message).help(help));
            None
        }
    };
    let arrivals = arrivals.filter(|arrivals| check_bounded(arrivals, run, fields));
    let begun_by = fields.name("begun_by");
    let channel = fields.written_keyword("channel");
    let channel = channel.map(|channel| (channel, fields.span("channel").clone()));
    let known_clients =
        fields.says("known_clients", "yes").then(|| fields.span("known_clients").clone());
    let at = fields.at.clone();
    ArrivalSource { client_group, channel, at, arrivals, begun_by, known_clients }
}

/// Keys of another source would be passed over in silence.
fn check_unused_keys(fields: &Fields<'_>, key: &str, belongs: &[&str]) {
    for (other, node) in fields.written_entries() {
        let of_another = source_keys(fields).iter().any(|one| one.belongs.contains(&other));
        if of_another && !belongs.contains(&other) {
            let message = format!("`{other}` does not belong to `{key}`");
            fields.faults.error("no-effect", &node.at, message);
        }
    }
}

fn check_bounded(arrivals: &Arrivals, run: &RunSettings, fields: &Fields<'_>) -> bool {
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
    if expected > MAX_SESSIONS {
        let message = "more than a billion sessions would come in one run";
        fields.faults.error("too-many", fields.at, message);
    }
    expected <= MAX_SESSIONS
}

/// A rate with bursts, if it has any.
fn with_bursts(
    fields: &Fields<'_>,
    plain: Option<Arrivals>,
    files: &CsvFiles<'_>,
) -> Option<Arrivals> {
    let Some(table) = fields.table("burst") else {
        return plain;
    };
    let (on, off) =
        (read_distribution(&table, "on", files), read_distribution(&table, "off", files));
    let factor = table.number("factor");
    let (on, off, factor) = (on?, off?, factor?);
    let long = [(&on, "on"), (&off, "off")]
        .map(|(distribution, key)| check_positive_mean(distribution, &table, key, fields.faults));
    if long != [true, true] {
        return None;
    }
    let burst = Some(Burst { factor, on, off });
    match plain? {
        Arrivals::Poisson(rate) => {
            let varying = VaryingRate { shape: RateShape::Steps(rate), burst, busyness: None };
            Some(Arrivals::Varying(Box::new(varying)))
        }
        Arrivals::Varying(varying) => {
            Some(Arrivals::Varying(Box::new(VaryingRate { burst, ..*varying })))
        }
        Arrivals::Counts(_) => {
            let message = "`burst` multiplies a rate; counts come as they are stated";
            let help = "use kind = \"rate-per-hour\"";
            fields.faults.add(Diagnostic::error("conflict", table.at, message).help(help));
            None
        }
        // Reported as a stray key.
        other => Some(other),
    }
}

fn read_sine(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let table = fields.table("sine")?;
    let mean = table.node("mean").and_then(|node| rate_at(node, table.faults));
    let amplitude = table.share("amplitude");
    let period = if table.node("period").is_some() {
        table.positive_duration("period")
    } else {
        Some(table.duration_or_default("period"))
    };
    let peak = table.duration("peak");
    let (mean, amplitude, period) = (mean?, amplitude?, period?);
    if period < SECOND {
        table.faults.error("out-of-range", table.span("period"), "a wave lasts a second or more");
        return None;
    }
    // It rises through its mean a quarter of a period before its peak.
    let quarter = period.0 / 4;
    let peak = peak.map_or(quarter, |peak| peak.0 % period.0);
    let rises = (peak + period.0 - quarter) % period.0;
    let offset = Span((run.week_offset.0 % period.0 + period.0 - rises) % period.0);
    let shape = RateShape::Sine(SineWave { mean, amplitude: mean * amplitude, period, offset });
    Some(Arrivals::Varying(Box::new(VaryingRate { shape, burst: None, busyness: None })))
}

fn read_campaign(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let table = fields.table("campaign")?;
    let (at, over) = (read_week_instant(&table, "at", run), table.positive_duration("over"));
    let clients = table.integer("clients").and_then(|clients| u32::try_from(clients).ok());
    let spread = table.word("spread");
    Some(Arrivals::Campaign(Campaign { start: at?, duration: over?, clients: clients?, spread }))
}

fn read_population(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Arrivals> {
    if fields.node("think").is_none() {
        let message = "`population` needs `think`, the time until a client writes again";
        let help = "think = { exponential = \"8h\" }";
        let fault = Diagnostic::error("missing-key", fields.span("population"), message);
        fields.faults.add(fault.help(help));
    }
    let members = fields.integer("population").and_then(|members| u32::try_from(members).ok());
    let think = read_distribution(fields, "think", files);
    let (members, think) = (members?, think?);
    let hours = fields.tables("hours");
    let hours =
        if hours.is_empty() { None } else { hours::read_opening_hours(&hours, run.week_offset) };
    let hours = hours.unwrap_or_else(|| Calendar::always(true));
    check_positive_mean(&think, fields, "think", fields.faults)
        .then_some(Arrivals::Population(Population { members, think, hours }))
}

fn read_rate(fields: &Fields<'_>) -> Option<Arrivals> {
    let rate = rate_at(fields.node("rate")?, fields.faults)?;
    Some(Arrivals::Poisson(Calendar::always(rate)))
}

fn read_rates(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let items = fields.items("rates")?;
    let rates: Vec<_> = items.iter().map(|item| rate_at(item, fields.faults)).collect();
    let rates: Option<Vec<f64>> = rates.into_iter().collect();
    if fields.node("every").is_none() {
        let message = "`rates` needs `every`, the length of a step";
        fields.faults.add(
            Diagnostic::error("missing-key", fields.span("rates"), message).help("every = \"30m\""),
        );
    }
    let (every, repeat) = (fields.positive_duration("every"), fields.positive_duration("repeat"));
    let rates = rates?;
    if rates.is_empty() || rates.len() > MAX_STEPS {
        fields.faults.error(
            "out-of-range",
            fields.span("rates"),
            "between 1 and 100,000 rates belong here",
        );
        return None;
    }
    let every = every?;
    if fields.says("interpolation", "linear") {
        return linear_rates(fields, run, (rates, every, repeat));
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
            check_rates_are_used(&steps, run, fields);
            steps.push((length, 0.0));
            return Calendar::once(steps).map(Arrivals::Poisson);
        }
        Some(period) => period,
    };
    if length > period {
        let message = format!("{} rates of {every} are longer than {period}", rates.len());
        fields.faults.error("conflict", fields.span("repeat"), message);
        return None;
    }
    if length < period {
        steps.push((length, 0.0));
    }
    Calendar::repeating(steps, period, Span(run.week_offset.0 % period.0)).map(Arrivals::Poisson)
}

/// Steps that begin after the end of the run say nothing.
fn check_rates_are_used(steps: &[(Span, f64)], run: &RunSettings, fields: &Fields<'_>) {
    let late = steps.iter().filter(|(start, _)| *start >= run.horizon).count();
    if late > 0 {
        let message = format!(
            "`rates`: {late} of {} steps have no effect, as they begin after the end of the run",
            steps.len()
        );
        let help = format!("the run lasts {} from its start: see [run] horizon", run.horizon);
        let fault = Diagnostic::warning("no-effect", fields.span("rates"), message);
        fields.faults.add(fault.help(help));
    }
}

fn linear_rates(
    fields: &Fields<'_>,
    run: &RunSettings,
    (points, every, repeat): (Vec<f64>, Span, Option<Span>),
) -> Option<Arrivals> {
    if points.len() < 2 {
        fields.faults.error("out-of-range", fields.span("rates"), "a line needs two rates or more");
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
        let fault = Diagnostic::error("conflict", fields.span("repeat"), message);
        fields.faults.add(fault.help(format!("repeat = \"{length}\"")));
        return None;
    }
    let offset = repeat.map_or(Span::ZERO, |period| Span(run.week_offset.0 % period.0));
    let shape = RateShape::PiecewiseLinear(PiecewiseLinear {
        points,
        every,
        repeats: repeat.is_some(),
        offset,
    });
    Some(Arrivals::Varying(Box::new(VaryingRate { shape, burst: None, busyness: None })))
}

/// Equal steps of a week, with the value of each.
struct WeekProfile {
    step: Span,
    /// From Monday 00:00; steps that the file does not list hold zero.
    values: Vec<f64>,
}

fn read_csv(fields: &Fields<'_>, run: &RunSettings, files: &CsvFiles<'_>) -> Option<Arrivals> {
    let faults = fields.faults;
    if fields.node("column").is_none() {
        let message = "`csv` needs `column`, the column to read";
        faults.error("missing-key", fields.span("csv"), message);
    }
    let counts = fields.says("kind", "counts");
    let days = fields.days("days");
    let (path, column) = (fields.text("csv"), fields.name("column"));
    let (path, column) = (path?, column?);
    let from = WrittenName { text: "from".to_owned(), at: column.at.clone() };
    let rows = files.read_rows(path, fields.span("csv"), &[&from, &column], faults)?;
    let weekly = rows.len() > 0 && rows.cell(0, 0).starts_with(|c: char| c.is_ascii_alphabetic());
    if weekly && fields.node("days").is_some() {
        faults.error("conflict", fields.span("days"), "the file names the days itself");
    }
    let (starts, values) =
        (read_starts(&rows, weekly, faults), read_numbers(&rows, counts, faults));
    let (starts, values) = (starts?, values?);
    let step = interval_length(&rows, &starts, weekly, faults)?;
    if fields.node("kind").is_none() {
        check_kind_is_clear(step, &values, fields);
    }
    let profile = week_profile(step, &starts, &values, weekly, days);
    if counts {
        profile_counts(&profile, run, fields)
    } else {
        profile_rates(&profile, run, fields)
    }
}

/// Whole numbers in intervals that are not an hour may well be counts, and would be read as rates.
fn check_kind_is_clear(step: Span, values: &[f64], fields: &Fields<'_>) {
    let may_be_counts = values.iter().all(|value| value.fract() == 0.0);
    if step != HOUR && may_be_counts && values.iter().any(|value| *value > 0.0) {
        let message = format!(
            "the rows are {step} apart and are read as sessions an hour: `kind` is not said"
        );
        let help =
            "write kind = \"counts\" for sessions in each interval, or kind = \"rate-per-hour\"";
        let fault = Diagnostic::warning("unsaid", fields.span("csv"), message);
        fields.faults.add(fault.help(help));
    }
}

fn read_starts(rows: &Rows, weekly: bool, faults: &Faults) -> Option<Vec<Span>> {
    let read = if weekly { values::parse_week_time } else { values::parse_time_of_day };
    let mut wrong = 0;
    let mut starts: Vec<Span> = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let text = rows.cell(row, 0);
        match read(text) {
            Ok(start) if starts.last().is_some_and(|last| *last >= start) => {
                wrong += 1;
                let message = format!("{} does not come after the row above", quoted(text));
                faults.error("csv", &rows.cell_span(row, 0), message);
            }
            Ok(start) => starts.push(start),
            Err(refusal) => {
                wrong += 1;
                let message = format!("{}: {}", quoted(text), refusal.problem);
                faults.add(
                    Diagnostic::error("csv", &rows.cell_span(row, 0), message).help(refusal.help),
                );
            }
        }
        if wrong >= MAX_FAULTS {
            return None;
        }
    }
    (wrong == 0).then_some(starts)
}

fn read_numbers(rows: &Rows, counts: bool, faults: &Faults) -> Option<Vec<f64>> {
    let mut wrong = 0;
    let mut found = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let text = rows.cell(row, 1);
        let most = if counts { 1e6 } else { values::MAX_RATE * 3_600.0 };
        let value = values::parse_plain_number(text).filter(|value| *value <= most);
        match value.filter(|value| !counts || value.fract() == 0.0) {
            Some(value) => found.push(value),
            None if wrong >= MAX_FAULTS => return None,
            None => {
                wrong += 1;
                let message =
                    format!("{} is no {}", quoted(text), if counts { "count" } else { "rate" });
                let help = match (text.contains(','), counts) {
                    (true, _) => "write a decimal point, not a comma",
                    (_, true) => "a whole number of sessions belongs here",
                    (_, false) => "a plain number of sessions an hour belongs here, such as 12.5",
                };
                faults.add(Diagnostic::error("csv", &rows.cell_span(row, 1), message).help(help));
            }
        }
    }
    (wrong == 0).then_some(found)
}

/// The length of an interval: the same between all rows of a day. Between days of a week there may
/// be gaps, in which nobody comes.
fn interval_length(rows: &Rows, starts: &[Span], weekly: bool, faults: &Faults) -> Option<Span> {
    let [first, second, ..] = starts else {
        let help = "the length of an interval is the difference of two rows";
        faults.add(
            Diagnostic::error("csv", &rows.start_span(), "the file needs two rows or more")
                .help(help),
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
            faults.add(Diagnostic::error("csv", &rows.cell_span(row + 1, 0), message).help(help()));
            return None;
        }
    }
    if !DAY.0.is_multiple_of(step.0) || !first.0.is_multiple_of(step.0) {
        let help = "use intervals such as 15, 30 or 60 minutes, counted from midnight";
        let message = format!("intervals of {step} from here on do not meet midnight");
        faults.add(Diagnostic::error("csv", &rows.cell_span(0, 0), message).help(help));
        return None;
    }
    Some(step)
}

fn week_profile(
    step: Span,
    starts: &[Span],
    values: &[f64],
    weekly: bool,
    days: Weekdays,
) -> WeekProfile {
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
    WeekProfile { step, values: week }
}

fn profile_rates(
    profile: &WeekProfile,
    run: &RunSettings,
    fields: &Fields<'_>,
) -> Option<Arrivals> {
    let steps = profile.values.iter().enumerate();
    let steps: Vec<_> = steps
        .map(|(i, per_hour)| (Span(profile.step.0 * i as u64), per_hour / HOUR.as_secs_f64()))
        .collect();
    let calendar = Calendar::repeating(steps, WEEK, run.week_offset);
    if calendar.is_none() {
        fields.faults.error("csv", fields.at, "this profile is no week");
    }
    calendar.map(Arrivals::Poisson)
}

fn profile_counts(
    profile: &WeekProfile,
    run: &RunSettings,
    fields: &Fields<'_>,
) -> Option<Arrivals> {
    let length = profile.step;
    if !run.week_offset.0.is_multiple_of(length.0) {
        let message =
            format!("counts for intervals of {length} need a run that starts at one of them");
        let help = "change `run.starts`, or use kind = \"rate-per-hour\"";
        fields.faults.add(Diagnostic::error("conflict", fields.span("csv"), message).help(help));
        return None;
    }
    Some(Arrivals::Counts(ArrivalCounts {
        table: profile.values.iter().map(|count| *count as u32).collect(),
        length,
        first_interval: (run.week_offset.0 / length.0) as usize,
        repeats: true,
    }))
}

fn read_replay(fields: &Fields<'_>, run: &RunSettings, files: &CsvFiles<'_>) -> Option<Arrivals> {
    if fields.node("column").is_none() {
        let message = "`replay` needs `column`, the column to read";
        fields.faults.error("missing-key", fields.span("replay"), message);
    }
    let (path, column) = (fields.text("replay"), fields.name("column"));
    let seconds = files.read_durations(path?, fields.span("replay"), &column?, fields.faults)?;
    let mut instants: Vec<Time> =
        seconds.iter().map(|at| Time::ZERO + Span::from_secs_f64(*at)).collect();
    instants.sort_unstable();
    check_replayed(&instants, run, fields);
    Some(Arrivals::Replay(instants))
}

/// Seconds since 1970 are at least this, for decades.
const EPOCH_SECONDS: Time = Time(1_000_000_000 * SECOND.0);

/// Rows after the end of the run bring nobody.
fn check_replayed(instants: &[Time], run: &RunSettings, fields: &Fields<'_>) {
    let end = Time::ZERO + run.horizon;
    let late = instants.len() - instants.partition_point(|at| *at < end);
    if late == 0 {
        return;
    }
    let message = format!(
        "`replay`: {} of {} rows have no effect, as they lie after the end of the run",
        with_thousands(late as u64),
        with_thousands(instants.len() as u64)
    );
    let help = if instants.last().is_some_and(|last| *last >= EPOCH_SECONDS) {
        "times count from the start of the run; these look like seconds since 1970: subtract the \
         time at which the run begins"
            .to_owned()
    } else {
        format!("the run lasts {} from its start: see [run] horizon", run.horizon)
    };
    let fault = Diagnostic::warning("no-effect", fields.span("replay"), message);
    fields.faults.add(fault.help(help));
}
