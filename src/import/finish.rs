//! From what is known of sessions, when all rows are read, to the records of a history.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::OperatorNames;
use super::acts::MAX_TOPIC_CHARS;
use super::compact::{Micros, NameId};
use super::imported::ImportedSessions;
use super::partial::{Names, Partial, PartialTransfer, PartialVisit};
use super::profile::Profile;
use super::sessions::Import;
use super::settle::settle;
use super::skips::SkipLog;
use crate::history::{SessionOutcome, VisitEnd};

/// The number of a session that gave nothing.
const NOWHERE: u32 = u32::MAX;

/// What operators are called.
struct OperatorWords<'a> {
    names: &'a Names,
    kept: OperatorNames,
    numbers: HashMap<NameId, Arc<str>>,
}

impl OperatorWords<'_> {
    fn word(&mut self, operator: NameId) -> Arc<str> {
        match self.kept {
            OperatorNames::Kept => self.names.get(operator),
            OperatorNames::Numbered => {
                let next = self.numbers.len() + 1;
                let of = || Arc::from(format!("operator-{next}"));
                Arc::clone(self.numbers.entry(operator).or_insert_with(of))
            }
        }
    }
}

impl Import<'_> {
    pub(super) fn finish(
        mut self,
        files: &[&str],
        mut log: SkipLog<'_>,
        profile: &Profile,
    ) -> ImportedSessions {
        let put = self.join_parts();
        if !put.is_empty() {
            self.notes.push(format!(
                "{} records are later parts of sessions that were transferred: they are put together",
                put.len()
            ));
        }
        let order = self.settled(files, &mut log, profile.not_arrived);
        let mut numbers = vec![NOWHERE; self.partials.len()];
        for (number, (_, place)) in order.iter().enumerate() {
            numbers[*place as usize] = u32::try_from(number).unwrap_or(NOWHERE);
        }
        for (part, session) in put {
            numbers[part as usize] = numbers[session as usize];
        }
        self.visits_of_holds();
        self.visits_of_transfers(&order);
        self.end_open_visits();
        self.tell_of_visits();
        for visit in &mut self.visits {
            visit.session = numbers[visit.session as usize];
        }
        self.visits.retain(|visit| visit.session != NOWHERE);
        self.visits.sort_by_key(|visit| (visit.joined_at, visit.session));
        self.messages.finish(&numbers);
        let mut words = OperatorWords {
            names: &self.operators,
            kept: self.options.names,
            numbers: HashMap::new(),
        };
        for operator in order.iter().filter_map(|(_, at)| self.partials[*at as usize].operator) {
            words.word(operator);
        }
        for operator in self.visits.iter().filter_map(|visit| visit.operator) {
            words.word(operator);
        }
        let last = order.iter().filter_map(|(_, at)| self.partials[*at as usize].closed_at).max();
        let duty = std::mem::take(&mut self.duty);
        let names = &self.names;
        let staff = duty.finish(last, &mut self.notes, &mut |place| words.word(place), names);
        let operators = (0..self.operators.len()).map(|place| words.word(NameId::at(place)));
        let operators: Vec<Arc<str>> = operators.collect();
        self.note_changes(log.parts);
        ImportedSessions {
            partials: self.partials,
            order,
            names: self.names,
            operators,
            default_chat: Arc::from(self.options.live_chat.as_str()),
            visits: self.visits,
            messages: self.messages,
            staff,
            read: self.read,
            skipped: log.counts,
            notes: self.notes,
        }
    }

    /// When sessions arrived and where they stand, in the order of arrival; those that give nothing are listed.
    fn settled(
        &mut self,
        files: &[&str],
        log: &mut SkipLog<'_>,
        not_arrived: &'static str,
    ) -> Vec<(Micros, u32)> {
        let mut order = Vec::with_capacity(self.partials.len());
        for (place, partial) in self.partials.iter_mut().enumerate().filter(|(_, it)| it.line > 0) {
            let file = files.get(usize::from(partial.file)).copied().unwrap_or("");
            let line = u64::from(partial.line);
            match settle(partial, not_arrived) {
                Ok(arrived) => order.push((arrived, u32::try_from(place).unwrap_or(NOWHERE))),
                Err(reason) => log.add(file, line, reason),
            }
        }
        order.sort_unstable();
        order
    }

    fn visits_of_holds(&mut self) {
        let visited: HashSet<u32> = self.visits.iter().map(|visit| visit.session).collect();
        self.messages.sort();
        let holds = std::mem::take(&mut self.holds);
        let has_visits = |session: u32| visited.contains(&session);
        holds.finish(&mut self.partials, &has_visits, &self.messages, &mut self.visits);
    }

    fn visits_of_transfers(&mut self, order: &[(Micros, u32)]) {
        // A session may be lost on its way to an operator, whose queue is that of no group.
        let mut groups: HashSet<NameId> = HashSet::new();
        for partial in &self.partials {
            let taken = partial.transfer.as_ref().filter(|it| it.how == VisitEnd::Taken);
            groups.extend(partial.group.into_iter().chain(taken.and_then(|it| it.group)));
        }
        for (_, place) in order {
            let visits = visits_of_transfer(&self.partials[*place as usize], *place);
            let known = |visits: &[PartialVisit; 2]| {
                visits.iter().all(|visit| visit.group.is_some_and(|group| groups.contains(&group)))
            };
            self.visits.extend(visits.filter(known).into_iter().flatten());
        }
    }

    /// Of a session that ended in a queue the source may say no more than that.
    fn end_open_visits(&mut self) {
        for visit in self.visits.iter_mut().filter(|visit| visit.how.is_none()) {
            let partial = &self.partials[visit.session as usize];
            if partial.outcome == Some(SessionOutcome::Abandoned)
                && let Some(closed) = partial.closed_at.filter(|closed| visit.joined_at <= *closed)
            {
                visit.left_at = Some(closed);
                visit.how = Some(VisitEnd::Abandoned);
            }
        }
    }

    /// What visits say of their session, where nothing else does.
    fn tell_of_visits(&mut self) {
        self.visits.sort_by_key(|visit| (visit.session, visit.joined_at));
        // Of a record that is there again the newer visit holds, which comes after the older one.
        self.visits.reverse();
        self.visits.dedup_by_key(|visit| (visit.session, visit.joined_at, visit.group));
        self.visits.reverse();
        for own in self.visits.chunk_by(|a, b| a.session == b.session) {
            let partial = &mut self.partials[own[0].session as usize];
            let taken = own.iter().rev().find_map(|visit| visit.operator);
            partial.operator = partial.operator.or(taken);
            partial.group = partial.group.or(own[0].group);
            if let [.., before, _] = own {
                partial.transferred_from = partial.transferred_from.or(before.group);
            }
        }
    }

    fn note_changes(&mut self, unread: u64) {
        if unread > 0 {
            self.notes.push(format!(
                "{unread} rows have a length of time that cannot be read, or is negative: it is left empty, and the row listed"
            ));
        }
        self.notes.extend(self.statuses.note());
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

/// The two stops of a session that was transferred once, where its row says when.
fn visits_of_transfer(partial: &Partial, session: u32) -> Option<[PartialVisit; 2]> {
    let transfer = partial.transfer.as_ref()?;
    let (accepted, first) = (partial.accepted_at?, partial.group?);
    let second = transfer.group.filter(|_| transfer.at >= accepted)?;
    let taken = |group: NameId, joined_at: Micros, left_at: Option<Micros>| PartialVisit {
        session,
        joined_at,
        left_at,
        group: Some(group),
        operator: None,
        how: Some(VisitEnd::Taken),
    };
    let mut visits = [
        taken(first, partial.arrived_at?, Some(accepted)),
        taken(second, transfer.at, after_wait(partial, transfer)),
    ];
    visits[0].operator = transfer.first_operator;
    visits[1].operator = transfer.operator;
    visits[1].how = Some(transfer.how);
    Some(visits)
}

/// When a session was taken after its transfer: at once, where no wait is known.
fn after_wait(partial: &Partial, transfer: &PartialTransfer) -> Option<Micros> {
    let taken = match transfer.wait {
        Some(wait) => transfer.at.after(wait)?,
        None => transfer.at,
    };
    (partial.closed_at.is_none_or(|closed| taken <= closed)).then_some(taken)
}
