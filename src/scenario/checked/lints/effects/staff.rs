//! Keys that groups and people have in common: for each user one word counts, the user's own before
//! that of a group, the first group of the file before the others.

use super::Scope;
use super::facts::DeskFacts;
use crate::plan::{Duty, ModelLevel};
use crate::scenario::checked::lints::LintBudget;
use crate::scenario::language::effects::Effect;
use crate::scenario::text::diagnostic::{Diagnostic, quoted};
use crate::scenario::text::tree::{Entry, Node};
use crate::scenario::text::written_out::inline_value;

/// Whether a condition is about a key of groups and people.
fn is_of_staff(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::OfOperators
            | Effect::OfUsers
            | Effect::OfOperatorsAtSessionLevel
            | Effect::OfOperatorsWithShifts
            | Effect::OfPersonalQueues
            | Effect::OfOperatorsWithBreaks
    )
}

impl DeskFacts<'_> {
    /// Whether the key counts for some user of the group, or for the person, in whose table it stands.
    pub(super) fn counts_for_somebody(&self, effect: Effect, scope: &Scope<'_>, key: &str) -> bool {
        let members = match scope.group() {
            Some(group) => self.members[group].clone(),
            None => {
                let name = scope.text("name").unwrap_or_default();
                self.staff.person_by_name.get(name).copied().into_iter().collect()
            }
        };
        members.into_iter().any(|who| {
            let earlier = scope.group().is_some_and(|group| {
                self.own_word(who, key).is_some() || self.earlier_group(who, group, key).is_some()
            });
            !earlier && self.can_use(effect, who)
        })
    }

    /// Whether the condition can be true of a user at all.
    fn can_use(&self, effect: Effect, who: usize) -> bool {
        let draft = &self.staff.people[who];
        let answers = self.staff.operator_ids[who].is_some();
        let has_breaks = || draft.duty().steps().iter().any(|(_, duty)| *duty == Duty::Break);
        match effect {
            Effect::OfUsers => !self.staff.has_no_role(who),
            Effect::OfOperatorsAtSessionLevel => {
                answers && self.scenario.level == ModelLevel::Session
            }
            Effect::OfOperatorsWithShifts => answers && draft.has_shifts,
            Effect::OfPersonalQueues => answers && draft.has_shifts && self.waits_for_one_operator,
            Effect::OfOperatorsWithBreaks => answers && has_breaks(),
            _ => answers,
        }
    }

    fn own_word(&self, who: usize, key: &str) -> Option<&Node> {
        let name = &self.staff.people[who].name;
        let place = self.own_tables.get(name.as_str())?;
        word_for(&self.people_nodes[*place], key)
    }

    /// The first group of a user before this one that has a word for the key.
    fn earlier_group(&self, who: usize, group: usize, key: &str) -> Option<(usize, &Node)> {
        let groups = self.staff.people[who].groups.iter();
        let mut earlier = groups.take_while(|one| **one != group);
        earlier.find_map(|one| word_for(&self.group_nodes[*one], key).map(|node| (*one, node)))
    }

    /// Warns where a group's word does not count for a member because another group's does: who is in
    /// two groups keeps what the first one says.
    pub(super) fn check_superseded(
        &self,
        effect: Effect,
        scope: &Scope<'_>,
        entry: &Entry,
        budget: &LintBudget<'_>,
    ) {
        let Some(group) = scope.group().filter(|_| is_of_staff(effect)) else {
            return;
        };
        let says = inline_value(&entry.node);
        let mut passed_over = self.members[group].iter().filter_map(|who| {
            let (first, node) = self.earlier_group(*who, group, &entry.key)?;
            let differs = self.own_word(*who, &entry.key).is_none() && inline_value(node) != says;
            (differs && self.can_use(effect, *who)).then_some((*who, first))
        });
        let Some((who, first)) = passed_over.next() else {
            return;
        };
        let more = match passed_over.count() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (name, first) = (&self.staff.people[who].name, &self.scenario.groups[first].name);
        let message = format!(
            "`{}` has no effect for {}{more}: the first group counts, and {} has its own",
            entry.key,
            quoted(name),
            first.quoted()
        );
        let help = format!(
            "say it for the person: [[people]] name = {}, {} = …",
            inline_text(name),
            if entry.key == "staff" { "shifts" } else { &entry.key }
        );
        budget.faults.add(Diagnostic::warning("no-effect", &entry.at, message).help(help));
    }

    /// Whether some operator has the limit of the whole file.
    pub(super) fn some_limit_is_inherited(&self) -> bool {
        self.operators_without("limit").next().is_some()
    }

    /// The operators for whom neither they themselves nor a group has a word for the key.
    pub(in crate::scenario::checked) fn operators_without(
        &self,
        key: &'static str,
    ) -> impl Iterator<Item = usize> {
        (0..self.staff.people.len()).filter(move |who| {
            let groups = &self.staff.people[*who].groups;
            self.staff.operator_ids[*who].is_some()
                && self.own_word(*who, key).is_none()
                && groups.iter().all(|group| self.group_nodes[*group].get(key).is_none())
        })
    }
}

/// What is written for a key, be it under another: `staff` and `shifts` both say who is there when.
fn word_for<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let other = match key {
        "shifts" => node.get("staff"),
        "staff" => node.get("shifts"),
        _ => None,
    };
    node.get(key).or(other)
}

fn inline_text(name: &str) -> String {
    format!("\"{name}\"")
}
