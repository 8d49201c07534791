//! Data of our own simulator from known parameters: how often each of them lies within its interval.
//!
//! `BLESS=1 cargo test --release --test desk fit::truth -- --ignored` draws 200 pasts and writes the table of
//! `docs/fit.md`; a small version runs with the other tests.

#![expect(clippy::print_stdout, reason = "how far it is, and a table before it is written")]

use std::fmt::Write as _;
use std::path::Path;

use deskload::fit::{
    Family, FittedDesk, FittedDistribution, FittedValue, fit_arrivals_at, fit_desk,
};
use deskload::fit::{Past, fit_conversation};

use super::world::{SESSIONS_A_DAY, conversations, past};
use crate::bless;

/// Levels of the intervals.
const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// One parameter of one fit: what was true, and its interval at each level.
struct Found {
    name: &'static str,
    truth: f64,
    at: [FittedValue; 3],
}

fn found(name: &'static str, truth: f64, at: impl Fn(f64) -> FittedValue) -> Found {
    Found { name, truth, at: LEVELS.map(at) }
}

fn of_arrivals(past: &Past) -> Vec<Found> {
    let days = past.day_counts(0);
    let fits = LEVELS.map(|level| fit_arrivals_at(&days, level).expect("it is enough"));
    let of = |name, truth, part: &dyn Fn(usize) -> FittedValue| Found {
        name,
        truth,
        at: [part(0), part(1), part(2)],
    };
    vec![
        of("sessions of a Monday", SESSIONS_A_DAY, &|place| fits[place].weekdays[0]),
        of("sessions of a Saturday", SESSIONS_A_DAY, &|place| fits[place].weekdays[5]),
        of("variation of days (cv)", 0.15, &|place| fits[place].day_cv),
        of("variation of half-hours (cv)", 0.25, &|place| fits[place].interval_cv),
        of("trend of a week", 0.0, &|place| fits[place].trend),
    ]
}

fn mean_of(name: &'static str, truth: f64, distribution: &FittedDistribution) -> Found {
    found(name, truth, |level| {
        FittedValue::around_ln(
            distribution.distribution.mean(),
            distribution.ln_mean_error(),
            level,
        )
    })
}

fn of_desk(desk: &FittedDesk) -> Vec<Found> {
    let chat = &desk.live_chats[0];
    let patience = chat.patience.as_ref().expect("enough give up");
    let distribution =
        patience.distributions.iter().find(|it| it.distribution.family == Family::Exponential);
    let mut all = vec![mean_of("mean patience, s", 180.0, distribution.expect("it is tried"))];
    let best = &patience.distributions[0];
    let error = best.error_of(&|distribution| distribution.quantile(0.5).ln());
    all.push(found("median patience, distribution by AIC, s", 180.0 * 2_f64.ln(), |level| {
        FittedValue::around_ln(best.distribution.quantile(0.5), error, level)
    }));
    let topic = |name: &str| chat.topics.iter().find(|topic| topic.name == name).expect("it came");
    let share = topic("question").share;
    all.push(found("share of a topic", 0.7, |level| share.interval_at(level)));
    let transfer = topic("order").transfers.iter().find(|(from, to, _)| (*from, *to) == (0, 1));
    let transfer = transfer.expect("some are transferred").2;
    all.push(found("chance of a transfer", 0.4, |level| transfer.interval_at(level)));
    for (name, group, topic, mean) in [
        ("effort of question, s", 0, "question", 360.0),
        ("effort of order, s", 0, "order", 180.0),
        ("effort of order at experts, s", 1, "order", 480.0),
    ] {
        let place = if topic == "question" { 0 } else { 1 };
        let work = desk.groups[group].work.as_ref().expect("there was work");
        let cell = work.cells[place].as_ref().expect("there was some");
        let (value, error) = (cell.distributions[0].distribution.mean(), cell.ln_mean_error);
        all.push(found(name, mean, |level| FittedValue::around_ln(value, error, level)));
    }
    for (name, group, place, speed) in [
        ("speed of each of two", 0, 1, 0.8),
        ("speed of each of three", 0, 2, 0.62),
        ("speed of each of two experts' sessions", 1, 1, 0.8),
    ] {
        let work = desk.groups[group].work.as_ref().expect("there was work");
        if work.speeds.len() > place {
            let (value, error) = (work.speeds[place], work.ln_speed_errors[place]);
            all.push(found(name, speed, |level| FittedValue::around_ln(value, error, level)));
        }
    }
    all
}

fn of_conversations(past: &Past) -> Vec<Found> {
    let fitted = fit_conversation(past).expect("there are messages");
    vec![
        found("replies of a session", 4.0, |level| fitted.mean_rounds(level)),
        mean_of("work on a first reply, s", 60.0, &fitted.first_reply[0]),
        mean_of("work on a later reply, s", 40.0, &fitted.reply[0]),
        mean_of("thinking of a client, s", 50.0, &fitted.think[0]),
    ]
}

fn from_environment(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// What is counted of a parameter over many draws.
struct Row {
    name: &'static str,
    truth: f64,
    draws: u32,
    held: [u32; 3],
    sum: f64,
    squares: f64,
}

fn count(rows: &mut Vec<Row>, found: &Found) {
    let place = rows.iter().position(|row| row.name == found.name).unwrap_or_else(|| {
        let (name, truth) = (found.name, found.truth);
        rows.push(Row { name, truth, draws: 0, held: [0; 3], sum: 0.0, squares: 0.0 });
        rows.len() - 1
    });
    let row = &mut rows[place];
    row.draws += 1;
    for (held, estimate) in row.held.iter_mut().zip(found.at) {
        *held += u32::from(estimate.covers(found.truth));
    }
    row.sum += found.at[0].value;
    row.squares += found.at[0].value.powi(2);
}

/// The probability of at most `count` of `of` at a chance of `p`.
fn at_most(count: u32, of: u32, p: f64) -> f64 {
    let mut term = of as f64 * (1.0 - p).ln();
    let mut sum = term.exp();
    for k in 0..count {
        term += (f64::from(of - k) / f64::from(k + 1) * p / (1.0 - p)).ln();
        sum += term.exp();
    }
    sum.min(1.0)
}

#[test]
fn what_the_simulator_was_told_lies_within_the_intervals_as_often_as_they_promise() {
    let rows = draw(from_environment("FIT_DRAWS", 2), from_environment("FIT_WEEKS", 3));
    println!("{}", table(&rows));
    hold(&rows);
}

#[test]
#[ignore = "takes minutes; BLESS=1 writes the table of docs/fit.md"]
fn over_many_draws_intervals_hold_the_truth_as_often_as_they_promise() {
    let rows = draw(from_environment("FIT_DRAWS", 200), from_environment("FIT_WEEKS", 4));
    let table = table(&rows);
    println!("{table}");
    if bless::is_asked() {
        let _other_tests_wait = crate::docs::pages();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fit.md");
        let page = std::fs::read_to_string(&path).expect("readable");
        let (before, rest) = page.split_once("<!-- truth -->\n").expect("the place");
        let (_, after) = rest.split_once("<!-- /truth -->").expect("its end");
        let page = format!("{before}<!-- truth -->\n{table}<!-- /truth -->{after}");
        std::fs::write(&path, page).expect("written");
    }
    hold(&rows);
}

/// Draws as many pasts and fits each.
fn draw(draws: u32, weeks: u32) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for draw in 0..draws {
        let past = past(weeks * 7, 1_000 + u64::from(draw));
        let desk = fit_desk(&past).expect("it is enough");
        let talk = conversations(7, 5_000 + u64::from(draw));
        let all = of_arrivals(&past).into_iter().chain(of_desk(&desk));
        for found in all.chain(of_conversations(&talk)) {
            count(&mut rows, &found);
        }
        if draw % 10 == 9 {
            println!("{} of {draws}", draw + 1);
        }
    }
    rows
}

fn table(rows: &[Row]) -> String {
    let mut table = "| parameter | truth | mean of estimates | 50 % intervals | 80 % | 95 % |\n\
                     |---|---|---|---|---|---|\n"
        .to_owned();
    for row in rows {
        let number = f64::from(row.draws);
        let mean = row.sum / number;
        let error = ((row.squares / number - mean * mean).max(0.0) / number).sqrt();
        let _ = write!(table, "| {} | {:.4} | {mean:.4} ± {error:.4} |", row.name, row.truth);
        for held in row.held {
            let share = f64::from(held) / number;
            let error = (share * (1.0 - share) / number).sqrt();
            let _ = write!(table, " {:.1} ± {:.1} % |", share * 100.0, error * 100.0);
        }
        table.push('\n');
    }
    table
}

/// No parameter misses more often than chance explains: one time in ten thousand for each row and level.
fn hold(rows: &[Row]) {
    for row in rows {
        for (held, level) in row.held.iter().zip(LEVELS) {
            let chance = at_most(*held, row.draws, level);
            assert!(
                chance > 1e-4,
                "{}: {held} of {} intervals of {level} hold the truth",
                row.name,
                row.draws
            );
        }
    }
    let (mut misses, mut all) = (0, 0);
    for row in rows {
        misses += row.draws - row.held[2];
        all += row.draws;
    }
    assert!(all > 0 && misses <= all / 4, "{misses} of {all} intervals miss the truth");
}
