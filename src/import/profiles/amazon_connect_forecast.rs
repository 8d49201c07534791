//! Amazon Connect: the file by which history is given to its forecasts.

use crate::import::fields::Field::{At, Channel, Group, HandleTime, Handled, Offered};
use crate::import::profile::{Clock, HandleTimes, Profile, SameId, Shape, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "amazon-connect-forecast",
    title: "Amazon Connect: historical data for forecasts (CSV, by interval)",
    shape: Shape::Intervals(HandleTimes::Mean),
    known_by: &["TimeStamp", "IntervalDuration", "IncomingContactVolume"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
    columns: &[
        (At, &["TimeStamp"]),
        (Group, &["QueueName"]),
        (Channel, &["ChannelType"]),
        (Offered, &["IncomingContactVolume"]),
        (HandleTime, &["AverageHandleTime"]),
        (Handled, &["ContactsHandled"]),
    ],
    required: &[At, Offered],
    rules: &[],
    ..USUAL
};
