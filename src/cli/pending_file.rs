//! A single file that appears as a whole, or not at all; or a stream, which has no whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::folder::lock::open_locked;

/// A file that is going to be written: its place is known to be writable. Until it is written nothing of
/// it is there, so that nothing is left where the program is stopped.
#[derive(Debug)]
pub(super) struct PendingFile {
    path: PathBuf,
    to: Destination,
}

#[derive(Debug)]
enum Destination {
    /// A file that takes the place of one that was there.
    Replacement,
    /// A device or a pipe, such as `/dev/stdout`: it is written to, and never replaced.
    Stream(File),
}

impl PendingFile {
    /// Prepares to write a file.
    ///
    /// # Errors
    /// Why it could not be written.
    pub(super) fn create(path: &Path) -> Result<Self, String> {
        let refuse = |why: String| format!("cannot write {}: {why}", path.display());
        let no_permission = |error: io::Error| refuse(error.to_string());
        // Through a link: what it leads to is replaced, and the link stays.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let to = match fs::metadata(&path) {
            Ok(known) if known.is_dir() => return Err(refuse("it is a directory".to_owned())),
            Ok(known) if !known.is_file() => Destination::Stream(
                OpenOptions::new().write(true).open(&path).map_err(no_permission)?,
            ),
            // It is there, or its place is free: the folder decides.
            Ok(_) | Err(_) => {
                FileBeside::open(&path).map_err(no_permission)?;
                Destination::Replacement
            }
        };
        Ok(Self { path, to })
    }

    /// Writes it: it takes the place of one that was there.
    ///
    /// # Errors
    /// Why it is not written; what was there is still there.
    pub(super) fn write(self, bytes: &[u8]) -> Result<(), String> {
        self.stage(bytes)?.put()
    }

    /// Writes all of it but its name, which [`StagedFile::put`] gives it. A stream gets the bytes.
    ///
    /// # Errors
    /// Why it is not written; what was there is still there.
    pub(super) fn stage(self, bytes: &[u8]) -> Result<StagedFile, String> {
        let Self { path, to } = self;
        let staged = match to {
            Destination::Replacement => FileBeside::holding(&path, bytes).map(Some),
            Destination::Stream(mut file) => {
                file.write_all(bytes).and_then(|()| file.flush()).map(|()| None)
            }
        };
        match staged {
            Ok(beside) => Ok(StagedFile { path, beside }),
            Err(error) => Err(format!("cannot write {}: {error}", path.display())),
        }
    }
}

/// A file whose bytes the disk has, and which is not in its place yet.
#[derive(Debug)]
pub(super) struct StagedFile {
    path: PathBuf,
    /// `None`: a stream, which has its bytes.
    beside: Option<FileBeside>,
}

impl StagedFile {
    /// It takes the place of the file that was there, in one step.
    ///
    /// # Errors
    /// Why it does not; what was there is still there.
    pub(super) fn put(self) -> Result<(), String> {
        let Self { path, beside } = self;
        let put = beside.map_or(Ok(()), |beside| beside.rename_to(&path));
        put.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}

/// `.<name>.deskload-new` in the folder of a file. One that a killed command has left is written over
/// by the next that writes the same file. It is locked while it is open, so that no two write into it.
#[derive(Debug)]
pub(super) struct FileBeside {
    file: File,
    /// `None`: it has got its name.
    path: Option<PathBuf>,
}

impl FileBeside {
    fn open(target: &Path) -> io::Result<Self> {
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".deskload-new");
        let path = target.with_file_name(name);
        let mut options = OpenOptions::new();
        let file = open_locked(&path, options.write(true).create(true).truncate(false))?;
        let beside = Self { file: file.ok_or_else(busy)?, path: Some(path) };
        beside.file.set_len(0)?;
        Ok(beside)
    }

    /// With these bytes, which the disk has.
    pub(super) fn holding(target: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut beside = Self::open(target)?;
        beside.file.write_all(bytes)?;
        beside.file.sync_all()?;
        Ok(beside)
    }

    pub(super) fn rename_to(mut self, target: &Path) -> io::Result<()> {
        if let Some(path) = &self.path {
            fs::rename(path, target)?;
        }
        self.path = None;
        Ok(())
    }
}

impl Drop for FileBeside {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // The next command that writes the same file removes it otherwise.
            let _ = fs::remove_file(path);
        }
    }
}

/// Why a file is not written that another command is writing.
pub(super) fn busy() -> io::Error {
    io::Error::other(
        "another command is writing it at the moment: wait until that ends, or choose another place \
         with --out",
    )
}
