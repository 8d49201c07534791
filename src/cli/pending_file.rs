//! A single file that appears as a whole, or not at all; or a stream, which has no whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

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
                file_beside(&path).map_err(no_permission)?;
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
        let Self { path, to } = self;
        let written = match to {
            Destination::Replacement => replace(&path, bytes),
            Destination::Stream(mut file) => file.write_all(bytes).and_then(|()| file.flush()),
        };
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = file_beside(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// A file in the same folder, which is gone unless it takes the place of the other.
fn file_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".deskload-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any other file: for others to read, where the user's mask lets them.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
