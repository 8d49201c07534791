//! What a load bears: sessions a second with their latencies on one and two arbiters, beside the
//! messages a second that bare actix manages in the same minutes, and how both move with the number of
//! operators.
//!
//! Latencies are those of the machine at that time. So each line has the raw message rate beside it,
//! taken just before, and the lateness of the generator: where that is large, the machine was busy with
//! something else.

#[path = "../desk/ping_pong.rs"]
mod ping_pong;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use deskload::load::{FindMax, Limit, LoadOptions, Verdict, find_max, run_load};
use deskload::study::MemoryBudget;
use deskload::{NoFiles, Plan, read};

const RAW_MESSAGES: u64 = 500_000;

/// Two live chats with a group of operators each, who serve one session at a time.
fn plan(operators: u32, arbiters: u32, rate: f64, duration: &str) -> Plan {
    // Half of the slots are busy at the rate.
    let effort = f64::from(operators) / rate / 2.0;
    let mut text = format!(
        "[run]\nhorizon = \"1h\"\nreplications = 1\n[edition]\nname = \"chatdesk\"\n\
         named_licenses = {}\n[[groups]]\nname = \"leads\"\ncount = 1\n",
        operators + 1
    );
    for name in ["a", "b"] {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "[[groups]]\nname = \"{name}\"\ncount = {}\nlimit = 1\n[[live_chats]]\nname = \"{name}\"\n\
             channel = \"website\"\noperators = [\"{name}\"]\nsupervisors = [\"leads\"]\n\
             rules = [{{ action = \"invite-group\", group = \"{name}\" }}]\n\
             [[live_chats.arrivals]]\nrate = \"1/s\"\n[[live_chats.topics]]\nname = \"{name}\"\n\
             effort = {{ exponential = \"{:.0}us\" }}\npatience = {{ exponential = \"2s\" }}\n",
            operators / 2,
            (effort * 1e6).max(1.0)
        );
    }
    let _ = write!(
        text,
        "[load]\nrate = \"{rate}/s\"\nduration = \"{duration}\"\nsettle = \"1s\"\ndrain = \"0s\"\n\
         arbiters = {arbiters}\n"
    );
    read("bench.toml", text.as_bytes(), &NoFiles, &[]).into_plan().expect("a scenario")
}

fn options() -> LoadOptions {
    LoadOptions { stop: Arc::new(AtomicBool::new(false)), memory: MemoryBudget::UNLIMITED }
}

/// Messages a second between two bare actors on one arbiter.
#[expect(clippy::disallowed_methods, reason = "this measures the wall clock")]
fn raw_rate() -> f64 {
    let start = Instant::now();
    ping_pong::run(RAW_MESSAGES);
    RAW_MESSAGES as f64 / start.elapsed().as_secs_f64()
}

/// One load, as a line of a table.
#[expect(clippy::print_stdout, reason = "the table is what the run is for")]
fn line(operators: u32, arbiters: u32, rate: f64) {
    let raw = raw_rate();
    let plan = plan(operators, arbiters, rate, "6s");
    let report = run_load(&plan, &options(), &mut |_| {}).expect("every law holds");
    let routing = &report.outcome.tally.latencies.routing;
    let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|it| routing.value_at_quantile(it) as f64 / 1e6);
    let messages = report.outcome.tally.counts.messages as f64 / report.outcome.measured_seconds;
    let late = report.outcome.generator_lateness.value_at_quantile(0.999) as f64 / 1e6;
    let held = if report.is_rate_held() { "held" } else { "not held" };
    println!(
        "| {operators} | {arbiters} | {rate:.0} | {held} | {p50:.3} | {p99:.3} | {p999:.3} | {late:.3} | {messages:.0} | {raw:.0} | {:.2} |",
        messages / raw
    );
}

/// A rate that was found, if one was.
fn shown(rate: Option<f64>) -> String {
    rate.map_or_else(|| "no rate".to_owned(), |rate| format!("{rate:.0}/s"))
}

#[expect(clippy::print_stdout, reason = "the table is what the run is for")]
fn highest(arbiters: u32) {
    let limit = Limit::parse("routing.p99.9 < 1ms").expect("a limit");
    let wanted = FindMax { limit, start: 5_000.0, highest: 1_000_000.0 };
    let plan = plan(1_000, arbiters, 20_000.0, "4s");
    let raw = raw_rate();
    let found = find_max(&plan, &wanted, &options(), &mut |_| ()).expect("laws hold");
    let good = found.plateaus.iter().filter(|it| it.verdict == Verdict::Good);
    let done = good.map(|it| it.done).fold(0.0, f64::max);
    println!(
        "{arbiters} arbiter(s): routing p99.9 < 1 ms up to {}, not at {}; done {done:.0}/s; generator late: {}; raw {raw:.0} messages/s",
        shown(found.last_good),
        shown(found.first_bad),
        found.generator_was_the_limit
    );
}

#[expect(clippy::print_stdout, reason = "the table is what the run is for")]
fn main() {
    // Not under `cargo test`.
    if std::env::args().nth(1).is_none_or(|word| word != "--bench") {
        return;
    }
    println!(
        "| operators | arbiters | sessions/s | rate | p50 ms | p99 ms | p99.9 ms | generator p99.9 ms | messages/s | raw messages/s | ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for arbiters in [1, 2] {
        for rate in [5_000.0, 10_000.0, 20_000.0, 40_000.0] {
            line(1_000, arbiters, rate);
        }
    }
    for operators in [10, 100, 1_000, 10_000] {
        line(operators, 1, 10_000.0);
    }
    highest(1);
    highest(2);
}
