//! What a session costs: `deskload` against a loop written by hand, and its actors against bare
//! actix.
//!
//! Times differ from machine to machine and from minute to minute; ratios within one run say more.
//! So the run ends with a summary of ratios, each the median of pairs taken one after the other.

mod ping_pong;
mod subject;
mod yardstick;

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use deskload::engine::Engine;
use subject::Subject;

/// Enough for a steady desk, few enough for many rounds.
const SESSIONS: u64 = 100_000;
const MESSAGES: u64 = 500_000;
const ROUNDS: usize = 9;

fn yardstick(subject: &Subject) -> yardstick::Outcome {
    let gap = 360.0 / f64::from(subject.operators);
    yardstick::run(subject.operators, subject.sessions, gap, 360.0, 120.0)
}

fn benches(criterion: &mut Criterion, sizes: &[Subject]) {
    let hundred = &sizes[0];
    let mut group = criterion.benchmark_group("erlang-a-100");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(hundred.sessions));
    group.bench_function("by hand", |b| b.iter(|| yardstick(hundred)));
    group.bench_function("inline", |b| b.iter(|| hundred.run(Engine::Inline)));
    group.bench_function("actors", |b| b.iter(|| hundred.run(Engine::Actors)));
    group.finish();

    let mut group = criterion.benchmark_group("actix");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(MESSAGES));
    group.bench_function("ping-pong", |b| b.iter(|| ping_pong::run(MESSAGES)));
    group.finish();

    let mut group = criterion.benchmark_group("inline, operators");
    group.sampling_mode(SamplingMode::Flat);
    for subject in sizes {
        let id = BenchmarkId::from_parameter(subject.operators);
        group.throughput(Throughput::Elements(subject.sessions));
        group.bench_with_input(id, subject, |b, subject| b.iter(|| subject.run(Engine::Inline)));
    }
    group.finish();
}

/// Nanoseconds for each of `count` sessions or messages.
#[expect(clippy::disallowed_methods, reason = "this measures the wall clock")]
fn nanoseconds_each<T>(count: u64, run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    std::hint::black_box(run());
    start.elapsed().as_nanos() as f64 / count as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The ratios, from rounds in which everything runs once.
#[expect(clippy::print_stdout, reason = "the summary is what the run is for")]
fn summary(sizes: &[Subject]) {
    let hundred = &sizes[0];
    let messages = hundred.run(Engine::Inline).events as f64 / hundred.sessions as f64;
    let mut columns = vec![Vec::new(); 6];
    let mut by_hand = Vec::new();
    for _ in 0..ROUNDS {
        let hand = nanoseconds_each(hundred.sessions, || yardstick(hundred));
        let inline = nanoseconds_each(hundred.sessions, || hundred.run(Engine::Inline));
        let actors = nanoseconds_each(hundred.sessions, || hundred.run(Engine::Actors));
        let ping = nanoseconds_each(MESSAGES, || ping_pong::run(MESSAGES));
        let [thousand, ten_thousand] =
            [1, 2].map(|i| nanoseconds_each(sizes[i].sessions, || sizes[i].run(Engine::Inline)));
        // Actors do the work of roles and metrics besides, so the share of the messages is shown alone.
        let row = [
            inline / hand,
            actors / inline,
            actors / messages / ping,
            (actors - inline) / messages / ping,
            thousand / inline,
            ten_thousand / inline,
        ];
        for (column, ratio) in columns.iter_mut().zip(row) {
            column.push(ratio);
        }
        by_hand.push(hand);
    }
    let mut next = columns.into_iter().map(median);
    let mut ratio = || next.next().unwrap_or(f64::NAN);
    println!("by hand                                   {:6.0} ns a session", median(by_hand));
    println!("inline / by hand, per session             {:6.2}   (aim: at most 2)", ratio());
    println!("actors / inline, per session              {:6.2}", ratio());
    println!("actors / actix ping-pong, per message     {:6.2}", ratio());
    println!("(actors - inline) / ping-pong, per message{:6.2}   (aim: at most 1.3)", ratio());
    println!("1,000 operators / 100, per session        {:6.2}", ratio());
    println!("10,000 operators / 100, per session       {:6.2}   (aim: below 2)", ratio());
    println!("messages a session                        {messages:6.2}   (aim: at most 8)");
}

fn main() {
    let sizes = [(100, SESSIONS), (1_000, SESSIONS), (10_000, 2 * SESSIONS)]
        .map(|(operators, sessions)| Subject::new(operators, sessions));
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    benches(&mut criterion, &sizes);
    criterion.final_summary();
    // Not under `cargo test`, and not where one bench was asked for.
    let mut words = std::env::args().skip(1);
    if words.next().is_some_and(|word| word == "--bench") && words.next().is_none() {
        summary(&sizes);
    }
}
