//! `deskload init`: a small commented scenario to begin with, its table of arrivals, and the schema with which
//! an editor checks it. Nothing that is there is replaced.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::ExitStatus;
use super::args::TemplateArg;
use super::terminal::Terminal;
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
pub(super) fn init(template: TemplateArg, folder: &Path, terminal: Terminal) -> ExitStatus {
    match write_all(&files(template), folder) {
        Ok(scenario) => {
            terminal.note(&format!(
                "{} is a desk to begin with: put in your numbers, then\n  deskload validate {0}\n  \
                 deskload run {0}",
                scenario.display()
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
fn write_all(files: &[(&str, String)], folder: &Path) -> Result<PathBuf, String> {
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
    for (name, text) in files {
        let path = folder.join(name);
        let refuse = |why: std::io::Error| format!("cannot write {}: {why}", path.display());
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(refuse)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(refuse)?;
        let file = file.persist_noclobber(&path).map_err(|fault| refuse(fault.error))?;
        make_readable(&file).map_err(refuse)?;
    }
    Ok(folder.join(files[0].0))
}

/// A temporary file is its owner's alone; a scenario is read by others as any file is.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &fs::File) -> std::io::Result<()> {
    Ok(())
}
