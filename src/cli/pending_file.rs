//! A single file that appears as a whole, or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A file that is going to be written: its place is known to be writable.
#[derive(Debug)]
pub(super) struct PendingFile {
    path: PathBuf,
    file: NamedTempFile,
}

impl PendingFile {
    /// Prepares to write a file.
    ///
    /// # Errors
    /// Why it could not be written.
    pub(super) fn create(path: &Path) -> Result<Self, String> {
        let refuse = |why: String| format!("cannot write {}: {why}", path.display());
        if path.is_dir() {
            return Err(refuse("it is a directory".to_owned()));
        }
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
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(|error| refuse(error.to_string()))?;
        Ok(Self { path: path.to_path_buf(), file })
    }

    /// Writes it: it takes the place of one that was there.
    ///
    /// # Errors
    /// Why it is not written; what was there is still there.
    pub(super) fn write(self, bytes: &[u8]) -> Result<(), String> {
        let Self { path, mut file } = self;
        let refuse = |why: String| format!("cannot write {}: {why}", path.display());
        file.write_all(bytes)
            .and_then(|()| file.as_file().sync_all())
            .map_err(|error| refuse(error.to_string()))?;
        file.persist(&path).map(drop).map_err(|error| refuse(error.error.to_string()))
    }
}
