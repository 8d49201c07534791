//! From rows to the sessions and visits of a history.

use std::collections::{HashMap, HashSet};

use super::cells::{Formats, NoInstant, Read, file_error, see_columns};
use super::duty::DutyLog;
use super::fields::{Field, FieldKind};
use super::messages::MessageLog;
use super::partial::{Names, Partial, PartialVisit};
use super::profile::{Action, Clock, Profile, Rule, SameId, Shape};
use super::recognise::table_of;
use super::records::{Cells, Next, Records};
use super::skips::{Skip, SkipCounts, SkipLog};
use super::{ImportError, ImportOptions, InputFile};
use crate::history::{Message, Session, StaffTime, Timestamp, Visit};

/// The most sessions of one import: they take up to 6 GiB.
const MAX_SESSIONS: usize = 10_000_000;

/// What became of the files.
#[derive(Debug)]
pub struct ImportedSessions {
    /// In the order of their arrival.
    pub sessions: Vec<Session>,
    /// In the order in which the queues were joined; empty where the source does not tell of queues.
    pub visits: Vec<Visit>,
    pub(super) messages: MessageLog,
    /// In the order of operators and time; empty where the source does not tell of duty.
    pub staff: Vec<StaffTime>,
    /// Rows that were read, of all files.
    pub read: u64,
    pub skipped: SkipCounts,
    /// What was assumed, one line each.
    pub notes: Vec<String>,
}

impl ImportedSessions {
    /// How many messages there are.
    pub fn message_count(&self) -> usize {
        self.messages.len()
    }

    /// Messages in the order of sessions and time. They are made as they are asked for: there are many.
    pub fn messages(&self) -> impl Iterator<Item = Message> + '_ {
        self.messages.iter(&self.sessions)
    }
}

pub(super) struct Import<'a> {
    /// The table of the file that is read: of sessions, or what lies beside them.
    pub(super) table: &'static Profile,
    pub(super) options: &'a ImportOptions,
    pub(super) partials: Vec<Partial>,
    pub(super) places: HashMap<u128, u32>,
    row_ids: HashSet<u128>,
    pub(super) names: Names,
    pub(super) operators: Names,
    pub(super) visits: Vec<PartialVisit>,
    /// The visit of a session that has not ended.
    pub(super) open_visits: HashMap<u32, u32>,
    pub(super) messages: MessageLog,
    pub(super) duty: DutyLog,
    pub(super) read: u64,
    pub(super) clock_changes: u64,
    pub(super) long_topics: u64,
    pub(super) notes: Vec<String>,
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
        table: profile,
        options,
        partials: Vec::new(),
        places: HashMap::new(),
        row_ids: HashSet::new(),
        names: Names::default(),
        operators: Names::default(),
        visits: Vec::new(),
        open_visits: HashMap::new(),
        messages: MessageLog::default(),
        duty: DutyLog::default(),
        read: 0,
        clock_changes: 0,
        long_topics: 0,
        notes: Vec::new(),
    };
    let mut log = SkipLog::new(on_skip);
    let names: Vec<&str> = files.iter().map(|file| file.name()).collect();
    let mut tables = Vec::with_capacity(files.len());
    for (number, file) in files.iter().enumerate() {
        tables.push((table_of(*file, profile, options)?, number, *file));
    }
    // Messages and times of duty after the sessions and operators that they are of.
    tables.sort_by_key(|(table, number, _)| (table.shape != Shape::Sessions, *number));
    if tables.first().is_some_and(|(table, ..)| table.shape != Shape::Sessions) {
        let (_, _, file) = tables[0];
        return Err(ImportError {
            place: file.name().to_owned(),
            problem: "no file has sessions: this one has what belongs to them".to_owned(),
            help: "name the file of the sessions, too".to_owned(),
        });
    }
    for (table, number, file) in tables {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        import.table = table;
        import.read_file(number, file, &names, &mut log)?;
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
        let formats = see_columns(file, self.table, self.options)?;
        let mut records = Records::open(file, self.table, self.options)?;
        for field in self.table.required {
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
                    let taken = taken.and_then(|taken| {
                        self.take_inside(&mut records, taken.session)?;
                        Ok(taken)
                    });
                    match taken {
                        Ok(taken) => {
                            if let Some((old, line)) = taken.replaced {
                                let old = files.get(usize::from(old)).copied().unwrap_or("");
                                log.add(old, line, "an older record of the same session");
                            }
                            if let Some(field) = taken.unread {
                                log.add_part(file.name(), line, field.word());
                            }
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
        let instants = self.instants(cells, formats, found)?;
        let of = |field: Field| instants.iter().find(|(of, _)| *of == field).map(|(_, at)| *at);
        if self.table.shape == Shape::Staff || is_of_staff(&actions) {
            self.take_duty(&actions, cells, &instants)?;
            return Ok(Taken::default());
        }
        let id = cells[Field::SessionId.place()].as_str();
        if self.table.shape == Shape::Messages {
            let place = *self
                .places
                .get(&fingerprint(id))
                .ok_or_else(|| Refused::row("its session is in none of the files"))?;
            self.take_messages(&actions, place, &instants)?;
            return Ok(Taken { session: Some(place), ..Taken::default() });
        }
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
        let mut unread = None;
        let mut length = |field: Field| {
            let read = formats.length(field, cells);
            read.unwrap_or_else(|_| {
                unread.get_or_insert(field);
                None
            })
        };
        for (field, slot) in [
            (Field::Wait, &mut partial.wait),
            (Field::ReplyAfter, &mut partial.reply_after),
            (Field::ServiceTime, &mut partial.service_time),
            (Field::Duration, &mut partial.duration),
        ] {
            *slot = slot.or_else(|| length(field));
        }
        let next_wait = length(Field::NextWait);
        for action in &actions {
            self.act(*action, place, cells, &instants, next_wait);
        }
        self.take_messages(&actions, place, &instants)?;
        Ok(Taken { session: Some(place), replaced, unread })
    }

    /// What the rules make of a row.
    fn actions(&self, cells: &Cells) -> Result<Vec<Action>, Refused> {
        actions_of(self.table.rules, cells)
    }

    /// The instants of a row.
    fn instants(
        &mut self,
        cells: &Cells,
        formats: &Formats,
        found: &[Field],
    ) -> Result<Vec<(Field, Timestamp)>, Refused> {
        let mut read = Vec::with_capacity(8);
        for field in found.iter().filter(|field| field.kind() == FieldKind::Instant) {
            if let Some(at) = self.instant(*field, cells, formats)? {
                read.push((*field, at));
            }
        }
        let arrived = read.iter().find(|(field, _)| *field == Field::ArrivedAt);
        let arrived = arrived.map(|(_, Read::At(at) | Read::AtClockChange(at, _))| *at);
        let settled = |read: Read| match read {
            Read::AtClockChange(earlier, later) if arrived.is_some_and(|at| earlier < at) => later,
            Read::At(at) | Read::AtClockChange(at, _) => at,
        };
        Ok(read.into_iter().map(|(field, read)| (field, settled(read))).collect())
    }

    fn instant(
        &mut self,
        field: Field,
        cells: &Cells,
        formats: &Formats,
    ) -> Result<Option<Read>, Refused> {
        match formats.instant(field, cells) {
            Ok(read) => {
                self.clock_changes += u64::from(matches!(read, Some(Read::AtClockChange(..))));
                Ok(read)
            }
            Err(NoInstant::Cell(_)) if cells[field.place()].contains('\n') => {
                Err(Refused::Row(format!(
                    "{}: the cell goes on over several lines: a quotation mark is missing or too many",
                    field.word()
                )))
            }
            Err(NoInstant::Cell(why)) => Err(Refused::Row(format!("{}: {why}", field.word()))),
            Err(NoInstant::ZoneUnknown) if self.table.clock == Clock::SinceStart => {
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
        if self.table.same_id == SameId::Parts {
            return Ok((place, None));
        }
        let known = &self.partials[place as usize];
        if known.version > version {
            return Err(Refused::row("an older record of the same session"));
        }
        Ok((place, Some((known.file, u64::from(known.line)))))
    }
}

/// What the rules make of cells.
pub(super) fn actions_of(rules: &[Rule], cells: &Cells) -> Result<Vec<Action>, Refused> {
    let mut actions = Vec::new();
    for rule in rules {
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

fn is_of_staff(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::Duty(_) | Action::DutyTime(_)))
}

/// What a row was taken as.
#[derive(Default)]
struct Taken {
    /// The place of its session.
    session: Option<u32>,
    /// The file and line of the record whose place it took.
    replaced: Option<(u16, u64)>,
    /// A length of time that could not be read, and is left empty.
    unread: Option<Field>,
}

pub(super) enum Refused {
    Row(String),
    File(String, &'static str),
}

impl Refused {
    pub(super) fn row(reason: &str) -> Self {
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
