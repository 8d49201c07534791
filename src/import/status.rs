//! What became of a session, in the source's words: those that the user states, and those that nothing is known of.

use std::collections::BTreeMap;

use super::fields::Field;
use super::profile::{Headings, Rule, Test};
use super::records::Cells;
use super::sessions::Import;
use crate::history::SessionOutcome;

/// More words than these are no words of a status.
const MAX_WORDS: usize = 8;
const MAX_LETTERS: usize = 30;

/// Words that no rule knows, with how many rows have them.
#[derive(Debug, Default)]
pub(super) struct StatusWords {
    unknown: BTreeMap<String, u64>,
    /// Rows with further words.
    more: u64,
}

impl StatusWords {
    fn add(&mut self, word: &str) {
        if let Some(count) = self.unknown.get_mut(word) {
            *count += 1;
        } else if self.unknown.len() <= MAX_WORDS && word.chars().count() <= MAX_LETTERS {
            self.unknown.insert(word.to_owned(), 1);
        } else {
            self.more += 1;
        }
    }

    /// A sentence on them. Where they are many the column is of something else, and none is shown.
    pub(super) fn note(&self) -> Option<String> {
        let rows = self.unknown.values().sum::<u64>() + self.more;
        let words = self.unknown.iter().map(|(word, count)| format!("`{word}` {count}"));
        let words: Vec<String> = words.collect();
        let which = if self.more > 0 || words.len() > MAX_WORDS {
            "more different ones than a status has: is the column one of something else?".to_owned()
        } else {
            words.join(", ")
        };
        (rows > 0).then(|| {
            format!(
                "{rows} rows have a status that is not known ({which}): times and operator alone say what became of them; say it with --outcome WORD=abandoned"
            )
        })
    }
}

impl Import<'_> {
    /// What the user states of a status goes before what rules make of it.
    pub(super) fn take_status(&mut self, session: usize, cells: &Cells) {
        let status = cells[Field::Status.place()].as_str();
        if status.is_empty() {
            return;
        }
        let stated = self.options.outcomes.iter();
        let stated = stated.filter(|(word, _)| is_same(word, status)).map(|(_, to)| *to).next();
        if let Some(outcome) = stated {
            let partial = &mut self.partials[session];
            if outcome == SessionOutcome::Answered || partial.accepted_at.is_none() {
                partial.outcome = Some(outcome);
            }
        } else if self.table.headings == Headings::Guessed && !is_in(self.table.rules, status) {
            self.statuses.add(status);
        }
    }
}

fn is_same(word: &str, status: &str) -> bool {
    word.eq_ignore_ascii_case(status) || (!status.is_ascii() && *word == status.to_lowercase())
}

/// Whether a rule says something of a status.
fn is_in(rules: &[Rule], status: &str) -> bool {
    let tests = rules.iter().flat_map(|rule| rule.when).filter(|(of, _)| *of == Field::Status);
    tests.into_iter().any(|(_, test)| match test {
        Test::Is(_) => test.holds(status),
        // A rule that holds for all words but some knows all of them.
        Test::IsNot(_) => true,
        Test::Empty | Test::Filled => false,
    })
}
