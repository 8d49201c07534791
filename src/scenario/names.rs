//! From names to places in lists.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::{Diagnostic, Faults, did_you_mean};
use super::fields::Word;

/// The names of one kind of thing.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// In words for the user: `group`.
    what: &'static str,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub(super) fn new(what: &'static str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut places = BTreeMap::new();
        for (place, name) in names.into_iter().enumerate() {
            places.entry(name).or_insert(place);
        }
        Self { what, places }
    }

    /// The place, without complaint.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The place; a fault if there is none.
    pub(super) fn find(&self, word: &Word, faults: &Faults) -> Option<usize> {
        self.find_part(word, &word.text, faults)
    }

    /// The same for a part of the word: `olga` of `operator:olga`.
    pub(super) fn find_part(&self, word: &Word, name: &str, faults: &Faults) -> Option<usize> {
        let found = self.get(name);
        if found.is_none() {
            let message = format!("there is no {} {}", self.what, super::diagnostic::quoted(name));
            let help = if faults.enough() {
                None
            } else {
                did_you_mean(name, self.places.keys().copied()).or_else(|| self.list())
            };
            faults.add(Diagnostic::error("unknown-name", &word.at, message).maybe_help(help));
        }
        found
    }

    /// All of them, each once, without what does not exist.
    pub(super) fn find_all(&self, words: &[Word], faults: &Faults) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for word in words {
            if let Some(place) = self.find(word, faults) {
                if seen.insert(place) {
                    found.push(place);
                } else {
                    let message = format!("{} {} is listed twice", self.what, word.quoted());
                    faults.error("duplicate", &word.at, message);
                }
            }
        }
        found
    }

    fn list(&self) -> Option<String> {
        match self.places.len() {
            0 => Some(format!("no {} is declared", self.what)),
            1..=8 => {
                let names: Vec<String> =
                    self.places.keys().map(|name| super::diagnostic::quoted(name)).collect();
                Some(format!("there is {}", names.join(", ")))
            }
            _ => None,
        }
    }
}
