//! Rates that are stated, and known numbers of clients.

use super::super::client_behaviour::{check_positive_mean, read_week_instant};
use super::super::distributions::read_distribution;
use super::super::fields::{Fields, rate_at};
use super::super::hours;
use super::super::run::RunSettings;
use super::MAX_STEPS;
use crate::base::{SECOND, Span};
use crate::plan::{
    Arrivals, Calendar, Campaign, PiecewiseLinear, Population, RateShape, SineWave, VaryingRate,
};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;

pub(super) fn read_sine(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
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

pub(super) fn read_campaign(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
    let table = fields.table("campaign")?;
    let (at, over) = (read_week_instant(&table, "at", run), table.positive_duration("over"));
    let clients = table.integer("clients").and_then(|clients| u32::try_from(clients).ok());
    let spread = table.word("spread");
    Some(Arrivals::Campaign(Campaign { start: at?, duration: over?, clients: clients?, spread }))
}

pub(super) fn read_population(
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
    let hours = if hours.is_empty() { None } else { hours::read_opening_hours(&hours, run) };
    let hours = hours.unwrap_or_else(|| Calendar::always(true));
    check_positive_mean(&think, fields, "think", fields.faults)
        .then_some(Arrivals::Population(Population { members, think, hours }))
}

pub(super) fn read_rate(fields: &Fields<'_>) -> Option<Arrivals> {
    let rate = rate_at(fields.node("rate")?, fields.faults)?;
    Some(Arrivals::Poisson(Calendar::always(rate)))
}

pub(super) fn read_rates(fields: &Fields<'_>, run: &RunSettings) -> Option<Arrivals> {
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
        return linear_rates(fields, run, rates, every, repeat);
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
    points: Vec<f64>,
    every: Span,
    repeat: Option<Span>,
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
