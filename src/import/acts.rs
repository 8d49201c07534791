//! What the rules of a profile do with a row of a session.

use super::fields::Field;
use super::partial::{Names, PartialTransfer, PartialVisit};
use super::profile::Action;
use super::records::Cells;
use super::sessions::{Import, Refused};
use crate::history::{Timestamp, VisitEnd};

/// A topic is a word or two: what is longer may be what a client wrote.
pub(super) const MAX_TOPIC_CHARS: usize = 60;

impl Import<'_> {
    /// The operator whom a row names.
    pub(super) fn operator_of(&mut self, cells: &Cells) -> Option<u32> {
        let name = cells[Field::Operator.place()].as_str();
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
        let (group, from) = (name(Field::Group), name(Field::TransferredFrom));
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
        instants: &[(Field, Timestamp)],
        next_wait: Option<i64>,
    ) {
        let of = |field: Field| instants.iter().find(|(of, _)| *of == field).map(|(_, at)| *at);
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
                    let group = self.names.place(group);
                    let next = u32::try_from(self.visits.len()).unwrap_or(u32::MAX);
                    self.open_visits.insert(place, next);
                    self.visits.push(PartialVisit {
                        session: place,
                        group,
                        joined_at,
                        left_at: None,
                        how: None,
                        operator: None,
                    });
                }
            }
            Action::Leave(how) => self.leave(place, group, (of(Field::At), how), operator),
            Action::Visit(how) => {
                if let Some(joined_at) = of(Field::ArrivedAt)
                    && !group.is_empty()
                {
                    let left_at = of(Field::AcceptedAt).or_else(|| of(Field::ClosedAt));
                    let left_at = left_at.filter(|left| *left >= joined_at);
                    let (group, how) = (self.names.place(group), Some(how));
                    let operator = operator.filter(|_| how == Some(VisitEnd::Taken));
                    self.visits.push(PartialVisit {
                        session: place,
                        group,
                        joined_at,
                        left_at,
                        how,
                        operator,
                    });
                }
            }
            Action::Transfer => {
                let at = of(Field::TransferredAt);
                self.take_transfer(session, cells, (at, next_wait), operator);
            }
            Action::Message(_)
            | Action::FirstMessage
            | Action::Duty(_)
            | Action::DutyTime(_)
            | Action::Skip(_) => {}
        }
    }

    /// A session left the queue that it had joined.
    fn leave(
        &mut self,
        place: u32,
        group: &str,
        (at, how): (Option<Timestamp>, VisitEnd),
        operator: Option<u32>,
    ) {
        let group = self.names.place(group);
        let visit = self.open_visits.remove(&place).map(|open| open as usize);
        let visit = visit.and_then(|open| self.visits.get_mut(open));
        if let (Some(visit), Some(at)) = (visit, at)
            && visit.group == group
            && visit.joined_at <= at
        {
            visit.left_at = Some(at);
            visit.how = Some(how);
            visit.operator = operator.filter(|_| how == VisitEnd::Taken);
        }
    }

    /// What a row says of the only transfer of its session.
    fn take_transfer(
        &mut self,
        session: usize,
        cells: &Cells,
        (at, wait): (Option<Timestamp>, Option<i64>),
        first_operator: Option<u32>,
    ) {
        let filled = |field: Field| Some(cells[field.place()].as_str()).filter(|it| !it.is_empty());
        let group = filled(Field::NextGroup).map(|text| self.names.place(text));
        let operator = filled(Field::NextOperator).map(|text| self.operators.place(text));
        self.partials[session].transfer =
            at.map(|at| Box::new(PartialTransfer { at, group, operator, wait, first_operator }));
    }
}
