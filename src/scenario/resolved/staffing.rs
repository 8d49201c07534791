//! `[staffing]`: names become groups.

use super::people::StaffDraft;
use crate::base::GroupId;
use crate::plan::{self, Staffing};
use crate::scenario::stated::fields::report_duplicates;
use crate::scenario::stated::staffing as stated;
use crate::scenario::text::diagnostic::Faults;
use crate::scenario::text::written_name::WrittenName;

/// What staff may be made of, with groups as places.
pub(in crate::scenario) fn resolve_staffing(
    stated: &stated::Staffing,
    staff: &StaffDraft<'_>,
    faults: &Faults,
) -> Staffing {
    let groups = |words: &Option<Vec<WrittenName>>| {
        let found = words.as_ref().map(|words| staff.groups.find_all(words, faults));
        found.map(|places| places.into_iter().map(GroupId::from).collect::<Vec<_>>())
    };
    report_duplicates(stated.shapes.iter().map(|shape| &shape.name), "shift", faults);
    let shapes = stated.shapes.iter().map(|shape| plan::ShiftShape {
        name: shape.name.text.clone(),
        groups: groups(&shape.groups),
        days: shape.days,
        starts: shape.starts.clone(),
        length: shape.length,
        pause: shape.pause.clone(),
        price_per_hour: shape.price_per_hour,
        repeats: shape.repeats,
    });
    let bounds = stated.bounds.iter().filter_map(|bound| {
        let group = staff.groups.find(&bound.group, faults)?;
        let stated::StaffBound { days, from, to, min, max, .. } = *bound;
        Some(plan::StaffBound { group: GroupId::from(group), days, from, to, min, max })
    });
    Staffing {
        shapes: shapes.collect(),
        groups: groups(&stated.groups),
        bounds: bounds.collect(),
        price_per_hour: stated.price_per_hour,
        price_per_license: stated.price_per_license,
        price_per_concurrent_license: stated.price_per_concurrent_license,
        price_per_platform_license: stated.price_per_platform_license,
        price_per_floating_license: stated.price_per_floating_license,
        price_per_lost_client: stated.price_per_lost_client,
        shrinkage: stated.shrinkage,
        working_time: stated.working_time,
        max_licenses: stated.max_licenses,
        max_platform_licenses: stated.max_platform_licenses,
        max_cost: stated.max_cost,
    }
}
