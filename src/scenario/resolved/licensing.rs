//! The licenses of the edition, and which people hold the named ones.

use super::people::StaffDraft;
use crate::base::Time;
use crate::plan::{Edition, Licensing};
use crate::scenario::stated::run::EditionSettings;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults, did_you_mean};

/// Licenses, and for each person whether they hold a named one.
pub(in crate::scenario) fn resolve_licensing(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) -> (Licensing, Vec<bool>) {
    let bought = &scenario.edition_settings;
    let Some(edition) = bought.edition else {
        let licensing = Licensing {
            edition: Edition::Free,
            named: None,
            concurrent: None,
            retry: bought.retry,
            expires: None,
            max_users_online: None,
            platform: None,
        };
        return (licensing, Vec::new());
    };
    let service = edition == Edition::Service2025;
    let number = |number: &Option<(u32, _)>| number.as_ref().map(|(number, _)| *number);
    let licensing = Licensing {
        edition,
        named: match edition {
            Edition::Free | Edition::None => None,
            Edition::Chatdesk | Edition::Service2024 | Edition::Service2025 => {
                number(&bought.named)
            }
        },
        concurrent: service.then(|| number(&bought.concurrent).unwrap_or(0)),
        retry: bought.retry,
        expires: bought.expires.as_ref().map(|(span, _)| Time::ZERO + *span),
        max_users_online: bought.max_users_online,
        platform: None,
    };
    let named =
        if service { named_holders(bought, staff, faults) } else { vec![true; staff.people.len()] };
    (licensing, named)
}

/// Who holds the named licenses of `service-2025`.
fn named_holders(bought: &EditionSettings, staff: &StaffDraft<'_>, faults: &Faults) -> Vec<bool> {
    let named = bought.named.as_ref().map_or(0, |(named, _)| *named as usize);
    let mut holds = vec![false; staff.people.len()];
    let Some(words) = &bought.holders else {
        let parts = (0..staff.people.len()).filter(|person| !staff.has_no_role(*person));
        parts.take(named).for_each(|person| holds[person] = true);
        return holds;
    };
    for word in words {
        if let Some(group) = word.text.strip_prefix("group:") {
            let Some(group) = staff.groups.find_part(word, group, faults) else {
                continue;
            };
            let members = staff.people.iter().enumerate();
            for (person, _) in members.filter(|(_, draft)| draft.groups.contains(&group)) {
                holds[person] = true;
            }
        } else if let Some(person) = staff.person_by_name.get(&word.text) {
            holds[*person] = true;
        } else {
            let message = format!("{} is in no group", word.quoted());
            let known = staff.person_by_name.keys().map(String::as_str);
            let help = did_you_mean(&word.text, known).or_else(|| {
                staff
                    .groups
                    .get(&word.text)
                    .map(|_| format!("for the whole group write \"group:{}\"", word.text))
            });
            faults.add(Diagnostic::error("unknown-name", &word.at, message).help_if_some(help));
        }
    }
    let held = holds.iter().filter(|holds| **holds).count();
    if let (Some((_, at)), Some(first)) = (&bought.named, words.first())
        && held > named
    {
        let message = format!("{held} people hold a named license, but {named} were bought");
        faults.add(Diagnostic::error("E-L3", &first.at, message).with_related(at, "bought here"));
    }
    holds
}
