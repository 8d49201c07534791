//! From names to places in lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::written_name::WrittenName;

/// The names of one kind of thing.
#[derive(Debug)]
pub(in crate::scenario) struct NameIndex<'a> {
    /// In words for the user: `group`.
    noun: &'static str,
    indices: BTreeMap<&'a str, usize>,
}

impl<'a> NameIndex<'a> {
    pub(in crate::scenario) fn new(
        noun: &'static str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut indices = BTreeMap::new();
        for (place, name) in names.into_iter().enumerate() {
            indices.entry(name).or_insert(place);
        }
        Self { noun, indices }
    }

    /// The place, without complaint.
    pub(in crate::scenario) fn get(&self, name: &str) -> Option<usize> {
        self.indices.get(name).copied()
    }

    /// The place; a fault if there is none.
    pub(in crate::scenario) fn find(&self, word: &WrittenName, faults: &Faults) -> Option<usize> {
        self.find_part(word, &word.text, faults)
    }

    /// The same for a part of the word: `olga` of `operator:olga`.
    pub(in crate::scenario) fn find_part(
        &self,
        word: &WrittenName,
        name: &str,
        faults: &Faults,
    ) -> Option<usize> {
        let found = self.get(name);
        if found.is_none() {
            let message = format!(
                "there is no {} {}",
                self.noun,
                crate::scenario::text::diagnostic::quoted(name)
            );
            let likely = faults.did_you_mean(name, self.indices.keys().copied());
            let help = likely.or_else(|| self.list_known());
            faults.add(Diagnostic::error("unknown-name", &word.at, message).help_if_some(help));
        }
        found
    }

    /// All of them, each once, without what does not exist.
    pub(in crate::scenario) fn find_all(
        &self,
        words: &[WrittenName],
        faults: &Faults,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for word in words {
            if let Some(place) = self.find(word, faults) {
                if seen.insert(place) {
                    found.push(place);
                } else {
                    let message = format!("{} {} is listed twice", self.noun, word.quoted());
                    faults.error("duplicate", &word.at, message);
                }
            }
        }
        found
    }

    fn list_known(&self) -> Option<String> {
        match self.indices.len() {
            0 => Some(format!("no {} is declared", self.noun)),
            1..=8 => {
                let names: Vec<String> = self
                    .indices
                    .keys()
                    .map(|name| crate::scenario::text::diagnostic::quoted(name))
                    .collect();
                Some(format!("there is {}", names.join(", ")))
            }
            _ => None,
        }
    }
}
