//! The scenario language: reading, faults, the schema, the reference, the shipped files.

mod advice;
mod any_bytes;
mod attendance;
mod choices;
mod clients;
mod csv;
mod cures;
mod editions;
mod effects;
mod every_key;
mod faults;
mod limits;
mod overrides;
mod plans;
mod presets;
mod queues;
mod reference;
mod renamed;
mod routing;
mod shipped;
mod staff_by_shift;
mod tables;
mod transfers;
mod unsaid;
mod values;

use std::path::{Path, PathBuf};

use deskload::scenario::{Files, ReadOutcome, read};

/// Files beside a scenario on disk.
pub struct Beside(pub PathBuf);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// Files that a test makes up.
pub struct MadeUp<'a>(pub &'a [(&'a str, &'a [u8])]);

impl Files for MadeUp<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        found.map(|(_, bytes)| bytes.to_vec()).ok_or_else(|| "there is no such file".to_owned())
    }
}

/// Where the shipped scenarios live.
pub fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Every `*.toml` under `scenarios/`, in order.
pub fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for directory in [
        scenarios(),
        scenarios().join("theory"),
        scenarios().join("theory/exact"),
        scenarios().join("pathologies"),
    ] {
        for entry in std::fs::read_dir(directory).expect("the directory is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Reads a file from disk.
pub fn read_file(path: &Path, overrides: &[&str]) -> ReadOutcome {
    let text = std::fs::read(path).expect("readable");
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let beside = Beside(path.parent().expect("a directory").to_owned());
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    without_old_names(read(&name, &text, &beside, &overrides))
}

/// What was read, in which nothing may be written under a name of earlier versions: a test of today's
/// language writes no other.
#[track_caller]
pub fn without_old_names(reading: ReadOutcome) -> ReadOutcome {
    let old = reading.diagnostics.iter().any(|one| one.code() == "renamed");
    assert!(!old, "{}", rendered(&reading));
    reading
}

/// All diagnostics as the terminal shows them.
pub fn rendered(reading: &ReadOutcome) -> String {
    reading.diagnostics.iter().map(|one| one.render(false) + "\n").collect()
}
