//! One run at a time writes to a place: a file that is locked while a run has the place, and that is
//! gone afterwards. The lock ends with the process, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The right to write to a place.
#[derive(Debug)]
pub struct FolderLock {
    path: PathBuf,
    /// Locked for as long as it is open.
    _file: File,
}

impl FolderLock {
    /// Takes the lock; `None`: another run has it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn acquire(path: &Path) -> io::Result<Option<Self>> {
        let opened = open_locked(path, OpenOptions::new().create(true).append(true))?;
        Ok(opened.map(|file| Self { path: path.to_path_buf(), _file: file }))
    }
}

/// Opens a file that others may remove or rename meanwhile, and locks it for as long as it is open;
/// `None`: another command has it.
pub(in crate::cli) fn open_locked(path: &Path, options: &OpenOptions) -> io::Result<Option<File>> {
    // The one who had the lock may remove the file that we have just opened.
    for _ in 0..100 {
        let file = options.open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks: better without one than not at all.
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                return Err(error);
            }
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        if is_still_at(&file, path) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Before it is unlocked: a run that opens it now makes a new one.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_at(_: &File, path: &Path) -> bool {
    path.exists()
}
