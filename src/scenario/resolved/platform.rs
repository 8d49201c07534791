//! What was bought of the platform, and which people hold its named licenses.

use super::people::StaffDraft;
use crate::plan::Platform;
use crate::scenario::stated::platform::PlatformDraft;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};

/// The platform, and for each person whether they hold a named license of it.
pub(in crate::scenario) fn resolve_platform(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) -> (Option<Platform>, Vec<bool>) {
    let Some(terms) = &scenario.edition_settings.platform else {
        return (None, vec![false; staff.people.len()]);
    };
    let PlatformDraft { named, floating, inactivity, tab_left_open, on_break, .. } = terms;
    if (*named, *floating) == (0, 0) {
        let message = "a platform without any license lets no user in";
        let help =
            "say what was bought: platform = { named = 10, floating = 20 }, or one of the two";
        faults.add(Diagnostic::error("E-L11", &terms.at, message).help(help));
    }
    let priority = named_holders(terms, staff, faults);
    if *named > 0 && *floating == 0 {
        check_everybody_named(terms, staff, &priority, faults);
    }
    let platform = Platform {
        named: *named,
        floating: *floating,
        inactivity: inactivity.as_ref().map(|(after, _)| *after),
        tab_left_open: tab_left_open.unwrap_or(0.0),
        break_logout: *on_break,
    };
    (Some(platform), priority)
}

/// Who holds the named licenses.
fn named_holders(terms: &PlatformDraft, staff: &StaffDraft<'_>, faults: &Faults) -> Vec<bool> {
    let named = terms.named as usize;
    let mut holds = vec![false; staff.people.len()];
    let Some((words, at)) = &terms.priority else {
        let parts = (0..staff.people.len()).filter(|person| !staff.has_no_role(*person));
        parts.take(named).for_each(|person| holds[person] = true);
        return holds;
    };
    let groups = staff.groups.find_all(words, faults);
    for (holds, draft) in holds.iter_mut().zip(&staff.people) {
        *holds = draft.groups.iter().any(|group| groups.contains(group));
    }
    let held = holds.iter().filter(|holds| **holds).count();
    if held > named {
        let message = format!(
            "{held} people may always log in, but {named} named licenses of the platform were bought"
        );
        let help = format!(
            "rule E-L11: each of a priority-login group holds a named one; write named = {held}, or \
             name smaller groups"
        );
        let mut fault = Diagnostic::error("E-L11", at, message).help(help);
        if named > 0 {
            fault = fault.with_related(&terms.named_at, "bought here");
        }
        faults.add(fault);
    }
    holds
}

/// Without floating licenses no other user gets in.
fn check_everybody_named(
    terms: &PlatformDraft,
    staff: &StaffDraft<'_>,
    priority: &[bool],
    faults: &Faults,
) {
    let mut without =
        (0..staff.people.len()).filter(|who| !staff.has_no_role(*who) && !priority[*who]);
    let Some(first) = without.next() else {
        return;
    };
    let message = format!(
        "{} people hold no named license of the platform, and it has no floating ones",
        1 + without.count()
    );
    let help = "rule E-L11: they could never log in; buy more named licenses, or floating ones";
    let fault = Diagnostic::error("E-L11", &terms.named_at, message).help(help);
    faults.add(fault.with_related(&staff.people[first].at, "the first for whom there is none"));
}
