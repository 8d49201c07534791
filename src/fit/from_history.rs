//! From the records of a history to numbers.

use std::collections::HashMap;
use std::sync::Arc;

use super::past::{
    DAY_SECONDS, DutySpan, Fate, FromClient, Leg, LegEnd, Past, PastMessage, PastSession,
};
use super::strays::without_strays;
use crate::history::{
    Author, HistoryZone, Message, Session, SessionOutcome, StaffStatus, StaffTime, Timestamp,
    Visit, VisitEnd,
};

/// Collects records; the sessions come first.
#[derive(Debug)]
pub struct PastReader {
    zone: HistoryZone,
    past: Past,
    live_chats: Names,
    topics: Names,
    groups: Names,
    operators: Names,
    channels: HashMap<(usize, Arc<str>), usize>,
    /// The place of each session by its id.
    places: HashMap<Arc<str>, usize>,
    /// When each session was closed, and its last operator.
    ends: Vec<(Option<f64>, Option<usize>)>,
    /// Sessions that were transferred, as far as is known, and from which group.
    transferred: Vec<Option<usize>>,
    visits: HashMap<usize, Vec<VisitTimes>>,
    /// Breaks, which are no duty.
    away: Vec<DutySpan>,
    dropped: Dropped,
}

#[derive(Debug, Default)]
struct Dropped {
    refused: usize,
    contained: usize,
    spam: usize,
    missed: usize,
    strangers: usize,
    replied: usize,
    unknown_waits: usize,
}

#[derive(Clone, Copy, Debug)]
struct VisitTimes {
    group: usize,
    operator: Option<usize>,
    joined: f64,
    left: Option<f64>,
    end: Option<VisitEnd>,
}

/// Names in the order in which they were met.
#[derive(Debug, Default)]
struct Names {
    names: Vec<String>,
    places: HashMap<Arc<str>, usize>,
}

impl Names {
    fn place(&mut self, name: &Arc<str>) -> usize {
        let next = self.names.len();
        let place = *self.places.entry(Arc::clone(name)).or_insert(next);
        if place == next {
            self.names.push(name.to_string());
        }
        place
    }
}

fn seconds(instant: Timestamp) -> f64 {
    instant.as_microsecond() as f64 / 1e6
}

/// Where the source names no group, or no topic.
const UNNAMED_GROUP: &str = "operators";
const UNNAMED_TOPIC: &str = "all";

impl PastReader {
    /// Begins; weekdays and hours are those of this zone.
    pub fn new(zone: HistoryZone) -> Self {
        Self {
            zone,
            past: Past::default(),
            live_chats: Names::default(),
            topics: Names::default(),
            groups: Names::default(),
            operators: Names::default(),
            channels: HashMap::new(),
            places: HashMap::new(),
            ends: Vec::new(),
            transferred: Vec::new(),
            visits: HashMap::new(),
            away: Vec::new(),
            dropped: Dropped::default(),
        }
    }

    /// How far the desk's clock is ahead, in seconds.
    fn offset(&self, instant: Timestamp) -> f64 {
        let clock = self.zone.clock_at(instant);
        let (date, time) = (clock.date(), clock.time());
        let days = days_since_1970(date.year(), date.month(), date.day());
        let second = f64::from(time.hour()) * 3_600.0
            + f64::from(time.minute()) * 60.0
            + f64::from(time.second());
        let exact = days as f64 * DAY_SECONDS + second - seconds(instant);
        (exact / 60.0).round() * 60.0
    }

    /// Adds a session.
    pub fn add_session(&mut self, session: &Session) {
        let fate = match session.outcome {
            SessionOutcome::Answered => Fate::Answered,
            SessionOutcome::Abandoned => Fate::Abandoned,
            SessionOutcome::Missed => {
                self.dropped.missed += 1;
                Fate::Abandoned
            }
            SessionOutcome::FlowedOut | SessionOutcome::Open => Fate::Other,
            SessionOutcome::Refused => {
                self.dropped.refused += 1;
                return;
            }
            SessionOutcome::Contained => {
                self.dropped.contained += 1;
                return;
            }
            SessionOutcome::Spam => {
                self.dropped.spam += 1;
                return;
            }
        };
        let unnamed =
            |name: &Option<Arc<str>>, other: &str| name.clone().unwrap_or_else(|| Arc::from(other));
        let live_chat = self.live_chats.place(&session.live_chat);
        let topic = self.topics.place(&unnamed(&session.topic, UNNAMED_TOPIC));
        let group = self.groups.place(&unnamed(&session.group, UNNAMED_GROUP));
        let operator = session.operator.as_ref().map(|name| self.operators.place(name));
        if let Some(channel) = &session.channel {
            *self.channels.entry((live_chat, Arc::clone(channel))).or_default() += 1;
        }
        let from = session.transferred_from.as_ref().map(|name| self.groups.place(name));
        let arrived = seconds(session.arrived_at);
        let closed = session.closed_at.map(seconds);
        let replied = session.first_reply_at.map(seconds);
        let accepted = session.accepted_at.map(seconds);
        // Sources of e-mail and messengers often tell of replies only.
        let taken = accepted.or(replied);
        self.dropped.replied += usize::from(accepted.is_none() && replied.is_some());
        let waited_until = match fate {
            Fate::Answered => accepted.or_else(|| session.queue_left_at.map(seconds)).or(replied),
            Fate::Abandoned | Fate::Other => session.queue_left_at.map(seconds).or(closed),
        };
        let end = match fate {
            Fate::Answered => LegEnd::Taken,
            Fate::Abandoned => LegEnd::Abandoned,
            Fate::Other => LegEnd::Other,
        };
        self.dropped.unknown_waits +=
            usize::from(fate == Fate::Abandoned && waited_until.is_none());
        self.places.insert(Arc::clone(&session.id), self.past.sessions.len());
        self.ends.push((closed, operator));
        self.transferred.push(from);
        self.past.sessions.push(PastSession {
            live_chat,
            topic,
            arrived,
            offset: self.offset(session.arrived_at),
            fate,
            wait: waited_until.map(|until| (until - arrived).max(0.0)),
            legs: vec![Leg { group, operator, joined: arrived, end, taken, left: closed }],
        });
    }

    /// Adds a visit to the queue of a group.
    pub fn add_visit(&mut self, visit: &Visit) {
        let Some(place) = self.places.get(&visit.session) else {
            self.dropped.strangers += 1;
            return;
        };
        let times = VisitTimes {
            group: match &visit.group {
                Some(group) => self.groups.place(group),
                None => self.past.sessions[*place].legs.first().map_or(0, |leg| leg.group),
            },
            operator: visit.operator.as_ref().map(|name| self.operators.place(name)),
            joined: seconds(visit.joined_at),
            left: visit.left_at.map(seconds),
            end: visit.how,
        };
        self.visits.entry(*place).or_default().push(times);
    }

    /// Adds a message.
    pub fn add_message(&mut self, message: &Message) {
        let Some(session) = self.places.get(&message.session).copied() else {
            self.dropped.strangers += 1;
            return;
        };
        let from_client = match message.from {
            Author::Client => FromClient::Client,
            Author::Operator => FromClient::Operator,
            Author::Bot => return,
        };
        self.past.messages.push(PastMessage { session, at: seconds(message.at), from_client });
    }

    /// Adds a stretch of duty.
    pub fn add_staff_time(&mut self, time: &StaffTime) {
        let operator = self.operators.place(&time.operator);
        // Without a group: that in which the operator had most sessions, see `finish`.
        let group = time.group.as_ref().map_or(usize::MAX, |name| self.groups.place(name));
        let offset = self.offset(time.from);
        let (from, to) = (seconds(time.from) + offset, seconds(time.until) + offset);
        let span = DutySpan { operator, group, from, to };
        match time.status {
            StaffStatus::Online => self.past.duty.push(span),
            StaffStatus::Away => self.away.push(span),
        }
    }

    /// All of it.
    pub fn finish(mut self) -> Past {
        let main = self.main_groups();
        for place in 0..self.past.sessions.len() {
            let visits = self.visits.remove(&place).unwrap_or_default();
            self.give_legs(place, visits, &main);
        }
        self.past.duty = without_breaks(&self.past.duty, &self.away);
        for span in &mut self.past.duty {
            if span.group == usize::MAX {
                span.group = main.get(span.operator).copied().flatten().unwrap_or(0);
            }
        }
        let channels = (0..self.live_chats.names.len()).map(|chat| {
            let mut own: Vec<(&Arc<str>, usize)> = self
                .channels
                .iter()
                .filter(|((other, _), _)| *other == chat)
                .map(|((_, channel), count)| (channel, *count))
                .collect();
            own.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            own.first().map_or(String::new(), |(channel, _)| channel.to_string())
        });
        self.past.channels = channels.collect();
        self.past.notes = self.dropped.notes();
        self.past.live_chats = self.live_chats.names;
        self.past.topics = self.topics.names;
        self.past.groups = self.groups.names;
        self.past.operators = self.operators.names.len();
        sort_by_arrival(&mut self.past);
        without_strays(self.past)
    }

    /// The group in which each operator had most sessions that were not transferred.
    fn main_groups(&self) -> Vec<Option<usize>> {
        let mut counts = vec![HashMap::<usize, usize>::new(); self.operators.names.len()];
        for (session, from) in self.past.sessions.iter().zip(&self.transferred) {
            if let (Some(leg), None) = (session.legs.first(), from)
                && let Some(operator) = leg.operator
            {
                *counts[operator].entry(leg.group).or_default() += 1;
            }
        }
        let most = |counts: &HashMap<usize, usize>| {
            let mut sorted: Vec<(usize, usize)> = counts.iter().map(|(a, b)| (*a, *b)).collect();
            sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            sorted.first().map(|(group, _)| *group)
        };
        counts.iter().map(most).collect()
    }

    /// The stops of a session: from its visits, or from the session itself.
    fn give_legs(&mut self, place: usize, mut visits: Vec<VisitTimes>, main: &[Option<usize>]) {
        let (closed, last_operator) = self.ends[place];
        let session = &mut self.past.sessions[place];
        visits.sort_by(|a, b| a.joined.total_cmp(&b.joined));
        visits.retain(|visit| !matches!(visit.end, Some(VisitEnd::Moved)));
        if visits.is_empty() {
            if let Some(from) = self.transferred[place] {
                let own = session.legs[0];
                // When it was transferred is not known, so that neither part counts as work.
                let to = last_operator.and_then(|operator| main.get(operator).copied().flatten());
                session.legs[0] = Leg { group: from, operator: None, left: None, ..own };
                if let Some(to) = to.filter(|to| *to != from) {
                    session.legs.push(Leg {
                        group: to,
                        operator: last_operator,
                        taken: None,
                        left: None,
                        end: LegEnd::Taken,
                        ..own
                    });
                }
            }
            return;
        }
        let count = visits.len();
        let next_joins: Vec<Option<f64>> =
            visits.iter().skip(1).map(|visit| Some(visit.joined)).chain([closed]).collect();
        session.legs = visits
            .iter()
            .enumerate()
            .map(|(number, visit)| {
                let is_last = number + 1 == count;
                let end = match visit.end {
                    Some(VisitEnd::Taken) => LegEnd::Taken,
                    Some(VisitEnd::Abandoned) => LegEnd::Abandoned,
                    Some(VisitEnd::Moved | VisitEnd::Ended) => LegEnd::Other,
                    None if session.fate == Fate::Answered => LegEnd::Taken,
                    None => LegEnd::Other,
                };
                let taken = visit.left.filter(|_| end == LegEnd::Taken);
                let operator = visit.operator.or(last_operator.filter(|_| is_last));
                let left = if end == LegEnd::Taken { next_joins[number] } else { visit.left };
                Leg { group: visit.group, operator, joined: visit.joined, end, taken, left }
            })
            .collect();
    }
}

/// A history that was made by hand may have its sessions in another order.
fn sort_by_arrival(past: &mut Past) {
    if past.sessions.is_sorted_by(|a, b| a.arrived <= b.arrived) {
        return;
    }
    let mut order: Vec<usize> = (0..past.sessions.len()).collect();
    order.sort_by(|a, b| past.sessions[*a].arrived.total_cmp(&past.sessions[*b].arrived));
    let mut places = vec![0; order.len()];
    for (place, before) in order.iter().enumerate() {
        places[*before] = place;
    }
    past.sessions.sort_by(|a, b| a.arrived.total_cmp(&b.arrived));
    for message in &mut past.messages {
        message.session = places[message.session];
    }
}

/// Duty less the breaks of the same operator.
fn without_breaks(duty: &[DutySpan], away: &[DutySpan]) -> Vec<DutySpan> {
    let mut breaks: HashMap<usize, Vec<(f64, f64)>> = HashMap::new();
    for span in away {
        breaks.entry(span.operator).or_default().push((span.from, span.to));
    }
    breaks.values_mut().for_each(|own| own.sort_by(|a, b| a.0.total_cmp(&b.0)));
    let mut rest = Vec::with_capacity(duty.len());
    for span in duty {
        let mut from = span.from;
        for (begin, end) in breaks.get(&span.operator).map_or(&[][..], Vec::as_slice) {
            if *end <= from || *begin >= span.to {
                continue;
            }
            if *begin > from {
                rest.push(DutySpan { from, to: *begin, ..*span });
            }
            from = from.max(*end);
        }
        if from < span.to {
            rest.push(DutySpan { from, ..*span });
        }
    }
    rest
}

impl Dropped {
    fn notes(&self) -> Vec<String> {
        let sentences = [
            (self.refused, "were refused and are left out: arrivals are those that were let in."),
            (self.contained, "were closed by a bot alone and are left out."),
            (self.spam, "were spam and are left out."),
            (
                self.missed,
                "were missed, of which the source does not say who ended them: the client is taken to have given up.",
            ),
            (
                self.replied,
                "have no instant at which they were taken: the first reply is taken for it, so that the work on it counts as wait.",
            ),
            (
                self.unknown_waits,
                "were given up after a wait that is not known: they say nothing of patience.",
            ),
            (
                self.strangers,
                "rows of visits and messages belong to no session here and are left out.",
            ),
        ];
        let noted = sentences.iter().filter(|(count, _)| *count > 0);
        noted
            .map(|(count, what)| match what.starts_with("rows") {
                true => format!("{count} {what}"),
                false => format!("{count} sessions {what}"),
            })
            .collect()
    }
}

/// The number of a day since 1 January 1970 (Hinnant's civil calendar).
pub fn days_since_1970(year: i16, month: i8, day: i8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + of_era - 719_468
}
