//! How other desks distribute: each preset is a piece of the language, merged into the live chat
//! that names it and into its operators' groups, where these say nothing themselves.
//!
//! Done on the tree before it is read, so that a preset can say no more than a scenario can, and
//! `validate --resolved` can print what it amounts to.

use std::collections::BTreeMap;

use super::choosing::closed_keys;
use super::diagnostic::{Diagnostic, Faults, quoted};
use super::source::{SourceSpan, SourceText};
use super::tree::{Entry, Node, Value, parse_document};
use crate::scenario::language::choices::is_one_choice;
use crate::scenario::language::presets::PRESETS;
use crate::scenario::language::{self, Table};

/// Presets stand after all other sources.
const FIRST_RANK: usize = 1 << 48;

/// Whether a preset has written what stands at a place.
pub(in crate::scenario) fn is_of_preset(place: &SourceSpan) -> bool {
    place.sort_key().0 >= FIRST_RANK
}

/// Writes out every preset that the scenario names. One that does not exist is left for the reader
/// to find.
pub(in crate::scenario) fn expand(root: &mut Node, faults: &Faults) {
    let level = root.get("run").and_then(|run| run.get("level")).and_then(Node::text);
    let follows_dialogues = level == Some("dialogue");
    let Some(chats) = root.get("live_chats").and_then(Node::items) else {
        return;
    };
    let mut wanted = Vec::new();
    for (place, chat) in chats.iter().enumerate() {
        let preset = chat.get("preset").and_then(Node::text);
        if let Some(preset) = preset.and_then(|name| PRESETS.iter().find(|one| one.name == name)) {
            let operators = chat.get("operators").and_then(Node::items).unwrap_or_default();
            let groups: Vec<String> =
                operators.iter().filter_map(Node::text).map(str::to_owned).collect();
            let at = chat.get("preset").map_or(&chat.at, |node| &node.at).clone();
            wanted.push((place, preset, groups, at));
        }
    }
    // Which preset each group has got, and who asked for it.
    let mut given: BTreeMap<String, &str> = BTreeMap::new();
    for (place, preset, groups, at) in wanted {
        let name = format!("preset {}", preset.name);
        let source = SourceText::new(&name, preset.text.to_owned(), FIRST_RANK + place);
        let Some(fragment) = parse_document(&source, faults) else { continue };
        if let Some(chat) = root.get_mut("live_chats").and_then(|chats| chats.item_mut(place)) {
            chat.remove("preset");
            let table = table_of_list("live_chats");
            merge_missing(chat, table, fragment.get("live_chat"));
            if follows_dialogues {
                merge_missing(chat, table, fragment.get("dialogue"));
            }
        }
        for group in groups {
            let known = given.get(&group).copied();
            if known.is_some_and(|known| known != preset.name) {
                report_conflict(&group, &at, faults);
                continue;
            }
            if let Some(node) = root.get_mut("groups").and_then(|groups| groups.named_mut(&group)) {
                merge_missing(node, table_of_list("groups"), fragment.get("group"));
            }
            given.insert(group, preset.name);
        }
    }
}

fn report_conflict(group: &str, at: &SourceSpan, faults: &Faults) {
    let message = format!("group {} answers in live chats with different presets", quoted(group));
    let help = "write out the settings of one: `deskload validate --resolved` prints them";
    faults.add(Diagnostic::error("conflict", at, message).help(help));
}

/// The table of the language that stands in a list of the file.
fn table_of_list(key: &str) -> Option<&'static Table> {
    language::root().field(key).and_then(|field| field.kind.table())
}

/// Adds what is not there, key by key; to a choice that the scenario has made nothing is added.
fn merge_missing(node: &mut Node, table: Option<&'static Table>, fragment: Option<&Node>) {
    if let (Some(table), Some(fragment)) = (table, fragment) {
        merge_table(node, table, fragment, &[]);
    }
}

/// The same, without keys that a choice further up has closed.
fn merge_table(node: &mut Node, table: &'static Table, fragment: &Node, closed_above: &[&str]) {
    let (Value::Table(entries), Value::Table(new)) = (&mut node.value, &fragment.value) else {
        return;
    };
    let mut closed = closed_keys(entries, table);
    closed.extend(closed_above);
    for Entry { key, at, node } in new.iter().filter(|entry| !closed.contains(&&*entry.key)) {
        let below = table.field(key).and_then(|field| field.kind.table());
        let below = below.filter(|below| !is_one_choice(below));
        let prefix = format!("{key}.");
        let closed_below: Vec<&str> =
            closed.iter().filter_map(|path| path.strip_prefix(&prefix)).collect();
        match (entries.iter_mut().find(|entry| entry.key == *key), below) {
            (Some(known), Some(below)) => {
                merge_table(&mut known.node, below, node, &closed_below);
            }
            (Some(_), None) => {}
            (None, below) => {
                let mut node = node.clone();
                if let (Value::Table(entries), Some(_)) = (&mut node.value, below) {
                    entries.retain(|entry| !closed_below.contains(&&*entry.key));
                }
                let is_empty = matches!(&node.value, Value::Table(entries) if entries.is_empty());
                if !is_empty {
                    entries.push(Entry { key: key.clone(), at: at.clone(), node });
                }
            }
        }
    }
}

/// Where a preset is put in place of what a scenario says itself.
#[derive(Clone, Copy, Debug)]
pub struct PresetPlace<'a> {
    /// The place of the live chat among all.
    pub live_chat: usize,
    /// The names of the groups that answer in it.
    pub groups: &'a [String],
    /// Whether conversations are followed.
    pub follows_dialogues: bool,
}

/// The overrides that put the rules of a preset into a live chat and its groups, whatever these say
/// themselves. How many sessions at once an operator has is no rule of a desk but a choice of who runs
/// it, and stays. `None`: there is no preset of this name.
pub fn preset_overrides(name: &str, place: PresetPlace<'_>) -> Option<Vec<String>> {
    let preset = PRESETS.iter().find(|one| one.name == name)?;
    let source = SourceText::new(name, preset.text.to_owned(), 0);
    let fragment = parse_document(&source, &Faults::default())?;
    let mut overrides = Vec::new();
    let chat = format!("live_chats.{}", place.live_chat);
    let mut put = |path: &str, table: &str| {
        if let Some(node) = fragment.get(table) {
            collect_overrides(node, path, &mut overrides);
        }
    };
    put(&chat, "live_chat");
    if place.follows_dialogues {
        put(&chat, "dialogue");
    }
    for group in place.groups {
        put(&format!("groups.\"{group}\""), "group");
    }
    Some(overrides)
}

/// An override for each value, as the text has it; tables with headings of their own are gone through.
fn collect_overrides(node: &Node, path: &str, overrides: &mut Vec<String>) {
    let written = node.at.text();
    match &node.value {
        Value::Table(entries) if !written.starts_with('{') => {
            for entry in entries.iter().filter(|entry| entry.key != "limit") {
                collect_overrides(&entry.node, &format!("{path}.{}", entry.key), overrides);
            }
        }
        _ => overrides.push(format!("{path}={written}")),
    }
}
