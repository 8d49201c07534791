//! `deskload init`: a small commented scenario to begin with, its table of arrivals, and the schema with which
//! an editor checks it. Nothing that is there is replaced.

use std::fs;
use std::path::{Path, PathBuf};

use super::ExitStatus;
use super::args::TemplateArg;
use super::pending_file::{PendingFile, StagedFile};
use super::stop::StopSignals;
use super::terminal::Terminal;
use crate::report::quoted;
use crate::scenario;

/// The files of a template, by name.
fn files(template: TemplateArg) -> [(&'static str, String); 3] {
    let (scenario, table) = match template {
        TemplateArg::Chat => {
            (include_str!("templates/chat.toml"), include_str!("templates/chat.csv"))
        }
        TemplateArg::Experts => {
            (include_str!("templates/experts.toml"), include_str!("templates/experts.csv"))
        }
        TemplateArg::InternalExternal => (
            include_str!("templates/internal-external.toml"),
            include_str!("templates/internal-external.csv"),
        ),
        TemplateArg::LoadTest => {
            (include_str!("templates/load-test.toml"), include_str!("templates/load-test.csv"))
        }
    };
    [
        ("desk.toml", scenario.to_owned()),
        ("desk.csv", table.to_owned()),
        ("deskload.schema.json", format!("{:#}\n", scenario::schema())),
    ]
}

/// Writes the files of a template into a directory, or none of them where one is there already.
pub(super) fn init(
    template: TemplateArg,
    folder: &Path,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    match write_all(&files(template), folder, signals) {
        Ok(scenario) => {
            let shown = scenario.display();
            let typed = quoted(&shown.to_string());
            terminal.note(&format!(
                "{shown} is a desk to begin with: put in your numbers, then\n  deskload validate {typed}\n  \
                 deskload run {typed}"
            ));
            ExitStatus::Done
        }
        Err(why) => {
            terminal.error(&why);
            ExitStatus::Failed
        }
    }
}

/// Gives the path of the first file.
fn write_all(
    files: &[(&str, String)],
    folder: &Path,
    signals: &StopSignals,
) -> Result<PathBuf, String> {
    for (name, _) in files {
        let path = folder.join(name);
        // A link that leads nowhere is there too.
        if fs::symlink_metadata(&path).is_ok() {
            return Err(format!(
                "{} is there already, and nothing is replaced: choose another directory",
                path.display()
            ));
        }
    }
    fs::create_dir_all(folder).map_err(|why| format!("cannot make {}: {why}", folder.display()))?;
    let stage = |(name, text): &(&str, String)| {
        PendingFile::create(&folder.join(name))?.stage(text.as_bytes())
    };
    let staged: Vec<StagedFile> = files.iter().map(stage).collect::<Result<_, _>>()?;
    signals.put(folder, || staged.into_iter().try_for_each(StagedFile::put))?;
    Ok(folder.join(files[0].0))
}
