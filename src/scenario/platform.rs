//! `[edition.platform]`: what was bought of the platform, and who holds the named licenses.

use super::Scenario;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::{Fields, WrittenName};
use super::people::StaffDraft;
use super::source::SourceSpan;
use crate::base::Span;
use crate::plan::{BreakLogout, Platform};

/// The table, as the scenario states it.
#[derive(Debug)]
pub(super) struct PlatformDraft {
    pub(super) at: SourceSpan,
    named: u32,
    named_at: SourceSpan,
    floating: u32,
    priority: Option<(Vec<WrittenName>, SourceSpan)>,
    pub(super) inactivity: Option<(Span, SourceSpan)>,
    tab_left_open: Option<f64>,
    on_break: BreakLogout,
}

/// Reads the table; `None` if its numbers are faulty.
pub(super) fn read_platform(table: &Fields<'_>, at: &SourceSpan) -> Option<PlatformDraft> {
    let whole = |key| match table.node(key) {
        Some(_) => u32::try_from(table.integer(key)?).ok(),
        None => Some(0),
    };
    let placed = |key| table.span(key).clone();
    Some(PlatformDraft {
        at: at.clone(),
        named: whole("named")?,
        named_at: placed("named"),
        floating: whole("floating")?,
        priority: table.names("priority_login").map(|words| (words, placed("priority_login"))),
        inactivity: table
            .positive_duration("inactivity")
            .map(|after| (after, placed("inactivity"))),
        tab_left_open: table.share("tab_left_open"),
        on_break: match table.keyword("on_break") {
            "stay" => BreakLogout::StayLoggedIn,
            _ => BreakLogout::LogOut,
        },
    })
}

impl PlatformDraft {
    /// Somebody may leave without logging out, if nobody is cut off.
    pub(super) fn leaves_tabs_open(&self) -> bool {
        self.tab_left_open.is_some() || self.on_break == BreakLogout::StayLoggedIn
    }
}

/// The platform, and for each person whether they hold a named license of it.
pub(super) fn resolve_platform(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) -> (Option<Platform>, Vec<bool>) {
    let Some(terms) = &scenario.edition_settings.platform else {
        return (None, vec![false; staff.people.len()]);
    };
    let PlatformDraft { named, floating, inactivity, tab_left_open, on_break, .. } = terms;
    if (*named, *floating) == (0, 0) {
        let message = "a platform without any license lets nobody in";
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

/// Without floating licenses nobody else gets in.
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
