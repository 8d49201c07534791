//! From what is known of sessions, when all rows are read, to the records of a history.

use std::collections::HashMap;
use std::sync::Arc;

use super::OperatorNames;
use super::acts::MAX_TOPIC_CHARS;
use super::partial::{Names, Partial, PartialTransfer, PartialVisit};
use super::sessions::{Import, ImportedSessions};
use super::settle::settle;
use super::skips::SkipLog;
use crate::history::{Session, SessionOutcome, Timestamp, Visit, VisitEnd};

/// The place of a session that gave nothing.
const NOWHERE: u32 = u32::MAX;

/// What operators are called.
pub(super) struct OperatorWords<'a> {
    names: &'a Names,
    kept: OperatorNames,
    numbers: HashMap<u32, Arc<str>>,
}

impl OperatorWords<'_> {
    pub(super) fn word(&mut self, place: u32) -> Arc<str> {
        match self.kept {
            OperatorNames::Kept => self.names.get(place),
            OperatorNames::Numbered => {
                let next = self.numbers.len() + 1;
                let of = || Arc::from(format!("operator-{next}"));
                Arc::clone(self.numbers.entry(place).or_insert_with(of))
            }
        }
    }
}

impl Import<'_> {
    pub(super) fn finish(mut self, files: &[&str], mut log: SkipLog<'_>) -> ImportedSessions {
        let default_chat: Arc<str> = Arc::from(self.options.live_chat.as_str());
        let mut order = Vec::with_capacity(self.partials.len());
        for (place, partial) in self.partials.iter_mut().enumerate() {
            let file = files.get(usize::from(partial.file)).copied().unwrap_or("");
            let line = u64::from(partial.line);
            match settle(partial) {
                Ok(arrived) => order.push((arrived, place)),
                Err(reason) => log.add(file, line, reason),
            }
        }
        order.sort_unstable();
        let width = order.len().to_string().len();
        let mut numbers = vec![NOWHERE; self.partials.len()];
        let mut words = OperatorWords {
            names: &self.operators,
            kept: self.options.names,
            numbers: HashMap::new(),
        };
        let mut sessions = Vec::with_capacity(order.len());
        for (number, (arrived_at, place)) in order.iter().copied().enumerate() {
            let partial = &self.partials[place];
            numbers[place] = u32::try_from(number).unwrap_or(NOWHERE);
            let name = |place: Option<u32>| place.map(|place| self.names.get(place));
            sessions.push(Session {
                id: Arc::from(format!("{:0width$}", number + 1)),
                live_chat: name(partial.live_chat).unwrap_or_else(|| Arc::clone(&default_chat)),
                channel: name(partial.channel),
                topic: name(partial.topic),
                arrived_at,
                queue_left_at: partial.queue_left_at,
                accepted_at: partial.accepted_at,
                first_reply_at: partial.first_reply_at,
                closed_at: partial.closed_at,
                operator: partial.operator.map(|place| words.word(place)),
                group: name(partial.group),
                outcome: partial.outcome.unwrap_or(SessionOutcome::Open),
                ended_by: partial.ended_by,
                transferred_from: name(partial.transferred_from),
            });
        }
        let transfers: Vec<PartialVisit> =
            order.iter().flat_map(|(_, place)| self.visits_of_transfer(*place)).collect();
        let visits = self.visits.iter().chain(&transfers);
        let mut visits: Vec<Visit> = visits
            .filter_map(|visit| {
                let number = numbers[visit.session as usize];
                let session = Arc::clone(&sessions.get(number as usize)?.id);
                let PartialVisit { joined_at, left_at, how, .. } = *visit;
                let group = self.names.get(visit.group);
                let operator = visit.operator.map(|place| words.word(place));
                Some(Visit { session, group, operator, joined_at, left_at, how })
            })
            .collect();
        visits
            .sort_by(|a, b| a.joined_at.cmp(&b.joined_at).then_with(|| a.session.cmp(&b.session)));
        let last = sessions.iter().filter_map(|it| it.closed_at).max();
        let names = &self.names;
        let duty = std::mem::take(&mut self.duty);
        let staff = duty.finish(last, &mut self.notes, &mut |place| words.word(place), names);
        self.messages.finish(&numbers);
        self.note_changes(log.parts);
        let (read, notes, messages) = (self.read, self.notes, self.messages);
        ImportedSessions { sessions, visits, messages, staff, read, skipped: log.counts, notes }
    }

    /// The two stops of a session that was transferred once, where its row says when.
    fn visits_of_transfer(&self, place: usize) -> Vec<PartialVisit> {
        let partial = &self.partials[place];
        let (Some(arrived), Some(accepted), Some(first), Some(transfer)) =
            (partial.arrived_at, partial.accepted_at, partial.group, &partial.transfer)
        else {
            return Vec::new();
        };
        let Some(second) = transfer.group.filter(|_| transfer.at >= accepted) else {
            return Vec::new();
        };
        let session = u32::try_from(place).unwrap_or(NOWHERE);
        let left_at = after_wait(partial, transfer);
        vec![
            PartialVisit {
                session,
                group: first,
                joined_at: arrived,
                left_at: Some(accepted),
                how: Some(VisitEnd::Taken),
                operator: transfer.first_operator,
            },
            PartialVisit {
                session,
                group: second,
                joined_at: transfer.at,
                left_at,
                how: Some(VisitEnd::Taken),
                operator: transfer.operator,
            },
        ]
    }

    fn note_changes(&mut self, unread: u64) {
        if unread > 0 {
            self.notes.push(format!(
                "{unread} rows have a length of time that cannot be read, or is negative: it is left empty, and the row listed"
            ));
        }
        if self.clock_changes > 0 {
            self.notes.push(format!(
                "{} times lie where the clock was changed: the earlier instant is taken, unless it lies before the arrival",
                self.clock_changes
            ));
        }
        if self.long_topics > 0 {
            self.notes.push(format!(
                "{} topics are longer than {MAX_TOPIC_CHARS} letters, as what clients write is: they are left empty",
                self.long_topics
            ));
        }
    }
}

/// When a session was taken after its transfer: at once, where no wait is known.
fn after_wait(partial: &Partial, transfer: &PartialTransfer) -> Option<Timestamp> {
    let wait = jiff::SignedDuration::from_micros(transfer.wait.unwrap_or(0));
    let taken = transfer.at.checked_add(wait).ok()?;
    (partial.closed_at.is_none_or(|closed| taken <= closed)).then_some(taken)
}
