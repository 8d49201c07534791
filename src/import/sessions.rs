//! From rows to the sessions and visits of a history.

use super::cells::{Formats, NoInstant, Read, file_error, see_columns};
use super::compact::{Ids, Micros};
use super::duty::DutyLog;
use super::fields::{Field, FieldKind};
use super::holds::HoldLog;
use super::imported::ImportedSessions;
use super::messages::MessageLog;
use super::partial::{Names, Partial, PartialVisit};
use super::profile::{Action, Clock, Profile, Rule, SameId, Shape};
use super::recognise::table_of;
use super::records::{Cells, Next, Records};
use super::skips::{Skip, SkipLog};
use super::status::StatusWords;
use super::{ImportError, ImportOptions, InputFile};

/// The most sessions of one import: they take up to 2 GiB.
const MAX_SESSIONS: usize = 10_000_000;

pub(super) struct Import<'a> {
    /// The table of the file that is read: of sessions, or what lies beside them.
    pub(super) table: &'static Profile,
    pub(super) options: &'a ImportOptions,
    pub(super) partials: Vec<Partial>,
    /// Sessions by their ids, each at the place of its partial.
    pub(super) places: Ids,
    row_ids: Ids,
    pub(super) names: Names,
    pub(super) operators: Names,
    pub(super) visits: Vec<PartialVisit>,
    pub(super) holds: HoldLog,
    pub(super) messages: MessageLog,
    pub(super) duty: DutyLog,
    pub(super) read: u64,
    pub(super) clock_changes: u64,
    pub(super) long_topics: u64,
    pub(super) statuses: StatusWords,
    pub(super) notes: Vec<String>,
    /// Of the row that is read.
    actions: Vec<Action>,
    instants: Vec<(Field, Micros)>,
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
        places: Ids::default(),
        row_ids: Ids::default(),
        names: Names::default(),
        operators: Names::default(),
        visits: Vec::new(),
        holds: HoldLog::default(),
        messages: MessageLog::default(),
        duty: DutyLog::default(),
        read: 0,
        clock_changes: 0,
        long_topics: 0,
        statuses: StatusWords::default(),
        notes: Vec::new(),
        actions: Vec::new(),
        instants: Vec::new(),
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
    Ok(import.finish(&names, log, profile))
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
                    let taken = self.take_row(
                        records.cells(),
                        &formats,
                        &records.found,
                        RowPlace { file: number, line },
                    );
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
        at: RowPlace,
    ) -> Result<Taken, Refused> {
        // Lists that rows use one after another.
        let mut actions = std::mem::take(&mut self.actions);
        let mut instants = std::mem::take(&mut self.instants);
        actions.clear();
        instants.clear();
        let taken = actions_of(self.table.rules, cells, &mut actions)
            .and_then(|()| {
                let row_id = &cells[Field::RowId.place()];
                if !row_id.is_empty() && !self.row_ids.is_new(row_id) {
                    return Err(Refused::row("the row was there before, with the same id"));
                }
                self.read_instants(cells, formats, found, &mut instants)
            })
            .and_then(|()| self.take_actions(&actions, &instants, cells, formats, found, at));
        self.actions = actions;
        self.instants = instants;
        taken
    }

    fn take_actions(
        &mut self,
        actions: &[Action],
        instants: &[(Field, Micros)],
        cells: &Cells,
        formats: &Formats,
        found: &[Field],
        at: RowPlace,
    ) -> Result<Taken, Refused> {
        if self.table.shape == Shape::Staff || is_of_staff(actions) {
            self.take_duty(actions, cells, instants)?;
            return Ok(Taken::default());
        }
        let id = cells[Field::SessionId.place()].as_str();
        if self.table.shape == Shape::Messages {
            let place = self.places.find(id);
            let place = place.filter(|place| self.partials[*place as usize].line > 0);
            let place = place.ok_or_else(|| Refused::row("its session is in none of the files"))?;
            self.take_messages(actions, place, cells, instants)?;
            return Ok(Taken { session: Some(place), ..Taken::default() });
        }
        let version = of(instants, Field::Version);
        let RowPlace { file, .. } = at;
        let line = u32::try_from(at.line).unwrap_or(u32::MAX);
        let (place, replaced) = self.session_of(id, found, version)?;
        let session = place as usize;
        if replaced.is_some() || self.partials[session].line == 0 {
            self.partials[session] = Partial { file, line, version, ..Partial::default() };
        }
        for (field, at) in instants {
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
        for action in actions {
            self.act(*action, place, cells, instants, next_wait)?;
        }
        self.take_status(session, cells);
        self.take_messages(actions, place, cells, instants)?;
        Ok(Taken { session: Some(place), replaced, unread })
    }

    /// The instants of a row.
    fn read_instants(
        &mut self,
        cells: &Cells,
        formats: &Formats,
        found: &[Field],
        instants: &mut Vec<(Field, Micros)>,
    ) -> Result<(), Refused> {
        let mut later = Vec::new();
        for field in found.iter().filter(|field| field.kind() == FieldKind::Instant) {
            match self.instant(*field, cells, formats)? {
                Some(Read::At(at)) => instants.push((*field, at)),
                Some(Read::AtClockChange(at, an_hour_on)) => {
                    instants.push((*field, at));
                    later.push((*field, an_hour_on));
                }
                None => {}
            }
        }
        let arrived = of(instants, Field::ArrivedAt);
        for (field, an_hour_on) in later {
            let own = instants.iter_mut().find(|(known, _)| *known == field);
            if let (Some((_, at)), Some(arrived)) = (own, arrived)
                && *at < arrived
            {
                *at = an_hour_on;
            }
        }
        Ok(())
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
        version: Option<Micros>,
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
            self.places.unnamed();
            self.partials.push(Partial::default());
            return Ok((next, None));
        }
        let place = self.places.place(id);
        if place == next {
            self.partials.push(Partial::default());
            return Ok((place, None));
        }
        let known = &self.partials[place as usize];
        if self.table.same_id == SameId::Parts || known.line == 0 {
            return Ok((place, None));
        }
        if known.version > version {
            return Err(Refused::row("an older record of the same session"));
        }
        Ok((place, Some((known.file, u64::from(known.line)))))
    }
}

/// What the rules make of cells.
pub(super) fn actions_of(
    rules: &[Rule],
    cells: &Cells,
    actions: &mut Vec<Action>,
) -> Result<(), Refused> {
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
    Ok(())
}

/// The instant of a field.
pub(super) fn of(instants: &[(Field, Micros)], field: Field) -> Option<Micros> {
    instants.iter().find(|(of, _)| *of == field).map(|(_, at)| *at)
}

fn is_of_staff(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::Duty(_) | Action::DutyTime(_)))
}

/// Where a row stands.
#[derive(Clone, Copy)]
struct RowPlace {
    /// The number of the file, from none on.
    file: u16,
    line: u64,
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
    } else if why == "this row is not in UTF-8" {
        "it is not in UTF-8: --encoding windows-1252 or another says what it is in".to_owned()
    } else {
        why.to_owned()
    }
}
