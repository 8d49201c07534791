//! What a load prints: a line a second, and the summary.

use std::fmt::Write as _;

use hdrhistogram::Histogram;

use crate::load::{FoundMax, LiveEnd, LoadReport, LoadRow, Plateau, RoleKind, Verdict, recoveries};
use crate::plan::Claims;
use crate::report::page::{TextStyle, aligned, push_wrapped, sanitized, split_columns};

/// One second, as it passes, of so many.
pub fn row_line(row: &LoadRow, seconds: f64) -> String {
    format!(
        "{:>5}/{seconds:.0} s {:>6} offered {:>6} routed {:>6} waiting, p50 {:.3} p99 {:.3} ms",
        row.second,
        row.counts.offered,
        row.counts.routed,
        row.waiting,
        row.routing_p50,
        row.routing_p99,
    )
}

/// The summary of a load.
pub fn load_text(report: &LoadReport, style: TextStyle) -> String {
    let (load, outcome) = (&report.plan.load, &report.outcome);
    let counts = &outcome.tally.counts;
    let mut text = String::new();
    let name = style.heading(&sanitized(&report.plan.name));
    let end = match outcome.end {
        LiveEnd::Finished => "",
        LiveEnd::Stopped => ", stopped before its end",
        LiveEnd::OutOfMemory => ", ended because memory ran out",
    };
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        text,
        "{name}: load of {} at speed {}, arbiters {}, seed {}{end}",
        load.duration.unwrap_or_default(),
        load.speed,
        load.arbiters,
        report.plan.run.seed
    );
    push_wrapped(&mut text, &rate_line(report));
    let messages = counts.messages as f64 / outcome.measured_seconds.max(1e-9);
    let _ = writeln!(text, "messages {messages:.0}/s; measured {:.1} s", outcome.measured_seconds);
    let latencies = &outcome.tally.latencies;
    let mut rows = vec![heading(&["latency in ms", "count", "p50", "p90", "p99", "p99.9", "max"])];
    rows.push(latency("routing, from the intended instant", &latencies.routing));
    rows.push(latency("routing, from the sending", &latencies.routing_uncorrected));
    rows.push(latency("transfer", &latencies.transfer));
    for (kind, mailbox) in RoleKind::ALL.iter().zip(&outcome.mailboxes) {
        let article = if kind.name().starts_with('o') { "an" } else { "a" };
        rows.push(latency(&format!("mailbox of {article} {}", kind.name()), &mailbox.delay));
    }
    rows.push(latency("lateness of the generator", &outcome.generator_lateness));
    rows.push(latency("lateness of timers", &outcome.timer_lateness));
    rows.retain(|row| row.get(1).is_some_and(|count| count != "0"));
    let _ = write!(text, "\n{}", split_columns(&rows, 1, TextStyle::Plain));
    text.push_str(&mailboxes(report));
    text.push_str(&desk(report));
    text.push_str(&disturbances(report));
    text.push_str(&invariants(report));
    text
}

/// What came of the rate, in one line.
pub(in crate::report) fn rate_line(report: &LoadReport) -> String {
    let (offered, done) = (report.offered_rate(), report.done_rate());
    let turned_away = report.outcome.tally.counts.turned_away;
    if report.is_rate_held() {
        format!("rate held: offered {offered:.1}/s, done {done:.1}/s, turned away {turned_away}")
    } else {
        format!(
            "rate not held: offered {offered:.1}/s, done {done:.1}/s, turned away {turned_away}; \
             latencies are those of a backlog, which grows with the length of the load"
        )
    }
}

fn heading(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Four digits, as far as there are so many behind the point.
fn milliseconds(value: f64) -> String {
    match value {
        ..10.0 => format!("{value:.3}"),
        ..100.0 => format!("{value:.2}"),
        ..1_000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

fn latency(name: &str, histogram: &Histogram<u64>) -> Vec<String> {
    let quantiles = [0.5, 0.9, 0.99, 0.999, 1.0].map(|it| histogram.value_at_quantile(it));
    let cells = quantiles.map(|nanos| milliseconds(nanos as f64 / 1e6));
    [name.to_owned(), histogram.len().to_string()].into_iter().chain(cells).collect()
}

fn mailboxes(report: &LoadReport) -> String {
    let outcome = &report.outcome;
    let mut rows = vec![heading(&["messages in a mailbox", "p50", "p99", "most"])];
    for ((kind, mailbox), most) in RoleKind::ALL.iter().zip(&outcome.mailboxes).zip(outcome.deepest)
    {
        let quantile = |it| mailbox.depth.value_at_quantile(it).to_string();
        if !mailbox.depth.is_empty() {
            let name = kind.name().to_owned();
            rows.push(vec![name, quantile(0.5), quantile(0.99), most.to_string()]);
        }
    }
    format!("\n{}", aligned(&rows))
}

/// What happened at the desk, in desk time.
fn desk(report: &LoadReport) -> String {
    let tally = &report.outcome.tally;
    let counts = &tally.counts;
    let waits = &tally.first_wait;
    let quantiles = [0.5, 0.9, 0.99].map(|it| waits.value_at_quantile(it) as f64 / 1e3);
    let memory = report.rows.iter().filter_map(|row| row.memory).max();
    let memory = memory.map_or(String::new(), |bytes| format!("; memory {} MiB", bytes >> 20));
    let late = report.outcome.timer_lateness.value_at_quantile(0.99) as f64 / 1e6;
    let at_the_desk = late / 1e3 * report.plan.load.speed;
    let lines = format!(
        "desk: accepted {}, moved {}, closed {}, abandoned {}, refused {}, left open {}{memory}\n\
         wait for the first answer, in seconds of desk time: mean {:.1}, p50 {:.1}, p90 {:.1}, p99 {:.1}\n\
         timers were late by up to {late:.1} ms (p99), {at_the_desk:.2} s of desk time at this speed",
        counts.accepted,
        counts.moved,
        counts.closed,
        counts.abandoned,
        counts.refused,
        report.outcome.left_open,
        if waits.is_empty() { 0.0 } else { waits.mean() / 1e3 },
        quantiles[0],
        quantiles[1],
        quantiles[2],
    );
    let mut text = "\n".to_owned();
    lines.lines().for_each(|line| push_wrapped(&mut text, line));
    text
}

fn disturbances(report: &LoadReport) -> String {
    let all = recoveries(report);
    if all.is_empty() {
        return String::new();
    }
    let mut rows = vec![heading(&[
        "disturbance",
        "from s",
        "to s",
        "came",
        "gave up",
        "waiting before",
        "waiting at most",
        "waits normal again after",
    ])];
    for one in all {
        rows.push(vec![
            one.name.to_owned(),
            format!("{:.1}", one.from),
            format!("{:.1}", one.to),
            one.sessions.to_string(),
            one.abandoned.to_string(),
            one.usual_waiting.to_string(),
            one.most_waiting.to_string(),
            one.recovered_after.map_or("not seen".to_owned(), |after| format!("{after:.0} s")),
        ]);
    }
    format!("\n{}", split_columns(&rows, 1, TextStyle::Plain))
}

/// What was judged, and what can only be measured while messages are under way.
fn invariants(report: &LoadReport) -> String {
    let outcome = &report.outcome;
    let held = match report.plan.claims {
        Claims::Atomic => {
            "invariants held: no session was lost, no limit, license or right broken".to_owned()
        }
        Claims::ReadThenWrite => format!(
            "claims are not atomic: {} of {} left an operator with more sessions than slots; no \
             session was lost, no license or right broken",
            outcome.over_assignments, outcome.tally.counts.accepted
        ),
    };
    let replaced = match outcome.replaced {
        0 => String::new(),
        failed => format!("; actors that failed and were replaced: {failed}, no message lost"),
    };
    let under_way = format!(
        "up to messages under way: {} sessions sent back to their queue, {} instants with idle hands",
        outcome.tally.counts.sent_back, outcome.idle_instants
    );
    let mut text = "\n".to_owned();
    push_wrapped(&mut text, &format!("{held}{replaced}"));
    push_wrapped(&mut text, &under_way);
    text
}

/// One plateau, when it is over.
pub fn plateau_line(plateau: &Plateau) -> String {
    let verdict = match plateau.verdict {
        Verdict::Good => "good",
        Verdict::LimitExceeded => "limit exceeded",
        Verdict::RateNotHeld => "rate not held",
    };
    let late = if plateau.generator_was_late { ", the generator was late" } else { "" };
    format!(
        "{:>8.1}/s done {:>8.1}/s p50 {:.3} p99 {:.3} p99.9 {:.3} ms {verdict}{late}",
        plateau.rate, plateau.done, plateau.routing[0], plateau.routing[1], plateau.routing[2]
    )
}

/// What a search for the highest rate found.
pub fn found_max_text(found: &FoundMax, limit: &str) -> String {
    let mut text = String::new();
    for plateau in &found.plateaus {
        let _ = writeln!(text, "{}", plateau_line(plateau));
    }
    let end = if found.stopped { " (stopped before its end)" } else { "" };
    let _ = match (found.last_good, found.first_bad) {
        (Some(good), Some(bad)) => {
            writeln!(text, "{limit}: good at {good:.1}/s, not at {bad:.1}/s{end}")
        }
        (Some(good), None) => {
            writeln!(text, "{limit}: good at {good:.1}/s, the highest rate that was tried{end}")
        }
        (None, Some(bad)) => {
            writeln!(text, "{limit}: not good at any rate down to {bad:.1}/s{end}")
        }
        (None, None) => writeln!(text, "{limit}: nothing was found{end}"),
    };
    if found.generator_was_the_limit {
        push_wrapped(
            &mut text,
            "the generator itself was late there: the desk may bear more than this machine can send",
        );
    }
    text
}
