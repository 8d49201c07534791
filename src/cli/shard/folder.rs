//! The folder of a plan: `plan.json`, the files of its scenarios by their hashes, and a folder for each
//! shard, in which the manifest appears last.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::scenario_source::{ScenarioSource, StoredFiles, read_regular_file};
use crate::shard::{PartManifest, PlannedFile, ShardPlan, sha256_hex};

/// No plan is larger: bytes. A cell takes some hundreds, and a grid has ten thousand cells at most.
const MAX_PLAN_BYTES: usize = 64 << 20;
/// No manifest of a part is larger: bytes.
const MAX_MANIFEST_BYTES: usize = 1 << 16;

pub(super) const PLAN_FILE: &str = "plan.json";
pub(super) const INPUTS: &str = "inputs";
pub(super) const PARTS: &str = "parts";
/// The records of a shard that is done.
pub(super) const RECORDS_FILE: &str = "records.bin";
/// The records of a shard that is not.
pub(super) const PARTIAL_FILE: &str = "records.partial";
pub(super) const MANIFEST_FILE: &str = "manifest.json";

/// A plan, where it is.
#[derive(Clone, Debug)]
pub(super) struct PlanFolder {
    pub(super) plan: ShardPlan,
    /// Of the plan's bytes: by which its parts are recognised.
    pub(super) sha256: String,
    folder: PathBuf,
}

/// What state the part of a shard is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PartState {
    Done,
    /// Nothing was put down, or not yet all.
    Missing,
    /// Why it cannot be used.
    Corrupt(String),
    /// It is of another plan, or was made by another version.
    OtherPlan(String),
}

impl PlanFolder {
    /// Reads a plan, named by itself or by its folder.
    pub(super) fn open(place: &Path) -> Result<Self, String> {
        let path = if place.is_dir() { place.join(PLAN_FILE) } else { place.to_path_buf() };
        let refuse = |why: String| format!("the plan {}: {why}", path.display());
        let bytes =
            read_regular_file(&path, MAX_PLAN_BYTES).map_err(|error| refuse(error.to_string()))?;
        let plan = ShardPlan::read(&bytes).map_err(|fault| refuse(fault.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new(".")).to_path_buf();
        Ok(Self { plan, sha256: sha256_hex(&bytes), folder })
    }

    /// What is read, as it was when the work was planned.
    pub(super) fn sources(&self) -> Result<Vec<ScenarioSource>, String> {
        let stored = |planned: &crate::shard::PlannedSource| {
            let named = |file: &PlannedFile| (file.name.clone(), file.sha256.clone());
            let (first, files) = planned.files.split_first().ok_or("a scenario has no file")?;
            Ok(ScenarioSource::Stored(StoredFiles {
                typed: Box::new(PathBuf::from(&planned.path).into()),
                folder: self.folder.join(INPUTS),
                first: named(first),
                files: files.iter().map(named).collect(),
            }))
        };
        self.plan.sources.iter().map(stored).collect()
    }

    /// The folder of a shard.
    pub(super) fn part(&self, shard: u32) -> PathBuf {
        self.folder.join(PARTS).join(self.part_name(shard))
    }

    fn part_name(&self, shard: u32) -> String {
        format!("{shard:04}-of-{:04}", self.plan.shards)
    }

    /// The state of a part, all of its bytes read.
    pub(super) fn state(&self, shard: u32) -> PartState {
        let folder = self.part(shard);
        let corrupt = |why: &str| PartState::Corrupt(format!("{}: {why}", folder.display()));
        let bytes = match read_regular_file(&folder.join(MANIFEST_FILE), MAX_MANIFEST_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return PartState::Missing,
            Err(error) => return corrupt(&format!("its manifest cannot be read: {error}")),
        };
        let Some(manifest) = PartManifest::read(&bytes) else {
            return corrupt("its manifest is broken");
        };
        let PartManifest { bytes, sha256, .. } = manifest.clone();
        let expected = PartManifest::new(&self.plan, &self.sha256, shard, bytes, sha256);
        if manifest != expected {
            return PartState::OtherPlan(other_plan(&folder, &manifest, &expected));
        }
        match file_sha256(&folder.join(RECORDS_FILE)) {
            Ok(found) if found == (manifest.bytes, manifest.sha256) => PartState::Done,
            Ok(_) => corrupt("its records are not those that its manifest was written for"),
            Err(error) => corrupt(&format!("its records cannot be read: {error}")),
        }
    }

    /// Folders beside the parts that belong to none of the plan's shards.
    pub(super) fn foreign_parts(&self) -> Result<Vec<String>, String> {
        let parts = self.folder.join(PARTS);
        let entries = match fs::read_dir(&parts) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(format!("cannot read {}: {error}", parts.display())),
        };
        let mut foreign = Vec::new();
        for entry in entries {
            let entry =
                entry.map_err(|error| format!("cannot read {}: {error}", parts.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let shard = name.split('-').next().and_then(|number| number.parse::<u32>().ok());
            let is_ours = shard.is_some_and(|it| {
                (1..=self.plan.shards).contains(&it) && self.part_name(it) == name
            });
            if !is_ours && !name.ends_with(".lock") {
                foreign.push(name);
            }
        }
        foreign.sort();
        Ok(foreign)
    }
}

/// What differs between a part's manifest and the plan.
fn other_plan(folder: &Path, found: &PartManifest, expected: &PartManifest) -> String {
    let what = if found.version != expected.version {
        format!("it was run by deskload {}, and the plan is of {}", found.version, expected.version)
    } else if found.plan_sha256 != expected.plan_sha256 {
        "it is of another plan".to_owned()
    } else {
        format!("it is of shard {} of {}", found.shard, found.shards)
    };
    format!("{}: {what}", folder.display())
}

/// The number of a file's bytes, and their hash.
pub(in crate::cli) fn file_sha256(path: &Path) -> io::Result<(u64, String)> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut hash = Sha256::new();
    let (mut total, mut buffer) = (0, vec![0; 1 << 16]);
    loop {
        let length = reader.read(&mut buffer)?;
        if length == 0 {
            return Ok((total, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()));
        }
        total += length as u64;
        hash.update(&buffer[..length]);
    }
}
