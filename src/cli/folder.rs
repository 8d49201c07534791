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

use crate::report::{FILE_NAMES, File, MANIFEST, Manifest, Supersedes};

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
pub struct Folder {
    place: PathBuf,
    overwrite: Overwrite,
}

/// Why a report is not written.
#[derive(Debug)]
pub enum FolderError {
    /// The place holds the report of another run.
    OtherRun(PathBuf),
    /// The place holds the complete report of this run, which was interrupted.
    HoldsMore(PathBuf),
    /// The place holds something that is no report.
    NoReport(PathBuf),
    /// The report at the place has company: a file that no report has.
    Foreign(PathBuf, String),
    /// A file or directory could not be written.
    Io(PathBuf, io::Error),
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherRun(place) => write!(
                f,
                "{} holds the report of another run: --force replaces it, --out DIR writes elsewhere",
                place.display()
            ),
            Self::HoldsMore(place) => write!(
                f,
                "{} holds the complete report of this run, so it is left as it is",
                place.display()
            ),
            Self::NoReport(place) => write!(
                f,
                "{} is not a report (it holds no {MANIFEST}), so it is left as it is: choose \
                 another place with --out DIR",
                place.display()
            ),
            Self::Foreign(place, name) => write!(
                f,
                "{} holds {name}, which is not part of a report: move it away, or choose another \
                 place with --out DIR",
                place.display()
            ),
            Self::Io(place, error) => write!(f, "cannot write {}: {error}", place.display()),
        }
    }
}

impl std::error::Error for FolderError {}

/// What is at the place.
enum Found {
    Nothing,
    EmptyDirectory,
    Report,
}

impl Folder {
    /// The directory at `place`, which need not exist.
    pub fn new(place: PathBuf, overwrite: Overwrite) -> Self {
        Self { place, overwrite }
    }

    /// Where it is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Whether the report that `manifest` stands for may be written here.
    ///
    /// # Errors
    /// Something is in the way, or the place cannot be looked at.
    pub fn check(&self, manifest: &Manifest<'_>) -> Result<(), FolderError> {
        self.look(&self.target()?, manifest).map(drop)
    }

    /// Leaves a file beside the place, as a whole or not at all, and says where. One of the same
    /// name is replaced: nobody but this program uses it.
    ///
    /// # Errors
    /// Writing failed.
    pub fn leave_beside(&self, ending: &str, bytes: &[u8]) -> Result<PathBuf, FolderError> {
        let mut name = self.place.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        let target = self.place.with_file_name(name);
        let io = |error| FolderError::Io(target.clone(), error);
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
    pub fn write(&self, files: &[File], manifest: &Manifest<'_>) -> Result<(), FolderError> {
        let target = self.target()?;
        let found = self.look(&target, manifest)?;
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let io = |place: &Path| {
            let place = place.to_path_buf();
            move |error| FolderError::Io(place, error)
        };
        fs::create_dir_all(parent).map_err(io(parent))?;
        let fresh = beside(parent).map_err(io(parent))?;
        for file in files {
            let path = fresh.path().join(&file.name);
            settled(&path, &file.bytes).map_err(io(&self.place.join(&file.name)))?;
        }
        match found {
            Found::Nothing => fs::rename(fresh.path(), &target).map_err(io(&self.place))?,
            Found::EmptyDirectory => {
                fs::remove_dir(&target)
                    .and_then(|()| fs::rename(fresh.path(), &target))
                    .map_err(io(&self.place))?;
            }
            Found::Report => {
                let aside = beside(parent).map_err(io(parent))?;
                replace(&target, fresh.path(), aside).map_err(io(&self.place))?;
            }
        }
        // The directory has its place; nothing is left to clean up.
        let _ = fresh.keep();
        Ok(())
    }

    /// A link is followed, so that the link stays and what it points at is replaced.
    fn target(&self) -> Result<PathBuf, FolderError> {
        match fs::symlink_metadata(&self.place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(self.place.clone()),
            _ => fs::canonicalize(&self.place)
                .map_err(|error| FolderError::Io(self.place.clone(), error)),
        }
    }

    fn look(&self, target: &Path, manifest: &Manifest<'_>) -> Result<Found, FolderError> {
        let io = |error| FolderError::Io(self.place.clone(), error);
        let entries = match fs::read_dir(target) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(FolderError::NoReport(self.place.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(io)?.file_name().to_string_lossy().into_owned());
        }
        if names.is_empty() {
            return Ok(Found::EmptyDirectory);
        }
        let old = match fs::read(target.join(MANIFEST)) {
            Ok(old) if is_ours(&old) => old,
            Ok(_) => return Err(FolderError::NoReport(self.place.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(FolderError::NoReport(self.place.clone()));
            }
            Err(error) => return Err(io(error)),
        };
        names.sort();
        if let Some(foreign) = names.into_iter().find(|name| !FILE_NAMES.contains(&name.as_str())) {
            return Err(FolderError::Foreign(self.place.clone(), foreign));
        }
        match (self.overwrite, manifest.supersedes(&old)) {
            (Overwrite::AnyRun, _) | (_, Supersedes::Yes) => Ok(Found::Report),
            (_, Supersedes::HoldsLess) => Err(FolderError::HoldsMore(self.place.clone())),
            (_, Supersedes::No) => Err(FolderError::OtherRun(self.place.clone())),
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
fn beside(parent: &Path) -> io::Result<TempDir> {
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
fn settled(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The old report goes aside, the fresh one in, and then the old one is removed.
fn replace(target: &Path, fresh: &Path, aside: TempDir) -> io::Result<()> {
    let old = aside.path().join("report");
    fs::rename(target, &old)?;
    let Err(error) = fs::rename(fresh, target) else { return Ok(()) };
    if fs::rename(&old, target).is_ok() {
        return Err(error);
    }
    let kept = aside.keep();
    Err(io::Error::other(format!("{error}; what was there is now in {}", kept.display())))
}
