//! A file of lines that grows while work goes on, and from which interrupted work goes on: the first line
//! says what it is of, each later one is a piece that is done. It is locked while it is open, so that two
//! commands do not write into one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::folder::lock::open_locked;
use super::pending_file::busy;

/// A file of lines, open at its end.
#[derive(Debug)]
pub(super) struct LineFile {
    path: PathBuf,
    file: File,
}

/// What stands at the place of a file of lines.
#[derive(Debug)]
pub(super) enum Found {
    /// The file, whose lines were read.
    Same(LineFile),
    /// A file of other work: its first line.
    Other(String),
    Nothing,
}

impl LineFile {
    /// The place of such a file beside another.
    pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(ending);
        path.with_file_name(name)
    }

    /// A new file; one that was there is forgotten.
    pub(super) fn begin(path: PathBuf, heading: &str) -> io::Result<Self> {
        let mut file = open_at_lines(&path, OpenOptions::new().create(true).truncate(false))?;
        file.set_len(0)?;
        writeln!(file, "{heading}")?;
        Ok(Self { path, file })
    }

    /// The file of the work with this heading. `read` is given one line after the other, and says
    /// whether it is sound. From the first on that is not, or was not written to its end, the rest is
    /// dropped, and will be written anew.
    pub(super) fn resume(
        path: PathBuf,
        heading: &str,
        read: &mut dyn FnMut(&str) -> bool,
    ) -> io::Result<Found> {
        let file = match open_at_lines(&path, &mut OpenOptions::new()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(error),
        };
        let mut reader = BufReader::new(file);
        let mut line = String::new();
        let mut sound = reader.read_line(&mut line)? as u64;
        if line.trim_end() != heading {
            return Ok(Found::Other(line.trim_end().to_owned()));
        }
        loop {
            line.clear();
            let length = reader.read_line(&mut line)? as u64;
            if !line.ends_with('\n') || !read(line.trim_end()) {
                break;
            }
            sound += length;
        }
        let mut file = reader.into_inner();
        file.set_len(sound)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Found::Same(Self { path, file }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Another piece is done.
    pub(super) fn append(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.file, "{line}")
    }

    /// Waits until the disk has what was appended.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// All is done: there is nothing to go on with.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

/// Opens a file to read and write, and locks it for as long as it is open.
fn open_at_lines(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    open_locked(path, options.read(true).write(true))?.ok_or_else(busy)
}
