//! The keys of a queue, with the groups and skills that they name.

use super::name_index::NameIndex;
use crate::base::GroupId;
use crate::plan::{MatchingRules, Overflow, OverflowTarget, Skills};
use crate::scenario::language::words::DefaultRouting;
use crate::scenario::stated::queue::{
    MATCHING_KEYS, NOBODY_ONLINE_KEYS, OverflowTargetDraft, QueueKeys,
};
use crate::scenario::text::diagnostic::Faults;
use crate::scenario::text::written_name::WrittenName;

impl QueueKeys {
    /// Keys that have no meaning for the common queue of a live chat.
    pub(in crate::scenario) fn check_common_queue(
        &self,
        distribution: DefaultRouting,
        faults: &Faults,
    ) {
        for key in NOBODY_ONLINE_KEYS {
            if let Some(at) = self.key_span(key) {
                let message = format!("`{key}` belongs to the queue of a group");
                faults.error("no-effect", at, message);
            }
        }
        for key in MATCHING_KEYS {
            if distribution == DefaultRouting::Supervisor
                && let Some(at) = self.key_span(key)
            {
                let message = format!("`{key}` is about operators: supervisors distribute here");
                faults.error("no-effect", at, message);
            }
        }
    }

    /// How sessions and operators are brought together, if not plainly.
    pub(in crate::scenario) fn resolve_matching(
        &self,
        skills: &NameIndex<'_>,
        faults: &Faults,
    ) -> Option<Box<MatchingRules>> {
        let mut matching = self.matching.clone();
        for (ring, drop) in matching.rings.iter_mut().zip(&self.dropped_skills) {
            if let Some(words) = drop {
                ring.dropped_skills = skill_set(skills, words, faults);
            }
        }
        (matching != MatchingRules::default()).then(|| Box::new(matching))
    }

    /// Where sessions go from here; `group` finds a group to which they may.
    pub(in crate::scenario) fn resolve_overflow(
        &self,
        mut group: impl FnMut(&WrittenName) -> Option<GroupId>,
    ) -> Option<Box<Overflow>> {
        let mut overflow = self.overflow.clone();
        for (step, (_, target)) in overflow.steps.iter_mut().zip(&self.overflow_targets) {
            step.target = match target {
                OverflowTargetDraft::Group(word) => OverflowTarget::Group(group(word)?),
                OverflowTargetDraft::Fixed(resort) => *resort,
            };
        }
        overflow.fallback = match &self.fallback {
            Some(word) => Some(group(word)?),
            None => None,
        };
        (overflow != Overflow::default()).then(|| Box::new(overflow))
    }
}

/// The skills that the words name.
pub(in crate::scenario) fn skill_set(
    skills: &NameIndex<'_>,
    words: &[WrittenName],
    faults: &Faults,
) -> Skills {
    let places = skills.find_all(words, faults);
    places.into_iter().fold(Skills::default(), |set, place| set.union(Skills(1 << place)))
}
