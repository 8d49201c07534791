//! What a session costs: `deskload` against a loop written by hand, and its actors against bare
//! actix.
//!
//! Times differ from machine to machine and from minute to minute; ratios within one run say more.
//! So the run ends with a summary of ratios, each the median of pairs taken one after the other.

mod neighbour;
mod ping_pong;
mod subject;
mod two_tier;
mod yardstick;

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use deskload::engine::Engine;
use neighbour::Neighbour;
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

/// The desks of the summary.
struct Subjects {
    /// Erlang A at 100, 1,000 and 10,000 operators.
    sizes: [Subject; 3],
    two_tier: Subject,
}

/// The medians of nine rounds in which everything runs once, by what they are called, with the aim where there is one.
fn ratios(subjects: &Subjects) -> Vec<(&'static str, f64, &'static str)> {
    let Subjects { sizes: [hundred, thousand, ten_thousand], two_tier } = subjects;
    let messages = hundred.run(Engine::Inline).events as f64 / hundred.sessions as f64;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let hand = nanoseconds_each(hundred.sessions, || yardstick(hundred));
        let each =
            |subject: &Subject, engine| nanoseconds_each(subject.sessions, || subject.run(engine));
        let inline = each(hundred, Engine::Inline);
        let actors = each(hundred, Engine::Actors);
        let ping = nanoseconds_each(MESSAGES, || ping_pong::run(MESSAGES));
        let two_tier_hand =
            nanoseconds_each(two_tier.sessions, || two_tier::run(two_tier.sessions));
        rounds.push([
            hand,
            inline / hand,
            each(two_tier, Engine::Inline) / two_tier_hand,
            actors / inline,
            // Actors do the work of roles and metrics besides, so the share of the messages is shown alone.
            actors / messages / ping,
            (actors - inline) / messages / ping,
            each(thousand, Engine::Inline) / inline,
            each(ten_thousand, Engine::Inline) / inline,
        ]);
    }
    let names = [
        ("by hand, nanoseconds a session", ""),
        ("inline / by hand, per session", "at most 1.5"),
        ("two tiers: inline / by hand, per session", "at most 2"),
        ("actors / inline, per session", ""),
        ("actors / actix ping-pong, per message", ""),
        ("(actors - inline) / ping-pong, per message", "at most 1.3"),
        ("1,000 operators / 100, per session", ""),
        ("10,000 operators / 100, per session", "at most 1.5"),
    ];
    let medians =
        (0..names.len()).map(|column| median(rounds.iter().map(|row| row[column]).collect()));
    names.into_iter().zip(medians).map(|((name, aim), seen)| (name, seen, aim)).collect()
}

/// The ratios alone, and beside a neighbour on the other core.
#[expect(clippy::print_stdout, reason = "the summary is what the run is for")]
fn summary(subjects: &Subjects) {
    let alone = ratios(subjects);
    let neighbour = Neighbour::start();
    let beside = ratios(subjects);
    drop(neighbour);
    println!("{:44}{:>8}{:>18}", "", "alone", "with a neighbour");
    for ((name, alone, aim), (_, beside, _)) in alone.into_iter().zip(beside) {
        let aim = if aim.is_empty() { String::new() } else { format!("   (aim: {aim})") };
        println!("{name:44}{alone:8.2}{beside:18.2}{aim}");
    }
}

fn main() {
    let sizes = [(100, SESSIONS), (1_000, SESSIONS), (10_000, 2 * SESSIONS)]
        .map(|(operators, sessions)| Subject::erlang_a(operators, sessions));
    let subjects = Subjects { sizes, two_tier: Subject::two_tier(SESSIONS) };
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    benches(&mut criterion, &subjects.sizes);
    criterion.final_summary();
    // Not under `cargo test`, and not where one bench was asked for.
    let mut words = std::env::args().skip(1);
    if words.next().is_some_and(|word| word == "--bench") && words.next().is_none() {
        summary(&subjects);
    }
}
