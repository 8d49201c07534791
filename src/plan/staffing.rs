//! What the staff of a desk may be made of: shapes of shifts, bounds, prices. Nothing of it changes
//! a run.

use super::working_time::WorkingTime;
use crate::base::{GroupId, Span};

/// From what the least staff is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// Shapes of shifts; none: the shifts that there are.
    pub shapes: Vec<ShiftShape>,
    /// The groups whose staff is sought; `None`: each that answers.
    pub groups: Option<Vec<GroupId>>,
    /// Least and most on duty.
    pub bounds: Vec<StaffBound>,
    /// Of a paid hour, unless the shape says otherwise.
    pub price_per_hour: f64,
    /// Of a named license for the whole horizon.
    pub price_per_license: f64,
    /// Of a concurrent one.
    pub price_per_concurrent_license: f64,
    /// Of a named one of the platform.
    pub price_per_platform_license: f64,
    /// Of a floating one of the platform.
    pub price_per_floating_license: f64,
    /// Of a client who gave up or was not let in.
    pub price_per_lost_client: f64,
    /// The part of paid hours in which an operator is not on duty, in [0, 1).
    pub shrinkage: f64,
    /// What one person may work.
    pub working_time: WorkingTime,
    /// The most licenses, named and concurrent ones together; `None`: as many as it takes.
    pub max_licenses: Option<u32>,
    /// The most licenses of the platform; `None`: as many as it takes.
    pub max_platform_licenses: Option<u32>,
    /// The most that all may cost; `None`: as much as it takes.
    pub max_cost: Option<f64>,
}

/// Shifts that differ in when they begin and when their break is.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftShape {
    /// As named in the scenario.
    pub name: String,
    /// The groups whose members may have such shifts; `None`: all.
    pub groups: Option<Vec<GroupId>>,
    /// The days on which one may begin, from Monday.
    pub days: [bool; 7],
    /// The times of day at which one may begin.
    pub starts: Vec<Span>,
    /// From start to end, with the break.
    pub length: Span,
    /// A break, if there is one.
    pub pause: Option<ShiftBreak>,
    /// Of a paid hour; `None`: as of all.
    pub price_per_hour: Option<f64>,
    /// Whether a day's shift stands by itself.
    pub repeats: ShiftRepeats,
}

/// A break of a shift.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftBreak {
    /// How long.
    pub length: Span,
    /// When it may begin, since the shift began.
    pub starts: Vec<Span>,
}

/// Whether a day's shift stands by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftRepeats {
    /// It does: other numbers on other days.
    EachDay,
    /// An operator who has it has it on all of its days.
    AllDays,
}

/// Least and most of a group on duty.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffBound {
    /// Of whom.
    pub group: GroupId,
    /// On which days, from Monday.
    pub days: [bool; 7],
    /// From when in the day.
    pub from: Span,
    /// Until when in the day.
    pub to: Span,
    /// The least.
    pub min: u32,
    /// The most; `None`: no bound.
    pub max: Option<u32>,
}
