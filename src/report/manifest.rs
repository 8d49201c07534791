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
    /// The scenario's name.
    pub scenario: &'a str,
    /// What the scenario's file is called, without folders; `-` for standard input.
    pub file: &'a str,
    /// Names and bytes of all files that the scenario was read from, itself first.
    pub inputs: &'a [(String, Vec<u8>)],
    /// `path.to.key=value`, as given.
    pub overrides: &'a [String],
    /// The root of all randomness.
    pub seed: u64,
    /// How many replications the scenario states.
    pub replications: u32,
    /// The only one that was run, if it was one out of many.
    pub only_replication: Option<u32>,
    /// How many replications were asked for: with a precision, as many as it takes.
    pub requested: u32,
    /// How many the report holds.
    pub finished: u32,
    /// Whether every session was kept.
    pub trace: bool,
    /// What the run found out about its length and its intervals.
    pub findings: &'a Findings,
}

/// What of a manifest is a result: the rest says which run it is of.
const RESULT_KEYS: [&str; 5] = ["partial", "replications", "warm_up", "precision", "batches"];

/// Whether a new report may take the place of an old one unasked.
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
            "replications": { "asked": self.requested, "finished": self.finished },
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
        whole
    }

    /// Whether this report may take the place of the one whose manifest reads `old`.
    pub fn supersedes(&self, old: &[u8]) -> Supersedes {
        let Ok(mut old) = serde_json::from_slice::<Value>(old) else { return Supersedes::No };
        let mut new = self.value();
        if new == old {
            return Supersedes::Yes;
        }
        // What is left after this is which run it was meant to be.
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

    fn command(&self) -> String {
        let mut words = command(self.file, self.overrides, self.seed, self.replications);
        if let Some(only) = self.only_replication {
            words.push_str(&format!(" --replication {only}"));
        }
        if self.trace {
            words.push_str(" --trace");
        }
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

/// A word as a POSIX shell takes it.
fn quoted(word: &str) -> String {
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
fn fingerprint(inputs: &[(String, Vec<u8>)]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Findings = Findings { warm_up: None, precision: None, batches: None };

    fn manifest<'a>(inputs: &'a [(String, Vec<u8>)], finished: u32) -> Manifest<'a> {
        Manifest {
            scenario: "desk",
            file: "desk.toml",
            inputs,
            overrides: &[],
            seed: 7,
            replications: 10,
            only_replication: None,
            requested: 10,
            finished,
            trace: false,
            findings: &NOTHING,
        }
    }

    #[test]
    fn the_command_is_canonical_and_survives_a_shell() {
        let overrides = [
            "run.seed=3".to_owned(),
            "groups.it.members=4".to_owned(),
            "name=it's \"new\"".to_owned(),
        ];
        assert_eq!(
            command("my desk.toml", &overrides, 3, 20),
            r#"deskload run 'my desk.toml' --set groups.it.members=4 --set 'name=it'\''s "new"' --seed 3 --replications 20"#
        );
    }

    #[test]
    fn what_would_not_be_seen_is_written_as_json_writes_it() {
        let value = json!({ "name": "x\u{202e}gpj\u{e0041}", "next": "e\u{301}" });
        let bytes = pretty(&value);
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert!(text.contains("x\\u202egpj\\udb40\\udc41") && text.contains("e\u{301}"), "{text}");
        assert_eq!(serde_json::from_slice::<Value>(&bytes).expect("json"), value);
    }

    #[test]
    fn only_the_content_of_a_scenario_reaches_its_hash() {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let one = fingerprint(&[file("a.toml", "x"), file("rates.csv", "1")]);
        assert_eq!(one, fingerprint(&[file("/b/c.toml", "x"), file("rates.csv", "1")]));
        assert_ne!(one, fingerprint(&[file("a.toml", "x"), file("rates.csv", "2")]));
        assert_ne!(one, fingerprint(&[file("a.toml", "x"), file("rate.csv", "s1")]));
        assert_eq!(one.len(), 64);
    }

    #[test]
    fn a_report_gives_way_to_the_same_run_or_to_its_completion() {
        let inputs = [("desk.toml".to_owned(), b"x".to_vec())];
        let (part, whole) = (manifest(&inputs, 4), manifest(&inputs, 10));
        assert_eq!(whole.supersedes(&whole.bytes()), Supersedes::Yes);
        assert_eq!(whole.supersedes(&part.bytes()), Supersedes::Yes);
        assert_eq!(part.supersedes(&whole.bytes()), Supersedes::LessComplete);
        let other = Manifest { seed: 8, ..whole };
        assert_eq!(other.supersedes(&whole.bytes()), Supersedes::No);
        assert_eq!(whole.supersedes(b"not json"), Supersedes::No);
    }
}
