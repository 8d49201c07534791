//! What an import gives: records that are made as they are asked for, because there may be millions.

use std::sync::Arc;

use super::compact::{Micros, NameId};
use super::messages::MessageLog;
use super::partial::{Names, Partial, PartialVisit};
use super::skips::SkipCounts;
use crate::history::{Message, Session, SessionOutcome, StaffTime, Visit};

/// What became of the files.
#[derive(Debug)]
pub struct ImportedSessions {
    pub(super) partials: Vec<Partial>,
    /// When each session arrived and where it stands among the `partials`, in the order of arrival.
    pub(super) order: Vec<(Micros, u32)>,
    pub(super) names: Names,
    /// What operators are called, by place.
    pub(super) operators: Vec<Arc<str>>,
    pub(super) default_chat: Arc<str>,
    pub(super) visits: Vec<PartialVisit>,
    pub(super) messages: MessageLog,
    /// In the order of operators and time; empty where the source does not tell of duty.
    pub staff: Vec<StaffTime>,
    /// Rows that were read, of all files.
    pub read: u64,
    pub skipped: SkipCounts,
    /// What was assumed, one line each.
    pub notes: Vec<String>,
}

impl ImportedSessions {
    /// How many sessions there are.
    pub fn session_count(&self) -> usize {
        self.order.len()
    }

    /// How many visits there are.
    pub fn visit_count(&self) -> usize {
        self.visits.len()
    }

    /// How many messages there are.
    pub fn message_count(&self) -> usize {
        self.messages.len()
    }

    /// Sessions in the order of their arrival.
    pub fn sessions(&self) -> impl Iterator<Item = Session> + '_ {
        let width = self.width();
        let name = |name: Option<NameId>| name.map(|name| self.names.get(name));
        let instant = |at: Option<Micros>| at.and_then(Micros::instant);
        self.order.iter().enumerate().filter_map(move |(number, (arrived, place))| {
            let partial = self.partials.get(*place as usize)?;
            Some(Session {
                id: session_id(number, width),
                live_chat: name(partial.live_chat)
                    .unwrap_or_else(|| Arc::clone(&self.default_chat)),
                channel: name(partial.channel),
                topic: name(partial.topic),
                arrived_at: arrived.instant()?,
                queue_left_at: instant(partial.queue_left_at),
                accepted_at: instant(partial.accepted_at),
                first_reply_at: instant(partial.first_reply_at),
                closed_at: instant(partial.closed_at),
                operator: self.operator(partial.operator),
                group: name(partial.group),
                outcome: partial.outcome.unwrap_or(SessionOutcome::Open),
                ended_by: partial.ended_by,
                transferred_from: name(partial.transferred_from),
            })
        })
    }

    /// Visits in the order in which the queues were joined; none where the source does not tell of queues.
    pub fn visits(&self) -> impl Iterator<Item = Visit> + '_ {
        let width = self.width();
        self.visits.iter().filter_map(move |visit| {
            Some(Visit {
                session: session_id(visit.session as usize, width),
                group: visit.group.map(|group| self.names.get(group)),
                joined_at: visit.joined_at.instant()?,
                left_at: visit.left_at.and_then(Micros::instant),
                how: visit.how,
                operator: self.operator(visit.operator),
            })
        })
    }

    /// Messages in the order of sessions and time.
    pub fn messages(&self) -> impl Iterator<Item = Message> + '_ {
        let width = self.width();
        self.messages.iter().filter_map(move |(session, at, from)| {
            let session = session_id(session as usize, width);
            Some(Message { session, at: at.instant()?, from })
        })
    }

    fn operator(&self, operator: Option<NameId>) -> Option<Arc<str>> {
        operator.and_then(|place| self.operators.get(place.place())).map(Arc::clone)
    }

    /// How many digits an id has.
    fn width(&self) -> usize {
        self.order.len().to_string().len()
    }
}

/// Ids are numbers from one, with zeros before them, so that their letters sort as they do.
fn session_id(number: usize, width: usize) -> Arc<str> {
    Arc::from(format!("{:0width$}", number + 1))
}
