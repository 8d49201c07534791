//! `manifest.json` of a load: which load a directory is of, and how to repeat it.

use serde_json::{Value, json};

use crate::report::manifest::{Completeness, fingerprint, pretty};

/// Which load a directory is of. Two loads of one command never give the same figures: the clock of
/// the machine has a part in them.
#[derive(Clone, Copy, Debug)]
pub struct LoadManifest<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// Names and bytes of all files that the scenario was read from, the scenario itself first.
    pub inputs: &'a [(String, Vec<u8>)],
    /// The root of the randomness of clients.
    pub seed: u64,
    /// The command that repeats it.
    pub command: &'a str,
    pub completeness: Completeness,
}

impl LoadManifest<'_> {
    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        pretty(&self.value())
    }

    pub(super) fn value(&self) -> Value {
        json!({
            "deskload": env!("CARGO_PKG_VERSION"),
            "kind": "load",
            "scenario": self.scenario,
            "scenario_sha256": fingerprint(self.inputs),
            "seed": self.seed,
            "partial": self.completeness == Completeness::Partial,
            "command": self.command,
        })
    }
}
