//! How the files of a report get to their place.
//!
//! **Beside**: they are written into a directory beside the place, and the two directories change
//! their names in one step. Where the system has no such step the old one is renamed aside first.
//!
//! **Inside**: where the place itself cannot be renamed (it is a mount point, or its parent must not
//! be written), they are written into a directory in it, which then gets the name that says "to be
//! put in place". From then on the report is the new one: whatever happens, this run or the next
//! moves the files to where they belong.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::storage::Storage;
use crate::report::{FILE_NAMES, MANIFEST_FILE, ReportFile};

/// In the place: the files of a report that is being written.
const NEW: &str = ".deskload-new";
/// In the place: the files of a report that only have to be moved.
const COMMITTED: &str = ".deskload-committed";
/// In either: the names of all its files.
const NAMES: &str = "names";
/// In the place: the lock.
const LOCK: &str = ".deskload-lock";

/// What of this program may lie in a place that is no part of a report.
pub(super) const OWN_NAMES: [&str; 3] = [NEW, COMMITTED, LOCK];

/// The paths that a report takes on its way to a place.
#[derive(Debug)]
pub(super) struct Placement {
    /// The place, links followed.
    target: PathBuf,
    parent: PathBuf,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Beside,
    Inside,
}

impl Placement {
    pub(super) fn new(target: PathBuf, parent: PathBuf, way: Way) -> Self {
        Self { target, parent, way }
    }

    /// The place, links followed.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    pub(super) fn way(&self) -> Way {
        self.way
    }

    /// Where the lock is.
    pub(super) fn lock(&self) -> PathBuf {
        match self.way {
            Way::Beside => self.beside("lock"),
            Way::Inside => self.target.join(LOCK),
        }
    }

    /// `.<name of the place>.deskload-<what>` beside the place.
    fn beside(&self, what: &str) -> PathBuf {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        self.parent.join(format!(".{name}.deskload-{what}"))
    }

    /// Where the files are written first.
    pub(super) fn staging(&self) -> PathBuf {
        match self.way {
            Way::Beside => self.beside("new"),
            Way::Inside => self.target.join(NEW),
        }
    }

    /// Puts right what a run left that was killed.
    pub(super) fn recover(&self, storage: &dyn Storage) -> io::Result<()> {
        let aside = self.beside("old");
        if self.way == Way::Beside && is_there(&aside) {
            if is_there(&self.target) {
                storage.remove_dir_all(&aside)?;
            } else {
                storage.rename(&aside, &self.target)?;
            }
        }
        if is_there(&self.target.join(COMMITTED)) {
            self.move_committed(storage)?;
        }
        for left in [self.staging(), self.target.join(NEW)] {
            if is_there(&left) {
                storage.remove_dir_all(&left)?;
            }
        }
        Ok(())
    }

    /// Makes the directory for the files: that this is possible is known before the work.
    pub(super) fn create_staging(&self, storage: &dyn Storage) -> io::Result<()> {
        storage.create_dir(&self.staging())
    }

    /// Removes that directory again, with what is in it.
    pub(super) fn remove_staging(&self, storage: &dyn Storage) {
        let staging = self.staging();
        if is_there(&staging) {
            let _ = storage.remove_dir_all(&staging);
        }
    }

    /// Writes files into the directory for them, and waits until the disk has them.
    pub(super) fn stage(&self, storage: &dyn Storage, files: &[ReportFile]) -> io::Result<()> {
        let staging = self.staging();
        for file in files {
            storage.write_file(&staging.join(&file.name), &file.bytes)?;
        }
        storage.sync_dir(&staging)
    }

    /// Puts a report in its place, instead of what is there: these files, which are staged, and those of
    /// the names in `written`, which are in the directory for the files too.
    pub(super) fn place(
        &self,
        storage: &dyn Storage,
        files: &[ReportFile],
        written: &[&str],
    ) -> io::Result<()> {
        match self.way {
            Way::Inside => self.place_inside(storage, files, written),
            Way::Beside => match self.exchange(storage) {
                Err(error) if cannot_be_renamed(&error) && self.target.is_dir() => {
                    let target = self.target.clone();
                    let inside = Self::new(target, self.parent.clone(), Way::Inside);
                    storage.create_dir(&inside.staging())?;
                    self.hand_over(storage, &inside, written)
                        .and_then(|()| inside.stage(storage, files))
                        .and_then(|()| inside.place_inside(storage, files, written))
                        .inspect_err(|_| inside.remove_staging(storage))
                }
                result => result,
            },
        }
    }

    /// Moves files that are written already to the directory of another way.
    fn hand_over(&self, storage: &dyn Storage, to: &Self, written: &[&str]) -> io::Result<()> {
        for name in written {
            let (from, to) = (self.staging().join(name), to.staging().join(name));
            match storage.rename(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                    storage.copy_file(&from, &to)?;
                }
                result => result?,
            }
        }
        Ok(())
    }

    /// The directory of the files takes the place of the one that is there.
    pub(super) fn exchange(&self, storage: &dyn Storage) -> io::Result<()> {
        let staging = self.staging();
        if !is_there(&self.target) {
            storage.rename(&staging, &self.target)?;
            return storage.sync_dir(&self.parent);
        }
        match storage.exchange(&staging, &self.target) {
            Ok(()) => {
                let synced = storage.sync_dir(&self.parent);
                // What was replaced. If it cannot be removed the next run does.
                let _ = storage.remove_dir_all(&staging);
                synced
            }
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                self.replace_in_two_steps(storage, &staging)
            }
            Err(error) => Err(error),
        }
    }

    fn replace_in_two_steps(&self, storage: &dyn Storage, staging: &Path) -> io::Result<()> {
        let aside = self.beside("old");
        storage.rename(&self.target, &aside)?;
        if let Err(error) = storage.rename(staging, &self.target) {
            return match storage.rename(&aside, &self.target) {
                Ok(()) => Err(error),
                Err(_) => Err(io::Error::other(format!(
                    "{error}; what was there is now in {}, and the next run puts it back",
                    aside.display()
                ))),
            };
        }
        let synced = storage.sync_dir(&self.parent);
        let _ = storage.remove_dir_all(&aside);
        synced
    }

    fn place_inside(
        &self,
        storage: &dyn Storage,
        files: &[ReportFile],
        written: &[&str],
    ) -> io::Result<()> {
        let staging = self.target.join(NEW);
        let names = files.iter().map(|file| file.name.as_str());
        let names: Vec<&str> = names.chain(written.iter().copied()).collect();
        storage.write_file(&staging.join(NAMES), names.join("\n").as_bytes())?;
        storage.sync_dir(&staging)?;
        storage.rename(&staging, &self.target.join(COMMITTED))?;
        // A step that fails once may succeed at the second try.
        self.move_committed(storage).or_else(|_| self.move_committed(storage)).map_err(|error| {
            io::Error::other(format!("{error}; the next run puts the rest of the report in place"))
        })
    }

    /// Moves the files of a committed report to where they belong; as often as it takes. The
    /// manifest goes first and comes last: without it there is no report.
    fn move_committed(&self, storage: &dyn Storage) -> io::Result<()> {
        storage.sync_dir(&self.target)?;
        let committed = self.target.join(COMMITTED);
        let names = fs::read_to_string(committed.join(NAMES))?;
        let names: Vec<&str> = names.lines().filter(|name| FILE_NAMES.contains(name)).collect();
        let waits = |name: &str| is_there(&committed.join(name));
        for name in FILE_NAMES {
            let is_outdated = !names.contains(&name) || (name == MANIFEST_FILE && waits(name));
            let old = self.target.join(name);
            if is_outdated && is_there(&old) {
                storage.remove_file(&old)?;
            }
        }
        let (last, first): (Vec<&str>, Vec<&str>) =
            names.into_iter().partition(|name| *name == MANIFEST_FILE);
        for name in first.into_iter().chain(last).filter(|name| waits(name)) {
            storage.rename(&committed.join(name), &self.target.join(name))?;
        }
        storage.sync_dir(&self.target)?;
        storage.remove_dir_all(&committed)
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A directory that is mounted, or in one that must not be written.
fn cannot_be_renamed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ResourceBusy
            | io::ErrorKind::CrossesDevices
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
    )
}
