//! Messages of sessions: when, and by whom. Their texts are never looked at.

use super::cells::instant_of_api;
use super::compact::Micros;
use super::fields::Field;
use super::holds::HoldSign;
use super::json;
use super::profile::{Action, EntryOrder, Inside, Shape};
use super::records::{Cells, Records};
use super::sessions::{Import, Refused, actions_of, of};
use crate::history::Author;

/// The most messages of one import: they take 320 MB.
const MAX_MESSAGES: usize = 20_000_000;

/// So many messages before one of an operator are looked at for the client's that it answers.
const MAX_LOOKED_AT: usize = 100;

/// Sixteen bytes a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The place of its session; in the end the session's number.
    session: u32,
    author: Author,
    /// In microseconds since 1970, split so that an entry has no holes.
    high: i32,
    low: u32,
}

impl Entry {
    fn at(self) -> i64 {
        (i64::from(self.high) << 32) | i64::from(self.low)
    }
}

/// The messages that were read.
#[derive(Debug, Default)]
pub(super) struct MessageLog {
    entries: Vec<Entry>,
}

impl MessageLog {
    fn add(&mut self, session: u32, at: Micros, author: Author) -> Result<(), Refused> {
        if self.entries.len() >= MAX_MESSAGES {
            return Err(Refused::File(
                format!("there are more than {MAX_MESSAGES} messages"),
                "import a shorter stretch of time",
            ));
        }
        let at = at.get();
        let (high, low) = ((at >> 32) as i32, at as u32);
        self.entries.push(Entry { session, author, high, low });
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Puts messages into the order of sessions and time. A message that is there twice, because its session or its
    /// file is, counts once; those of sessions that gave nothing go.
    pub(super) fn finish(&mut self, numbers: &[u32]) {
        for entry in &mut self.entries {
            entry.session = numbers.get(entry.session as usize).copied().unwrap_or(u32::MAX);
        }
        self.entries.retain(|entry| entry.session != u32::MAX);
        self.entries.sort_unstable_by_key(|entry| (entry.session, entry.at(), entry.author));
        self.entries.dedup();
    }

    /// Puts messages into the order of the places of their sessions.
    pub(super) fn sort(&mut self) {
        self.entries.sort_unstable_by_key(|entry| (entry.session, entry.at(), entry.author));
    }

    /// When the client wrote last before this, in sorted messages.
    pub(super) fn asked_before(&self, session: u32, at: Micros) -> Option<Micros> {
        let end =
            self.entries.partition_point(|entry| (entry.session, entry.at()) < (session, at.get()));
        let before = self.entries[..end].iter().rev().take_while(|it| it.session == session);
        let asked = before.take(MAX_LOOKED_AT).find(|entry| entry.author == Author::Client)?;
        Micros::new(asked.at())
    }

    /// The number of the session of each message, when, and by whom.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Micros, Author)> + '_ {
        let of = |entry: &Entry| Some((entry.session, Micros::new(entry.at())?, entry.author));
        self.entries.iter().filter_map(of)
    }
}

impl Import<'_> {
    /// The messages that a row of a session is, or mentions.
    pub(super) fn take_messages(
        &mut self,
        actions: &[Action],
        place: u32,
        cells: &Cells,
        instants: &[(Field, Micros)],
    ) -> Result<(), Refused> {
        for action in actions {
            let message = match action {
                Action::Message(author) => of(instants, Field::At).map(|at| (at, *author)),
                Action::FirstMessage => {
                    of(instants, Field::ArrivedAt).map(|at| (at, Author::Client))
                }
                Action::Given(_) | Action::HandedOn(_) if self.table.shape == Shape::Messages => {
                    self.act(*action, place, cells, instants, None)?;
                    None
                }
                _ => None,
            };
            if let Some((at, author)) = message {
                self.take_message(place, cells, at, author)?;
            }
        }
        Ok(())
    }

    fn take_message(
        &mut self,
        place: u32,
        cells: &Cells,
        at: Micros,
        author: Author,
    ) -> Result<(), Refused> {
        self.messages.add(place, at, author)?;
        if author == Author::Operator {
            self.take_hold(place, cells, at, HoldSign::Wrote)?;
        }
        let partial = &mut self.partials[place as usize];
        let is_within = partial.arrived_at.is_some_and(|arrived| arrived <= at)
            && partial.closed_at.is_none_or(|closed| at <= closed);
        if author == Author::Operator && is_within {
            partial.take_instant(Field::FirstReplyAt, at);
        }
        Ok(())
    }

    /// The entries of the lists in a JSON record.
    pub(super) fn take_inside(
        &mut self,
        records: &mut Records,
        place: Option<u32>,
    ) -> Result<(), Refused> {
        for inside in self.table.inside {
            self.take_list(records, inside, place)?;
        }
        Ok(())
    }

    fn take_list(
        &mut self,
        records: &mut Records,
        inside: &Inside,
        place: Option<u32>,
    ) -> Result<(), Refused> {
        let mut cells: Cells = std::array::from_fn(|_| String::new());
        // Whose duty the entries are, where they are duty.
        if self.table.shape == Shape::Staff {
            cells[Field::Operator.place()].push_str(&records.cells()[Field::Operator.place()]);
        }
        let Some(object) = records.object() else { return Ok(()) };
        let mut entries = json::entries(object, inside.list);
        if inside.order == EntryOrder::ByTime {
            let at = inside.columns.iter().find(|(field, _)| *field == Field::At);
            let paths = at.map_or(&[][..], |(_, paths)| *paths);
            entries.sort_by_cached_key(|entry| {
                let mut cell = String::new();
                entry.push_text(paths, &mut cell);
                instant_of_api(&cell)
            });
        }
        for entry in entries {
            for (field, paths) in inside.columns {
                let cell = &mut cells[field.place()];
                cell.clear();
                entry.push_text(paths, cell);
            }
            self.take_entry(inside, &cells, place)?;
        }
        Ok(())
    }

    fn take_entry(
        &mut self,
        inside: &Inside,
        cells: &Cells,
        place: Option<u32>,
    ) -> Result<(), Refused> {
        // An entry that is to be passed over is no row: nothing of it is reported.
        let mut actions = Vec::new();
        if actions_of(inside.rules, cells, &mut actions).is_err() {
            return Ok(());
        }
        let mut instants = Vec::with_capacity(2);
        for field in [Field::At, Field::From, Field::Until] {
            if let Some(at) = instant_of_api(&cells[field.place()]) {
                instants.push((field, at));
            }
        }
        if self.table.shape == Shape::Staff {
            // A stretch without an end is one that lasts.
            return match self.take_duty(&actions, cells, &instants) {
                Err(refused @ Refused::File(..)) => Err(refused),
                _ => Ok(()),
            };
        }
        let (Some(at), Some(place)) = (of(&instants, Field::At), place) else { return Ok(()) };
        for action in actions {
            match action {
                Action::Message(author) => self.take_message(place, cells, at, author)?,
                action => self.act(action, place, cells, &instants, None)?,
            }
        }
        Ok(())
    }
}
