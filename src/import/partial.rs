//! What is known of a session so far, as its rows are read.

use std::collections::HashMap;
use std::sync::Arc;

use super::compact::{Micros, NameId};
use super::fields::Field;
use crate::history::{EndedBy, SessionOutcome, VisitEnd};

/// A session of which rows were read, in 128 bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Partial {
    pub(super) version: Option<Micros>,
    pub(super) arrived_at: Option<Micros>,
    pub(super) queue_left_at: Option<Micros>,
    pub(super) accepted_at: Option<Micros>,
    pub(super) first_reply_at: Option<Micros>,
    pub(super) closed_at: Option<Micros>,
    pub(super) wait: Option<Micros>,
    pub(super) reply_after: Option<Micros>,
    pub(super) service_time: Option<Micros>,
    pub(super) duration: Option<Micros>,
    pub(super) transfer: Option<Box<PartialTransfer>>,
    /// Where its first row, or its newest, stands; zero where no row is its own.
    pub(super) line: u32,
    /// The place of the session of which it is a later part.
    pub(super) part_of: Option<NameId>,
    pub(super) live_chat: Option<NameId>,
    pub(super) channel: Option<NameId>,
    pub(super) topic: Option<NameId>,
    pub(super) group: Option<NameId>,
    pub(super) operator: Option<NameId>,
    pub(super) transferred_from: Option<NameId>,
    /// The place of its last visit.
    pub(super) last_visit: Option<NameId>,
    pub(super) file: u16,
    pub(super) outcome: Option<SessionOutcome>,
    pub(super) ended_by: Option<EndedBy>,
}

/// What a row that is a whole session says of its only transfer.
#[derive(Clone, Debug)]
pub(super) struct PartialTransfer {
    pub(super) at: Micros,
    pub(super) group: Option<NameId>,
    pub(super) operator: Option<NameId>,
    pub(super) wait: Option<Micros>,
    /// Who had it before.
    pub(super) first_operator: Option<NameId>,
    /// Whether it was taken there.
    pub(super) how: VisitEnd,
}

/// A stop of a session in a queue, in few bytes.
#[derive(Clone, Debug)]
pub(super) struct PartialVisit {
    /// The place of its session; in the end the session's number.
    pub(super) session: u32,
    pub(super) joined_at: Micros,
    pub(super) left_at: Option<Micros>,
    /// `None`: the source does not say.
    pub(super) group: Option<NameId>,
    pub(super) operator: Option<NameId>,
    pub(super) how: Option<VisitEnd>,
}

const _: () = assert!(size_of::<Partial>() <= 128 && size_of::<PartialVisit>() <= 40);

impl Partial {
    /// Takes an instant in: of several the earliest, of the end the latest.
    pub(super) fn take_instant(&mut self, field: Field, at: Micros) {
        let earliest = |slot: &mut Option<Micros>| {
            *slot = Some(slot.map_or(at, |known| known.min(at)));
        };
        match field {
            Field::ClosedAt => {
                self.closed_at = Some(self.closed_at.map_or(at, |known| known.max(at)));
            }
            Field::ArrivedAt => earliest(&mut self.arrived_at),
            Field::QueueLeftAt => earliest(&mut self.queue_left_at),
            Field::AcceptedAt => earliest(&mut self.accepted_at),
            Field::FirstReplyAt => earliest(&mut self.first_reply_at),
            _ => {}
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
    places: HashMap<Arc<str>, NameId>,
}

impl Names {
    /// The most of one import: more are no names.
    pub(super) const MAX: usize = 100_000;

    pub(super) fn place(&mut self, name: &str) -> NameId {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = NameId::at(self.list.len());
        let name: Arc<str> = Arc::from(name);
        self.list.push(Arc::clone(&name));
        self.places.insert(name, place);
        place
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, name: NameId) -> Arc<str> {
        self.list.get(name.place()).map_or_else(|| Arc::from(""), Arc::clone)
    }
}
