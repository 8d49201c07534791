//! A report's directory: there as a whole or not at all, and no other work is touched.
//!
//! What deskload wrote itself, which a manifest shows, is replaced by the next report. A directory that
//! holds anything else is left as it is.
//!
//! Before the work a run takes its place ([`ReportFolder::prepare`]): it locks it, puts right what a
//! killed run left there, looks whether what is there may be replaced, and makes the directory into
//! which the files are written. How they get to their place from there is for [`placement`].

pub mod lock;
mod placement;
pub mod storage;
pub mod trace_file;
pub(in crate::cli) mod whole;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lock::FolderLock;
use placement::{OWN_NAMES, Placement, Way};
use storage::{Disk, Storage, is_mount_point};
use trace_file::TraceFile;

use super::pending_file::FileBeside;
use crate::report::{
    Completeness, FILE_NAMES, LOAD_FILE_NAMES, MANIFEST_FILE, OldReport, PLAN_FILES, ReportFile,
    SESSIONS_FILE, SessionLines,
};

/// The directory of one report.
#[derive(Clone, Debug)]
pub struct ReportFolder {
    path: PathBuf,
}

/// Why a report is not written.
#[derive(Debug)]
pub enum ReportFolderError {
    /// The place holds a complete report, and this run was interrupted.
    HoldsCompleteReport(PathBuf),
    /// The place holds something that is no report.
    NotAReport(PathBuf),
    /// The report at the place has company: a file that no report has.
    HoldsForeignFile(PathBuf, String),
    /// Another run is writing there.
    Busy(PathBuf),
    /// A file or directory could not be written.
    Io(PathBuf, io::Error),
}

impl fmt::Display for ReportFolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HoldsCompleteReport(place) => write!(
                f,
                "{} holds a complete report, so that of an interrupted run is not written: the old one \
                 is left as it is. --out DIR writes elsewhere",
                place.display()
            ),
            Self::NotAReport(place) => write!(
                f,
                "{} is not a report (it holds no {MANIFEST_FILE}), so it is left as it is: choose \
                 another place with --out DIR",
                place.display()
            ),
            Self::HoldsForeignFile(place, name) => write!(
                f,
                "{} holds {name}, which is not part of a report: move it away, or choose another \
                 place with --out DIR",
                place.display()
            ),
            Self::Busy(place) => write!(
                f,
                "another run has {} for its report at the moment: wait until it ends, or choose \
                 another place with --out DIR",
                place.display()
            ),
            Self::Io(place, error) => write!(f, "cannot write {}: {error}", place.display()),
        }
    }
}

impl std::error::Error for ReportFolderError {}

impl ReportFolder {
    /// The directory at `place`, which need not exist.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the place for a report, before the work for it is done. No other run can have the place
    /// then, and there is room in it for a directory.
    ///
    /// # Errors
    /// Whatever would be in the way of the report.
    pub fn prepare(&self) -> Result<PreparedFolder, ReportFolderError> {
        self.prepare_on(Rc::new(Disk))
    }

    /// The same on a disk of a test.
    ///
    /// # Errors
    /// Whatever would be in the way of the report.
    pub fn prepare_on(
        &self,
        storage: Rc<dyn Storage>,
    ) -> Result<PreparedFolder, ReportFolderError> {
        let target = place_of(&self.path)
            .map_err(|error| ReportFolderError::Io(self.path.clone(), error))?;
        let parent = parent_of(&target).to_path_buf();
        let new_parents = NewParents::create(&parent)
            .map_err(|error| ReportFolderError::Io(parent.clone(), error))?;
        let (placement, lock) = self.lock(target, parent)?;
        let io = |error| ReportFolderError::Io(self.path.clone(), error);
        placement.recover(&*storage).map_err(io)?;
        self.inspect(&placement)?;
        placement.create_staging(&*storage).map_err(io)?;
        let folder = self.clone();
        Ok(PreparedFolder { folder, storage, placement, trace: None, _lock: lock, new_parents })
    }

    /// Finds the way to the place, and takes the lock there.
    fn lock(
        &self,
        target: PathBuf,
        parent: PathBuf,
    ) -> Result<(Placement, FolderLock), ReportFolderError> {
        let is_dir = target.is_dir();
        let mut way = if is_dir && is_mount_point(&target) { Way::Inside } else { Way::Beside };
        loop {
            let placement = Placement::new(target.clone(), parent.clone(), way);
            match FolderLock::acquire(&placement.lock()) {
                Ok(Some(lock)) => return Ok((placement, lock)),
                Ok(None) => return Err(ReportFolderError::Busy(self.path.clone())),
                Err(error) if way == Way::Beside && is_dir && is_forbidden(&error) => {
                    way = Way::Inside;
                }
                Err(error) => return Err(ReportFolderError::Io(self.path.clone(), error)),
            }
        }
    }

    /// Leaves a file beside the place, as a whole or not at all, and says where. One of the same
    /// name is replaced: only this program uses it.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write_beside(&self, ending: &str, bytes: &[u8]) -> Result<PathBuf, ReportFolderError> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        let target = self.path.with_file_name(name);
        let io = |error| ReportFolderError::Io(target.clone(), error);
        let parent = parent_of(&target);
        fs::create_dir_all(parent).map_err(io)?;
        FileBeside::holding(&target, bytes).and_then(|file| file.rename_to(&target)).map_err(io)?;
        Disk.sync_dir(parent).map_err(io)?;
        Ok(target)
    }

    /// Writes a report, for whose place nothing was prepared.
    ///
    /// # Errors
    /// Something is in the way, or writing failed; what was at the place is still there then.
    pub fn write(
        &self,
        files: &[ReportFile],
        completeness: Completeness,
    ) -> Result<(), ReportFolderError> {
        self.prepare()?.write(files, completeness)
    }

    /// The report that is at the place, which may be replaced; `None` where there is nothing.
    fn inspect(&self, placement: &Placement) -> Result<Option<OldReport>, ReportFolderError> {
        let target = placement.target();
        let io = |error| ReportFolderError::Io(self.path.clone(), error);
        let entries = match fs::read_dir(target) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(None);
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(ReportFolderError::NotAReport(self.path.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(io)?.file_name().to_string_lossy().into_owned();
            // A file system has the latter from its beginning.
            let is_no_content = OWN_NAMES.contains(&name.as_str())
                || (name == "lost+found" && placement.way() == Way::Inside);
            if !is_no_content {
                names.push(name);
            }
        }
        if names.is_empty() {
            return Ok(None);
        }
        let old = match fs::read(target.join(MANIFEST_FILE)) {
            Ok(manifest) => OldReport::read(&manifest)
                .ok_or_else(|| ReportFolderError::NotAReport(self.path.clone()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ReportFolderError::NotAReport(self.path.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        names.sort();
        let is_foreign = |name: &String| !is_of_a_report(name) && !old.copied.contains(name);
        match names.into_iter().find(is_foreign) {
            Some(foreign) => Err(ReportFolderError::HoldsForeignFile(self.path.clone(), foreign)),
            None => Ok(Some(old)),
        }
    }
}

/// A place that is taken for a report. What was prepared goes away with it.
#[derive(Debug)]
pub struct PreparedFolder {
    folder: ReportFolder,
    storage: Rc<dyn Storage>,
    placement: Placement,
    /// The sessions, which are written while the run goes on.
    trace: Option<TraceFile>,
    _lock: FolderLock,
    new_parents: NewParents,
}

impl PreparedFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Begins the file of sessions, which is part of the report.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin_trace(&mut self, lines: SessionLines) -> Result<TraceFile, ReportFolderError> {
        let trace = TraceFile::create(&self.placement.staging(), SESSIONS_FILE, lines)
            .map_err(|error| ReportFolderError::Io(self.folder.path.clone(), error))?;
        self.trace = Some(trace.clone());
        Ok(trace)
    }

    /// Writes the report: these files, and the sessions if they were begun.
    ///
    /// # Errors
    /// Something is in the way by now, or writing failed; what was at the place is still there then.
    pub fn write(
        self,
        files: &[ReportFile],
        completeness: Completeness,
    ) -> Result<(), ReportFolderError> {
        self.stage(files, completeness)?.put()
    }

    /// Writes the files of the report, but not yet to its place.
    ///
    /// # Errors
    /// Something is in the way by now, or writing failed; what was at the place is still there then.
    pub fn stage(
        mut self,
        files: &[ReportFile],
        completeness: Completeness,
    ) -> Result<StagedReport<'_>, ReportFolderError> {
        let old = self.folder.inspect(&self.placement)?.map(|old| old.completeness);
        if (old, completeness) == (Some(Completeness::Complete), Completeness::Partial) {
            return Err(ReportFolderError::HoldsCompleteReport(self.folder.path.clone()));
        }
        let io = |error| ReportFolderError::Io(self.folder.path.clone(), error);
        let trace = self.trace.take();
        let written: &[&str] = if trace.is_some() { &[SESSIONS_FILE] } else { &[] };
        trace.map_or(Ok(()), |trace| trace.finish()).map_err(io)?;
        self.placement.stage(&*self.storage, files).map_err(io)?;
        Ok(StagedReport { prepared: self, files, written })
    }
}

/// A report whose files are written, and not in their place yet.
#[derive(Debug)]
pub struct StagedReport<'a> {
    prepared: PreparedFolder,
    files: &'a [ReportFile],
    written: &'static [&'static str],
}

impl StagedReport<'_> {
    /// Puts it in its place.
    ///
    /// # Errors
    /// What the disk says; what was at the place is still there then.
    pub fn put(self) -> Result<(), ReportFolderError> {
        let Self { mut prepared, files, written } = self;
        let put = prepared.placement.place(&*prepared.storage, files, written);
        put.map_err(|error| ReportFolderError::Io(prepared.folder.path.clone(), error))?;
        prepared.new_parents.keep();
        Ok(())
    }
}

impl Drop for PreparedFolder {
    fn drop(&mut self) {
        self.placement.remove_staging(&*self.storage);
    }
}

/// The directories above a place that were not there. Those that stay empty go again.
#[derive(Debug, Default)]
struct NewParents(Vec<PathBuf>);

impl NewParents {
    fn create(parent: &Path) -> io::Result<Self> {
        let missing = parent.ancestors().take_while(|above| {
            !above.as_os_str().is_empty() && fs::symlink_metadata(above).is_err()
        });
        let created = Self(missing.map(Path::to_path_buf).collect());
        fs::create_dir_all(parent)?;
        // The disk is to have their names before it has what is in them.
        for new in &created.0 {
            Disk.sync_dir(parent_of(new))?;
        }
        Ok(created)
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for NewParents {
    fn drop(&mut self) {
        for new in &self.0 {
            let _ = fs::remove_dir(new);
        }
    }
}

/// The place that a path stands for. A link is followed, so that the link stays and what it points at is
/// replaced.
fn place_of(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        // `a/..` of an `a` that is not there.
        Err(_) if path.file_name().is_none() => Err(io::Error::other("it names no directory")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_path_buf()),
        _ => fs::canonicalize(path),
    }
}

/// The directory that a path is in.
fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn is_of_a_report(name: &str) -> bool {
    FILE_NAMES.contains(&name) || LOAD_FILE_NAMES.contains(&name) || PLAN_FILES.contains(&name)
}
