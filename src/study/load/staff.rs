//! What operators get through with every slot taken.

use std::sync::Arc;

use crate::base::Time;
use crate::plan::{Calendar, Duty, ModelLevel, Operator};

/// Operators who share a calendar, with their capacity together in erlangs.
#[derive(Clone, Debug)]
pub(super) struct StaffCapacity(Vec<(Arc<Calendar<Duty>>, f64)>);

impl StaffCapacity {
    pub(super) fn new<'a>(
        operators: impl Iterator<Item = &'a Operator>,
        level: ModelLevel,
    ) -> Self {
        let mut shifts: Vec<(Arc<Calendar<Duty>>, f64)> = Vec::new();
        for operator in operators {
            let more = capacity(operator, level);
            // Members who are listed together mostly share a shift.
            match shifts.last_mut().filter(|(duty, _)| Arc::ptr_eq(duty, &operator.duty)) {
                Some((_, sum)) => *sum += more,
                None => shifts.push((Arc::clone(&operator.duty), more)),
            }
        }
        Self(shifts)
    }

    pub(super) fn capacity(&self) -> f64 {
        total_capacity(self.0.iter())
    }

    pub(super) fn on_duty(&self, now: Time) -> f64 {
        total_capacity(self.0.iter().filter(|(duty, _)| duty.at(now) == Duty::Work))
    }
}

/// Not `sum()`, which is minus zero for no operators: load divided by it would be minus infinity.
fn total_capacity<'a>(shifts: impl Iterator<Item = &'a (Arc<Calendar<Duty>>, f64)>) -> f64 {
    shifts.fold(0.0, |sum, (_, capacity)| sum + capacity)
}

/// At the dialogue level one: an operator with several sessions still writes one reply at a time.
/// At the session level the number of sessions times the speed of each. Without a limit that of the
/// last stated level, for beyond it the operator as a whole gets no faster.
pub(super) fn capacity(operator: &Operator, followed: ModelLevel) -> f64 {
    if followed == ModelLevel::Dialogue {
        return 1.0;
    }
    let stated = u32::try_from(operator.speeds.speeds().len()).unwrap_or(u32::MAX);
    let level = operator.limit.unwrap_or(stated);
    f64::from(level) * operator.speeds.speed_at(level) * attendance_share(operator)
}

/// The share of the calendar's time in which the user is present, on average.
fn attendance_share(operator: &Operator) -> f64 {
    let Some(attendance) = &operator.attendance else {
        return 1.0;
    };
    let logins = attendance.random_logins.as_ref();
    let logged_in = logins.map(|logins| (logins.time_online.mean(), logins.time_offline.mean()));
    let connection = attendance.connection.as_ref();
    let connected = connection.map(|link| (link.uptime.mean(), link.downtime.mean()));
    let part = |times: Option<(f64, f64)>| times.map_or(1.0, |(on, off)| on / (on + off));
    (1.0 - attendance.absence) * part(logged_in) * part(connected)
}
