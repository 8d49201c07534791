//! A desk whose parameters are known, simulated, as a past.

use deskload::base::Time;
use deskload::fit::{Fate, FromClient, Leg, LegEnd, Past, PastMessage, PastSession};
use deskload::history::{
    HistoryHeader, HistoryRecord, HistoryZone, RecordWriter, Session, SessionOutcome, Timestamp,
    Visit, VisitEnd, header_text,
};
use deskload::metrics::SessionTrace;
use deskload::metrics::{SESSION_COLUMNS, SessionRow};
use deskload::{NoFiles, Options, read, run};

/// The mean sessions of a day: 9 hours of 30, 45 and 25 an hour, three each.
pub const SESSIONS_A_DAY: f64 = 300.0;

/// Monday, 5 October 2026.
const FIRST_DAY: i64 = 20_731;

/// A desk with all that is estimated: two levels of busyness, two topics, one of which is transferred, operators who
/// are slower with several at once.
fn text(days: u32, seed: u64) -> String {
    format!(
        r#"
name = "truth"
[edition]
name = "chatdesk"
named_licenses = 20
[run]
horizon = "{days}d"
seed = {seed}
replications = 1
at_horizon = "drain"
[[groups]]
name = "general"
count = 3
limit = 3
speeds = [1.0, 0.8, 0.62]
[[groups]]
name = "experts"
count = 1
limit = 2
speeds = [1.0, 0.8]
[[groups]]
name = "leads"
count = 1
[[live_chats]]
name = "support"
channel = "website"
operators = ["general", "experts"]
supervisors = ["leads"]
default_routing = "group-queue"
[[live_chats.arrivals]]
rates = ["0/h", "0/h", "0/h", "30/h", "45/h", "25/h", "0/h", "0/h"]
every = "3h"
repeat = "1d"
[live_chats.busyness]
day = 0.15
interval = 0.25
every = "30m"
[[live_chats.topics]]
name = "question"
share = "70%"
effort = {{ lognormal = {{ mean = "6m", cv = 0.8 }} }}
patience = {{ exponential = "3m" }}
[[live_chats.topics]]
name = "order"
effort = {{ lognormal = {{ mean = "3m", cv = 0.6 }} }}
effort_at = {{ experts = {{ lognormal = {{ mean = "8m", cv = 0.7 }} }} }}
patience = {{ exponential = "3m" }}
transfers = [{{ from = "general", to = "experts", chance = "40%" }}]
"#
    )
}

fn cell<'r>(row: &'r SessionRow, column: &str) -> &'r str {
    let place = SESSION_COLUMNS.iter().position(|known| known.name == column);
    row.cells.get(place.expect("a column of sessions.csv")).unwrap_or("")
}

fn number(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// What came of so many days with this seed.
pub fn past(days: u32, seed: u64) -> Past {
    past_with(days, seed, &[])
}

pub fn past_with(days: u32, seed: u64, changes: &[String]) -> Past {
    past_of(&text(days, seed), changes)
}

/// What came of so many days of conversations, followed message by message.
pub fn conversations(days: u32, seed: u64) -> Past {
    past_of(&conversations_text(days, seed), &[])
}

/// A desk whose operators have up to three conversations at once and write one reply at a time.
fn conversations_text(days: u32, seed: u64) -> String {
    format!(
        r#"
name = "talk"
[edition]
name = "chatdesk"
named_licenses = 20
[run]
horizon = "{days}d"
seed = {seed}
replications = 1
level = "dialogue"
at_horizon = "drain"
[[groups]]
name = "general"
count = 3
limit = 3
[[groups]]
name = "leads"
count = 1
[[live_chats]]
name = "support"
channel = "website"
operators = ["general"]
supervisors = ["leads"]
default_routing = "group-queue"
[[live_chats.arrivals]]
rates = ["0/h", "0/h", "0/h", "20/h", "30/h", "20/h", "0/h", "0/h"]
every = "3h"
repeat = "1d"
[[live_chats.topics]]
name = "question"
patience = {{ exponential = "3m" }}
[live_chats.topics.dialogue]
rounds = {{ geometric = 4 }}
first_reply = {{ lognormal = {{ mean = "60s", cv = 0.8 }} }}
reply = {{ gamma = {{ mean = "40s", cv = 0.6 }} }}
think = {{ exponential = "50s" }}
"#
    )
}

fn past_of(text: &str, changes: &[String]) -> Past {
    let plan = read("truth.toml", text.as_bytes(), &NoFiles, changes)
        .into_plan()
        .expect("the desk is valid");
    let options = Options { trace: SessionTrace::Kept, jobs: 1, ..Options::default() };
    let outcome = run(&plan, &options, &|_| {}).expect("it runs");
    let mut operators = Vec::new();
    let mut past = Past {
        live_chats: vec!["support".to_owned()],
        channels: vec!["website".to_owned()],
        topics: vec!["question".to_owned(), "order".to_owned()],
        groups: vec!["general".to_owned(), "experts".to_owned()],
        ..Past::default()
    };
    let start = FIRST_DAY as f64 * 86_400.0;
    for row in outcome.sessions.expect("they are kept") {
        let at = |column: &str| cell(&row, column).parse::<f64>().ok().map(|at| at + start);
        let arrived = at("arrived").expect("a session arrives");
        let (answered, ended) = (at("answered"), at("ended"));
        let fate = match (answered, cell(&row, "outcome")) {
            (Some(_), _) => Fate::Answered,
            (None, "abandoned") => Fate::Abandoned,
            (None, _) => Fate::Other,
        };
        let end = match fate {
            Fate::Answered => LegEnd::Taken,
            Fate::Abandoned => LegEnd::Abandoned,
            Fate::Other => LegEnd::Other,
        };
        let moved = row.transferred_at.first().map(|at| at.0 as f64 / 1e6 + start);
        let mut operator = |column: &str| match cell(&row, column) {
            "" => None,
            name => Some(number(&mut operators, name)),
        };
        let first = operator("first_operator");
        let mut legs = vec![Leg {
            group: 0,
            operator: first,
            joined: arrived,
            end,
            taken: answered,
            left: moved.or(ended),
        }];
        if let Some(joined) = moved {
            let lost = cell(&row, "outcome") == "lost-after-transfer";
            let waited: f64 = cell(&row, "wait_after_transfers").parse().expect("a wait");
            legs.push(Leg {
                group: 1,
                operator: if lost { None } else { operator("last_operator") },
                joined,
                end: if lost { LegEnd::Abandoned } else { LegEnd::Taken },
                taken: (!lost).then_some(joined + waited),
                left: ended,
            });
        }
        let wait = answered.or(ended).map(|until| until - arrived);
        past.messages.extend(messages(&row, past.sessions.len(), arrived, start));
        past.sessions.push(PastSession {
            live_chat: 0,
            topic: number(&mut past.topics, cell(&row, "topic")),
            arrived,
            offset: 0.0,
            fate,
            wait,
            legs,
        });
    }
    past.operators = operators.len();
    past
}

/// The messages of a conversation. The first is the arrival; the wait for the first reply begins when it is taken.
fn messages(row: &SessionRow, session: usize, arrived: f64, start: f64) -> Vec<PastMessage> {
    let message = |at, from_client| PastMessage { session, at, from_client };
    let seconds = |time: Time| time.0 as f64 / 1e6 + start;
    let mut all = Vec::new();
    for (number, (since, at)) in row.replied_at.iter().enumerate() {
        let written = if number == 0 { arrived } else { seconds(*since) };
        all.push(message(written, FromClient::Client));
        all.push(message(seconds(*at), FromClient::Operator));
    }
    all
}

fn instant(seconds: f64) -> Timestamp {
    Timestamp::from_second(seconds.round() as i64).expect("an instant of our days")
}

/// Writes the history of `docs/history`: three weeks of a small desk.
///
/// `FIT_HISTORY=docs/history cargo test --test desk fit::world`
#[test]
fn the_history_of_the_documentation_comes_from_the_same_desk() {
    let Some(folder) = std::env::var_os("FIT_HISTORY").map(std::path::PathBuf::from) else {
        return;
    };
    let changes = ["scale.volume=25%", "groups.general.count=1", "groups.experts.count=1"];
    let past = past_with(21, 5, &changes.map(str::to_owned));
    let zone = HistoryZone::named("UTC").expect("there is such a zone");
    let file = |name: &str| std::fs::File::create(folder.join(name)).expect("a file");
    let mut sessions =
        RecordWriter::<_, Session>::begin(file(Session::FILE), &zone).expect("begun");
    let mut visits = RecordWriter::<_, Visit>::begin(file(Visit::FILE), &zone).expect("begun");
    let name = |names: &[String], place: usize| std::sync::Arc::<str>::from(names[place].as_str());
    let operator = |place: usize| std::sync::Arc::<str>::from(format!("operator-{}", place + 1));
    for (number, session) in past.sessions.iter().enumerate() {
        let id = std::sync::Arc::<str>::from(format!("s{}", number + 1));
        let last = session.legs.last().expect("a leg");
        let first = session.legs.first().expect("a leg");
        let outcome = match session.fate {
            Fate::Answered => SessionOutcome::Answered,
            Fate::Abandoned => SessionOutcome::Abandoned,
            Fate::Other => SessionOutcome::Open,
        };
        let record = Session {
            id: id.clone(),
            live_chat: name(&past.live_chats, 0),
            channel: Some("website".into()),
            topic: Some(name(&past.topics, session.topic)),
            arrived_at: instant(session.arrived),
            queue_left_at: session.wait.map(|wait| instant(session.arrived + wait)),
            accepted_at: first.taken.map(instant),
            first_reply_at: None,
            closed_at: last.left.map(instant),
            operator: last.operator.or(first.operator).map(operator),
            group: Some(name(&past.groups, first.group)),
            outcome,
            ended_by: None,
            transferred_from: (session.legs.len() > 1).then(|| name(&past.groups, first.group)),
        };
        sessions.write(&record).expect("written");
        for leg in &session.legs {
            let (left, how) = match leg.end {
                LegEnd::Taken => (leg.taken, VisitEnd::Taken),
                LegEnd::Abandoned => (leg.left, VisitEnd::Abandoned),
                LegEnd::Other => (leg.left, VisitEnd::Ended),
            };
            let visit = Visit {
                session: id.clone(),
                group: Some(name(&past.groups, leg.group)),
                joined_at: instant(leg.joined),
                left_at: left.map(instant),
                how: Some(how),
                operator: leg.operator.map(operator),
            };
            visits.write(&visit).expect("written");
        }
    }
    sessions.finish().expect("written");
    visits.finish().expect("written");
    let number = past.sessions.len() as u64;
    let header = HistoryHeader {
        zone,
        profile: "deskload".to_owned(),
        sessions: number,
        read: number,
        skipped: 0,
        first: past.sessions.first().map(|it| instant(it.arrived)),
        last: past.sessions.last().map(|it| instant(it.arrived)),
    };
    std::fs::write(folder.join("history.toml"), header_text(&header)).expect("written");
}
