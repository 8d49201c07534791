//! Messages of sessions: when, and by whom. Their texts are never looked at.

use std::sync::Arc;

use super::cells::instant_of_api;
use super::fields::Field;
use super::json;
use super::profile::{Action, Shape};
use super::records::{Cells, Records};
use super::sessions::{Import, Refused, actions_of};
use crate::history::{Author, Message, Session, Timestamp};

/// The most messages of one import: they take 320 MB.
const MAX_MESSAGES: usize = 20_000_000;

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
    fn add(&mut self, session: u32, at: Timestamp, author: Author) -> Result<(), Refused> {
        if self.entries.len() >= MAX_MESSAGES {
            return Err(Refused::File(
                format!("there are more than {MAX_MESSAGES} messages"),
                "import a shorter stretch of time",
            ));
        }
        let at = at.as_microsecond();
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

    pub(super) fn iter<'a>(
        &'a self,
        sessions: &'a [Session],
    ) -> impl Iterator<Item = Message> + 'a {
        self.entries.iter().filter_map(|entry| {
            let session = Arc::clone(&sessions.get(entry.session as usize)?.id);
            let at = Timestamp::from_microsecond(entry.at()).ok()?;
            Some(Message { session, at, from: entry.author })
        })
    }
}

impl Import<'_> {
    /// The messages that a row of a session is, or mentions.
    pub(super) fn take_messages(
        &mut self,
        actions: &[Action],
        place: u32,
        instants: &[(Field, Timestamp)],
    ) -> Result<(), Refused> {
        let of = |field: Field| instants.iter().find(|(of, _)| *of == field).map(|(_, at)| *at);
        for action in actions {
            let message = match action {
                Action::Message(author) => of(Field::At).map(|at| (at, *author)),
                Action::FirstMessage => of(Field::ArrivedAt).map(|at| (at, Author::Client)),
                _ => None,
            };
            if let Some((at, author)) = message {
                self.take_message(place, at, author)?;
            }
        }
        Ok(())
    }

    fn take_message(&mut self, place: u32, at: Timestamp, author: Author) -> Result<(), Refused> {
        self.messages.add(place, at, author)?;
        let partial = &mut self.partials[place as usize];
        let is_within = partial.arrived_at.is_some_and(|arrived| arrived <= at)
            && partial.closed_at.is_none_or(|closed| at <= closed);
        if author == Author::Operator && is_within {
            partial.take_instant(Field::FirstReplyAt, at);
        }
        Ok(())
    }

    /// The entries of the list in a JSON record.
    pub(super) fn take_inside(
        &mut self,
        records: &mut Records,
        place: Option<u32>,
    ) -> Result<(), Refused> {
        let Some(inside) = self.table.inside else { return Ok(()) };
        let mut cells: Cells = std::array::from_fn(|_| String::new());
        // Whose duty the entries are, where they are duty.
        cells[Field::Operator.place()].push_str(&records.cells()[Field::Operator.place()]);
        for entry in records.take_list(inside.list) {
            let Some(entry) = entry.as_object() else { continue };
            for (field, paths) in inside.columns {
                let cell = &mut cells[field.place()];
                cell.clear();
                let _ = paths.iter().any(|path| json::push_text(entry, path, cell));
            }
            // An entry that is to be passed over is no row: nothing of it is reported.
            let Ok(actions) = actions_of(inside.rules, &cells) else { continue };
            let mut instants = Vec::with_capacity(2);
            for field in [Field::At, Field::From, Field::Until] {
                if let Some(at) = instant_of_api(&cells[field.place()]) {
                    instants.push((field, at));
                }
            }
            if self.table.shape == Shape::Staff {
                // A stretch without an end is one that lasts.
                if let Err(Refused::File(why, help)) = self.take_duty(&actions, &cells, &instants) {
                    return Err(Refused::File(why, help));
                }
                continue;
            }
            let at = instants.iter().find(|(field, _)| *field == Field::At);
            let (Some((_, at)), Some(place)) = (at, place) else { continue };
            for action in actions {
                match action {
                    Action::Message(author) => self.take_message(place, *at, author)?,
                    Action::At(field) => self.partials[place as usize].take_instant(field, *at),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}
