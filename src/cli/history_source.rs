//! Reads the directory of a history for `fit` and `backtest`.

use std::fs::{self, File};
use std::path::Path;

use super::ExitStatus;
use super::terminal::Terminal;
use crate::fit::{Past, PastReader};
use crate::history::{
    FaultReport, HISTORY_FILE, HistoryFault, HistoryRecord, HistoryZone, Message, RecordReader,
    Session, StaffTime, Visit, parse_header,
};

/// The past that lies in a directory; its faults are shown, all at once.
pub(super) fn read_past(directory: &Path, terminal: Terminal) -> Result<Past, ExitStatus> {
    let failed = |why: String| {
        terminal.error(&why);
        ExitStatus::Failed
    };
    let path = directory.join(HISTORY_FILE);
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
        read_file(directory, zone, &mut faults, &mut |it: Session| reader.add_session(&it));
    if !sessions.map_err(failed)? {
        return Err(failed(format!("there is no {} in {}", Session::FILE, directory.display())));
    }
    read_file(directory, zone, &mut faults, &mut |it: Visit| reader.add_visit(&it))
        .map_err(failed)?;
    read_file(directory, zone, &mut faults, &mut |it: Message| reader.add_message(&it))
        .map_err(failed)?;
    read_file(directory, zone, &mut faults, &mut |it: StaffTime| reader.add_staff_time(&it))
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
    directory: &Path,
    zone: &HistoryZone,
    faults: &mut FaultReport,
    take: &mut dyn FnMut(T),
) -> Result<bool, String> {
    let path = directory.join(T::FILE);
    match fs::metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        Ok(known) if !known.is_file() => return Err(format!("{} is no file", path.display())),
        Ok(_) => {}
    }
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
