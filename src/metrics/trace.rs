//! One row a session: every instant, and who.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use csv::StringRecord;

use super::{Column, Unit};
use crate::base::{LiveChatId, SessionId, Span, Time, TopicId};
use crate::desk::{Fact, FlowOut, Idle, Misjudgement, Refusal, SlaEvent, SpamEvent};
use crate::plan::{Plan, Standard, Target};

/// One row of `sessions.csv`: as many cells as [`SESSION_COLUMNS`].
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// From zero.
    pub replication: u32,
    /// Texts; an empty one where something did not happen.
    pub cells: StringRecord,
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
    text("channel", "through what"),
    text("topic", "what about"),
    text(
        "outcome",
        "closed, contained (by the bot), abandoned, flowed-out, lost-after-switch, lost-in-session, refused, spam or open (at the run's end)",
    ),
    text(
        "reason",
        "why refused: closed, not-permitted, queue-full, channel-down or nobody-online; how sent away: offline-form or missed; spam: blocked, mistaken (a client on the blocklist), marked or open; silent: left without a word; timeout: closed because the client was silent; misjudged: open, and still marked as spam by mistake",
    ),
    seconds("arrived", "the arrival, since the run began"),
    seconds("handed_on", "a supervisor handed the session on, since the run began"),
    text("supervisor", "who handed it on"),
    seconds("answered", "an operator first took it, since the run began"),
    seconds(
        "wait",
        "answered − arrived without the time with a bot; where it was abandoned or sent away before, ended instead",
    ),
    text("first_operator", "who took it first"),
    text("first_group", "on behalf of which group"),
    Column { name: "switches", unit: Some(Unit::Count), definition: "how often it was switched" },
    text("path", "the groups and operators to which it was switched, in their order"),
    seconds("wait_after_switches", "the waits after switches, added up"),
    text("last_operator", "who had it last"),
    text("last_group", "on behalf of which group"),
    seconds("ended", "closed, abandoned, sent away or refused, since the run began"),
    text("client", "who wrote: the flow of arrivals and the client's number in it"),
    Column {
        name: "visit",
        unit: Some(Unit::Count),
        definition: "the client's how-manieth session",
    },
    Column {
        name: "attempt",
        unit: Some(Unit::Count),
        definition: "the how-manieth for the same wish",
    },
    seconds("written", "when the client wrote: before `arrived` where the channel was down"),
    seconds("with_bot", "with a bot, added up"),
    seconds("misjudged", "marked as spam by mistake until that was taken back"),
    text("sla", "the service level that a rule attached"),
    text("breached", "its standards whose time ran out, in their order"),
    seconds("first_reply", "dialogue level: the first reply, since the run began"),
    Column { name: "replies", unit: Some(Unit::Count), definition: "dialogue level: how many" },
    seconds("longest_reply", "dialogue level: the longest wait for a reply (E-M2)"),
];

/// What became of a message that came from no client.
const SPAM: &str = "spam";

/// Why a session of a client is with nobody.
const MISJUDGED: &str = "misjudged";

/// The sessions of one replication.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    plan: Arc<Plan>,
    /// In the order of arrival. The map only finds the place; nothing iterates over it.
    rows: Vec<Row>,
    places: HashMap<SessionId, usize>,
}

#[derive(Clone, Debug)]
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
    first_reply: Option<Time>,
    replies: u32,
    longest_reply: Option<Span>,
    /// What is special about the client; `None`: the first message of somebody.
    visit: Option<Again>,
    with_bot: u64,
    /// Of that, before the first answer.
    bot_first: u64,
    misjudged: u64,
    sla: Option<u32>,
    breached: Vec<Standard>,
}

#[derive(Clone, Copy, Debug)]
struct Again {
    client: u32,
    before: u32,
    attempt: u32,
    written: Time,
}

impl Trace {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        Self { plan: Arc::clone(plan), rows: Vec::new(), places: HashMap::new() }
    }

    pub(super) fn fact(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::Offered { session, live_chat, topic } => {
                self.begin(now, session, (live_chat, topic), "open");
            }
            Fact::CameAgain { session, client, before, attempt, written, .. } => {
                if let Some(row) = self.row(session) {
                    row.visit = Some(Again { client, before, attempt, written });
                }
            }
            Fact::SpamCame { session, live_chat, topic, blocked, mistaken } => {
                self.begin(now, session, (live_chat, topic), SPAM);
                if blocked {
                    let row = self.end(now, session, SPAM);
                    if let (Some(row), true) = (row, mistaken) {
                        row.reason = "mistaken";
                    }
                }
            }
            Fact::Refused { .. } | Fact::FlowedOut { .. } => self.sent_away(now, fact),
            Fact::HandedOn { session, supervisor, .. }
            | Fact::SawTo { session, supervisor, .. } => {
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
                self.lose(now, session, answered.then_some(joined), "");
            }
            Fact::Closed { session, .. } => {
                self.end(now, session, "closed");
            }
            _ => self.beside_operators(now, fact),
        }
    }

    /// A session ends before anybody has it.
    fn sent_away(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::Refused { session, reason, .. } => {
                if let Some(row) = self.end(now, session, "refused")
                    && row.outcome != SPAM
                {
                    row.reason = refused(reason);
                }
            }
            Fact::FlowedOut { session, answered, joined, how, .. } => {
                let outcome = if answered { "lost-after-switch" } else { "flowed-out" };
                if let Some(row) = self.end(now, session, outcome) {
                    row.reason = if row.outcome == SPAM { row.reason } else { sent_away(how) };
                    row.wait_after += if answered { now.since(joined).0 } else { 0 };
                }
            }
            _ => {}
        }
    }

    /// What bots do, and service levels.
    fn beside_operators(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::BotHandedOff { session, took, answered, .. } => {
                if let Some(row) = self.row(session) {
                    row.with_bot += now.since(took).0;
                    row.bot_first += if answered { 0 } else { now.since(took).0 };
                }
            }
            Fact::BotClosed { session, took, answered, .. } => {
                let outcome = if answered.is_some() { "closed" } else { "contained" };
                if let Some(row) = self.end(now, session, outcome) {
                    row.with_bot += now.since(took).0;
                }
            }
            Fact::Sla { session, sla, what, .. } => self.promised(session, sla, what),
            _ => self.conversation(now, fact),
        }
    }

    /// The dialogue level, and clients who leave without a word.
    fn conversation(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::FellSilent { session, answered, joined, .. } => {
                self.lose(now, session, answered.then_some(joined), "silent");
            }
            Fact::LeftInSession { session, silently, .. } => {
                if let Some(row) = self.end(now, session, "lost-in-session") {
                    row.reason = if silently { "silent" } else { "" };
                }
            }
            Fact::Replied { session, since, .. } => {
                if let Some(row) = self.row(session) {
                    row.first_reply.get_or_insert(now);
                    row.replies += 1;
                    row.longest_reply = row.longest_reply.max(Some(now.since(since)));
                }
            }
            Fact::Misjudged(Misjudgement { session, what, .. }) => {
                if let Some(row) = self.row(session) {
                    (row.reason, row.misjudged) = match what {
                        SpamEvent::Marked => (MISJUDGED, row.misjudged),
                        SpamEvent::Unmarked { since, .. } => ("", now.since(since).0),
                    };
                }
            }
            Fact::TimedOut { session, who, .. } => {
                if let Some(row) = self.row(session) {
                    row.reason = if who == Idle::Client { "timeout" } else { "operator-idle" };
                }
            }
            _ => {}
        }
    }

    fn lose(
        &mut self,
        now: Time,
        session: SessionId,
        joined_again: Option<Time>,
        reason: &'static str,
    ) {
        let outcome = if joined_again.is_some() { "lost-after-switch" } else { "abandoned" };
        if let Some(row) = self.end(now, session, outcome) {
            row.reason = reason;
            row.wait_after += joined_again.map_or(0, |joined| now.since(joined).0);
        }
    }

    fn promised(&mut self, session: SessionId, sla: u32, what: SlaEvent) {
        if let Some(row) = self.row(session) {
            match what {
                SlaEvent::Attached => row.sla = Some(sla),
                SlaEvent::Breached(standard) => row.breached.push(standard),
                _ => {}
            }
        }
    }

    fn begin(
        &mut self,
        now: Time,
        session: SessionId,
        (live_chat, topic): (LiveChatId, TopicId),
        outcome: &'static str,
    ) {
        self.places.insert(session, self.rows.len());
        self.rows.push(Row {
            session,
            live_chat: live_chat.index(),
            topic: topic.index(),
            outcome,
            reason: if outcome == SPAM { "open" } else { "" },
            arrived: now,
            handed_on: None,
            answered: None,
            last: None,
            path: Vec::new(),
            wait_after: 0,
            ended: None,
            first_reply: None,
            replies: 0,
            longest_reply: None,
            visit: None,
            with_bot: 0,
            bot_first: 0,
            misjudged: 0,
            sla: None,
            breached: Vec::new(),
        });
    }

    fn row(&mut self, session: SessionId) -> Option<&mut Row> {
        self.places.get(&session).map(|place| &mut self.rows[*place])
    }

    fn end(&mut self, now: Time, session: SessionId, outcome: &'static str) -> Option<&mut Row> {
        let place = self.places.remove(&session)?;
        let row = &mut self.rows[place];
        if row.outcome == SPAM {
            row.reason = if outcome == "closed" { "marked" } else { "blocked" };
        } else {
            row.outcome = outcome;
        }
        row.ended = Some(now);
        Some(row)
    }

    /// The rows as texts.
    pub(super) fn rows(self, replication: u32) -> Vec<SessionRow> {
        let mut cells = Cells::default();
        let rows = self.rows.iter().map(|row| {
            row_of(&self.plan, row, &mut cells);
            SessionRow { replication, cells: std::mem::take(&mut cells.record) }
        });
        rows.collect()
    }
}

/// A row that is written cell after cell.
#[derive(Default)]
struct Cells {
    record: StringRecord,
    cell: String,
}

impl Cells {
    fn text(&mut self, text: &str) {
        self.record.push_field(text);
    }

    fn put(&mut self, what: fmt::Arguments<'_>) {
        self.cell.clear();
        self.cell.write_fmt(what).expect("memory takes every text");
        self.record.push_field(&self.cell);
    }

    /// Microseconds as seconds with six places: exact.
    fn seconds(&mut self, micros: Option<u64>) {
        match micros {
            Some(micros) => {
                self.put(format_args!("{}.{:06}", micros / 1_000_000, micros % 1_000_000));
            }
            None => self.text(""),
        }
    }

    fn at(&mut self, time: Option<Time>) {
        self.seconds(time.map(|time| time.0));
    }

    fn list<'a>(&mut self, between: &str, texts: impl Iterator<Item = &'a str>) {
        self.cell.clear();
        for text in texts {
            self.cell.push_str(if self.cell.is_empty() { "" } else { between });
            self.cell.push_str(text);
        }
        self.record.push_field(&self.cell);
    }
}

fn row_of(plan: &Plan, row: &Row, cells: &mut Cells) {
    let operator = |place: usize| plan.operators[place].name.as_str();
    let group = |place: usize| plan.groups[place].name.as_str();
    let target = |target: &Target| match target {
        Target::Group(id) => group(id.index()),
        Target::Operator(id) => operator(id.index()),
        Target::LiveChat(id) => &plan.live_chats[id.index()].name,
        Target::Bot => "bot",
    };
    let answered = row.answered;
    let wait_end = answered.map(|(at, ..)| at).or(match row.outcome {
        "abandoned" | "flowed-out" => row.ended,
        _ => None,
    });
    let live_chat = &plan.live_chats[row.live_chat];
    let flow = row.session.flow();
    cells.put(format_args!("{}", row.session));
    cells.text(&live_chat.name);
    cells.text(&plan.flows[flow.index()].channel);
    cells.text(&plan.topics[row.topic].name);
    cells.text(row.outcome);
    cells.text(row.reason);
    cells.at(Some(row.arrived));
    cells.at(row.handed_on.map(|(at, _)| at));
    cells.text(row.handed_on.map_or("", |(_, who)| &plan.supervisors[who].name));
    cells.at(answered.map(|(at, ..)| at));
    cells.seconds(wait_end.map(|end| end.since(row.arrived).0 - row.bot_first));
    cells.text(answered.map_or("", |(_, who, _)| operator(who)));
    cells.text(answered.map_or("", |(_, _, place)| group(place)));
    cells.put(format_args!("{}", row.path.len()));
    cells.list(" > ", row.path.iter().map(target));
    cells.seconds(Some(row.wait_after));
    cells.text(row.last.map_or("", |(who, _)| operator(who)));
    cells.text(row.last.map_or("", |(_, place)| group(place)));
    cells.at(row.ended);
    let visit = row.visit;
    let client = visit.map_or(row.session.ordinal(), |visit| visit.client.into());
    cells.put(format_args!("{}-{client}", flow.0));
    cells.put(format_args!("{}", visit.map_or(1, |visit| visit.before + 1)));
    cells.put(format_args!("{}", visit.map_or(1, |visit| visit.attempt + 1)));
    cells.at(Some(visit.map_or(row.arrived, |visit| visit.written)));
    cells.seconds(Some(row.with_bot));
    cells.seconds(Some(row.misjudged));
    cells.text(row.sla.map_or("", |sla| &live_chat.slas[sla as usize].name));
    cells.list(" ", row.breached.iter().map(|one| one.name()));
    cells.at(row.first_reply);
    cells.put(format_args!("{}", row.replies));
    cells.seconds(row.longest_reply.map(|span| span.0));
}

fn refused(reason: Refusal) -> &'static str {
    match reason {
        Refusal::Closed => "closed",
        Refusal::NotPermitted => "not-permitted",
        Refusal::QueueFull => "queue-full",
        Refusal::ChannelDown => "channel-down",
        Refusal::NobodyOnline => "nobody-online",
    }
}

fn sent_away(how: FlowOut) -> &'static str {
    match how {
        FlowOut::OfflineForm => "offline-form",
        FlowOut::Missed => "missed",
    }
}
