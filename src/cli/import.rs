//! `deskload import`: exports of other programs become a history.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use super::args::ImportArgs;
use super::commands::print_page;
use super::exit::ExitStatus;
use super::folder::whole::WholeFolder;
use super::stop::StopSignals;
use super::terminal::Terminal;
use crate::base::visible;
use crate::history::{
    HISTORY_FILE, HistoryHeader, HistoryRecord, HistoryZone, Message, RECORD_FILES, RecordWriter,
    Session, SessionOutcome, StaffTime, Timestamp, Visit, Word, header_text,
};
use crate::import::{
    ImportError, ImportOptions, ImportedIntervals, ImportedSessions, InputFile, OperatorNames,
    Profile, Shape, Skip, SkipCounts, import_intervals, import_sessions, recognise_all,
};
use crate::report::within_width;
use crate::table::ReadingOptions;

/// Beside the files of a history.
const SKIPPED_FILE: &str = "skipped.csv";
const SKIPPED_HEADING: &str = "file,line,reason";
const ARRIVALS_FILE: &str = "arrivals.csv";
const HANDLE_TIMES_FILE: &str = "handle_times.csv";

/// A file on the disk.
struct DiskFile {
    path: PathBuf,
    name: String,
}

impl InputFile for DiskFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        // It is read twice: no pipe can be.
        if !fs::metadata(&self.path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        Ok(Box::new(File::open(&self.path)?))
    }
}

/// Imports files.
pub(super) fn import(args: &ImportArgs, signals: &StopSignals, terminal: Terminal) -> ExitStatus {
    match try_import(args, signals, terminal) {
        // The labels of the lines have nine columns.
        Ok(summary) => print_page(within_width(&summary, 9), terminal),
        Err(why) => {
            terminal.error(&why);
            ExitStatus::Failed
        }
    }
}

fn try_import(
    args: &ImportArgs,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<String, String> {
    let disk_file = |path: &PathBuf| DiskFile {
        path: path.clone(),
        name: visible(&path.display().to_string()).into_owned(),
    };
    let files: Vec<DiskFile> = args.files.iter().map(disk_file).collect();
    let files: Vec<&dyn InputFile> = files.iter().map(|file| file as &dyn InputFile).collect();
    let options = options_of(args)?;
    let with_place = |error: ImportError| visible_error(&error);
    let profile = match args.profile {
        Some(profile) => profile,
        None => recognised(&files, &options, terminal).map_err(with_place)?,
    };
    let place = OutputFolder::prepare(&args.out)?;
    let mut skipped = place.writer(SKIPPED_FILE)?;
    let mut failed: Option<io::Error> = None;
    writeln!(skipped, "{SKIPPED_HEADING}").map_err(|why| place.cannot_write(&why))?;
    let mut skipped = csv::Writer::from_writer(skipped);
    let mut on_skip = |skip: &Skip| {
        let row = [skip.file.as_str(), &skip.line.to_string(), &skip.reason];
        if let Err(why) = skipped.write_record(row) {
            failed.get_or_insert(why.into());
        }
    };
    let zone = options.zone.clone().or_else(|| HistoryZone::named("UTC"));
    let zone = zone.ok_or("the time zone UTC is missing")?;
    let mut summary = match profile.shape {
        Shape::Sessions | Shape::Messages | Shape::Staff => {
            let imported =
                import_sessions(&files, profile, &options, &mut on_skip).map_err(with_place)?;
            let counts = place.write_history(&imported, profile, &zone)?;
            sessions_summary(&imported, &counts, &zone)
        }
        Shape::Intervals(_) => {
            let imported =
                import_intervals(&files, profile, &options, &mut on_skip).map_err(with_place)?;
            place.write_intervals(&imported)?;
            intervals_summary(&imported)
        }
    };
    if let Some(why) = failed {
        return Err(place.cannot_write(&why));
    }
    skipped.flush().map_err(|why| place.cannot_write(&why))?;
    drop(skipped);
    if options.zone.is_none() {
        summary += "no --time-zone is stated: days and hours are those of UTC\n";
    }
    place.put(signals)?;
    terminal.note(&format!("Imported: {}", args.out.display()));
    Ok(summary)
}

fn options_of(args: &ImportArgs) -> Result<ImportOptions, String> {
    let utc = HistoryZone::named("UTC");
    let start = match (&args.start, args.time_zone.as_ref().or(utc.as_ref())) {
        (Some(text), Some(zone)) => Some(
            zone.parse(text).map_err(|why| format!("--start: {why}: write 2026-01-05T09:00"))?,
        ),
        _ => None,
    };
    Ok(ImportOptions {
        map: args.map.clone(),
        outcomes: args.outcome.clone(),
        zone: args.time_zone.clone(),
        date_order: args.date_order.map(Into::into),
        decimal: args.decimal.map(Into::into),
        two_parts: args.lengths,
        reading: ReadingOptions {
            encoding: args.encoding.clone(),
            sheet: args.sheet.clone(),
            ..ReadingOptions::default()
        },
        live_chat: args.live_chat.clone(),
        start,
        names: if args.keep_names { OperatorNames::Kept } else { OperatorNames::Numbered },
    })
}

fn visible_error(error: &ImportError) -> String {
    let ImportError { place, problem, help } = error;
    format!("{}: {}\n  help: {}", visible(place), visible(problem), visible(help))
}

/// The profile of all files.
fn recognised(
    files: &[&dyn InputFile],
    options: &ImportOptions,
    terminal: Terminal,
) -> Result<&'static Profile, ImportError> {
    let profile = recognise_all(files, options)?;
    let line = format!("Recognised {}: {}", profile.name, profile.title);
    terminal.note(within_width(&line, 2).trim_end());
    Ok(profile)
}

fn skipped_summary(read: u64, got: &str, skipped: &SkipCounts, summary: &mut String) {
    let _ = writeln!(summary, "rows     {read} read, {got}, {} skipped", skipped.total());
    for (reason, count) in skipped.iter() {
        let _ = writeln!(summary, "         {count:>6}  {reason}");
    }
}

/// What is known of sessions, counted while they are written.
#[derive(Default)]
struct SessionCounts {
    outcomes: BTreeMap<SessionOutcome, u64>,
    arrivals: Option<(Timestamp, Timestamp)>,
    last: Option<Timestamp>,
    known: [u64; KNOWN.len()],
}

/// Fields of sessions that a source may lack.
const KNOWN: [&str; 6] =
    ["accepted_at", "first_reply_at", "closed_at", "operator", "group", "topic"];

impl SessionCounts {
    fn add(&mut self, session: &Session) {
        *self.outcomes.entry(session.outcome).or_default() += 1;
        let at = session.arrived_at;
        self.arrivals = Some((self.arrivals.map_or(at, |(first, _)| first), at));
        self.last = self.last.max(Some(session.closed_at.map_or(at, |end| end.max(at))));
        let known = [
            session.accepted_at.is_some(),
            session.first_reply_at.is_some(),
            session.closed_at.is_some(),
            session.operator.is_some(),
            session.group.is_some(),
            session.topic.is_some(),
        ];
        for (count, is_known) in self.known.iter_mut().zip(known) {
            *count += u64::from(is_known);
        }
    }
}

fn sessions_summary(
    imported: &ImportedSessions,
    counts: &SessionCounts,
    zone: &HistoryZone,
) -> String {
    let mut summary = String::new();
    let got = format!("{} sessions", imported.session_count());
    skipped_summary(imported.read, &got, &imported.skipped, &mut summary);
    let outcomes = counts.outcomes.iter();
    let outcomes: Vec<String> =
        outcomes.map(|(outcome, count)| format!("{count} {}", outcome.word())).collect();
    let _ = writeln!(summary, "outcomes {}", outcomes.join(", "));
    if let Some((first, last)) = counts.arrivals {
        let (first, last) = (zone.write(first), zone.write(last));
        let _ = writeln!(summary, "arrivals from {first} to {last}, {}", zone.name());
    }
    let parts = KNOWN.iter().zip(counts.known).map(|(name, count)| format!("{name} {count}"));
    let parts: Vec<String> = parts.collect();
    let _ = writeln!(summary, "known    {}", parts.join(", "));
    for (what, count) in [
        ("visits", imported.visit_count()),
        ("messages", imported.message_count()),
        ("staff", imported.staff.len()),
    ] {
        if count > 0 {
            let _ = writeln!(summary, "{what:<8} {count}");
        }
    }
    for note in &imported.notes {
        let _ = writeln!(summary, "note     {}", visible(note));
    }
    summary
}

fn intervals_summary(imported: &ImportedIntervals) -> String {
    let mut summary = String::new();
    let got = format!("{} intervals", imported.rows.len());
    skipped_summary(imported.read, &got, &imported.skipped, &mut summary);
    let queues: Vec<_> = imported.queues.iter().map(|queue| visible(queue)).collect();
    let _ = writeln!(summary, "columns  {}", queues.join(", "));
    for note in &imported.notes {
        let _ = writeln!(summary, "note     {}", visible(note));
    }
    summary
}

/// Where the files are written: beside their place, which they take as a whole.
struct OutputFolder {
    target: PathBuf,
    files: WholeFolder,
}

impl OutputFolder {
    /// Looks whether the place is free, or holds an earlier import.
    fn prepare(target: &Path) -> Result<Self, String> {
        let refuse = |why: &str| format!("cannot write {}: {why}", target.display());
        if let Ok(entries) = fs::read_dir(target) {
            let entries: io::Result<Vec<_>> = entries.collect();
            let entries = entries.map_err(|why| refuse(&why.to_string()))?;
            let is_ours = |name: &str| {
                RECORD_FILES.contains(&name)
                    || [HISTORY_FILE, SKIPPED_FILE, ARRIVALS_FILE, HANDLE_TIMES_FILE]
                        .contains(&name)
            };
            let foreign =
                entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
            if let Some(foreign) = foreign.filter(|name| !is_ours(name)).min() {
                let foreign = visible(&foreign).into_owned();
                return Err(refuse(&format!("it holds {foreign}, which is of no import")));
            }
            let skipped = fs::read(target.join(SKIPPED_FILE)).unwrap_or_default();
            if !entries.is_empty() && !skipped.starts_with(SKIPPED_HEADING.as_bytes()) {
                return Err(refuse("what it holds was not imported: choose another place with -o"));
            }
        } else if fs::symlink_metadata(target).is_ok() {
            return Err(refuse("it is no directory that can be read"));
        }
        let files = WholeFolder::prepare(target).map_err(|why| refuse(&why.to_string()))?;
        Ok(Self { target: target.to_path_buf(), files })
    }

    fn cannot_write(&self, why: &io::Error) -> String {
        format!("cannot write {}: {why}", self.target.display())
    }

    fn writer(&self, name: &str) -> Result<BufWriter<File>, String> {
        let file = File::create(self.files.staging().join(name));
        file.map(BufWriter::new).map_err(|why| self.cannot_write(&why))
    }

    fn write_records<T: HistoryRecord>(
        &self,
        records: impl Iterator<Item = impl Borrow<T>>,
        zone: &HistoryZone,
    ) -> Result<(), String> {
        let output = self.writer(T::FILE)?;
        let write = || -> io::Result<()> {
            let mut writer = RecordWriter::begin(output, zone)?;
            for record in records {
                writer.write(record.borrow())?;
            }
            writer.finish()?.flush()
        };
        write().map_err(|why| self.cannot_write(&why))
    }

    fn write_history(
        &self,
        imported: &ImportedSessions,
        profile: &Profile,
        zone: &HistoryZone,
    ) -> Result<SessionCounts, String> {
        let mut counts = SessionCounts::default();
        let sessions = imported.sessions().inspect(|session| counts.add(session));
        self.write_records::<Session>(sessions, zone)?;
        if imported.visit_count() > 0 {
            self.write_records::<Visit>(imported.visits(), zone)?;
        }
        if imported.message_count() > 0 {
            self.write_records::<Message>(imported.messages(), zone)?;
        }
        if !imported.staff.is_empty() {
            self.write_records::<StaffTime>(imported.staff.iter(), zone)?;
        }
        let header = HistoryHeader {
            zone: zone.clone(),
            profile: profile.name.to_owned(),
            sessions: imported.session_count() as u64,
            read: imported.read,
            skipped: imported.skipped.total(),
            first: counts.arrivals.map(|(first, _)| first),
            last: counts.last,
        };
        let path = self.files.staging().join(HISTORY_FILE);
        fs::write(path, header_text(&header)).map_err(|why| self.cannot_write(&why))?;
        Ok(counts)
    }

    fn write_intervals(&self, imported: &ImportedIntervals) -> Result<(), String> {
        let has_times = imported
            .rows
            .iter()
            .any(|(_, cells)| cells.iter().flatten().any(|cell| cell.handle_time.is_some()));
        let write = |name: &str, of: &dyn Fn(&crate::import::Interval) -> Option<f64>| {
            let mut writer = csv::Writer::from_writer(self.writer(name)?);
            let written = || -> Result<(), csv::Error> {
                writer.write_record(
                    std::iter::once("from").chain(imported.queues.iter().map(String::as_str)),
                )?;
                for (at, cells) in &imported.rows {
                    let at = at.strftime("%Y-%m-%d %H:%M").to_string();
                    let cells = cells.iter().map(|cell| {
                        cell.as_ref()
                            .and_then(of)
                            .map_or_else(String::new, |value| value.to_string())
                    });
                    writer.write_record(std::iter::once(at).chain(cells))?;
                }
                writer.flush().map_err(Into::into)
            };
            let mut written = written;
            written().map_err(|why| self.cannot_write(&why.into()))
        };
        write(ARRIVALS_FILE, &|cell| Some(cell.offered))?;
        if has_times {
            write(HANDLE_TIMES_FILE, &|cell| cell.handle_time)?;
        }
        Ok(())
    }

    /// Puts the files to their place; those of an earlier import go.
    fn put(self, signals: &StopSignals) -> Result<(), String> {
        let Self { target, files } = self;
        let put = files.sync().and_then(|()| signals.put(&target, || files.put()));
        put.map_err(|why| format!("cannot write {}: {why}", target.display()))
    }
}
