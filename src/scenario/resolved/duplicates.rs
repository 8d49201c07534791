//! Each name of a kind is there once.

use crate::scenario::stated::fields::report_duplicates;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::Faults;

/// Reports what the file states twice by the same name.
pub(in crate::scenario) fn report_duplicate_names(scenario: &Scenario, faults: &Faults) {
    report_duplicates(&scenario.client_groups, "client group", faults);
    report_duplicates(scenario.shifts.iter().map(|shift| &shift.name), "shift", faults);
    report_duplicates(scenario.groups.iter().map(|group| &group.name), "group", faults);
    report_duplicates(scenario.people.iter().map(|person| &person.name), "person", faults);
    report_duplicates(scenario.live_chats.iter().map(|chat| &chat.name), "live chat", faults);
}
