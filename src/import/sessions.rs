//! From rows to the sessions and visits of a history.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::cells::{Formats, NoInstant, Read, file_error, see_columns};
use super::fields::{Field, FieldKind};
use super::partial::{Names, Partial, PartialVisit};
use super::profile::{Action, Clock, Profile, SameId};
use super::records::{Cells, Next, Records};
use super::settle::settle;
use super::skips::{Skip, SkipCounts, SkipLog};
use super::{ImportError, ImportOptions, InputFile, OperatorNames};
use crate::history::{Session, SessionOutcome, Timestamp, Visit};

/// The most sessions of one import: they take up to 4 GiB.
const MAX_SESSIONS: usize = 10_000_000;
/// A topic is a word or two: what is longer may be what a client wrote.
const MAX_TOPIC_CHARS: usize = 60;

/// What became of the files.
#[derive(Debug)]
pub struct ImportedSessions {
    /// In the order of their arrival.
    pub sessions: Vec<Session>,
    /// In the order in which the queues were joined; empty where the source does not tell of queues.
    pub visits: Vec<Visit>,
    /// Rows that were read, of all files.
    pub read: u64,
    pub skipped: SkipCounts,
    /// What was assumed, one line each.
    pub notes: Vec<String>,
}

struct Import<'a> {
    profile: &'static Profile,
    options: &'a ImportOptions,
    partials: Vec<Partial>,
    places: HashMap<u128, u32>,
    row_ids: HashSet<u128>,
    names: Names,
    operators: Names,
    visits: Vec<PartialVisit>,
    /// The visit of a session that has not ended.
    open_visits: HashMap<u32, u32>,
    read: u64,
    clock_changes: u64,
    long_topics: u64,
    notes: Vec<String>,
}

/// Imports files of one source, whose rows are sessions or parts of sessions.
///
/// # Errors
/// If a file cannot be read, lacks a column that is needed, or leaves open how it is to be read.
pub fn import_sessions(
    files: &[&dyn InputFile],
    profile: &'static Profile,
    options: &ImportOptions,
    on_skip: &mut dyn FnMut(&Skip),
) -> Result<ImportedSessions, ImportError> {
    let mut import = Import {
        profile,
        options,
        partials: Vec::new(),
        places: HashMap::new(),
        row_ids: HashSet::new(),
        names: Names::default(),
        operators: Names::default(),
        visits: Vec::new(),
        open_visits: HashMap::new(),
        read: 0,
        clock_changes: 0,
        long_topics: 0,
        notes: Vec::new(),
    };
    let mut log = SkipLog::new(on_skip);
    let names: Vec<&str> = files.iter().map(|file| file.name()).collect();
    for (number, file) in files.iter().enumerate() {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        import.read_file(number, *file, &names, &mut log)?;
    }
    Ok(import.finish(&names, log))
}

impl Import<'_> {
    fn read_file(
        &mut self,
        number: u16,
        file: &dyn InputFile,
        files: &[&str],
        log: &mut SkipLog<'_>,
    ) -> Result<(), ImportError> {
        let formats = see_columns(file, self.profile, self.options)?;
        let mut records = Records::open(file, self.profile, self.options)?;
        for field in self.profile.required {
            if !records.found.contains(field) {
                return Err(ImportError {
                    place: file.name().to_owned(),
                    problem: format!("no column is known as {}", field.word()),
                    help: format!(
                        "say which it is with --map COLUMN={}; the columns are {}",
                        field.word(),
                        records.headings()
                    ),
                });
            }
        }
        for guess in &records.guesses {
            if !self.notes.contains(guess) {
                self.notes.push(guess.clone());
            }
        }
        loop {
            match records.next().map_err(|why| file_error(file, why))? {
                Next::End => break,
                Next::Skip(line, why) => {
                    self.read += 1;
                    log.add(file.name(), line, &without_cells(&why));
                }
                Next::Row(line) => {
                    self.read += 1;
                    let taken =
                        self.take_row(records.cells(), &formats, &records.found, (number, line));
                    match taken {
                        Ok(Taken::Row) => {}
                        Ok(Taken::Replaced((old, line))) => {
                            let old = files.get(usize::from(old)).copied().unwrap_or("");
                            log.add(old, line, "an older record of the same session");
                        }
                        Err(Refused::Row(reason)) => log.add(file.name(), line, &reason),
                        Err(Refused::File(problem, help)) => {
                            let place = format!("{}:{line}", file.name());
                            let help = help.to_owned();
                            return Err(ImportError { place, problem, help });
                        }
                    }
                }
            }
        }
        if let Some((line, count)) = records.totals() {
            log.add(file.name(), line, "a row of totals or averages");
            log.counts.add("a row of totals or averages", count - 1);
            self.read += count;
        }
        Ok(())
    }

    fn take_row(
        &mut self,
        cells: &Cells,
        formats: &Formats,
        found: &[Field],
        (file, line): (u16, u64),
    ) -> Result<Taken, Refused> {
        let actions = self.actions(cells)?;
        let row_id = &cells[Field::RowId.place()];
        if !row_id.is_empty() && !self.row_ids.insert(fingerprint(row_id)) {
            return Err(Refused::row("the row was there before, with the same id"));
        }
        let mut instants = Vec::with_capacity(8);
        for field in found.iter().filter(|field| field.kind() == FieldKind::Instant) {
            if let Some(at) = self.instant(*field, cells, formats)? {
                instants.push((*field, at));
            }
        }
        let of = |field: Field| instants.iter().find(|(of, _)| *of == field).map(|(_, at)| *at);
        let id = cells[Field::SessionId.place()].as_str();
        let version = of(Field::Version);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let (place, replaced) = self.session_of(id, found, version)?;
        let session = place as usize;
        if replaced.is_some() || self.partials[session].line == 0 {
            self.partials[session] = Partial { file, line, version, ..Partial::default() };
        }
        for (field, at) in &instants {
            self.partials[session].take_instant(*field, *at);
        }
        self.take_texts(session, cells)?;
        let partial = &mut self.partials[session];
        for (field, slot) in [
            (Field::Wait, &mut partial.wait),
            (Field::ReplyAfter, &mut partial.reply_after),
            (Field::ServiceTime, &mut partial.service_time),
            (Field::Duration, &mut partial.duration),
        ] {
            if slot.is_none() {
                *slot = formats.length(field, cells);
            }
        }
        for action in actions {
            self.act(action, place, cells, &instants);
        }
        Ok(replaced.map_or(Taken::Row, Taken::Replaced))
    }

    /// What the rules make of a row.
    fn actions(&self, cells: &Cells) -> Result<Vec<Action>, Refused> {
        let mut actions = Vec::new();
        for rule in self.profile.rules {
            if rule.when.iter().all(|(field, test)| test.holds(&cells[field.place()])) {
                for action in rule.then {
                    if let Action::Skip(reason) = action {
                        return Err(Refused::row(reason));
                    }
                    actions.push(*action);
                }
            }
        }
        Ok(actions)
    }

    fn instant(
        &mut self,
        field: Field,
        cells: &Cells,
        formats: &Formats,
    ) -> Result<Option<Timestamp>, Refused> {
        match formats.instant(field, cells) {
            Ok(None) => Ok(None),
            Ok(Some(Read::At(at))) => Ok(Some(at)),
            Ok(Some(Read::AtClockChange(at))) => {
                self.clock_changes += 1;
                Ok(Some(at))
            }
            Err(NoInstant::Cell(why)) => Err(Refused::Row(format!("{}: {why}", field.word()))),
            Err(NoInstant::ZoneUnknown) if self.profile.clock == Clock::SinceStart => {
                Err(Refused::File(
                    "times count from the start of the run, which is not known".to_owned(),
                    "say when it began with --start 2026-01-05T09:00",
                ))
            }
            Err(NoInstant::ZoneUnknown) => Err(Refused::File(
                format!("{} has no offset from UTC, and no time zone is stated", field.word()),
                "say where its clock stands with --time-zone Europe/Moscow",
            )),
        }
    }

    /// The session of a row, and the line of the record that the row replaces.
    fn session_of(
        &mut self,
        id: &str,
        found: &[Field],
        version: Option<Timestamp>,
    ) -> Result<(u32, Option<(u16, u64)>), Refused> {
        let next = u32::try_from(self.partials.len()).unwrap_or(u32::MAX);
        if self.partials.len() >= MAX_SESSIONS {
            return Err(Refused::File(
                format!("there are more than {MAX_SESSIONS} sessions"),
                "import a shorter stretch of time",
            ));
        }
        if id.is_empty() {
            if found.contains(&Field::SessionId) {
                return Err(Refused::row("it names no session"));
            }
            self.partials.push(Partial::default());
            return Ok((next, None));
        }
        let place = *self.places.entry(fingerprint(id)).or_insert(next);
        if place == next {
            self.partials.push(Partial::default());
            return Ok((place, None));
        }
        if self.profile.same_id == SameId::Parts {
            return Ok((place, None));
        }
        let known = &self.partials[place as usize];
        if known.version > version {
            return Err(Refused::row("an older record of the same session"));
        }
        Ok((place, Some((known.file, u64::from(known.line)))))
    }

    fn take_texts(&mut self, session: usize, cells: &Cells) -> Result<(), Refused> {
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
        let nobody = |name: &&str| !matches!(*name, "NONE" | "null" | "-");
        let operator = text(Field::Operator).filter(nobody).map(|text| self.operators.place(text));
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
        partial.operator = operator.or(partial.operator);
        partial.transferred_from = from.or(partial.transferred_from);
        Ok(())
    }

    fn act(&mut self, action: Action, place: u32, cells: &Cells, instants: &[(Field, Timestamp)]) {
        let of = |field: Field| instants.iter().find(|(of, _)| *of == field).map(|(_, at)| *at);
        let group = cells[Field::Group.place()].as_str();
        let session = place as usize;
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
                    let (left_at, how) = (None, None);
                    let next = u32::try_from(self.visits.len()).unwrap_or(u32::MAX);
                    self.open_visits.insert(place, next);
                    self.visits.push(PartialVisit {
                        session: place,
                        group,
                        joined_at,
                        left_at,
                        how,
                    });
                }
            }
            Action::Leave(how) => {
                let group = self.names.place(group);
                let visit = self.open_visits.remove(&place).map(|open| open as usize);
                let visit = visit.and_then(|open| self.visits.get_mut(open));
                if let (Some(visit), Some(at)) = (visit, of(Field::At))
                    && visit.group == group
                    && visit.joined_at <= at
                {
                    visit.left_at = Some(at);
                    visit.how = Some(how);
                }
            }
            Action::Visit(how) => {
                if let Some(joined_at) = of(Field::ArrivedAt)
                    && !group.is_empty()
                {
                    let left_at = of(Field::AcceptedAt).or_else(|| of(Field::ClosedAt));
                    let left_at = left_at.filter(|left| *left >= joined_at);
                    let (group, how) = (self.names.place(group), Some(how));
                    self.visits.push(PartialVisit {
                        session: place,
                        group,
                        joined_at,
                        left_at,
                        how,
                    });
                }
            }
            Action::Skip(_) => {}
        }
    }

    fn finish(mut self, files: &[&str], mut log: SkipLog<'_>) -> ImportedSessions {
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
        let mut ids: HashMap<u32, Arc<str>> = HashMap::new();
        let mut operator_numbers: HashMap<u32, Arc<str>> = HashMap::new();
        let mut sessions = Vec::with_capacity(order.len());
        for (number, (arrived_at, place)) in order.into_iter().enumerate() {
            let partial = &self.partials[place];
            let id: Arc<str> = Arc::from(format!("{:0width$}", number + 1));
            if !self.visits.is_empty() {
                ids.insert(u32::try_from(place).unwrap_or(u32::MAX), Arc::clone(&id));
            }
            let name = |place: Option<u32>| place.map(|place| self.names.get(place));
            let operator = partial.operator.map(|place| match self.options.names {
                OperatorNames::Kept => self.operators.get(place),
                OperatorNames::Numbered => {
                    let next = operator_numbers.len() + 1;
                    let of = || Arc::from(format!("operator-{next}"));
                    Arc::clone(operator_numbers.entry(place).or_insert_with(of))
                }
            });
            sessions.push(Session {
                id,
                live_chat: name(partial.live_chat).unwrap_or_else(|| Arc::clone(&default_chat)),
                channel: name(partial.channel),
                topic: name(partial.topic),
                arrived_at,
                queue_left_at: partial.queue_left_at,
                accepted_at: partial.accepted_at,
                first_reply_at: partial.first_reply_at,
                closed_at: partial.closed_at,
                operator,
                group: name(partial.group),
                outcome: partial.outcome.unwrap_or(SessionOutcome::Open),
                ended_by: partial.ended_by,
                transferred_from: name(partial.transferred_from),
            });
        }
        let visits = self.finish_visits(&ids);
        self.note_changes();
        let (read, notes) = (self.read, self.notes);
        ImportedSessions { sessions, visits, read, skipped: log.counts, notes }
    }

    fn finish_visits(&self, ids: &HashMap<u32, Arc<str>>) -> Vec<Visit> {
        let visit = |visit: &PartialVisit| {
            let session = Arc::clone(ids.get(&visit.session)?);
            let PartialVisit { group, joined_at, left_at, how, .. } = *visit;
            let group = self.names.get(group);
            Some(Visit { session, group, operator: None, joined_at, left_at, how })
        };
        let mut visits: Vec<Visit> = self.visits.iter().filter_map(visit).collect();
        visits
            .sort_by(|a, b| a.joined_at.cmp(&b.joined_at).then_with(|| a.session.cmp(&b.session)));
        visits
    }

    fn note_changes(&mut self) {
        if self.clock_changes > 0 {
            self.notes.push(format!(
                "{} times lie where the clock was changed: the earlier instant is taken",
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

enum Taken {
    Row,
    /// It took the place of the record of this file and line.
    Replaced((u16, u64)),
}

enum Refused {
    Row(String),
    File(String, &'static str),
}

impl Refused {
    fn row(reason: &str) -> Self {
        Self::Row(reason.to_owned())
    }
}

/// Reasons say nothing of what stands in the cells.
fn without_cells(why: &str) -> String {
    if why.contains("cells, the header has") {
        "it has not as many cells as the header".to_owned()
    } else {
        why.to_owned()
    }
}

/// Sixteen bytes for an id, instead of the id.
fn fingerprint(id: &str) -> u128 {
    use sha2::{Digest as _, Sha256};
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(id.as_bytes())[..16]);
    u128::from_le_bytes(bytes)
}
