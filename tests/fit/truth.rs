//! Data of our own simulator from known parameters: how often each of them lies within its interval.
//!
//! `FIT_DRAWS=200 cargo test --release --test desk fit::truth -- --nocapture` makes the table of
//! `docs/fit.md`.

#![expect(clippy::print_stdout, reason = "the table of the documentation")]

use deskload::fit::{Family, FittedDesk, Interval95, fit_desk};

use super::world::{SESSIONS_A_DAY, past};

/// What was true, and the interval of a fit.
type Found = (&'static str, f64, Interval95);

fn around(mean: f64, ln_error: f64) -> Interval95 {
    let factor = (1.96 * ln_error).exp();
    Interval95 { value: mean, low: mean / factor, high: mean * factor }
}

fn parameters(desk: &FittedDesk) -> Vec<Found> {
    let chat = &desk.live_chats[0];
    let arrivals = &chat.arrivals;
    let mut found: Vec<Found> = vec![
        ("sessions of a Monday", SESSIONS_A_DAY, arrivals.weekdays[0]),
        ("sessions of a Saturday", SESSIONS_A_DAY, arrivals.weekdays[5]),
        ("variation of days", 0.15, arrivals.day_cv),
        ("variation of half-hours", 0.25, arrivals.interval_cv),
        ("trend of a week", 0.0, arrivals.trend),
    ];
    let patience = chat.patience.as_ref().expect("enough give up");
    let law = patience.laws.iter().find(|it| it.law.family == Family::Exponential);
    let law = law.expect("it is tried");
    found.push(("mean patience, s", 180.0, around(law.law.mean(), law.ln_mean_error())));
    let best = &patience.laws[0];
    let median = around(best.law.quantile(0.5), best.error_of(&|law| law.quantile(0.5).ln()));
    found.push(("median patience, law by AIC, s", 180.0 * 2_f64.ln(), median));
    let topic = |name: &str| chat.topics.iter().find(|topic| topic.name == name).expect("it came");
    found.push(("share of a topic", 0.7, topic("question").share.interval()));
    let transfer = topic("order").transfers.iter().find(|(from, to, _)| (*from, *to) == (0, 1));
    let transfer = transfer.expect("some are transferred").2.interval();
    found.push(("chance of a transfer", 0.4, transfer));
    for (name, group, topic, mean) in [
        ("effort of question, s", 0, "question", 360.0),
        ("effort of order, s", 0, "order", 180.0),
        ("effort of order at experts, s", 1, "order", 480.0),
    ] {
        let place = if topic == "question" { 0 } else { 1 };
        let work = desk.groups[group].work.as_ref().expect("there was work");
        let cell = work.cells[place].as_ref().expect("there was some");
        found.push((name, mean, around(cell.laws[0].law.mean(), cell.ln_mean_error)));
    }
    for (name, group, place, speed) in [
        ("speed of each of two", 0, 1, 0.8),
        ("speed of each of three", 0, 2, 0.62),
        ("speed of each of two experts' sessions", 1, 1, 0.8),
    ] {
        let work = desk.groups[group].work.as_ref().expect("there was work");
        if work.speeds.len() > place {
            found.push((name, speed, around(work.speeds[place], work.ln_speed_errors[place])));
        }
    }
    found
}

fn from_environment(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The probability of at most `count` of `of` at a chance of 95 of 100.
fn at_most(count: u32, of: u32) -> f64 {
    let mut term = 0.05_f64.powi(of as i32);
    let mut sum = term;
    for k in 0..count {
        term *= f64::from(of - k) / f64::from(k + 1) * 19.0;
        sum += term;
    }
    sum
}

#[test]
fn what_the_simulator_was_told_lies_within_the_intervals_as_often_as_they_promise() {
    hold_the_truth(from_environment("FIT_DRAWS", 2), from_environment("FIT_WEEKS", 3));
}

/// Draws as many pasts, prints the table, and asserts that no row misses by more than chance.
pub fn hold_the_truth(draws: u32, weeks: u32) {
    let mut rows: Vec<(&str, f64, u32, u32, f64, f64)> = Vec::new();
    for draw in 0..draws {
        let desk = fit_desk(&past(weeks * 7, 1_000 + u64::from(draw))).expect("it is enough");
        for (name, truth, interval) in parameters(&desk) {
            let place = rows.iter().position(|row| row.0 == name).unwrap_or_else(|| {
                rows.push((name, truth, 0, 0, 0.0, 0.0));
                rows.len() - 1
            });
            let row = &mut rows[place];
            row.2 += u32::from(interval.covers(truth));
            row.3 += 1;
            row.4 += interval.value;
            row.5 += interval.high - interval.low;
        }
    }
    println!(
        "| parameter | truth | mean of estimates | mean width | intervals that hold the truth |"
    );
    println!("|---|---|---|---|---|");
    let (mut misses, mut all) = (0, 0);
    for (name, truth, held, of, sum, width) in &rows {
        let number = f64::from(*of);
        println!(
            "| {name} | {truth:.3} | {:.3} | {:.3} | {held} of {of} |",
            sum / number,
            width / number
        );
        misses += of - held;
        all += of;
    }
    for (name, _, held, of, ..) in &rows {
        // One chance in ten thousand for each of 15 parameters.
        assert!(at_most(*held, *of) > 1e-4, "{name}: {held} of {of} intervals hold the truth");
    }
    assert!(all > 0 && misses <= all / 4, "{misses} of {all} intervals miss the truth");
}
