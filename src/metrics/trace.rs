//! One row a session: every instant, and who.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Column, Unit};
use crate::base::{SessionId, Time};
use crate::desk::{Fact, Refusal};
use crate::plan::{Plan, Target};

/// One row of `sessions.csv`: as many cells as [`SESSION_COLUMNS`].
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// From zero.
    pub replication: u32,
    /// Texts; an empty one where something did not happen.
    pub cells: Vec<String>,
}

const fn text(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: None, definition }
}

const fn seconds(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: Some(Unit::Seconds), definition }
}

/// The headings of `sessions.csv` after `replication`.
pub const SESSION_COLUMNS: &[Column] = &[
    text("session", "the flow of arrivals and the session's number in it, both from zero"),
    text("live_chat", "where the client wrote"),
    text("topic", "what about"),
    text("outcome", "closed, abandoned, lost-after-switch, refused or open (at the run's end)"),
    text("reason", "why refused: closed, not-permitted or queue-full"),
    seconds("arrived", "the arrival, since the run began"),
    seconds("handed_on", "a supervisor handed the session on, since the run began"),
    text("supervisor", "who handed it on"),
    seconds("answered", "an operator first took it, since the run began"),
    seconds("wait", "answered − arrived; where it was abandoned before, ended − arrived"),
    text("first_operator", "who took it first"),
    text("first_group", "on behalf of which group"),
    Column { name: "switches", unit: Some(Unit::Count), definition: "how often it was switched" },
    text("path", "the groups and operators to which it was switched, in their order"),
    seconds("wait_after_switches", "the waits after switches, added up"),
    text("last_operator", "who had it last"),
    text("last_group", "on behalf of which group"),
    seconds("ended", "closed, abandoned or refused, since the run began"),
];

/// The sessions of one replication.
#[derive(Debug)]
pub(super) struct Trace {
    plan: Arc<Plan>,
    /// In the order of arrival. The map only finds the place; nothing iterates over it.
    rows: Vec<Row>,
    places: HashMap<SessionId, usize>,
}

#[derive(Debug)]
struct Row {
    session: SessionId,
    live_chat: usize,
    topic: usize,
    outcome: &'static str,
    reason: &'static str,
    arrived: Time,
    handed_on: Option<(Time, usize)>,
    answered: Option<(Time, usize, usize)>,
    last: Option<(usize, usize)>,
    path: Vec<Target>,
    wait_after: u64,
    ended: Option<Time>,
}

impl Trace {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        Self { plan: Arc::clone(plan), rows: Vec::new(), places: HashMap::new() }
    }

    pub(super) fn fact(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::Offered { session, live_chat, topic } => {
                self.places.insert(session, self.rows.len());
                self.rows.push(Row {
                    session,
                    live_chat: live_chat.index(),
                    topic: topic.index(),
                    outcome: "open",
                    reason: "",
                    arrived: now,
                    handed_on: None,
                    answered: None,
                    last: None,
                    path: Vec::new(),
                    wait_after: 0,
                    ended: None,
                });
            }
            Fact::Refused { session, reason, .. } => {
                let reason = match reason {
                    Refusal::Closed => "closed",
                    Refusal::NotPermitted => "not-permitted",
                    Refusal::QueueFull => "queue-full",
                };
                if let Some(row) = self.end(now, session, "refused") {
                    row.reason = reason;
                }
            }
            Fact::HandedOn { session, supervisor, .. } => {
                if let Some(row) = self.row(session) {
                    row.handed_on = Some((now, supervisor.index()));
                }
            }
            Fact::Accepted { session, operator, group, first, joined, .. } => {
                if let Some(row) = self.row(session) {
                    row.answered.get_or_insert((now, operator.index(), group.index()));
                    row.last = Some((operator.index(), group.index()));
                    row.wait_after += if first { 0 } else { now.since(joined).0 };
                }
            }
            Fact::Switched { session, to, .. } => {
                if let Some(row) = self.row(session) {
                    row.path.push(to);
                }
            }
            Fact::Abandoned { session, answered, joined, .. } => {
                let outcome = if answered { "lost-after-switch" } else { "abandoned" };
                if let Some(row) = self.end(now, session, outcome) {
                    row.wait_after += if answered { now.since(joined).0 } else { 0 };
                }
            }
            Fact::Closed { session, .. } => {
                self.end(now, session, "closed");
            }
            _ => {}
        }
    }

    fn row(&mut self, session: SessionId) -> Option<&mut Row> {
        self.places.get(&session).map(|place| &mut self.rows[*place])
    }

    fn end(&mut self, now: Time, session: SessionId, outcome: &'static str) -> Option<&mut Row> {
        let place = self.places.remove(&session)?;
        let row = &mut self.rows[place];
        row.outcome = outcome;
        row.ended = Some(now);
        Some(row)
    }

    /// The rows as texts.
    pub(super) fn rows(self, replication: u32) -> Vec<SessionRow> {
        let plan = &self.plan;
        self.rows.iter().map(|row| SessionRow { replication, cells: cells(plan, row) }).collect()
    }
}

fn cells(plan: &Plan, row: &Row) -> Vec<String> {
    let at = |time: Option<Time>| time.map_or(String::new(), |time| decimal(time.0));
    let operator = |place: usize| plan.operators[place].name.clone();
    let group = |place: usize| plan.groups[place].name.clone();
    let target = |target: &Target| match target {
        Target::Group(id) => group(id.index()),
        Target::Operator(id) => operator(id.index()),
        Target::LiveChat(id) => plan.live_chats[id.index()].name.clone(),
    };
    let answered = row.answered;
    let wait_end = answered.map(|(at, ..)| at).or(match row.outcome {
        "abandoned" => row.ended,
        _ => None,
    });
    vec![
        row.session.to_string(),
        plan.live_chats[row.live_chat].name.clone(),
        plan.topics[row.topic].name.clone(),
        row.outcome.to_owned(),
        row.reason.to_owned(),
        at(Some(row.arrived)),
        at(row.handed_on.map(|(at, _)| at)),
        row.handed_on.map_or(String::new(), |(_, who)| plan.supervisors[who].name.clone()),
        at(answered.map(|(at, ..)| at)),
        wait_end.map_or(String::new(), |end| decimal(end.since(row.arrived).0)),
        answered.map_or(String::new(), |(_, who, _)| operator(who)),
        answered.map_or(String::new(), |(_, _, place)| group(place)),
        row.path.len().to_string(),
        row.path.iter().map(target).collect::<Vec<_>>().join(" > "),
        decimal(row.wait_after),
        row.last.map_or(String::new(), |(who, _)| operator(who)),
        row.last.map_or(String::new(), |(_, place)| group(place)),
        at(row.ended),
    ]
}

/// Microseconds as seconds with six places: exact.
fn decimal(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
