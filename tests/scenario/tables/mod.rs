//! Tables beside a scenario as people have them: each shape is read, or asked about.

mod by_time;
mod dates;
mod history;
mod interval_files;
mod shapes;

use deskload::base::{HOUR, MINUTE, Span, Time};
use deskload::plan::{Arrivals, Plan};
use deskload::scenario::{ReadOutcome, read};

use super::faults::changed;
use super::{MadeUp, rendered, without_old_names};

/// A desk whose arrivals have these keys, beside a file `in.csv` and perhaps another.
fn with_files(keys: &str, files: &[(&str, &[u8])], overrides: &[&str]) -> ReadOutcome {
    let text = changed("rate = \"30/h\"", keys);
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    without_old_names(read("desk.toml", text.as_bytes(), &MadeUp(files), &overrides))
}

fn with(keys: &str, csv: &str) -> ReadOutcome {
    with_files(keys, &[("in.csv", csv.as_bytes())], &[])
}

#[track_caller]
fn plan_of(reading: ReadOutcome) -> Plan {
    let all = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{all}"))
}

const COUNTS: &str = "csv = \"in.csv\"\ncolumn = \"n\"\nkind = \"counts\"";

/// The counts of a week, by the hour and minute of it at which their interval begins.
#[track_caller]
fn counts(reading: ReadOutcome) -> impl Fn(u64, u64) -> f64 {
    let plan = plan_of(reading);
    let Arrivals::Counts(counts) = plan.flows[0].arrivals.clone() else { panic!("counts") };
    move |hour, minute| {
        let at = Span(hour * HOUR.0 + minute * MINUTE.0);
        assert!(at.0.is_multiple_of(counts.length.0), "an interval begins then");
        counts.table[(at.0 / counts.length.0) as usize]
    }
}

/// The rate an hour at an hour of the run.
#[track_caller]
fn rate_at(plan: &Plan, hours: f64) -> f64 {
    let Arrivals::Poisson(rate) = &plan.flows[0].arrivals else { panic!("rates") };
    rate.at(Time::ZERO + Span::from_secs_f64(hours * 3_600.0)) * 3_600.0
}

#[track_caller]
fn says(reading: &ReadOutcome, words: &[&str]) {
    let all = rendered(reading);
    for word in words {
        assert!(all.contains(word), "no `{word}` in\n{all}");
    }
}

#[track_caller]
fn refused(reading: &ReadOutcome, words: &[&str]) {
    assert!(reading.plan.is_none(), "{}", rendered(reading));
    says(reading, words);
}
