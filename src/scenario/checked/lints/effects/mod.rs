//! Keys that are without effect in this scenario: a walk over all that is written, with the conditions
//! that the language declares ([`effects`](crate::scenario::language::effects)).
//!
//! What a preset has written is left out: it says more than any one desk needs.

mod facts;
mod holds;
mod staff;

use facts::DeskFacts;

use crate::plan::PlanParts;
use crate::scenario::checked::lints::LintBudget;
use crate::scenario::language::effects::{Effect, effect_of};
use crate::scenario::language::{self, Field, Kind, Need, Table};
use crate::scenario::resolved::people::StaffDraft;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, quoted};
use crate::scenario::text::preset::is_of_preset;
use crate::scenario::text::tree::{Entry, Node, Value};

/// A table of the file, and those around it.
#[derive(Clone, Copy)]
struct Scope<'a> {
    table: &'static Table,
    node: &'a Node,
    /// Its place in the list where it stands.
    place: usize,
    outer: Option<&'a Scope<'a>>,
}

impl<'a> Scope<'a> {
    /// The place of the table of this name that this one is, or stands in.
    fn place_of(&self, name: &str) -> Option<usize> {
        if self.table.name == name {
            return Some(self.place);
        }
        self.outer.and_then(|outer| outer.place_of(name))
    }

    fn chat(&self) -> Option<usize> {
        self.place_of("[[live_chats]]")
    }

    fn group(&self) -> Option<usize> {
        self.place_of("[[groups]]")
    }

    /// The text at a key of the table.
    fn text(&self, key: &str) -> Option<&'a str> {
        self.node.get(key).and_then(Node::text)
    }
}

/// Warns of each key that is written and has no effect.
pub(in crate::scenario) fn check_effects(
    root: &Node,
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    budget: &LintBudget<'_>,
) {
    let desk = DeskFacts::new(root, scenario, staff, parts);
    let file = Scope { table: language::root(), node: root, place: 0, outer: None };
    walk(&file, &desk, budget);
}

fn walk(scope: &Scope<'_>, desk: &DeskFacts<'_>, budget: &LintBudget<'_>) {
    let Value::Table(entries) = &scope.node.value else {
        return;
    };
    for entry in entries.iter().filter(|entry| !is_of_preset(&entry.at)) {
        let Some(field) = scope.table.field(&entry.key) else { continue };
        let effect = effect_of(scope.table, field.key);
        if effect != Effect::Always {
            let steps = desk.cost(effect, scope);
            if !budget.spend(steps, &entry.at) {
                return;
            }
            let says_default = is_switch(effect) && says_default(field, &entry.node);
            if !says_default && !desk.holds(effect, scope, entry) {
                report(entry, effect, budget);
                continue;
            }
            desk.check_superseded(effect, scope, entry, budget);
        }
        for (place, node) in tables_at(&field.kind, &entry.node) {
            let Some(table) = field.kind.table() else { continue };
            walk(&Scope { table, node, place, outer: Some(scope) }, desk, budget);
        }
    }
}

/// The tables that stand at a key, each with its place in the list.
fn tables_at<'a>(kind: &Kind, node: &'a Node) -> Vec<(usize, &'a Node)> {
    match (&node.value, kind) {
        (Value::List(items), _) => items.iter().enumerate().collect(),
        (Value::Table(entries), Kind::Map(_)) => {
            entries.iter().map(|entry| &entry.node).enumerate().collect()
        }
        _ => vec![(0, node)],
    }
}

/// Keys that switch something on: to say that it stays off contradicts nothing.
fn is_switch(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::SlaIsAttached
            | Effect::HandBacks
            | Effect::TransfersAcross
            | Effect::PriorityMatters
            | Effect::TargetMayBeAway
            | Effect::QueueMayBeDeserted
            | Effect::AnyCapacity
            | Effect::TransfersToOperator
            | Effect::OpeningHours
            | Effect::InheritedLimit
            | Effect::AnyBreaks
            | Effect::KnownClientsMatter
    )
}

fn says_default(field: &Field, node: &Node) -> bool {
    let Need::Default(default) = field.need else { return false };
    match &node.value {
        Value::Text(text) => text == default,
        Value::Number { integer: Some(whole), .. } => whole.to_string() == default,
        _ => false,
    }
}

fn report(entry: &Entry, effect: Effect, budget: &LintBudget<'_>) {
    let what = match (entry.key.as_str(), entry.node.text()) {
        ("name", Some(name)) => quoted(name),
        (key, _) => format!("`{key}`"),
    };
    let message = format!("{what} has no effect: {}", effect.why_not());
    let help = "leave it out, or change what keeps it from having one";
    budget.faults.add(Diagnostic::warning("no-effect", &entry.at, message).help(help));
}
