//! Who had a session from when on, where a source tells of operators and not of queues: from that the stops of
//! sessions that were handed on.

use std::collections::HashSet;

use super::compact::{Micros, NameId};
use super::messages::MessageLog;
use super::partial::{Partial, PartialVisit};
use super::sessions::Refused;
use crate::history::VisitEnd;

/// The most of one import: they take 640 MB.
const MAX_HOLDS: usize = 20_000_000;

/// From an instant on an operator had a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hold {
    pub(super) session: u32,
    pub(super) at: Micros,
    pub(super) sign: HoldSign,
    /// `None`: the operator who writes next.
    pub(super) operator: Option<NameId>,
    pub(super) group: Option<NameId>,
    /// The group that had it before.
    pub(super) from: Option<NameId>,
}

/// By what it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HoldSign {
    /// The source says that the session was given to the operator, or to the group.
    Given,
    /// The operator wrote: the session was given some time before. Two who write in turns have it together, so
    /// that only the first message of each says something.
    Wrote,
}

/// What the files say of it.
#[derive(Debug, Default)]
pub(super) struct HoldLog {
    holds: Vec<Hold>,
}

/// A stretch of a session with one operator, or in the queue of one group.
#[derive(Clone, Copy, Debug)]
struct Stop {
    /// When it was given there: it was taken then, or when the session was first accepted if that is later.
    at: Micros,
    operator: Option<NameId>,
    group: Option<NameId>,
    source: GroupSource,
}

/// Whether the group of a stop was stated, or is that of the stop before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupSource {
    Stated,
    Assumed,
}

impl HoldLog {
    pub(super) fn add(&mut self, hold: Hold) -> Result<(), Refused> {
        if self.holds.len() >= MAX_HOLDS {
            return Err(Refused::File(
                format!("there are more than {MAX_HOLDS} messages and acts of operators"),
                "import a shorter stretch of time",
            ));
        }
        self.holds.push(hold);
        Ok(())
    }

    /// The stops of sessions that more than one operator or group had, by the places of the sessions. What
    /// sessions say of their first group and their last operator follows. Those that have visits already, or
    /// no operator took, get none.
    pub(super) fn finish(
        mut self,
        partials: &mut [Partial],
        has_visits: &dyn Fn(u32) -> bool,
        messages: &MessageLog,
        visits: &mut Vec<PartialVisit>,
    ) {
        self.holds.sort_unstable();
        self.holds.dedup();
        for of_session in self.holds.chunk_by(|a, b| a.session == b.session) {
            let session = of_session[0].session;
            let Some(partial) = partials.get_mut(session as usize) else { continue };
            let accepted = partial.accepted_at.or(partial.queue_left_at).or(partial.first_reply_at);
            let (Some(arrived), Some(accepted)) = (partial.arrived_at, accepted) else {
                continue;
            };
            let stops = stops(partial, arrived, accepted, of_session, messages);
            let (Some(first), Some(last)) = (stops.first(), stops.last()) else { continue };
            if stops.len() < 2 || has_visits(session) {
                partial.operator = partial.operator.or(last.operator);
                continue;
            }
            partial.operator = last.operator.or(partial.operator);
            partial.group = first.group.or(partial.group);
            partial.transferred_from = stops[stops.len() - 2].group.or(partial.transferred_from);
            for (number, stop) in stops.iter().enumerate() {
                let next = stops.get(number + 1).map(|next| next.at);
                let (left_at, how) = match next {
                    _ if stop.at >= accepted => (stop.at, VisitEnd::Taken),
                    Some(next) if next <= accepted => (next, VisitEnd::Moved),
                    _ => (accepted, VisitEnd::Taken),
                };
                let known = stop.operator.or(partial.operator.filter(|_| next.is_none()));
                visits.push(PartialVisit {
                    session,
                    joined_at: stop.at,
                    left_at: Some(left_at),
                    group: stop.group,
                    operator: known.filter(|_| how == VisitEnd::Taken),
                    how: Some(how),
                });
            }
        }
    }
}

/// The stops of a session, from what is known of its operators in the order of time.
fn stops(
    partial: &Partial,
    arrived: Micros,
    accepted: Micros,
    holds: &[Hold],
    messages: &MessageLog,
) -> Vec<Stop> {
    let grouped = holds.iter().find(|hold| hold.group.is_some());
    let first = grouped.filter(|hold| hold.at <= accepted).and_then(|hold| hold.group);
    let known = holds.iter().find_map(|hold| hold.from).or(first);
    let group = known.or(partial.group);
    let source = if known.is_some() { GroupSource::Stated } else { GroupSource::Assumed };
    let mut stops = vec![Stop { at: arrived, operator: None, group, source }];
    let mut had = HashSet::new();
    for hold in holds {
        let Some(last) = stops.last_mut() else { break };
        let same_group = hold.group.is_none() || hold.group == last.group;
        let is_known = hold.operator.is_some_and(|operator| had.contains(&operator));
        let goes_on = match (hold.sign, hold.operator, last.operator) {
            (HoldSign::Wrote, _, _) if is_known => true,
            (_, Some(new), Some(old)) => new == old && same_group,
            (_, Some(_) | None, None) | (_, None, Some(_)) => same_group,
        };
        if let Some(operator) = hold.operator {
            had.insert(operator);
        }
        // The same stop, of which another list of the source names the group.
        if last.source == GroupSource::Assumed
            && hold.group.is_some()
            && hold.operator.is_some_and(|operator| last.operator == Some(operator))
        {
            last.group = hold.group;
            last.source = GroupSource::Stated;
            continue;
        }
        if goes_on {
            if last.operator.is_none() {
                last.operator = hold.operator;
            }
            continue;
        }
        let given = match hold.sign {
            HoldSign::Given => hold.at,
            HoldSign::Wrote => messages.asked_before(hold.session, hold.at).unwrap_or(hold.at),
        };
        let at = given.max(last.at);
        if partial.closed_at.is_some_and(|closed| closed < at) {
            break;
        }
        let group = hold.group.or(last.group);
        let source = if hold.group.is_some() { GroupSource::Stated } else { GroupSource::Assumed };
        stops.push(Stop { at, operator: hold.operator, group, source });
    }
    stops
}
