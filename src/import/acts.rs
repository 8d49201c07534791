//! What the rules of a profile do with a row of a session.

use super::compact::{Micros, NameId};
use super::fields::Field;
use super::holds::{Hold, HoldSign};
use super::partial::{Names, Partial, PartialTransfer, PartialVisit};
use super::profile::Action;
use super::records::Cells;
use super::sessions::{Import, Refused, of};
use crate::history::VisitEnd;

/// A topic is a word or two: what is longer may be what a client wrote.
pub(super) const MAX_TOPIC_CHARS: usize = 60;

impl Import<'_> {
    /// The operator whom a row names.
    pub(super) fn operator_of(&mut self, cells: &Cells) -> Option<NameId> {
        let name = cells[Field::Operator.place()].as_str();
        let name = match self.table.between_names {
            None => name,
            Some(sign) => {
                name.rsplit(sign).map(str::trim).find(|name| !name.is_empty()).unwrap_or("")
            }
        };
        let is_nobody = matches!(name, "" | "NONE" | "null" | "-");
        (!is_nobody).then(|| self.operators.place(name))
    }

    pub(super) fn take_texts(&mut self, session: usize, cells: &Cells) -> Result<(), Refused> {
        let text =
            |field: Field| Some(cells[field.place()].as_str()).filter(|text| !text.is_empty());
        let mut name = |field: Field| text(field).map(|text| self.names.place(text));
        let live_chat = name(Field::LiveChat);
        let channel = text(Field::Channel).map(|text| self.names.place(&text.to_lowercase()));
        let mut name = |field: Field| text(field).map(|text| self.names.place(text));
        let from = name(Field::TransferredFrom);
        let (group, from) = match self.table.between_names {
            None => (text(Field::Group).map(|text| self.names.place(text)), from),
            Some(sign) => {
                let mut names = text(Field::Group).unwrap_or("").split(sign).map(str::trim);
                let first = names.next().filter(|name| !name.is_empty());
                // Of several the last has it in the end, and one before that gave it away.
                let before = match (names.next_back(), names.next_back()) {
                    (Some(_), before) => before.or(first),
                    (None, _) => None,
                };
                let mut place = |name: Option<&str>| name.map(|name| self.names.place(name));
                (place(first), place(before))
            }
        };
        let topic = match text(Field::Topic) {
            Some(long) if long.chars().count() > MAX_TOPIC_CHARS => {
                self.long_topics += 1;
                None
            }
            other => other.map(|text| self.names.place(text)),
        };
        let operator = self.operator_of(cells);
        let next = text(Field::NextOperator).map(|text| self.operators.place(text));
        if self.names.len() + self.operators.len() > Names::MAX {
            return Err(Refused::File(
                format!("there are more than {} names", Names::MAX),
                "is a column of ids or texts mapped to a name?",
            ));
        }
        let partial = &mut self.partials[session];
        partial.live_chat = partial.live_chat.or(live_chat);
        partial.channel = partial.channel.or(channel);
        partial.topic = partial.topic.or(topic);
        partial.group = partial.group.or(group);
        partial.operator = next.or(operator).or(partial.operator);
        partial.transferred_from = from.or(partial.transferred_from);
        Ok(())
    }

    pub(super) fn act(
        &mut self,
        action: Action,
        place: u32,
        cells: &Cells,
        instants: &[(Field, Micros)],
        next_wait: Option<Micros>,
    ) -> Result<(), Refused> {
        let of = |field: Field| of(instants, field);
        let group = cells[Field::Group.place()].as_str();
        let session = place as usize;
        let operator = self.operator_of(cells);
        match action {
            Action::At(field) => {
                if let Some(at) = of(Field::At) {
                    self.partials[session].take_instant(field, at);
                }
            }
            Action::Outcome(outcome) => self.partials[session].take_outcome(outcome),
            Action::EndedBy(who) => self.partials[session].ended_by = Some(who),
            Action::TransferredFromGroup => {
                if !group.is_empty() {
                    self.partials[session].transferred_from = Some(self.names.place(group));
                }
            }
            Action::Join => {
                if let Some(joined_at) = of(Field::At).or_else(|| of(Field::ArrivedAt))
                    && !group.is_empty()
                {
                    self.join(place, group, joined_at);
                }
            }
            Action::Leave(how) => self.leave(place, group, of(Field::At), how, operator),
            Action::Visit(how) => {
                if let Some(joined_at) = of(Field::ArrivedAt)
                    && !group.is_empty()
                {
                    let left_at = of(Field::AcceptedAt).or_else(|| of(Field::ClosedAt));
                    let left_at = left_at.filter(|left| *left >= joined_at);
                    let (group, how) = (Some(self.names.place(group)), Some(how));
                    let operator = operator.filter(|_| how == Some(VisitEnd::Taken));
                    self.add_visit(PartialVisit {
                        session: place,
                        group,
                        joined_at,
                        left_at,
                        how,
                        operator,
                    });
                }
            }
            Action::Transfer | Action::LostTransfer => {
                let at = of(Field::TransferredAt);
                self.take_transfer(action, session, cells, at, next_wait);
            }
            Action::Given(field) => {
                if let Some(at) = of(field) {
                    self.take_hold(place, cells, at, HoldSign::Given)?;
                }
            }
            Action::HandedOn(to) => {
                if let Some(at) = of(Field::At) {
                    self.take_handing_on(place, cells, at, to)?;
                }
            }
            Action::Part => self.take_root(place, cells),
            Action::Message(_)
            | Action::FirstMessage
            | Action::Duty(_)
            | Action::DutyTime(_)
            | Action::Skip(_) => {}
        }
        Ok(())
    }

    /// An operator had the session from here on.
    pub(super) fn take_hold(
        &mut self,
        session: u32,
        cells: &Cells,
        at: Micros,
        sign: HoldSign,
    ) -> Result<(), Refused> {
        let mut group = |field: Field| {
            let name = cells[field.place()].as_str();
            (!name.is_empty()).then(|| self.names.place(name))
        };
        let (group, from) = (group(Field::Group), group(Field::TransferredFrom));
        let operator = self.operator_of(cells);
        if operator.is_none() && (group.is_none() || sign == HoldSign::Wrote) {
            return Ok(());
        }
        self.holds.add(Hold { session, at, sign, operator, group, from })
    }

    /// The session was handed on, to what these fields name.
    fn take_handing_on(
        &mut self,
        session: u32,
        cells: &Cells,
        at: Micros,
        to: &[Field],
    ) -> Result<(), Refused> {
        let named = |field: Field| {
            let name = cells[field.place()].as_str();
            Some(name).filter(|name| to.contains(&field) && !name.is_empty())
        };
        let operator = named(Field::NextOperator).map(|name| self.operators.place(name));
        let group = named(Field::NextGroup).map(|name| self.names.place(name));
        let from = Some(cells[Field::TransferredFrom.place()].as_str());
        let from = from.filter(|name| !name.is_empty()).map(|name| self.names.place(name));
        if operator.is_none() && group.is_none() {
            return Ok(());
        }
        let sign = HoldSign::Given;
        self.holds.add(Hold { session, at, sign, operator, group, from })
    }

    /// The session of which the row is a later part.
    fn take_root(&mut self, place: u32, cells: &Cells) {
        let root = cells[Field::PartOf.place()].as_str();
        if root.is_empty() {
            return;
        }
        let root = self.places.place(root);
        if self.partials.len() <= root as usize {
            self.partials.push(Partial::default());
        }
        let is_other = root != place;
        self.partials[place as usize].part_of = is_other.then(|| NameId::at(root as usize));
    }

    fn add_visit(&mut self, visit: PartialVisit) {
        self.partials[visit.session as usize].last_visit = Some(NameId::at(self.visits.len()));
        self.visits.push(visit);
    }

    /// A session joined a queue: if it was still in another one, it was moved.
    fn join(&mut self, session: u32, group: &str, joined_at: Micros) {
        let group = Some(self.names.place(group));
        if let Some(before) = self.last_visit(session)
            && before.how.is_none()
            && before.joined_at <= joined_at
        {
            before.left_at = Some(joined_at);
            before.how = Some(VisitEnd::Moved);
        }
        let (left_at, how, operator) = (None, None, None);
        self.add_visit(PartialVisit { session, group, joined_at, left_at, how, operator });
    }

    fn last_visit(&mut self, session: u32) -> Option<&mut PartialVisit> {
        let place = self.partials[session as usize].last_visit?;
        self.visits.get_mut(place.place())
    }

    /// A session left the queue that it had joined. An operator may take it from another one without a queue.
    fn leave(
        &mut self,
        session: u32,
        group: &str,
        at: Option<Micros>,
        how: VisitEnd,
        operator: Option<NameId>,
    ) {
        let Some(at) = at else { return };
        let group = (!group.is_empty()).then(|| self.names.place(group));
        let Some(visit) = self.last_visit(session) else { return };
        let is_open = visit.how.is_none();
        if is_open && visit.joined_at <= at && (group.is_none() || group == visit.group) {
            visit.left_at = Some(at);
            visit.how = Some(how);
            visit.operator = operator.filter(|_| how == VisitEnd::Taken);
        } else if !is_open
            && how == VisitEnd::Taken
            && operator.is_some_and(|new| visit.operator.is_some_and(|old| old != new))
            && visit.joined_at <= at
        {
            let (joined_at, left_at, how) = (at, Some(at), Some(how));
            self.add_visit(PartialVisit { session, group, joined_at, left_at, how, operator });
        }
    }

    /// What a row says of the only transfer of its session.
    fn take_transfer(
        &mut self,
        action: Action,
        session: usize,
        cells: &Cells,
        at: Option<Micros>,
        wait: Option<Micros>,
    ) {
        let first_operator = self.operator_of(cells);
        let (to, how) = match action {
            Action::LostTransfer => (Field::NextQueue, VisitEnd::Abandoned),
            _ => (Field::NextGroup, VisitEnd::Taken),
        };
        let filled = |field: Field| Some(cells[field.place()].as_str()).filter(|it| !it.is_empty());
        let group = filled(to).map(|text| self.names.place(text));
        let operator = filled(Field::NextOperator).filter(|_| how == VisitEnd::Taken);
        let operator = operator.map(|text| self.operators.place(text));
        let transfer = |at| PartialTransfer { at, group, operator, wait, first_operator, how };
        self.partials[session].transfer = at.map(|at| Box::new(transfer(at)));
    }
}
