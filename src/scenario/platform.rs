//! `[edition.platform]`: what was bought of the platform, and who holds the named licenses.

use super::Scenario;
use super::cast::Cast;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::{Fields, Word};
use super::source::Place;
use crate::base::Span;
use crate::plan::{OnBreak, Platform};

/// The table, as the scenario states it.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) at: Place,
    named: u32,
    named_at: Place,
    floating: u32,
    priority: Option<(Vec<Word>, Place)>,
    pub(super) inactivity: Option<(Span, Place)>,
    tab_left_open: Option<f64>,
    on_break: OnBreak,
}

/// Reads the table; `None` if its numbers are faulty.
pub(super) fn terms(table: &Fields<'_>, at: &Place) -> Option<Terms> {
    let whole = |key| match table.node(key) {
        Some(_) => u32::try_from(table.whole(key)?).ok(),
        None => Some(0),
    };
    let placed = |key| table.place(key).clone();
    Some(Terms {
        at: at.clone(),
        named: whole("named")?,
        named_at: placed("named"),
        floating: whole("floating")?,
        priority: table.names("priority_login").map(|words| (words, placed("priority_login"))),
        inactivity: table.positive("inactivity").map(|after| (after, placed("inactivity"))),
        tab_left_open: table.share("tab_left_open"),
        on_break: match table.word("on_break") {
            "stay" => OnBreak::Stay,
            _ => OnBreak::Leave,
        },
    })
}

impl Terms {
    /// Somebody may leave without logging out, if nobody is cut off.
    pub(super) fn leaves_tabs_open(&self) -> bool {
        self.tab_left_open.is_some() || self.on_break == OnBreak::Stay
    }
}

/// The platform, and for each person whether they hold a named license of it.
pub(super) fn platform(
    scenario: &Scenario,
    cast: &Cast<'_>,
    faults: &Faults,
) -> (Option<Platform>, Vec<bool>) {
    let Some(terms) = &scenario.bought.platform else {
        return (None, vec![false; cast.people.len()]);
    };
    let Terms { named, floating, inactivity, tab_left_open, on_break, .. } = terms;
    if (*named, *floating) == (0, 0) {
        let message = "a platform without any license lets nobody in";
        let help =
            "say what was bought: platform = { named = 10, floating = 20 }, or one of the two";
        faults.add(Diagnostic::error("E-L11", &terms.at, message).help(help));
    }
    let priority = holders(terms, cast, faults);
    if *named > 0 && *floating == 0 {
        everybody_named(terms, cast, &priority, faults);
    }
    let platform = Platform {
        named: *named,
        floating: *floating,
        inactivity: inactivity.as_ref().map(|(after, _)| *after),
        tab_left_open: tab_left_open.unwrap_or(0.0),
        on_break: *on_break,
    };
    (Some(platform), priority)
}

/// Who holds the named licenses.
fn holders(terms: &Terms, cast: &Cast<'_>, faults: &Faults) -> Vec<bool> {
    let named = terms.named as usize;
    let mut holds = vec![false; cast.people.len()];
    let Some((words, at)) = &terms.priority else {
        let parts = (0..cast.people.len()).filter(|person| !cast.idle(*person));
        parts.take(named).for_each(|person| holds[person] = true);
        return holds;
    };
    let groups = cast.groups.find_all(words, faults);
    for (holds, somebody) in holds.iter_mut().zip(&cast.people) {
        *holds = somebody.groups.iter().any(|group| groups.contains(group));
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
            fault = fault.beside(&terms.named_at, "bought here");
        }
        faults.add(fault);
    }
    holds
}

/// Without floating licenses nobody else gets in.
fn everybody_named(terms: &Terms, cast: &Cast<'_>, priority: &[bool], faults: &Faults) {
    let mut without = (0..cast.people.len()).filter(|who| !cast.idle(*who) && !priority[*who]);
    let Some(first) = without.next() else {
        return;
    };
    let message = format!(
        "{} people hold no named license of the platform, and it has no floating ones",
        1 + without.count()
    );
    let help = "rule E-L11: they could never log in; buy more named licenses, or floating ones";
    let fault = Diagnostic::error("E-L11", &terms.named_at, message).help(help);
    faults.add(fault.beside(&cast.people[first].at, "the first for whom there is none"));
}
