//! What a report's directory does to the disk, step by step: the place where a test lets a step fail.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The disk.
pub trait Storage: fmt::Debug {
    /// Makes a directory that is not there, with the usual permissions: a report is for others to
    /// read too.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Writes a file that is not there, and waits until the disk has it.
    fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Copies a file to where none is, and waits until the disk has it.
    fn copy_file(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file or directory another name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Two directories change their names, in one step. An error of the kind `Unsupported` where the
    /// system has no such step.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Waits until the disk has the names in a directory.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a directory and what is in it.
    fn remove_dir_all(&self, path: &Path) -> io::Result<()>;
}

/// The disk as it is.
#[derive(Debug)]
pub struct Disk;

impl Storage for Disk {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = fs::File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn copy_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut file = fs::File::create_new(to)?;
        io::copy(&mut fs::File::open(from)?, &mut file)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
            // What file systems and older kernels answer that cannot do it.
            Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP => {
                io::Error::new(io::ErrorKind::Unsupported, error)
            }
            error => error.into(),
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[cfg(unix)]
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        match fs::File::open(path)?.sync_all() {
            // Some file systems know no such thing.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            result => result,
        }
    }

    #[cfg(not(unix))]
    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }
}

/// Whether a directory is where another file system, or another part of one, is mounted.
#[cfg(target_os = "linux")]
pub(super) fn is_mount_point(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    if let Ok(found) = statx(CWD, path, AtFlags::empty(), StatxFlags::empty())
        && found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    }
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    device(path) != device(&path.join(".."))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_mount_point(_: &Path) -> bool {
    false
}
