//! `manifest.json`: which run a report is of, and how to repeat it.

use std::borrow::Cow;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::findings;
use crate::base::visible_lines;
use crate::study::Findings;

/// Which run a report is of.
#[derive(Clone, Copy, Debug)]
pub struct Manifest<'a> {
    /// The command that the report is of: `run` or `staff`.
    pub command_name: &'static str,
    /// The scenario's name.
    pub scenario: &'a str,
    /// The name of the scenario's file, without folders; `-` for standard input.
    pub file: &'a str,
    /// Names and bytes of all files that the scenario was read from, the scenario itself first.
    pub inputs: &'a [(String, Vec<u8>)],
    /// `path.to.key=value`, as given.
    pub overrides: &'a [String],
    /// The root of all randomness.
    pub seed: u64,
    /// The number of replications that the scenario states.
    pub replications: u32,
    /// The only replication that was run, if it was one out of many.
    pub only_replication: Option<u32>,
    /// The number of replications that were to be run: with a precision, as many as it takes.
    pub requested: u32,
    /// The number of replications in the report.
    pub finished: u32,
    /// Whether there is a row for every session.
    pub trace: bool,
    /// Whether there is a row for each figure of each replication.
    pub replication_values: bool,
    /// What the run found out about its length and its intervals.
    pub findings: &'a Findings,
    /// What is expected beside what the scenario says, as given.
    pub expectations: &'a [String],
    /// What was found of all expectations; nothing where there are none.
    pub verdicts: Option<&'a Value>,
}

/// Which run, or which load, a directory is of: whether its report may take the place of another.
pub trait ReportIdentity {
    /// Whether this report may take the place of the one whose manifest reads `old`.
    fn supersedes(&self, old: &[u8]) -> Supersedes;
}

/// Keys of a manifest that hold results: the others say which run it is of.
const RESULT_KEYS: [&str; 9] = [
    "partial",
    "replications",
    "warm_up",
    "precision",
    "batches",
    "unanswered_at_end",
    "expectations",
    "copied",
    "staff",
];

/// Whether a new report may replace an old one without `--force`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supersedes {
    /// It is of the very same run, or completes an interrupted one.
    Yes,
    /// It is of the same run, but was interrupted where the old one is complete.
    LessComplete,
    /// It is of another run.
    No,
}

impl Manifest<'_> {
    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        pretty(&self.value())
    }

    /// The same as a value, for other renderings.
    pub(super) fn value(&self) -> Value {
        let mut whole = json!({
            "deskload": env!("CARGO_PKG_VERSION"),
            "scenario": self.scenario,
            "scenario_sha256": fingerprint(self.inputs),
            "seed": self.seed,
            "replications": { "requested": self.requested, "finished": self.finished },
            "partial": self.finished < self.requested,
            "trace": self.trace,
            "command": self.command(),
        });
        if let Some(only) = self.only_replication {
            whole["replication"] = only.into();
        }
        for (name, found) in findings::json_values(self.findings) {
            whole[name] = found;
        }
        if self.replication_values {
            whole["replication_values"] = true.into();
        }
        if let Some(verdicts) = self.verdicts {
            whole["expectations"] = verdicts.clone();
        }
        whole
    }

    pub(super) fn command(&self) -> String {
        let mut words = command(self.file, self.overrides, self.seed, self.replications).replacen(
            " run ",
            &format!(" {} ", self.command_name),
            1,
        );
        for expectation in self.expectations {
            words.push_str(&format!(" --expect {}", quoted(expectation)));
        }
        if let Some(only) = self.only_replication {
            words.push_str(&format!(" --replication {only}"));
        }
        if self.trace {
            words.push_str(" --trace");
        }
        if self.replication_values {
            words.push_str(" --replications-csv");
        }
        words
    }
}

impl ReportIdentity for Manifest<'_> {
    fn supersedes(&self, old: &[u8]) -> Supersedes {
        let Ok(mut old) = serde_json::from_slice::<Value>(old) else { return Supersedes::No };
        let mut new = self.value();
        if new == old {
            return Supersedes::Yes;
        }
        // Without its results a manifest says which run it was meant to be.
        let complete = old["partial"] == Value::Bool(false);
        for manifest in [&mut old, &mut new] {
            if let Some(manifest) = manifest.as_object_mut() {
                manifest.retain(|name, _| !RESULT_KEYS.contains(&name.as_str()));
            }
        }
        let is_less_complete = complete && self.finished < self.requested;
        match old == new {
            false => Supersedes::No,
            true if is_less_complete => Supersedes::LessComplete,
            true => Supersedes::Yes,
        }
    }
}

/// The files that a plan of staff was written with because its scenario names them.
pub fn copied_inputs(manifest: &[u8]) -> Vec<String> {
    let whole: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let names = whole["copied"].as_array().cloned().unwrap_or_default();
    names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The command that repeats a run, for a shell: overrides in their order, the seed and the number
/// of replications always, however they were given.
pub fn command(file: &str, overrides: &[String], seed: u64, replications: u32) -> String {
    let mut words = vec!["deskload".to_owned(), "run".to_owned(), quoted(file)];
    for change in overrides {
        let key = change.split('=').next().unwrap_or_default().trim();
        if key != "run.seed" && key != "run.replications" {
            words.extend(["--set".to_owned(), quoted(change)]);
        }
    }
    words.extend(["--seed".to_owned(), seed.to_string()]);
    words.extend(["--replications".to_owned(), replications.to_string()]);
    words.join(" ")
}

/// A word quoted for a POSIX shell.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// SHA-256 over the files of a scenario, in hexadecimal. Each name and each content is preceded by
/// its length, so that no two lists of files run together. The scenario's own name is left out:
/// it may lie anywhere, under any name.
pub fn fingerprint(inputs: &[(String, Vec<u8>)]) -> String {
    let mut hash = Sha256::new();
    for (place, (name, bytes)) in inputs.iter().enumerate() {
        let name = if place == 0 { "" } else { name };
        for part in [name.as_bytes(), bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Indented, with a line end. What would not be seen is written as JSON writes it, `\u202e`: it reads
/// to the same text, and no terminal obeys it.
pub(super) fn pretty(value: &Value) -> Vec<u8> {
    let text = format!("{value:#}\n");
    if matches!(visible_lines(&text), Cow::Borrowed(_)) {
        return text.into_bytes();
    }
    let mut plain = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        let hidden = matches!(visible_lines(c.encode_utf8(&mut [0; 4])), Cow::Owned(_));
        if hidden {
            let codes = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
            plain.extend(codes);
        } else {
            plain.push(c);
        }
    }
    plain.into_bytes()
}
