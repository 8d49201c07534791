//! Sources that write a record for each part of a session that was transferred: parts are put together.

use super::compact::{Micros, NameId};
use super::partial::{Partial, PartialVisit};
use super::sessions::Import;
use crate::history::{SessionOutcome, VisitEnd};

impl Import<'_> {
    /// Puts later parts to the first part of their session, and makes a visit of each. For each part that is
    /// put to another, its place and that of the other.
    pub(super) fn join_parts(&mut self) -> Vec<(u32, u32)> {
        let root_of = |(place, partial): (usize, &Partial)| {
            partial.part_of.map(|root| (root, partial.arrived_at, place))
        };
        let mut parts: Vec<(NameId, Option<Micros>, usize)> =
            self.partials.iter().enumerate().filter_map(root_of).collect();
        let roots: std::collections::BTreeSet<NameId> =
            parts.iter().map(|(root, ..)| *root).collect();
        for root in roots {
            let partial = &self.partials[root.place()];
            if partial.line > 0 && partial.part_of.is_none() {
                parts.push((root, partial.arrived_at, root.place()));
            }
        }
        parts.sort_unstable();
        let mut put = Vec::new();
        for chain in parts.chunk_by(|a, b| a.0 == b.0) {
            let places: Vec<usize> = chain.iter().map(|(.., place)| *place).collect();
            let Some((first, later)) = places.split_first() else { continue };
            let to = u32::try_from(*first).unwrap_or(u32::MAX);
            self.partials[*first].part_of = None;
            if later.is_empty() {
                continue;
            }
            for place in &places {
                self.visit_of_part(*place, to, places.last() == Some(place));
            }
            let mut before = self.partials[*first].group;
            for place in later {
                let part = std::mem::take(&mut self.partials[*place]);
                self.partials[*first].transferred_from = before;
                before = part.group;
                take_part(&mut self.partials[*first], part);
                put.push((u32::try_from(*place).unwrap_or(u32::MAX), to));
            }
        }
        put
    }

    fn visit_of_part(&mut self, place: usize, session: u32, is_last: bool) {
        let part = &self.partials[place];
        let Some(joined_at) = part.arrived_at else { return };
        let how = match (part.accepted_at, part.outcome) {
            (Some(_), _) => VisitEnd::Taken,
            (None, _) if !is_last => VisitEnd::Moved,
            (None, Some(SessionOutcome::Abandoned)) => VisitEnd::Abandoned,
            (None, _) => VisitEnd::Ended,
        };
        let left_at = part.accepted_at.or(part.queue_left_at).or(part.closed_at);
        self.visits.push(PartialVisit {
            session,
            joined_at,
            left_at: left_at.filter(|left| *left >= joined_at),
            group: part.group,
            operator: part.operator.filter(|_| how == VisitEnd::Taken),
            how: Some(how),
        });
    }
}

/// A later part of a session: what it says of the end goes before what is known, all else after.
fn take_part(session: &mut Partial, part: Partial) {
    session.closed_at = session.closed_at.max(part.closed_at);
    session.accepted_at = session.accepted_at.or(part.accepted_at);
    session.first_reply_at = session.first_reply_at.or(part.first_reply_at);
    session.operator = part.operator.or(session.operator);
    session.ended_by = part.ended_by.or(session.ended_by);
    session.live_chat = session.live_chat.or(part.live_chat);
    session.channel = session.channel.or(part.channel);
    session.topic = session.topic.or(part.topic);
    if let Some(outcome) = part.outcome {
        session.take_outcome(outcome);
    }
}
