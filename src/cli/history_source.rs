//! Reads a history for `fit` and `backtest`: from its directory, or as it was when work was planned.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::ExitStatus;
use super::scenario_source::{CHANGED, StoredFiles};
use super::shard::file_sha256;
use super::terminal::Terminal;
use crate::fit::{Past, PastReader};
use crate::history::{
    FaultReport, HISTORY_FILE, HistoryFault, HistoryRecord, HistoryZone, Message, RecordReader,
    Session, StaffTime, Visit, parse_header,
};

/// Where a history comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum HistorySource<'a> {
    Directory(&'a Path),
    /// As it was when work was planned.
    Stored(&'a StoredFiles),
}

impl HistorySource<'_> {
    /// The files that a history may have.
    const FILES: [&'static str; 5] =
        [HISTORY_FILE, Session::FILE, Visit::FILE, Message::FILE, StaffTime::FILE];

    /// Where a file is; `None`: there is none.
    fn place(&self, name: &str) -> Result<Option<PathBuf>, String> {
        let (path, sha256) = match self {
            Self::Directory(directory) => (directory.join(name), None),
            Self::Stored(stored) => match stored.place(name) {
                Some((path, sha256)) => (path, Some(sha256)),
                None => return Ok(None),
            },
        };
        let refuse = |why: &dyn std::fmt::Display| format!("cannot read {}: {why}", path.display());
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && sha256.is_none() => Ok(None),
            Err(error) => Err(refuse(&error)),
            Ok(known) if !known.is_file() => Err(format!("{} is no file", path.display())),
            Ok(_) => match (sha256, sha256.map(|_| file_sha256(&path)).transpose()) {
                (_, Err(error)) => Err(refuse(&error)),
                (Some(planned), Ok(Some((_, found)))) if planned != found => Err(refuse(&CHANGED)),
                (_, Ok(_)) => Ok(Some(path)),
            },
        }
    }

    /// The files that there are, by name and place.
    pub(super) fn files(&self) -> Result<Vec<(&'static str, PathBuf)>, String> {
        let place = |name| Ok(self.place(name)?.map(|path| (name, path)));
        Self::FILES.into_iter().filter_map(|name| place(name).transpose()).collect()
    }

    /// How it is called.
    fn display_name(&self) -> String {
        match self {
            Self::Directory(directory) => directory.display().to_string(),
            Self::Stored(stored) => stored.typed.display_name(),
        }
    }
}

/// The past that a history holds; its faults are shown, all at once.
pub(super) fn read_past(
    history: HistorySource<'_>,
    terminal: Terminal,
) -> Result<Past, ExitStatus> {
    let failed = |why: String| {
        terminal.error(&why);
        ExitStatus::Failed
    };
    let path = history.place(HISTORY_FILE).map_err(failed)?;
    let path = path.unwrap_or_else(|| Path::new(&history.display_name()).join(HISTORY_FILE));
    let text = fs::read_to_string(&path).map_err(|error| {
        failed(format!(
            "cannot read {}: {error}; `deskload import` makes such a directory",
            path.display()
        ))
    })?;
    let header = parse_header(&text).map_err(|fault| {
        terminal.error(&fault.to_string());
        ExitStatus::Invalid
    })?;
    let mut reader = PastReader::new(header.zone.clone());
    let mut faults = FaultReport::default();
    let zone = &header.zone;
    let sessions =
        read_file(history, zone, &mut faults, &mut |it: Session| reader.add_session(&it));
    if !sessions.map_err(failed)? {
        return Err(failed(format!("there is no {} in {}", Session::FILE, history.display_name())));
    }
    read_file(history, zone, &mut faults, &mut |it: Visit| reader.add_visit(&it))
        .map_err(failed)?;
    read_file(history, zone, &mut faults, &mut |it: Message| reader.add_message(&it))
        .map_err(failed)?;
    read_file(history, zone, &mut faults, &mut |it: StaffTime| reader.add_staff_time(&it))
        .map_err(failed)?;
    if faults.count() > 0 {
        faults.kept().iter().for_each(|fault: &HistoryFault| terminal.error(&fault.to_string()));
        let more = faults.count() - faults.kept().len() as u64;
        let rest =
            if more > 0 { format!(", {more} of which are not shown") } else { String::new() };
        terminal.error(&format!("the history has {} faults{rest}", faults.count()));
        return Err(ExitStatus::Invalid);
    }
    Ok(reader.finish())
}

/// Gives each record of a file to `take`. Returns whether there is such a file.
fn read_file<T: HistoryRecord>(
    history: HistorySource<'_>,
    zone: &HistoryZone,
    faults: &mut FaultReport,
    take: &mut dyn FnMut(T),
) -> Result<bool, String> {
    let Some(path) = history.place(T::FILE)? else { return Ok(false) };
    let file =
        File::open(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut records = match RecordReader::<_, T>::open(file, zone) {
        Ok(records) => records,
        Err(fault) => {
            faults.add(fault);
            return Ok(true);
        }
    };
    loop {
        match records.next_record() {
            Ok(Some(record)) => take(record),
            Ok(None) => return Ok(true),
            Err(fault) => faults.add(fault),
        }
    }
}
