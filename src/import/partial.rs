//! What is known of a session so far, as its rows are read.

use std::collections::HashMap;
use std::sync::Arc;

use super::fields::Field;
use crate::history::{EndedBy, SessionOutcome, Timestamp, VisitEnd};

/// A session of which rows were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Partial {
    /// Where its first row, or its newest, stands.
    pub(super) file: u16,
    pub(super) line: u32,
    pub(super) version: Option<Timestamp>,
    pub(super) live_chat: Option<u32>,
    pub(super) channel: Option<u32>,
    pub(super) topic: Option<u32>,
    pub(super) group: Option<u32>,
    pub(super) operator: Option<u32>,
    pub(super) transferred_from: Option<u32>,
    pub(super) arrived_at: Option<Timestamp>,
    pub(super) queue_left_at: Option<Timestamp>,
    pub(super) accepted_at: Option<Timestamp>,
    pub(super) first_reply_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    /// Lengths in microseconds.
    pub(super) wait: Option<i64>,
    pub(super) reply_after: Option<i64>,
    pub(super) service_time: Option<i64>,
    pub(super) duration: Option<i64>,
    pub(super) outcome: Option<SessionOutcome>,
    pub(super) ended_by: Option<EndedBy>,
    pub(super) transfer: Option<Box<PartialTransfer>>,
}

/// What a row that is a whole session says of its only transfer.
#[derive(Clone, Debug)]
pub(super) struct PartialTransfer {
    pub(super) at: Timestamp,
    pub(super) group: Option<u32>,
    pub(super) operator: Option<u32>,
    /// In microseconds.
    pub(super) wait: Option<i64>,
    /// Who had it before.
    pub(super) first_operator: Option<u32>,
}

/// A stop of a session in a queue.
#[derive(Clone, Debug)]
pub(super) struct PartialVisit {
    pub(super) session: u32,
    pub(super) group: u32,
    pub(super) joined_at: Timestamp,
    pub(super) left_at: Option<Timestamp>,
    pub(super) how: Option<VisitEnd>,
    pub(super) operator: Option<u32>,
}

impl Partial {
    /// Takes an instant in: of several the earliest, of the end the latest.
    pub(super) fn take_instant(&mut self, field: Field, at: Timestamp) {
        if field == Field::ClosedAt {
            self.closed_at = Some(self.closed_at.map_or(at, |known| known.max(at)));
            return;
        }
        let slots = [
            (Field::ArrivedAt, &mut self.arrived_at),
            (Field::QueueLeftAt, &mut self.queue_left_at),
            (Field::AcceptedAt, &mut self.accepted_at),
            (Field::FirstReplyAt, &mut self.first_reply_at),
        ];
        for (of, slot) in slots {
            if of == field {
                *slot = Some(slot.map_or(at, |known| known.min(at)));
            }
        }
    }

    /// Takes an outcome in: an operator's acceptance stands against all else.
    pub(super) fn take_outcome(&mut self, outcome: SessionOutcome) {
        if self.outcome != Some(SessionOutcome::Answered) {
            self.outcome = Some(outcome);
        }
    }
}

/// Names, each kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    list: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

impl Names {
    /// The most of one import: more are no names.
    pub(super) const MAX: usize = 100_000;

    pub(super) fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = Arc::from(name);
        self.list.push(Arc::clone(&name));
        self.places.insert(name, place);
        place
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, place: u32) -> Arc<str> {
        self.list.get(place as usize).map_or_else(|| Arc::from(""), Arc::clone)
    }
}
