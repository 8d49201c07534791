//! The columns of a load's tables, each with what it means: the files and the data dictionary are made
//! from the same lists.

use crate::load::{LoadRow, Plateau, Verdict};
use crate::report::tables::{Cell, ReportTable, TableColumn};

/// A column of a table of `T`.
#[derive(Debug)]
pub struct LoadColumn<T> {
    pub name: &'static str,
    pub unit: &'static str,
    pub definition: &'static str,
    value: fn(&T) -> f64,
}

const fn column<T>(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    value: fn(&T) -> f64,
) -> LoadColumn<T> {
    LoadColumn { name, unit, definition, value }
}

/// `load.csv`: one line for each second of the wall clock.
pub const LOAD_COLUMNS: &[LoadColumn<LoadRow>] = &[
    column("second", "s", "which second of the load, from one", |row| row.second as f64),
    column(
        "offered",
        "count",
        "sessions that were meant to come and were sent or turned away",
        |row| row.counts.offered as f64,
    ),
    column(
        "turned_away",
        "count",
        "sessions turned away because the mailbox of their live chat was full",
        |row| row.counts.turned_away as f64,
    ),
    column("routed", "count", "sessions for which the desk decided where they go first", |row| {
        row.counts.routed as f64
    }),
    column("accepted", "count", "times that an operator took a session", |row| {
        row.counts.accepted as f64
    }),
    column("moved", "count", "times that a session was transferred or reassigned", |row| {
        row.counts.moved as f64
    }),
    column("closed", "count", "sessions that operators or bots closed", |row| {
        row.counts.closed as f64
    }),
    column("abandoned", "count", "sessions whose clients gave up", |row| {
        row.counts.abandoned as f64
    }),
    column("refused", "count", "sessions that the rules of the desk refused or sent away", |row| {
        row.counts.refused as f64
    }),
    column("ended", "count", "sessions that ended, however", |row| row.counts.ended as f64),
    column(
        "sent_back",
        "count",
        "sessions that an operator sent back to a queue because the slot had been taken meanwhile",
        |row| row.counts.sent_back as f64,
    ),
    column(
        "messages",
        "count",
        "messages that live chats, groups, operators, supervisors and the license pool handled",
        |row| row.counts.messages as f64,
    ),
    column("waiting", "count", "sessions that wait at the end of the second", |row| {
        row.waiting as f64
    }),
    column("open", "count", "sessions at the desk at the end of the second", |row| row.open as f64),
    column(
        "wait_mean",
        "s of desk time",
        "how long the sessions had waited that operators took",
        |row| {
            if row.counts.accepted == 0 { f64::NAN } else { row.mean_wait }
        },
    ),
    column(
        "routing_p50",
        "ms",
        "routing latency: from the instant at which a session was meant to come to the first decision where it goes; the median",
        |row| latency(row, row.routing_p50),
    ),
    column("routing_p99", "ms", "the same, 99th percentile", |row| latency(row, row.routing_p99)),
    column("routing_p999", "ms", "the same, 99.9th percentile", |row| {
        latency(row, row.routing_p999)
    }),
    column("routing_max", "ms", "the same, the largest", |row| latency(row, row.routing_max)),
    column(
        "routing_uncorrected_p99",
        "ms",
        "from the instant at which the generator sent the session, 99th percentile: hides what a generator that is held up does not send",
        |row| latency(row, row.uncorrected_p99),
    ),
    column("transfer_p99", "ms", "from a transfer to the next decision, 99th percentile", |row| {
        if row.counts.moved == 0 { f64::NAN } else { row.transfer_p99 }
    }),
    column(
        "live_chat_delay_p99",
        "ms",
        "how long messages were in mailboxes of live chats, 99th percentile",
        |row| row.mailbox_p99[0],
    ),
    column("group_delay_p99", "ms", "the same of groups", |row| row.mailbox_p99[1]),
    column("operator_delay_p99", "ms", "the same of operators", |row| row.mailbox_p99[2]),
    column("supervisor_delay_p99", "ms", "the same of supervisors", |row| row.mailbox_p99[3]),
    column("license_pool_delay_p99", "ms", "the same of the license pool", |row| {
        row.mailbox_p99[4]
    }),
    column("live_chat_depth", "count", "the most messages in the mailbox of a live chat", |row| {
        row.depth_max[0] as f64
    }),
    column("group_depth", "count", "the same of groups", |row| row.depth_max[1] as f64),
    column("operator_depth", "count", "the same of operators", |row| row.depth_max[2] as f64),
    column("supervisor_depth", "count", "the same of supervisors", |row| row.depth_max[3] as f64),
    column("license_pool_depth", "count", "the same of the license pool", |row| {
        row.depth_max[4] as f64
    }),
    column(
        "generator_lateness_p99",
        "ms",
        "how much later than meant the generator sent sessions, 99th percentile",
        |row| row.generator_p99,
    ),
    column(
        "timer_lateness_p99",
        "ms",
        "how much later than due timers went off, 99th percentile",
        |row| row.timer_p99,
    ),
    column("memory", "MiB", "what the program has in use, where the system says so", |row| {
        row.memory.map_or(f64::NAN, |bytes| bytes as f64 / f64::from(1 << 20))
    }),
];

/// Where nothing was routed there is no latency.
fn latency(row: &LoadRow, value: f64) -> f64 {
    if row.counts.routed == 0 { f64::NAN } else { value }
}

/// `find_max.csv`: one line for each plateau, in the order in which they were run.
pub const PLATEAU_COLUMNS: &[LoadColumn<Plateau>] = &[
    column("rate", "1/s", "sessions a second that were asked for", |it| it.rate),
    column(
        "offered",
        "1/s",
        "sessions a second that were meant to come in what was measured",
        |it| it.offered,
    ),
    column(
        "done",
        "1/s",
        "sessions a second for which the desk decided where they go first",
        |it| it.done,
    ),
    column("routing_p50", "ms", "routing latency, the median", |it| it.routing[0]),
    column("routing_p99", "ms", "routing latency, 99th percentile", |it| it.routing[1]),
    column("routing_p999", "ms", "routing latency, 99.9th percentile", |it| it.routing[2]),
    column(
        "generator_lateness_p99",
        "ms",
        "how much later than meant the generator sent sessions, 99th percentile",
        |it| it.generator_p99,
    ),
    column("limit_kept", "0 or 1", "whether the limit was kept and the rate held", |it| {
        f64::from(u8::from(it.verdict == Verdict::Good))
    }),
    column(
        "rate_held",
        "0 or 1",
        "whether as many were done as offered, and none turned away",
        |it| f64::from(u8::from(it.verdict != Verdict::RateNotHeld)),
    ),
];

/// `load.csv`.
pub fn load_table(rows: &[LoadRow]) -> ReportTable<'_> {
    table("load", LOAD_COLUMNS, rows)
}

/// `find_max.csv`.
pub fn plateaus_table(plateaus: &[Plateau]) -> ReportTable<'_> {
    table("find_max", PLATEAU_COLUMNS, plateaus)
}

fn table<'a, T>(
    name: &'static str,
    columns: &'static [LoadColumn<T>],
    rows: &'a [T],
) -> ReportTable<'a> {
    let cells = |row: &T| columns.iter().map(|column| Cell::Number((column.value)(row))).collect();
    let columns = columns.iter().map(|column| TableColumn {
        name: column.name.to_owned(),
        unit: column.unit,
        definition: column.definition,
    });
    ReportTable { name, columns: columns.collect(), rows: Box::new(rows.iter().map(cells)) }
}
