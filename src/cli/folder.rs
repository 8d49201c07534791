//! A report's directory: there as a whole or not at all, and nobody else's work is touched.
//!
//! The files are written into a temporary directory beside the place, which is then renamed into
//! it. What is replaced is renamed aside first and removed last; if something fails in between it
//! is put back.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::report::{FILE_NAMES, MANIFEST_FILE, Manifest, ReportFile, Supersedes};

/// Which reports may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Only one of the very same run, or of the same run when it was interrupted.
    SameRun,
    /// One of any run.
    AnyRun,
}

/// The directory of one report.
#[derive(Clone, Debug)]
pub struct ReportFolder {
    path: PathBuf,
    overwrite: Overwrite,
}

/// Why a report is not written.
#[derive(Debug)]
pub enum ReportFolderError {
    /// The place holds the report of another run.
    HoldsOtherRun(PathBuf),
    /// The place holds the complete report of this run, which was interrupted.
    HoldsCompleteRun(PathBuf),
    /// The place holds something that is no report.
    NotAReport(PathBuf),
    /// The report at the place has company: a file that no report has.
    HoldsForeignFile(PathBuf, String),
    /// A file or directory could not be written.
    Io(PathBuf, io::Error),
}

impl fmt::Display for ReportFolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HoldsOtherRun(place) => write!(
                f,
                "{} holds the report of another run: --force replaces it, --out DIR writes elsewhere",
                place.display()
            ),
            Self::HoldsCompleteRun(place) => write!(
                f,
                "{} holds the complete report of this run, so it is left as it is",
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
            Self::Io(place, error) => write!(f, "cannot write {}: {error}", place.display()),
        }
    }
}

impl std::error::Error for ReportFolderError {}

/// What is at the place.
enum ExistingContent {
    Nothing,
    EmptyDirectory,
    Report,
}

impl ReportFolder {
    /// The directory at `place`, which need not exist.
    pub fn new(path: PathBuf, overwrite: Overwrite) -> Self {
        Self { path, overwrite }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the report that `manifest` stands for may be written here.
    ///
    /// # Errors
    /// Something is in the way, or the place cannot be looked at.
    pub fn check(&self, manifest: &Manifest<'_>) -> Result<(), ReportFolderError> {
        self.inspect(&self.target()?, manifest).map(drop)
    }

    /// Leaves a file beside the place, as a whole or not at all, and says where. One of the same
    /// name is replaced: nobody but this program uses it.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write_beside(&self, ending: &str, bytes: &[u8]) -> Result<PathBuf, ReportFolderError> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        let target = self.path.with_file_name(name);
        let io = |error| ReportFolderError::Io(target.clone(), error);
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(io)?;
        let mut file = tempfile::NamedTempFile::new_in(parent).map_err(io)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(io)?;
        file.persist(&target).map_err(|fault| io(fault.error))?;
        Ok(target)
    }

    /// Writes a report.
    ///
    /// # Errors
    /// Something is in the way, or writing failed; what was at the place is still there then.
    pub fn write(
        &self,
        files: &[ReportFile],
        manifest: &Manifest<'_>,
    ) -> Result<(), ReportFolderError> {
        let target = self.target()?;
        let found = self.inspect(&target, manifest)?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let io = |place: &Path| {
            let place = place.to_path_buf();
            move |error| ReportFolderError::Io(place, error)
        };
        fs::create_dir_all(parent).map_err(io(parent))?;
        let fresh = create_temp_dir(parent).map_err(io(parent))?;
        for file in files {
            let path = fresh.path().join(&file.name);
            write_synced(&path, &file.bytes).map_err(io(&self.path.join(&file.name)))?;
        }
        match found {
            ExistingContent::Nothing => {
                fs::rename(fresh.path(), &target).map_err(io(&self.path))?;
            }
            ExistingContent::EmptyDirectory => {
                fs::remove_dir(&target)
                    .and_then(|()| fs::rename(fresh.path(), &target))
                    .map_err(io(&self.path))?;
            }
            ExistingContent::Report => {
                let aside = create_temp_dir(parent).map_err(io(parent))?;
                swap_in(&target, fresh.path(), aside).map_err(io(&self.path))?;
            }
        }
        // The directory has its place; nothing is left to clean up.
        let _ = fresh.keep();
        Ok(())
    }

    /// A link is followed, so that the link stays and what it points at is replaced.
    fn target(&self) -> Result<PathBuf, ReportFolderError> {
        match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(self.path.clone()),
            _ => fs::canonicalize(&self.path)
                .map_err(|error| ReportFolderError::Io(self.path.clone(), error)),
        }
    }

    fn inspect(
        &self,
        target: &Path,
        manifest: &Manifest<'_>,
    ) -> Result<ExistingContent, ReportFolderError> {
        let io = |error| ReportFolderError::Io(self.path.clone(), error);
        let entries = match fs::read_dir(target) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(ExistingContent::Nothing);
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(ReportFolderError::NotAReport(self.path.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(io)?.file_name().to_string_lossy().into_owned());
        }
        if names.is_empty() {
            return Ok(ExistingContent::EmptyDirectory);
        }
        let old = match fs::read(target.join(MANIFEST_FILE)) {
            Ok(old) if is_ours(&old) => old,
            Ok(_) => return Err(ReportFolderError::NotAReport(self.path.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ReportFolderError::NotAReport(self.path.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        names.sort();
        if let Some(foreign) = names.into_iter().find(|name| !FILE_NAMES.contains(&name.as_str())) {
            return Err(ReportFolderError::HoldsForeignFile(self.path.clone(), foreign));
        }
        match (self.overwrite, manifest.supersedes(&old)) {
            (Overwrite::AnyRun, _) | (_, Supersedes::Yes) => Ok(ExistingContent::Report),
            (_, Supersedes::LessComplete) => {
                Err(ReportFolderError::HoldsCompleteRun(self.path.clone()))
            }
            (_, Supersedes::No) => Err(ReportFolderError::HoldsOtherRun(self.path.clone())),
        }
    }
}

/// Many things are called `manifest.json`; ours says which deskload wrote it.
fn is_ours(manifest: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(manifest)
        .is_ok_and(|manifest| manifest.get("deskload").is_some())
}

/// A temporary directory on the same file system as the place, with the usual permissions: the
/// report is for others to read too.
fn create_temp_dir(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".deskload-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

/// Writes a file and waits until the disk has it: a renamed directory must not turn up empty after
/// a power cut.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The old report goes aside, the fresh one in, and then the old one is removed.
fn swap_in(target: &Path, fresh: &Path, aside: TempDir) -> io::Result<()> {
    let old = aside.path().join("report");
    fs::rename(target, &old)?;
    let Err(error) = fs::rename(fresh, target) else { return Ok(()) };
    if fs::rename(&old, target).is_ok() {
        return Err(error);
    }
    let kept = aside.keep();
    Err(io::Error::other(format!("{error}; what was there is now in {}", kept.display())))
}
