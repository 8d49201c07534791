//! What is one choice is stated whole: presets add nothing to a choice that the scenario has made, and
//! an override that makes it anew leaves nothing of the old one.

use deskload::scenario::language::choices::{CHOICES, Choice};
use deskload::scenario::language::{Kind, Table, tables};
use deskload::scenario::{ReadOutcome, read};

use super::every_key::{BASE, path_of, sample};
use super::faults::changed;
use super::presets::names;
use super::{MadeUp, rendered};

fn with(overrides: &[String]) -> ReadOutcome {
    read("desk.toml", BASE.as_bytes(), &MadeUp(&[("file.csv", b"word\n5m\n")]), overrides)
}

/// The words and numbers of a resolved scenario, whatever their order.
fn parts(reading: &ReadOutcome) -> Vec<&str> {
    let apart = |c: char| c.is_whitespace() || "{},[]".contains(c);
    let mut parts: Vec<&str> =
        reading.resolved.split(apart).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts
}

fn table_called(name: &str) -> &'static Table {
    tables().into_iter().find(|table| table.name == name).expect("a table of that name")
}

fn assignment(table: &'static Table, key: &str) -> String {
    let (inner, key) = match key.split_once('.') {
        None => (table, key),
        Some((first, key)) => {
            let kind = &table.field(first).expect("declared").kind;
            (kind.table().expect("a table"), key)
        }
    };
    let place = if std::ptr::eq(inner, table) {
        path_of(table).to_owned()
    } else {
        format!("{}queue.", path_of(table))
    };
    format!("{place}{key}={}", sample(inner, inner.field(key).expect("declared")))
}

/// The overrides that make each alternative of a choice, with all that belongs to it.
fn alternatives(table: &'static Table, choice: &Choice) -> Vec<Vec<String>> {
    let belongings = |name: &str| {
        let of = choice.alternatives().iter().find(|one| one.name == name);
        of.map_or(&[][..], |one| one.belongs).iter().map(|key| assignment(table, key))
    };
    match choice {
        Choice::Whole => Vec::new(),
        Choice::Key(all) => {
            let each = all.iter().map(|one| {
                std::iter::once(assignment(table, one.name)).chain(belongings(one.name)).collect()
            });
            each.collect()
        }
        Choice::Word(key, _) => {
            let Kind::Keyword(words) = table.field(key).expect("declared").kind else {
                panic!("{} {key} has no words", table.name)
            };
            let each = words.iter().map(|word| {
                let chosen = format!("{}{key}=\"{word}\"", path_of(table));
                std::iter::once(chosen).chain(belongings(word)).collect()
            });
            each.collect()
        }
    }
}

#[test]
fn an_override_that_makes_a_choice_anew_leaves_nothing_of_the_old_one() {
    let mut tried = 0;
    let one_of = tables().into_iter().filter(|table| table.one_of).map(|table| {
        let each = table.fields.iter().map(|field| vec![assignment(table, field.key)]);
        (table, each.collect::<Vec<_>>())
    });
    let declared = CHOICES
        .iter()
        .map(|(name, choice)| (table_called(name), alternatives(table_called(name), choice)));
    for (table, all) in one_of.chain(declared) {
        for old in &all {
            for new in all.iter().filter(|new| *new != old) {
                let again: Vec<String> = old.iter().chain(new).cloned().collect();
                let (once, twice) = (with(new), with(&again));
                assert_eq!(parts(&twice), parts(&once), "{}: {again:?}", table.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 250, "{tried}");
}

#[test]
fn an_override_chooses_another_distribution_for_one_that_was_a_plain_duration() {
    let plain = changed("{ exponential = \"6m\" }", "\"6m\"");
    let overrides = ["live_chats.internal.topics.payroll.effort.exponential=4m".to_owned()];
    let reading = read("desk.toml", plain.as_bytes(), &MadeUp(&[]), &overrides);
    let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
    assert!((plan.topics[0].effort.mean() - 240.0).abs() < 1e-9);
    assert!(plan.topics[0].effort.variance() > 0.0);
}

/// A desk on a preset whose only group says how it accepts.
fn on_preset(preset: &str, group: &str, chat: &str) -> String {
    format!(
        "[edition]\nname = \"chatdesk\"\nnamed_licenses = 10\n[run]\nreplications = 2\nhorizon = \"8h\"\n\
         [[groups]]\nname = \"ops\"\ncount = 3\n{group}\n[[groups]]\nname = \"leads\"\ncount = 1\n\
         [[live_chats]]\nname = \"s\"\nchannel = \"website\"\noperators = [\"ops\"]\n\
         supervisors = [\"leads\"]\npreset = \"{preset}\"\n{chat}\n[[live_chats.arrivals]]\n\
         rate = \"20/h\"\n[[live_chats.topics]]\nname = \"q\"\neffort = \"5m\"\n\
         patience = \"none\"\n"
    )
}

#[test]
fn a_distribution_of_the_scenario_replaces_the_one_of_any_preset() {
    // (distribution, its mean in seconds)
    let own = [
        ("\"8s\"", 8.0),
        ("{ exponential = \"8s\" }", 8.0),
        ("{ lognormal = { mean = \"8s\", cv = 0.5 } }", 8.0),
        ("{ uniform = { low = \"2s\", high = \"9s\" } }", 5.5),
    ];
    for preset in names() {
        for (accept, mean) in own {
            let group = format!("queue = {{ offer = {{ accept = {accept} }} }}");
            let text = on_preset(&preset, &group, "");
            let reading = read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]);
            let plan = reading
                .plan
                .as_ref()
                .unwrap_or_else(|| panic!("{preset} {accept}\n{}", rendered(&reading)));
            let matching = plan.queues[1].matching.as_ref().expect("a queue with offers");
            let offer = matching.offer.as_ref().expect("an offer");
            assert!((offer.answer_time.mean() - mean).abs() < 1e-9, "{preset} {accept}");
        }
    }
}

#[test]
fn a_preset_adds_nothing_to_a_choice_that_the_scenario_has_made() {
    let mut tried = 0;
    for preset in names() {
        for (name, choice) in CHOICES {
            let table = table_called(name);
            for own in alternatives(table, choice) {
                let text = BASE.replace(
                    "default_routing = \"group-queue\"",
                    &format!("preset = \"{preset}\""),
                );
                let files = MadeUp(&[("file.csv", b"word\n5m\n")]);
                let reading = read("desk.toml", text.as_bytes(), &files, &own);
                // What contradicts itself stands in the overrides alone, not in the preset.
                let torn = reading.diagnostics.iter().find(|one| {
                    let halves = ["one-of", "no-effect", "conflict", "needs", "E-A4"];
                    halves.contains(&one.code()) && one.file().starts_with("preset")
                });
                assert!(torn.is_none(), "{preset} {own:?}\n{}", rendered(&reading));
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}
