//! `[[live_chats.arrivals]]`: when clients come.
//!
//! One source each: [`smooth`] rates and known numbers of clients, values by interval from a
//! [`table`], or [`replay`]ed instants.

mod replay;
mod smooth;
mod table;

use super::distributions::read_distribution;
use super::fields::Fields;
use super::run::RunSettings;
use crate::plan::{Arrivals, Burst, Channel, RateShape, VaryingRate};
use crate::scenario::language::choices::{Alternative, Choice, choices_of};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::written_name::WrittenName;

/// A source of clients as the scenario states it.
#[derive(Debug)]
pub(in crate::scenario) struct ArrivalSource {
    pub(in crate::scenario) client_group: Option<WrittenName>,
    pub(in crate::scenario) channel: Option<(Channel, crate::scenario::text::source::SourceSpan)>,
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
                "rate" => smooth::read_rate(fields),
                "rates" => smooth::read_rates(fields, run),
                "sine" => smooth::read_sine(fields, run),
                "csv" => table::read_csv(fields, run, files),
                "replay" => replay::read_replay(fields, run, files),
                "campaign" => smooth::read_campaign(fields, run),
                _ => smooth::read_population(fields, run, files),
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
    let channel = fields.written_word("channel");
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
            let most = counts.table.iter().copied().fold(0.0, f64::max);
            most * (horizon / counts.length.as_secs_f64()).ceil()
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
    let long = [(&on, "on"), (&off, "off")].map(|(distribution, key)| {
        super::client_behaviour::check_positive_mean(distribution, &table, key, fields.faults)
    });
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
            let help = "use kind = \"mean-counts\"";
            fields.faults.add(Diagnostic::error("conflict", table.at, message).help(help));
            None
        }
        // Reported as a stray key.
        other => Some(other),
    }
}
