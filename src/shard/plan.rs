//! `plan.json`: which replications of which scenarios there are, and which shard runs each.

use std::fmt;
use std::ops::Deref;

use serde_json::{Value, json};

use crate::base::Span;
use crate::study::FoundWarmUp;

/// The layout of the file.
const FORMAT: u64 = 1;
/// No plan has more shards: schedulers take fewer, and each is a folder.
pub const MAX_SHARDS: u32 = 1_000_000;

/// A command whose work can be cut into shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkKind {
    Run,
    Sweep,
    Check,
    Backtest,
    /// Its proof.
    Staff,
}

impl WorkKind {
    pub const ALL: [Self; 5] = [Self::Run, Self::Sweep, Self::Check, Self::Backtest, Self::Staff];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Sweep => "sweep",
            Self::Check => "check",
            Self::Backtest => "backtest",
            Self::Staff => "staff",
        }
    }
}

/// Work that is cut into shards.
#[derive(Clone, Debug, PartialEq)]
pub struct ShardPlan {
    /// The version of this program: all parts are made by the same.
    pub version: String,
    pub kind: WorkKind,
    /// The command, as typed, without the program's name.
    pub arguments: Vec<String>,
    /// How many shards there are: the plan alone says so, and no scheduler.
    pub shards: u32,
    pub sources: Vec<PlannedSource>,
    /// Baselines that `check` compares with, by their place and hash; `None`: there is none.
    pub baselines: Vec<(String, Option<String>)>,
    pub cells: PlannedCells,
}

/// A scenario, a history or a search, by its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSource {
    /// As typed; `-` for standard input.
    pub path: String,
    /// The scenario itself, then the files that it names; all files of a history.
    pub files: Vec<PlannedFile>,
}

/// A file, by its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFile {
    /// As the scenario names it.
    pub name: String,
    /// In hexadecimal.
    pub sha256: String,
}

/// Replications of one scenario with its overrides: a run, a cell of a grid, a scenario that is checked, a draw of
/// a backtest, a proof.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCell {
    pub name: String,
    /// Of all files of the scenario together, as a report's manifest has it.
    pub scenario_sha256: String,
    /// The root of all randomness.
    pub seed: u64,
    /// As many as the work may take.
    pub replications: u32,
    /// The warm-up that a pilot found when it was planned.
    pub warm_up: Option<FoundWarmUp>,
}

/// The cells of a plan, and where the replications of each begin among all.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCells {
    list: Vec<PlannedCell>,
    /// The number of the first replication of each; the number of all after them.
    starts: Vec<u64>,
}

impl From<Vec<PlannedCell>> for PlannedCells {
    fn from(list: Vec<PlannedCell>) -> Self {
        let mut starts = Vec::with_capacity(list.len() + 1);
        let mut next = 0_u64;
        for cell in &list {
            starts.push(next);
            // A sum of as many numbers of 32 bits as a file can hold.
            next += u64::from(cell.replications);
        }
        starts.push(next);
        Self { list, starts }
    }
}

impl Deref for PlannedCells {
    type Target = [PlannedCell];

    fn deref(&self) -> &[PlannedCell] {
        &self.list
    }
}

/// Why a file is no plan that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// It is no plan at all: what is missing or wrong.
    Malformed(&'static str),
    /// It was made by this version of the program.
    OtherVersion(String),
}

impl fmt::Display for PlanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "it is no plan of shards: {what}"),
            Self::OtherVersion(version) => write!(
                f,
                "it was made by deskload {version}, and this is {}: all shards of a plan are run and \
                 merged by the version that made it",
                env!("CARGO_PKG_VERSION")
            ),
        }
    }
}

impl std::error::Error for PlanFault {}

/// One replication of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The cell's place in the plan.
    pub cell: usize,
    /// Its number within the cell, from 0.
    pub replication: u32,
}

impl ShardPlan {
    /// All replications of all cells.
    pub fn units(&self) -> u64 {
        self.cells.starts.last().copied().unwrap_or(0)
    }

    /// Which replication has this number: cell after cell, replication after replication.
    pub fn unit(&self, number: u64) -> Option<Unit> {
        if number >= self.units() {
            return None;
        }
        // The last that begins there or before: one without replications begins where the next does.
        let after = self.cells.starts.partition_point(|start| *start <= number);
        let cell = after.checked_sub(1)?;
        let replication = u32::try_from(number - self.cells.starts[cell]).ok()?;
        Some(Unit { cell, replication })
    }

    /// The number of the first replication of a cell.
    pub fn start(&self, cell: usize) -> Option<u64> {
        self.cells.get(cell).map(|_| self.cells.starts[cell])
    }

    /// How many replications a shard (from 1) runs: of all replications every n-th, so that no shard has more than
    /// one more than another.
    pub fn units_of_shard(&self, shard: u32) -> u64 {
        (self.units() + u64::from(self.shards) - u64::from(shard)) / u64::from(self.shards)
    }

    /// The number, among all, of the replication at a place (from 0) of a shard (from 1).
    pub fn number(&self, shard: u32, place: u64) -> u64 {
        u64::from(shard - 1) + place * u64::from(self.shards)
    }

    /// Which shard (from 1) runs the replication of this number, and at which place of its own (from 0).
    pub fn place(&self, number: u64) -> (u32, u64) {
        let shards = u64::from(self.shards);
        let shard = u32::try_from(number % shards).expect("it is less than the number of shards");
        (shard + 1, number / shards)
    }

    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let whole = json!({
            "deskload": self.version,
            "format": FORMAT,
            "work": self.kind.name(),
            "arguments": self.arguments,
            "shards": self.shards,
            "map": "strided",
            "units": self.units(),
            "sources": self.sources.iter().map(source_value).collect::<Vec<_>>(),
            "baselines": self.baselines,
            "cells": self.cells.iter().map(cell_value).collect::<Vec<_>>(),
        });
        format!("{whole:#}\n").into_bytes()
    }

    /// What such bytes say.
    ///
    /// # Errors
    /// They are no plan, or one of another version.
    pub fn read(bytes: &[u8]) -> Result<Self, PlanFault> {
        let malformed = |what| PlanFault::Malformed(what);
        let whole: Value =
            serde_json::from_slice(bytes).map_err(|_| malformed("it is not JSON"))?;
        let version = whole["deskload"].as_str().ok_or(malformed("it names no version"))?;
        if version != env!("CARGO_PKG_VERSION") || whole["format"].as_u64() != Some(FORMAT) {
            return Err(PlanFault::OtherVersion(version.to_owned()));
        }
        let word = whole["work"].as_str();
        let kind = WorkKind::ALL.into_iter().find(|kind| Some(kind.name()) == word);
        let shards = whole["shards"].as_u64().and_then(|number| u32::try_from(number).ok());
        let plan = Self {
            version: version.to_owned(),
            kind: kind.ok_or(malformed("`work` is no command that is cut into shards"))?,
            arguments: texts(&whole["arguments"]).ok_or(malformed("`arguments` is missing"))?,
            shards: shards
                .filter(|number| (1..=MAX_SHARDS).contains(number))
                .ok_or(malformed("`shards` is no number of 1 to 1,000,000"))?,
            sources: list(&whole["sources"], read_source)
                .ok_or(malformed("`sources` is incomplete"))?,
            baselines: list(&whole["baselines"], read_baseline)
                .ok_or(malformed("`baselines` is incomplete"))?,
            cells: list(&whole["cells"], read_cell)
                .ok_or(malformed("`cells` is incomplete"))?
                .into(),
        };
        if whole["units"].as_u64() != Some(plan.units())
            || plan.units() < u64::from(shards.unwrap_or(0))
        {
            return Err(malformed("its number of units is not that of its cells"));
        }
        Ok(plan)
    }
}

fn source_value(source: &PlannedSource) -> Value {
    let file = |file: &PlannedFile| json!({ "name": file.name, "sha256": file.sha256 });
    json!({ "path": source.path, "files": source.files.iter().map(file).collect::<Vec<_>>() })
}

fn cell_value(cell: &PlannedCell) -> Value {
    let mut value = json!({
        "name": cell.name,
        "scenario_sha256": cell.scenario_sha256,
        "seed": cell.seed,
        "replications": cell.replications,
    });
    if let Some(found) = cell.warm_up {
        value["warm_up"] = json!({
            "microseconds": found.warm_up.0,
            "pilot": found.pilot,
            "too_short": found.too_short,
        });
    }
    value
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    list(value, text)
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

fn read_source(value: &Value) -> Option<PlannedSource> {
    let file = |file: &Value| {
        Some(PlannedFile { name: text(&file["name"])?, sha256: text(&file["sha256"])? })
    };
    Some(PlannedSource { path: text(&value["path"])?, files: list(&value["files"], file)? })
}

fn read_baseline(value: &Value) -> Option<(String, Option<String>)> {
    Some((text(value.get(0)?)?, text(value.get(1)?)))
}

fn read_cell(value: &Value) -> Option<PlannedCell> {
    let found = |value: &Value| {
        Some(FoundWarmUp {
            warm_up: Span(value["microseconds"].as_u64()?),
            pilot: number(&value["pilot"])?,
            too_short: value["too_short"].as_bool()?,
        })
    };
    Some(PlannedCell {
        name: text(&value["name"])?,
        scenario_sha256: text(&value["scenario_sha256"])?,
        seed: value["seed"].as_u64()?,
        replications: number(&value["replications"])?,
        warm_up: match value.get("warm_up") {
            Some(value) => Some(found(value)?),
            None => None,
        },
    })
}
