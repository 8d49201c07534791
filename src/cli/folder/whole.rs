//! A directory of files that are no report, such as a history: there as a whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::FolderLock;
use super::placement::{Placement, Way};
use super::storage::Disk;
use super::{NewParents, parent_of, place_of};
use crate::cli::pending_file::busy;

/// The files of such a directory while they are written, beside its place. What a killed command has left
/// there goes when the next takes the place.
#[derive(Debug)]
pub(in crate::cli) struct WholeFolder {
    placement: Placement,
    _lock: FolderLock,
    new_parents: NewParents,
}

impl WholeFolder {
    /// Takes the place; what is there is for the caller to look at.
    pub(in crate::cli) fn prepare(path: &Path) -> io::Result<Self> {
        let target = place_of(path)?;
        let parent = parent_of(&target).to_path_buf();
        let new_parents = NewParents::create(&parent)?;
        let placement = Placement::new(target, parent, Way::Beside);
        let lock = FolderLock::acquire(&placement.lock())?.ok_or_else(busy)?;
        placement.recover(&Disk)?;
        placement.create_staging(&Disk)?;
        Ok(Self { placement, _lock: lock, new_parents })
    }

    /// Where the files are written.
    pub(in crate::cli) fn staging(&self) -> PathBuf {
        self.placement.staging()
    }

    /// Waits until the disk has the files.
    pub(in crate::cli) fn sync(&self) -> io::Result<()> {
        let staging = self.staging();
        for entry in fs::read_dir(&staging)? {
            fs::File::open(entry?.path())?.sync_all()?;
        }
        Ok(())
    }

    /// They take the place of the directory that is there.
    pub(in crate::cli) fn put(mut self) -> io::Result<()> {
        self.placement.exchange(&Disk)?;
        self.new_parents.keep();
        Ok(())
    }
}

impl Drop for WholeFolder {
    fn drop(&mut self) {
        self.placement.remove_staging(&Disk);
    }
}
