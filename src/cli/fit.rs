//! `deskload fit`: a scenario from the past of a desk.

use std::path::{Path, PathBuf};

use super::ExitStatus;
use super::args::{FitArgs, FitLevelArg};
use super::commands::print_page;
use super::history_source::{HistorySource, read_past};
use super::pending_file::{PendingFile, StagedFile};
use super::stop::StopSignals;
use super::terminal::Terminal;
use crate::fit::{FitLevel, ScenarioOptions, StaffChoice, fit_desk, scenario_files};
use crate::report;

/// Fits, writes, prints.
pub(super) fn fit(request: &FitArgs, signals: &StopSignals, terminal: Terminal) -> ExitStatus {
    match fitted(request, signals, terminal) {
        Ok(page) => print_page(page, terminal),
        Err(exit) => exit,
    }
}

fn fitted(
    request: &FitArgs,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<String, ExitStatus> {
    let failed = |why: &str| {
        terminal.error(why);
        ExitStatus::Failed
    };
    let (folder, stem) = place(&request.out).map_err(|why| {
        terminal.error(&why);
        ExitStatus::WrongCommandLine
    })?;
    let past = read_past(HistorySource::Directory(&request.history), terminal)?;
    if request.level == FitLevelArg::Dialogue && past.messages.is_empty() {
        return Err(failed(
            "--level dialogue needs messages.csv in the history, and there is none",
        ));
    }
    let desk = fit_desk(&past).map_err(|why| failed(&why.to_string()))?;
    if request.level == FitLevelArg::Dialogue && desk.conversation.is_none() {
        return Err(failed("--level dialogue needs more replies than there are in messages.csv"));
    }
    let prefix = format!("{stem}-");
    let options = ScenarioOptions {
        name: &stem,
        level: match request.level {
            FitLevelArg::Session => FitLevel::Session,
            FitLevelArg::Dialogue => FitLevel::Dialogue,
        },
        staff: StaffChoice::Typical,
        prefix: &prefix,
        answer_within: request.answer_within,
    };
    let mut files: Vec<(PathBuf, Vec<u8>)> = scenario_files(&desk, &options)
        .into_iter()
        .map(|file| {
            let path =
                if file.name.is_empty() { request.out.clone() } else { folder.join(file.name) };
            (path, file.bytes)
        })
        .collect();
    files.push((folder.join(format!("{prefix}fit.html")), report::fit_html(&desk, &stem)));
    if !request.force
        && let Some((path, _)) = files.iter().find(|(path, _)| path.exists())
    {
        return Err(failed(&format!("{} is there: --force replaces it", path.display())));
    }
    // The scenario last: where it is, its tables are.
    files.rotate_left(1);
    let stage = |(path, bytes): &(PathBuf, Vec<u8>)| PendingFile::create(path)?.stage(bytes);
    let staged: Result<Vec<StagedFile>, String> = files.iter().map(stage).collect();
    let put = |staged: Vec<StagedFile>| staged.into_iter().try_for_each(StagedFile::put);
    let put = staged.and_then(|staged| signals.put(&request.out, || put(staged)));
    put.map_err(|why| failed(&why))?;
    for (path, _) in &files {
        terminal.note(&format!("written: {}", path.display()));
    }
    Ok(report::fit_text(&desk, terminal.ink()))
}

/// The folder of the scenario, and its name without `.toml`, which is a name of the language.
fn place(out: &Path) -> Result<(PathBuf, String), String> {
    let stem = out.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let is_plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
    };
    if stem.is_empty() || stem.len() > 80 || !stem.chars().all(is_plain) {
        return Err(format!(
            "{} is no name of a scenario: write a-z, 0-9, - and _, such as desk.toml",
            out.display()
        ));
    }
    Ok((out.parent().map_or_else(PathBuf::new, Path::to_path_buf), stem.to_owned()))
}
