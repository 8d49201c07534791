//! How long waits took to be as before, after each disturbance.
//!
//! Normal is what was seen before: a second is normal if no more sessions wait at its end than in any
//! measured second before the first disturbance, and a tenth more. Waits are normal again with the
//! first of three such seconds in a row after the end of a disturbance.

use super::run::{LoadReport, LoadRow};
use crate::plan::{Disturbance, DisturbanceKind};

/// What a disturbance did, as far as it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    pub name: &'static str,
    /// In seconds since the load began.
    pub from: f64,
    pub to: f64,
    /// The most sessions that waited in a second before any disturbance.
    pub usual_waiting: u64,
    /// The most that waited from its beginning until waits were normal again.
    pub most_waiting: u64,
    /// Sessions that came meanwhile: what was delayed is among them.
    pub sessions: u64,
    /// Sessions whose clients gave up meanwhile.
    pub abandoned: u64,
    /// Seconds from its end until waits were normal again; `None`: not within the load, or there was
    /// nothing before it to compare with.
    pub recovered_after: Option<f64>,
}

/// So many seconds in a row are normal when waits are.
const IN_A_ROW: usize = 3;

/// What each disturbance of a load did.
pub fn recoveries(report: &LoadReport) -> Vec<Recovery> {
    let load = &report.plan.load;
    let all = &load.disturbances;
    let first = all.iter().map(|it| it.at).min().unwrap_or_default().as_secs_f64();
    let settled = load.settle.as_secs_f64();
    let is_before = |row: &&LoadRow| row.second as f64 > settled && (row.second as f64) <= first;
    let before: Vec<&LoadRow> = report.rows.iter().filter(is_before).collect();
    all.iter().map(|one| recovery(one, &before, &report.rows)).collect()
}

fn recovery(one: &Disturbance, before: &[&LoadRow], rows: &[LoadRow]) -> Recovery {
    let (from, to) = (one.at.as_secs_f64(), (one.at + one.length).as_secs_f64());
    let usual_waiting = before.iter().map(|row| row.waiting).max().unwrap_or(0);
    let normal = |row: &LoadRow| row.waiting <= usual_waiting + usual_waiting / 10;
    let after: Vec<&LoadRow> = rows.iter().filter(|row| row.second as f64 > to).collect();
    let again = after.windows(IN_A_ROW).position(|rows| rows.iter().all(|row| normal(row)));
    let recovered_at = again.map(|place| after[place].second as f64);
    let until = recovered_at.unwrap_or(f64::INFINITY);
    let meanwhile =
        rows.iter().filter(|row| row.second as f64 > from && row.second as f64 <= until);
    let (mut most_waiting, mut sessions, mut abandoned) = (0, 0, 0);
    for row in meanwhile {
        most_waiting = most_waiting.max(row.waiting);
        sessions += row.counts.offered;
        abandoned += row.counts.abandoned;
    }
    Recovery {
        name: name(&one.what),
        from,
        to,
        usual_waiting,
        most_waiting,
        sessions,
        abandoned,
        recovered_after: recovered_at.filter(|_| !before.is_empty()).map(|at| (at - to).max(0.0)),
    }
}

/// The word of the scenario language.
fn name(what: &DisturbanceKind) -> &'static str {
    match what {
        DisturbanceKind::Disconnect { .. } => "disconnect",
        DisturbanceKind::Stall { .. } => "stall",
        DisturbanceKind::Fail(_) => "fail",
        DisturbanceKind::Revoke { .. } => "revoke",
        DisturbanceKind::Outage { .. } => "outage",
        DisturbanceKind::SlowSupervisors { .. } => "slow-supervisors",
    }
}
