//! Where scenarios and the files beside them come from.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::scenario::{self, Files, MAX_BYTES, MAX_CSV_BYTES, ReadOutcome};
use crate::shard::sha256_hex;

/// What a shard reads is what was planned.
pub(super) const CHANGED: &str = "it was changed after the work had been planned";

/// Where a scenario comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioSource {
    StandardInput,
    File(PathBuf),
    /// As it was when work was planned.
    Stored(StoredFiles),
}

/// Files that are kept under their hashes: of a scenario, a history, a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFiles {
    /// Where they were read from.
    pub typed: Box<ScenarioSource>,
    /// Where the files are.
    pub folder: PathBuf,
    /// The name and hash of the first: the scenario itself.
    pub first: (String, String),
    /// The files that it names, with their hashes.
    pub files: Vec<(String, String)>,
}

impl StoredFiles {
    /// The place of a file, whatever size it has; `None`: it was not there when the work was planned.
    pub(super) fn place(&self, name: &str) -> Option<(PathBuf, &str)> {
        let all = std::iter::once(&self.first).chain(&self.files);
        let (_, sha256) = all.into_iter().find(|(known, _)| known == name)?;
        Some((self.folder.join(sha256), sha256))
    }

    /// The bytes of the first.
    pub(super) fn first(&self, most: usize) -> io::Result<Vec<u8>> {
        self.stored(&self.first.1, most)
    }

    fn stored(&self, sha256: &str, most: usize) -> io::Result<Vec<u8>> {
        let bytes = read_regular_file(&self.folder.join(sha256), most)?;
        if sha256_hex(&bytes) == sha256 {
            return Ok(bytes);
        }
        Err(io::Error::other(CHANGED))
    }
}

impl Files for StoredFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let named = self.files.iter().find(|(name, _)| name == path);
        let (_, sha256) = named.ok_or("it was not there when the work was planned")?;
        self.stored(sha256, MAX_CSV_BYTES).map_err(|error| error.to_string())
    }
}

impl From<PathBuf> for ScenarioSource {
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::StandardInput } else { Self::File(path) }
    }
}

impl ScenarioSource {
    /// The name in diagnostics.
    pub fn display_name(&self) -> String {
        match self {
            Self::StandardInput => "<stdin>".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Stored(stored) => stored.typed.display_name(),
        }
    }

    /// As typed.
    pub fn command_argument(&self) -> String {
        match self {
            Self::StandardInput => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Stored(stored) => stored.typed.command_argument(),
        }
    }

    /// The name without folders: a report does not depend on where a scenario lies.
    pub fn file_name(&self) -> String {
        match self {
            Self::StandardInput => "-".to_owned(),
            Self::File(path) => path.file_name().map_or_else(
                || self.command_argument(),
                |name| name.to_string_lossy().into_owned(),
            ),
            Self::Stored(stored) => stored.typed.file_name(),
        }
    }

    /// Reads the scenario and the files that it names.
    ///
    /// # Errors
    /// Why the scenario itself cannot be read; what is wrong with the files that it names is in its
    /// diagnostics.
    pub fn read(&self, overrides: &[String]) -> Result<ReadOutcome, String> {
        let (text, files): (_, Box<dyn Files>) = match self {
            Self::StandardInput => {
                let text = read_limited(io::stdin().lock(), MAX_BYTES);
                (text, Box::new(FilesBeside(PathBuf::new())))
            }
            Self::File(path) => {
                let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
                (read_regular_file(path, MAX_BYTES), Box::new(FilesBeside(folder)))
            }
            Self::Stored(stored) => (stored.first(MAX_BYTES), Box::new(stored.clone())),
        };
        let text = text.map_err(|error| format!("cannot read {}: {error}", self.display_name()))?;
        Ok(scenario::read(&self.display_name(), &text, &*files, overrides))
    }
}

/// Files beside a scenario.
struct FilesBeside(PathBuf);

impl Files for FilesBeside {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        read_regular_file(&self.0.join(path), MAX_CSV_BYTES).map_err(|error| error.to_string())
    }
}

/// Reads a file that has an end. A pipe or a device may have none, or may never begin.
pub(super) fn read_regular_file(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let refuse_others = |kind: FileType| {
        let what = if kind.is_file() {
            return Ok(());
        } else if kind.is_dir() {
            "a directory"
        } else {
            "a device, a pipe or a socket"
        };
        Err(io::Error::other(format!("it is {what}, and only regular files are read")))
    };
    // Before it is opened, as to open a pipe is to wait for one who writes to it ...
    refuse_others(fs::metadata(path)?.file_type())?;
    let file = File::open(path)?;
    // ... and after that, as it may have become another file in between.
    refuse_others(file.metadata()?.file_type())?;
    read_limited(file, most)
}

/// As much as may be read, and one byte that shows that there is more: an endless device must not
/// fill the memory.
fn read_limited(from: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
