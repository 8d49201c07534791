//! The desk whose staff is sought: its scenario, the shifts that its people may have, and the plan
//! that so many on each shift amount to.

use std::collections::BTreeMap;
use std::fmt;

use super::columns::{Column, shaped_columns, stated_columns};
use super::dealing::dealt_days;
use super::goals::Goals;
use super::kinds::{StaffedGroup, StaffedKind};
use super::license_kinds::{LicenseNumbers, LicenseRules};
use super::people::roster_of;
use crate::base::{GroupId, Span};
use crate::plan::{Plan, ShiftRepeats, Staffing, WorkingTime};
use crate::scenario::{
    Files, ReadOutcome, Roster, Severity, read_staffed, stated_holders, stated_roster,
};

/// How many people have each of the shifts: one number for each column of the desk.
pub type Counts = Vec<u32>;

/// A desk whose staff is sought.
#[derive(Debug)]
pub struct StaffedDesk {
    name: String,
    text: Vec<u8>,
    files: InMemory,
    overrides: Vec<String>,
    /// As the scenario states it.
    pub plan: Plan,
    /// The groups whose staff is sought.
    pub groups: Vec<StaffedGroup>,
    /// The kinds of people whose numbers are sought.
    pub kinds: Vec<StaffedKind>,
    /// The shifts that their members may have.
    pub columns: Vec<Column>,
    /// Prices and bounds; those of a scenario without `[staffing]` are the usual ones.
    pub staffing: Staffing,
    /// What is worth a word beside the answer.
    pub notes: Vec<String>,
    pub(super) licenses: LicenseRules,
}

/// Why there is no desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskError(pub String);

impl fmt::Display for DeskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DeskError {}

/// The files beside a scenario as they were read.
#[derive(Debug)]
struct InMemory(BTreeMap<String, Vec<u8>>);

impl Files for InMemory {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| format!("{path} was not read before"))
    }
}

impl StaffedDesk {
    /// The desk of a scenario that was read: its inputs are the file and those beside it.
    ///
    /// # Errors
    /// There is no group whose staff could be sought.
    pub fn new(
        name: &str,
        plan: Plan,
        inputs: Vec<(String, Vec<u8>)>,
        overrides: &[String],
    ) -> Result<Self, DeskError> {
        let mut inputs = inputs.into_iter();
        let (_, text) = inputs.next().ok_or_else(|| DeskError("there is no scenario".into()))?;
        let stated = stated_roster(name, &text, overrides);
        let mut desk = Self {
            name: name.to_owned(),
            files: InMemory(inputs.collect()),
            overrides: overrides.to_vec(),
            groups: Vec::new(),
            kinds: Vec::new(),
            columns: Vec::new(),
            staffing: plan.staffing.as_deref().cloned().unwrap_or_else(usual_staffing),
            notes: Vec::new(),
            licenses: LicenseRules::new(&plan, stated_holders(name, &text, overrides)),
            text,
            plan,
        };
        let sought = desk.sought(&stated);
        (desk.groups, desk.kinds, desk.notes) = (sought.groups, sought.kinds, sought.notes);
        desk.make_columns();
        if desk.columns.is_empty() {
            let why = "there is no group whose staff could be sought";
            let notes = desk.notes.join("; ");
            let all = if notes.is_empty() { why.to_owned() } else { format!("{why}: {notes}") };
            return Err(DeskError(all));
        }
        Ok(desk)
    }

    fn make_columns(&mut self) {
        let stated_prices = self.plan.staffing.is_some();
        for (place, kind) in self.kinds.iter().enumerate() {
            let own =
                |group: &GroupId| kind.groups.iter().any(|one| self.groups[*one].id == *group);
            let shapes =
                self.staffing.shapes.iter().filter(|shape| {
                    shape.groups.as_ref().is_none_or(|groups| groups.iter().any(own))
                });
            let shaped =
                shapes.flat_map(|shape| shaped_columns(&self.plan, place, shape, &self.staffing));
            let mut columns: Vec<Column> = shaped.collect();
            if self.staffing.shapes.is_empty() {
                let staffing = stated_prices.then_some(&self.staffing);
                columns = stated_columns(&self.plan, place, &kind.stated, staffing);
            }
            self.columns.extend(columns);
        }
        for (place, kind) in self.kinds.iter().enumerate() {
            if self.columns.iter().all(|column| column.kind != place) {
                let why = if self.staffing.shapes.is_empty() {
                    "its people are never on duty within the run"
                } else {
                    "no shape of [[staffing.shifts]] for it lies within the run"
                };
                self.notes.push(format!("group {} has no shift to work in: {why}", kind.name));
            }
        }
    }

    /// The scenario with so many on each shift, and with so many licenses: what is simulated and what is
    /// written out.
    pub fn scenario(&self, counts: &Counts, licenses: &LicenseNumbers) -> ReadOutcome {
        let mut roster = roster_of(self, counts);
        roster.licenses = *licenses;
        read_staffed(&self.name, &self.text, &self.files, &self.overrides, &roster)
    }

    /// The same as it is written out: with all that the plan has to hold, also what the scenario does not
    /// state, so that `check` judges it by the same.
    pub fn written(&self, counts: &Counts, licenses: &LicenseNumbers, goals: &Goals) -> String {
        let staffed = self.scenario(counts, licenses);
        // Those of the scenario come first.
        let more = goals.expectations.iter().skip(staffed.expectations.len());
        let expectations: Vec<String> = more.map(|one| one.text.clone()).collect();
        if expectations.is_empty() {
            return staffed.resolved;
        }
        let mut roster = roster_of(self, counts);
        (roster.licenses, roster.expectations) = (*licenses, expectations);
        self.read_roster(&roster).resolved
    }

    /// The same with a roster of one's own.
    pub(super) fn read_roster(&self, roster: &Roster) -> ReadOutcome {
        read_staffed(&self.name, &self.text, &self.files, &self.overrides, roster)
    }

    /// The plan of so many on each shift.
    ///
    /// # Errors
    /// Why the scenario cannot have such people.
    pub fn plan_of(&self, counts: &Counts, licenses: &LicenseNumbers) -> Result<Plan, DeskError> {
        plan_or_error(self.scenario(counts, licenses))
    }

    /// People that so many on each shift take, over all kinds.
    pub fn heads(&self, counts: &Counts) -> u32 {
        (0..self.kinds.len()).map(|kind| self.heads_of(counts, kind)).sum()
    }

    /// People of one kind: as many as its fullest day has shifts, no fewer than their days in a week
    /// allow, and more where rest or days in a row ask for more.
    pub fn heads_of(&self, counts: &Counts, kind: usize) -> u32 {
        let whole = self.columns_of(kind).filter(|place| self.columns[*place].one_day().is_none());
        let whole: u32 = whole.map(|place| counts[place]).sum();
        whole + u32::try_from(dealt_days(self, counts, kind).len()).unwrap_or(u32::MAX)
    }

    /// The places of a kind's columns.
    pub fn columns_of(&self, kind: usize) -> impl Iterator<Item = usize> + '_ {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, column)| column.kind == kind).map(|(place, _)| place)
    }

    /// Paid hours, shrinkage left out.
    pub fn hours(&self, counts: &Counts) -> f64 {
        let shifts = self.columns.iter().zip(counts);
        shifts.map(|(column, count)| column.hours * f64::from(*count)).sum()
    }

    /// On duty in each interval, by group: of those whose numbers are sought, and who is in several groups
    /// in each of them.
    pub fn on_duty(&self, counts: &Counts) -> Vec<Vec<f64>> {
        let mut duty = vec![vec![0.0; self.plan.run.interval_count()]; self.groups.len()];
        for (column, count) in self.columns.iter().zip(counts).filter(|(_, count)| **count > 0) {
            for (interval, part) in &column.cover {
                for group in &self.kinds[column.kind].groups {
                    duty[*group][*interval] += part * f64::from(*count);
                }
            }
        }
        duty
    }

    /// How many the scenario itself has on each shift; none where its shifts have other shapes.
    pub fn stated_counts(&self) -> Option<Counts> {
        if !self.staffing.shapes.is_empty() {
            return None;
        }
        let count = |column: &Column| {
            let people = &self.kinds[column.kind].stated;
            people.iter().filter(|person| column.is_of(person)).count() as u32
        };
        Some(self.columns.iter().map(count).collect())
    }
}

/// The plan of a scenario that was read with other people.
pub(super) fn plan_or_error(read: ReadOutcome) -> Result<Plan, DeskError> {
    let first = read.diagnostics.iter().find(|one| one.severity == Severity::Error);
    let why = first.map_or_else(|| "no plan".to_owned(), |fault| fault.message.clone());
    read.plan
        .ok_or_else(|| DeskError(format!("with other people the scenario would be wrong: {why}")))
}

impl Column {
    /// The day that this shift is of, if it is of one day by itself.
    pub(super) fn one_day(&self) -> Option<usize> {
        match &self.origin {
            super::Origin::Stated(_) | super::Origin::Shaped(_, ShiftRepeats::AllDays) => None,
            super::Origin::Shaped(shift, ShiftRepeats::EachDay) => {
                shift.days.iter().position(|on| *on)
            }
        }
    }

    /// Whether a person of the scenario has it.
    pub(super) fn is_of(&self, person: &crate::scenario::RosterPerson) -> bool {
        matches!(&self.origin, super::Origin::Stated(shifts) if *shifts == person.shifts)
    }
}

/// Of a scenario without `[staffing]`.
fn usual_staffing() -> Staffing {
    Staffing {
        shapes: Vec::new(),
        groups: None,
        bounds: Vec::new(),
        price_per_hour: 1.0,
        price_per_license: 0.0,
        price_per_concurrent_license: 0.0,
        price_per_platform_license: 0.0,
        price_per_floating_license: 0.0,
        price_per_lost_client: 0.0,
        shrinkage: 0.0,
        working_time: WorkingTime { days_per_week: 5, days_in_a_row: 7, rest: Span::ZERO },
        max_licenses: None,
        max_platform_licenses: None,
        max_cost: None,
    }
}
