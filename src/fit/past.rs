//! The past of a desk as estimators need it: numbers instead of names, seconds instead of instants.
//!
//! Instants are seconds since 1 January 1970; with its `offset` each is the desk's own clock. Names of
//! operators are not kept.

use super::arrivals::{DayCounts, SLOTS};

/// Everything that estimates are made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    pub live_chats: Vec<String>,
    /// The channel of most sessions of each live chat, as the source calls it.
    pub channels: Vec<String>,
    pub topics: Vec<String>,
    pub groups: Vec<String>,
    pub operators: usize,
    /// In the order of their arrival.
    pub sessions: Vec<PastSession>,
    /// When operators were on duty, where the source says so.
    pub duty: Vec<DutySpan>,
    /// Messages of sessions, in the order of time; empty where there are none.
    pub messages: Vec<PastMessage>,
    /// What was left out or taken for something else, a sentence each.
    pub notes: Vec<String>,
}

/// What became of a session before any operator took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Answered,
    Abandoned,
    /// Sent away, or still there when the data end: the client would have waited longer.
    Other,
}

/// One session.
#[derive(Clone, Debug, PartialEq)]
pub struct PastSession {
    pub live_chat: usize,
    pub topic: usize,
    /// In seconds.
    pub arrived: f64,
    /// The desk's clock is so many seconds ahead.
    pub offset: f64,
    pub fate: Fate,
    /// The wait until it was taken, given up or sent away, in seconds; `None`: not known.
    pub wait: Option<f64>,
    /// Its stops, in their order.
    pub legs: Vec<Leg>,
}

/// A stop at the queue of a group, and with one of its operators.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    pub group: usize,
    pub operator: Option<usize>,
    pub joined: f64,
    pub end: LegEnd,
    /// When it was taken, and when it left the operator; each where it is known.
    pub taken: Option<f64>,
    pub left: Option<f64>,
}

/// How the wait of a leg ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegEnd {
    Taken,
    Abandoned,
    Other,
}

/// A stretch of time in which an operator was on duty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DutySpan {
    pub operator: usize,
    pub group: usize,
    /// By the desk's clock, in seconds since 1 January 1970.
    pub from: f64,
    pub to: f64,
}

/// One message of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PastMessage {
    /// The place of its session.
    pub session: usize,
    pub at: f64,
    pub from_client: FromClient,
}

/// Who wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromClient {
    Client,
    Operator,
}

/// A day in seconds.
pub const DAY_SECONDS: f64 = 86_400.0;

impl PastSession {
    /// The arrival by the desk's clock.
    pub fn clock(&self) -> f64 {
        self.arrived + self.offset
    }

    /// The day on which it arrived, since 1 January 1970.
    pub fn day(&self) -> i64 {
        (self.clock() / DAY_SECONDS).floor() as i64
    }
}

impl Past {
    /// The first and the last day on which anything arrived.
    pub fn days(&self) -> Option<(i64, i64)> {
        let first = self.sessions.iter().map(PastSession::day).min()?;
        let last = self.sessions.iter().map(PastSession::day).max()?;
        Some((first, last))
    }

    /// The part of it that arrived on days from `first` to `last`, both included.
    #[must_use]
    pub fn between(&self, first: i64, last: i64) -> Self {
        let inside = |day: i64| (first..=last).contains(&day);
        let mut places = vec![None; self.sessions.len()];
        let mut sessions = Vec::new();
        for (place, session) in self.sessions.iter().enumerate() {
            if inside(session.day()) {
                places[place] = Some(sessions.len());
                sessions.push(session.clone());
            }
        }
        let messages = self.messages.iter().filter_map(|message| {
            places[message.session].map(|session| PastMessage { session, ..*message })
        });
        let duty = self.duty.iter().copied();
        Self {
            messages: messages.collect(),
            duty: duty.filter(|span| inside((span.from / DAY_SECONDS).floor() as i64)).collect(),
            sessions,
            live_chats: self.live_chats.clone(),
            channels: self.channels.clone(),
            topics: self.topics.clone(),
            groups: self.groups.clone(),
            operators: self.operators,
            notes: self.notes.clone(),
        }
    }

    /// Counts of a live chat by day and half-hour, every day from the first to the last of the past.
    pub fn day_counts(&self, live_chat: usize) -> Vec<DayCounts> {
        let Some((first, last)) = self.days() else { return Vec::new() };
        let mut days: Vec<DayCounts> =
            (first..=last).map(|day| DayCounts { day, counts: [0; SLOTS] }).collect();
        for session in self.sessions.iter().filter(|session| session.live_chat == live_chat) {
            let second = session.clock() - session.day() as f64 * DAY_SECONDS;
            let slot = ((second / 1_800.0) as usize).min(SLOTS - 1);
            days[(session.day() - first) as usize].counts[slot] += 1;
        }
        days
    }

    /// Legs that an operator had, by operator.
    pub(super) fn legs_by_operator(&self) -> Vec<Vec<LegPlace>> {
        let mut legs = vec![Vec::new(); self.operators];
        for (place, session) in self.sessions.iter().enumerate() {
            for (number, leg) in session.legs.iter().enumerate() {
                if let (Some(operator), Some(_), Some(_)) = (leg.operator, leg.taken, leg.left) {
                    legs[operator].push(LegPlace { session: place as u32, leg: number as u32 });
                }
            }
        }
        legs
    }

    /// The session and the leg at a place.
    pub(super) fn leg(&self, place: LegPlace) -> (&PastSession, &Leg) {
        let session = &self.sessions[place.session as usize];
        (session, &session.legs[place.leg as usize])
    }
}

/// Where a leg is: eight bytes instead of the leg, as there are millions.
#[derive(Clone, Copy, Debug)]
pub(super) struct LegPlace {
    session: u32,
    leg: u32,
}
