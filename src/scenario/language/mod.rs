//! The scenario language, declared once: each table is a list of fields, each field a key with its
//! kind, its default and what it means.
//!
//! The reader can read no key that is not declared here, and refuses each key of a file that is
//! not; the JSON Schema and the key tables of `scenarios/README.md` are made from the same lists.

mod attendance;
mod bot;
pub mod choices;
mod clients;
mod demand;
mod dialogue;
mod distributions;
pub mod editions;
pub mod effects;
mod expectations;
mod groups;
mod hours;
mod live_chat;
mod load;
mod platform;
pub(super) mod presets;
mod queue;
mod renamed;
mod routing;
mod scale;
mod scenario_file;
pub(super) mod schema;
mod sla;
mod staffing;
mod supervision;
mod synonyms;
mod tables;
mod transfers;
pub(super) mod words;

use bot::BOT;
use demand::{ARRIVALS, TOPIC};
pub(super) use dialogue::DIALOGUE;
pub(super) use distributions::{DISTRIBUTION, SAMPLE};
pub(super) use load::LOAD;
use queue::QUEUE;
pub(super) use queue::{MAX_FALLBACKS, MAX_OVERFLOW_STEPS, MAX_RINGS, MAX_SKILLS};
pub use renamed::{RENAMED, Renamed};
pub(super) use renamed::{renamed_key, renamed_word};
use routing::RULE;
pub(super) use scale::SCALE;
pub use scale::scales_a_whole_desk;
pub(super) use scenario_file::{EDITION, ROOT, RUN};
use sla::SLA;
pub(super) use synonyms::synonym_of;
pub use synonyms::{SYNONYMS, Synonym};

/// A table of the language.
#[derive(Debug)]
pub struct Table {
    /// How a scenario writes it: `[run]`, `[[groups]]`.
    pub name: &'static str,
    /// What it is for, one sentence.
    pub doc: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
    /// Exactly one of the keys is written.
    pub one_of: bool,
}

/// A key of a table.
#[derive(Debug)]
pub struct Field {
    /// As written.
    pub key: &'static str,
    /// What stands there.
    pub kind: Kind,
    /// Whether it may be left out, and what then holds.
    pub need: Need,
    /// What it means, one sentence.
    pub doc: &'static str,
}

/// Whether a key may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Required,
    /// It may: this value, as a scenario would write it, then holds.
    Default(&'static str),
    /// It may: in words, what then holds.
    Otherwise(&'static str),
}

/// What stands at a key.
#[derive(Debug)]
pub enum Kind {
    /// Any text.
    Text,
    /// The name of something: one to a hundred characters.
    Name,
    /// The path of a file beside the scenario.
    Path,
    /// One of these words.
    Keyword(&'static [&'static str]),
    /// A whole number.
    Integer {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// A whole number from one, or `"unlimited"`.
    Limit,
    /// A number.
    Number {
        /// The least.
        min: f64,
        /// The most.
        max: f64,
    },
    /// A length of time with a unit.
    Duration,
    /// A share of a whole.
    Share,
    /// A part of what is stated, which may be more than all of it.
    Factor,
    /// Sessions per unit of time.
    Rate,
    /// A time of day.
    TimeOfDay,
    /// A day and a time.
    WeekTime,
    /// A day and a time of any week, or a date.
    WeekTimeOrDate,
    /// Days of the week.
    Days,
    /// `"none"`, `"in-line"`, `"every 5m"`, `"backoff 1m"`, `"backoff 1m to 1h"` or `"random 5m"`.
    Retry,
    /// A duration, or `"mser-5"`.
    WarmUp,
    /// A probability distribution of a length of time.
    Distribution,
    /// A distribution of a length of time, or `"none"`: for ever.
    Patience,
    /// `"fresh"`, `"inherited"` or a distribution.
    AfterTransfer,
    /// Durations inline, or from a file.
    Sample,
    /// A list of such values.
    List(&'static Kind),
    /// One such value, or a list of them.
    OneOrMore(&'static Kind),
    /// A table.
    Table(&'static Table),
    /// A list of tables.
    Tables(&'static Table),
    /// A name, or a table with names as keys and as values.
    NameOrNames,
    /// A table with names as keys.
    Map(&'static Kind),
}

impl Table {
    /// The declaration of a key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

const fn field(key: &'static str, kind: Kind, need: Need, doc: &'static str) -> Field {
    Field { key, kind, need, doc }
}

/// The whole language, from the file down.
pub fn root() -> &'static Table {
    &ROOT
}

/// Every table of the language, each once, in the order in which a reader meets them.
pub fn tables() -> Vec<&'static Table> {
    let mut found: Vec<&'static Table> = vec![&ROOT];
    let mut next = 0;
    while next < found.len() {
        for field in found[next].fields {
            if let Some(table) = field.kind.table()
                && !found.iter().any(|known| std::ptr::eq(*known, table))
            {
                found.push(table);
            }
        }
        next += 1;
    }
    found
}

impl Kind {
    /// The table that is read at such a key, through lists and alternatives.
    pub fn table(&self) -> Option<&'static Table> {
        match self {
            Self::Table(table) | Self::Tables(table) => Some(table),
            Self::List(kind) | Self::OneOrMore(kind) | Self::Map(kind) => kind.table(),
            Self::Distribution | Self::AfterTransfer | Self::Patience => Some(&DISTRIBUTION),
            Self::Sample => Some(&SAMPLE),
            _ => None,
        }
    }

    /// The kind in words, for the reference.
    pub fn describe(&self) -> String {
        let listed = |words: &[&str]| {
            words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Text => "text".into(),
            Self::Name => "name".into(),
            Self::Path => "file".into(),
            Self::Keyword(words) => listed(words),
            Self::Integer { min, max } => format!("whole number, {min} to {max}"),
            Self::Limit => "whole number from 1, or `\"unlimited\"`".into(),
            Self::Number { min, max } => format!("number, {min} to {max}"),
            Self::Duration => "duration".into(),
            Self::Share => "share".into(),
            Self::Factor => "number above 0, or a percentage: `1.1`, `\"110%\"`".into(),
            Self::Rate => "rate".into(),
            Self::TimeOfDay => "time of day".into(),
            Self::WeekTime => "day and time".into(),
            Self::WeekTimeOrDate => "day and time, or a date: `\"2026-10-05 08:00\"`".into(),
            Self::Days => "days".into(),
            Self::Retry => {
                "`\"none\"`, `\"in-line\"`, `\"every 5m\"`, `\"backoff 1m\"`, `\"random 5m\"`"
                    .into()
            }
            Self::WarmUp => "duration, or `\"mser-5\"`".into(),
            Self::Distribution => "distribution".into(),
            Self::Patience => "distribution, or `\"none\"`".into(),
            Self::AfterTransfer => "`\"fresh\"`, `\"inherited\"`, distribution".into(),
            Self::Sample => "list of durations, or `{ csv, column }`".into(),
            Self::List(kind) => format!("list of: {}", kind.describe()),
            Self::OneOrMore(kind) => format!("one or a list of: {}", kind.describe()),
            Self::Table(table) => format!("table `{}`", table.name),
            Self::Tables(table) => format!("list of tables `{}`", table.name),
            Self::NameOrNames => "name, or table of names, each with: name".into(),
            Self::Map(kind) => format!("table of names, each with: {}", kind.describe()),
        }
    }
}

/// The key table of one table of the language, in Markdown: as `scenarios/README.md` shows it.
pub fn key_table(table: &Table) -> String {
    let mut text = String::from("| key | type | default | meaning |\n|---|---|---|---|\n");
    for field in table.fields {
        let default = match field.need {
            Need::Required => "required".to_owned(),
            Need::Default(value) => format!("`{value}`"),
            Need::Otherwise(words) => words.to_owned(),
        };
        let kind = field.kind.describe();
        text.push_str(&format!("| `{}` | {kind} | {default} | {} |\n", field.key, field.doc));
    }
    text
}
