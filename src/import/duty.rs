//! When operators were ready for sessions: from stretches, or from events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compact::{Micros, NameId};
use super::fields::Field;
use super::partial::Names;
use super::profile::{Action, DutyEvent};
use super::records::Cells;
use super::sessions::{Import, Refused, of};
use crate::history::{StaffStatus, StaffTime};

/// The most events of operators of one import.
const MAX_EVENTS: usize = 5_000_000;
/// The queue of an event: `None` where it names none.
type Queue = Option<NameId>;

#[derive(Clone, Copy, Debug)]
struct Event {
    operator: NameId,
    group: Queue,
    at: Micros,
    what: DutyEvent,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    operator: NameId,
    group: Queue,
    from: Micros,
    until: Micros,
    status: StaffStatus,
}

/// What is known of duty so far.
#[derive(Debug, Default)]
pub(super) struct DutyLog {
    events: Vec<Event>,
    stretches: Vec<Stretch>,
}

/// What an operator is while events go by.
#[derive(Debug, Default)]
struct State {
    /// Queues that the operator is a member of.
    queues: BTreeSet<Queue>,
    paused: bool,
    since: Option<(Micros, StaffStatus, Queue)>,
}

impl State {
    fn take(&mut self, event: Event) {
        match event.what {
            DutyEvent::Joined => {
                self.queues.insert(event.group);
            }
            DutyEvent::Left => {
                self.queues.remove(&event.group);
            }
            DutyEvent::Paused => self.paused = true,
            DutyEvent::Resumed => self.paused = false,
            DutyEvent::Online | DutyEvent::Away => {
                self.queues.insert(None);
                self.paused = event.what == DutyEvent::Away;
            }
            DutyEvent::Offline => {
                self.queues.clear();
                self.paused = false;
            }
        }
    }

    /// What the operator is now, and for which group: where there is one only.
    fn now(&self) -> Option<(StaffStatus, Queue)> {
        let first = self.queues.first()?;
        let group = first.filter(|_| self.queues.len() == 1);
        Some((if self.paused { StaffStatus::Away } else { StaffStatus::Online }, group))
    }
}

impl DutyLog {
    /// Stretches in the order of operators and time. Those that have no end last until `last`, the end of the data.
    pub(super) fn finish(
        mut self,
        last: Option<Micros>,
        notes: &mut Vec<String>,
        operator_word: &mut dyn FnMut(NameId) -> Arc<str>,
        groups: &Names,
    ) -> Vec<StaffTime> {
        self.events.sort_by_key(|event| event.at);
        let end = self.events.last().map(|event| event.at).max(last);
        let mut states: BTreeMap<NameId, State> = BTreeMap::new();
        for event in &self.events {
            let state = states.entry(event.operator).or_default();
            state.take(*event);
            let now = state.now();
            let before = state.since.map(|(_, status, group)| (status, group));
            if now == before {
                continue;
            }
            if let Some((from, status, group)) = state.since.take() {
                let (operator, until) = (event.operator, event.at);
                self.stretches.push(Stretch { operator, group, from, until, status });
            }
            state.since = now.map(|(status, group)| (event.at, status, group));
        }
        let mut open = 0;
        for (operator, state) in states {
            if let (Some((from, status, group)), Some(until)) = (state.since, end) {
                open += 1;
                self.stretches.push(Stretch { operator, group, from, until, status });
            }
        }
        if open > 0 {
            notes.push(format!(
                "{open} operators are still on duty when the data end: until then is what is written"
            ));
        }
        self.stretches.retain(|it| it.from < it.until);
        let word = |it: &Stretch| {
            Some(StaffTime {
                operator: operator_word(it.operator),
                group: it.group.map(|place| groups.get(place)),
                from: it.from.instant()?,
                until: it.until.instant()?,
                status: it.status,
            })
        };
        let mut staff: Vec<StaffTime> = self.stretches.iter().filter_map(word).collect();
        staff.sort_by(|a, b| a.operator.cmp(&b.operator).then(a.from.cmp(&b.from)));
        staff.dedup();
        staff
    }
}

impl Import<'_> {
    /// What a row says of an operator.
    pub(super) fn take_duty(
        &mut self,
        actions: &[Action],
        cells: &Cells,
        instants: &[(Field, Micros)],
    ) -> Result<(), Refused> {
        let of = |field: Field| of(instants, field);
        let operator =
            self.operator_of(cells).ok_or_else(|| Refused::row("it names no operator"))?;
        if self.operators.len() > Names::MAX {
            return Err(Refused::File(
                format!("there are more than {} operators", Names::MAX),
                "is a column of ids or texts mapped to a name?",
            ));
        }
        if self.duty.events.len() + self.duty.stretches.len() >= MAX_EVENTS {
            return Err(Refused::File(
                format!("there are more than {MAX_EVENTS} events of operators"),
                "import a shorter stretch of time",
            ));
        }
        let group = cells[Field::Group.place()].as_str();
        let group = (!matches!(group, "" | "NONE")).then(|| self.names.place(group));
        for action in actions {
            match action {
                Action::Duty(what) => {
                    let at = of(Field::At).ok_or_else(|| Refused::row("it has no time"))?;
                    self.duty.events.push(Event { operator, group, at, what: *what });
                }
                Action::DutyTime(status) => {
                    let (Some(from), Some(until)) = (of(Field::From), of(Field::Until)) else {
                        return Err(Refused::row("it has no begin or no end"));
                    };
                    if until <= from {
                        return Err(Refused::row("it ends before it begins"));
                    }
                    let status = *status;
                    self.duty.stretches.push(Stretch { operator, group, from, until, status });
                }
                _ => {}
            }
        }
        Ok(())
    }
}
