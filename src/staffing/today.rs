//! What the staff costs that the scenario itself states, beside which a plan is read.

use super::columns::stated_columns;
use super::desk::StaffedDesk;
use super::license_kinds::LicenseNumbers;
use crate::plan::{LicenseKind, PerLicenseKind};

/// The people whose number is sought, as the scenario states them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TodaysStaff {
    /// So many people.
    pub people: usize,
    /// Their shifts and all licenses in the run's horizon.
    pub cost: f64,
}

impl StaffedDesk {
    /// Today's staff; `None`: the scenario states no prices, or does not say when its people work.
    pub fn todays_staff(&self) -> Option<TodaysStaff> {
        let staffing = self.plan.staffing.as_deref()?;
        let (mut people, mut cost) = (0, self.cost_of_licenses(&self.stated_licenses()));
        for (place, kind) in self.kinds.iter().enumerate() {
            if kind.stated.iter().any(|person| person.shifts.is_none()) {
                return None;
            }
            let columns = stated_columns(&self.plan, place, &kind.stated, Some(staffing));
            for person in &kind.stated {
                cost += columns.iter().find(|column| column.is_of(person))?.cost;
            }
            people += kind.stated.len();
        }
        (people > 0).then_some(TodaysStaff { people, cost })
    }

    /// As many as the scenario says are bought.
    fn stated_licenses(&self) -> LicenseNumbers {
        let licensing = &self.plan.licensing;
        PerLicenseKind::from_fn(|kind| match kind {
            LicenseKind::Named => licensing.named,
            LicenseKind::Concurrent => licensing.concurrent,
            LicenseKind::PlatformNamed => licensing.platform.map(|platform| platform.named),
            LicenseKind::PlatformFloating => licensing.platform.map(|platform| platform.floating),
        })
    }
}
