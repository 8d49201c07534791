//! Nothing that is written is without effect in silence: every key of the language, once where it has
//! an effect and once where it has none.

mod desks;
mod without;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::scenario::language::effects::{EFFECTS, Effect, effect_of};
use deskload::scenario::language::{Kind, Table, root, tables};
use deskload::scenario::{ReadOutcome, Severity, read};
use deskload::study::{Engine, MemoryBudget, Options, run};

use super::every_key::every_key;
use super::{MadeUp, rendered};
use desks::{LIVELY, STILL, TALKING};
use without::without_effect;

/// What lies beside the desks: one a second long, whatever it is read as.
const FILES: &MadeUp<'_> = &MadeUp(&[("file.csv", b"from,n\n00:00,1\n12:00,1\n")]);

/// A reading of a text with overrides.
pub fn reading(text: &str, overrides: &[&str]) -> ReadOutcome {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    read("desk.toml", text.as_bytes(), FILES, &overrides)
}

/// The warnings of a reading that something has no effect.
pub fn idle(reading: &ReadOutcome) -> Vec<&str> {
    let all = reading.diagnostics.iter();
    let idle = all.filter(|one| one.code() == "no-effect" && one.severity == Severity::Warning);
    idle.map(|one| one.message.as_str()).collect()
}

#[test]
fn every_row_of_effects_is_about_a_key_and_no_key_has_two() {
    let mut seen = BTreeSet::new();
    for (table, keys, effect) in EFFECTS {
        let declared = tables().into_iter().find(|one| one.name == *table).expect("a table");
        for key in *keys {
            assert!(declared.field(key).is_some(), "{table} has no {key}");
            assert!(seen.insert((table, key)), "{table} {key} has two rows");
        }
        assert!(!effect.why_not().is_empty());
    }
    assert!(seen.len() > 90, "{}", seen.len());
}

#[test]
fn every_key_that_depends_on_the_rest_is_warned_of_where_it_has_no_effect() {
    let mut silent = Vec::new();
    for (table, field) in every_key() {
        let effect = effect_of(table, field.key);
        if effect == Effect::Always {
            continue;
        }
        let overrides = without_effect(table, field.key);
        let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        let outcome = reading(STILL, &overrides);
        let named = |said: &str| {
            said.contains(&format!("`{}`", field.key))
                || (field.key == "name"
                    && ["`idle`", "`strangers`", "`gold`"].iter().any(|name| said.contains(name)))
        };
        let said = idle(&outcome);
        let found = said.iter().any(|said| named(said) && said.contains(effect.why_not()));
        if outcome.plan.is_none() || !found {
            let why = if outcome.plan.is_none() { rendered(&outcome) } else { said.join("\n") };
            silent.push(format!("{} {}: {overrides:?}\n{why}\n", table.name, field.key));
        }
    }
    assert!(silent.is_empty(), "{} keys are silent:\n{}", silent.len(), silent.join("\n"));
}

/// Desks that move, share and vary: each is free of warnings about effects, and together they write
/// every key that depends on the rest.
fn lively_desks() -> Vec<(String, ReadOutcome)> {
    let mut desks: Vec<(String, ReadOutcome)> = super::shipped()
        .into_iter()
        .filter(|path| !path.to_string_lossy().contains("exact"))
        .map(|path| (path.display().to_string(), super::read_file(&path, &[])))
        .collect();
    desks.push(("lively".to_owned(), reading(LIVELY, &[])));
    desks.push(("talking".to_owned(), reading(TALKING, &[])));
    desks
}

#[test]
fn every_key_that_depends_on_the_rest_is_not_warned_of_where_it_has_an_effect() {
    let mut written = BTreeSet::new();
    for (name, outcome) in lively_desks() {
        assert!(outcome.plan.is_some(), "{name}\n{}", rendered(&outcome));
        assert!(idle(&outcome).is_empty(), "{name}\n{}", rendered(&outcome));
        let document = toml::de::DeTable::parse(&outcome.resolved).expect("resolved is TOML");
        collect_keys(root(), document.get_ref(), &mut written);
    }
    let missing: Vec<(&str, &str)> = every_key()
        .filter(|(table, field)| effect_of(table, field.key) != Effect::Always)
        .map(|(table, field)| (table.name, field.key))
        .filter(|key| !written.contains(key))
        .collect();
    assert!(missing.is_empty(), "no desk of this test writes {missing:?}");
}

/// The keys of a table and of all below, each with the name of its table.
fn collect_keys(
    table: &'static Table,
    node: &toml::de::DeTable<'_>,
    found: &mut BTreeSet<(&'static str, &'static str)>,
) {
    for (key, value) in node {
        let Some(field) = table.field(key.get_ref()) else { continue };
        found.insert((table.name, field.key));
        let Some(below) = field.kind.table() else { continue };
        let mut nodes = vec![value.get_ref()];
        while let Some(node) = nodes.pop() {
            match node {
                toml::de::DeValue::Array(items) => {
                    nodes.extend(items.iter().map(toml::Spanned::get_ref));
                }
                toml::de::DeValue::Table(names) if matches!(field.kind, Kind::Map(_)) => {
                    for (_, each) in names {
                        if let toml::de::DeValue::Table(inner) = each.get_ref() {
                            collect_keys(below, inner, found);
                        }
                    }
                }
                toml::de::DeValue::Table(inner) => collect_keys(below, inner, found),
                _ => {}
            }
        }
    }
}

/// What each session of a plan went through.
fn sessions(outcome: ReadOutcome) -> Option<Vec<Vec<String>>> {
    let plan = outcome.plan?;
    let options = Options {
        engine: Engine::Inline,
        jobs: 1,
        trace: SessionTrace::Kept,
        tracked: Arc::default(),
        stop: Arc::new(AtomicBool::new(false)),
        memory: MemoryBudget::UNLIMITED,
        ..Options::default()
    };
    let outcome = run(&plan, &options, &|_| {}).expect("every invariant holds");
    let rows = outcome.sessions.expect("traced");
    Some(rows.iter().map(|row| row.cells.iter().map(ToString::to_string).collect()).collect())
}

/// That a key has no effect is not only said: the run is the same without it.
#[test]
fn a_run_is_the_same_without_a_key_that_has_no_effect() {
    let mut compared = 0;
    for (table, field) in every_key() {
        if effect_of(table, field.key) == Effect::Always {
            continue;
        }
        let mut overrides = vec!["run.replications=1".to_owned(), "run.horizon=20h".to_owned()];
        let change = without_effect(table, field.key);
        let Some((key, setting)) = change.split_last() else { continue };
        overrides.extend(setting.iter().cloned());
        let without = read("desk.toml", STILL.as_bytes(), FILES, &overrides);
        overrides.push(key.clone());
        let with = read("desk.toml", STILL.as_bytes(), FILES, &overrides);
        if let (Some(without), Some(with)) = (sessions(without), sessions(with)) {
            assert!(without.len() > 300, "{key}");
            assert!(without == with, "{key} changes the run");
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared}");
}
