//! `manifest.json`: which run a report is of, and how to repeat it.

use std::borrow::Cow;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{TableOptions, findings};
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
    /// How the tables are written.
    pub tables: TableOptions,
    /// What the run found out about its length and its intervals.
    pub findings: &'a Findings,
    /// What is expected beside what the scenario says, as given.
    pub expectations: &'a [String],
    /// What was found of all expectations; nothing where there are none.
    pub verdicts: Option<&'a Value>,
}

/// How far the work behind a report came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// To its end.
    Complete,
    /// It was stopped before.
    Partial,
}

/// What is known of the report that lies in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldReport {
    pub completeness: Completeness,
    /// The files that a plan of staff was written with because its scenario names them.
    pub copied: Vec<String>,
}

impl OldReport {
    /// What a manifest says; `None` where another program wrote it: many things are called
    /// `manifest.json`, and ours says which deskload wrote it.
    pub fn read(manifest: &[u8]) -> Option<Self> {
        let whole: Value = serde_json::from_slice(manifest).ok()?;
        whole.get("deskload")?;
        let names = whole["copied"].as_array().into_iter().flatten();
        Some(Self {
            completeness: match whole["partial"] {
                Value::Bool(false) => Completeness::Complete,
                _ => Completeness::Partial,
            },
            copied: names.filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        })
    }
}

impl Manifest<'_> {
    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        pretty(&self.value())
    }

    /// How far the run came.
    pub fn completeness(&self) -> Completeness {
        if self.finished < self.requested { Completeness::Partial } else { Completeness::Complete }
    }

    /// The same as a value, for other renderings.
    pub(super) fn value(&self) -> Value {
        let mut whole = json!({
            "deskload": env!("CARGO_PKG_VERSION"),
            "scenario": self.scenario,
            "scenario_sha256": fingerprint(self.inputs),
            "seed": self.seed,
            "replications": { "requested": self.requested, "finished": self.finished },
            "partial": self.completeness() == Completeness::Partial,
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

    pub fn command(&self) -> String {
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
        words.push_str(&self.tables.flags());
        words
    }
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
