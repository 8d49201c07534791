//! NICE IEX: contact type exports, with pipes between cells and the time of day beside the date.

use crate::import::fields::Field::{At, Clock as TimeOfDay, Group, HandleTime, Handled, Offered};
use crate::import::profile::{Clock, HandleTimes, Profile, SameId, Shape, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "iex",
    title: "NICE IEX: exports of contact types (pipes, by interval)",
    shape: Shape::Intervals(HandleTimes::Mean),
    known_by: &["date", "period", "TZ"],
    clock: Clock::Desk,
    same_id: SameId::Newest,
    columns: &[
        (At, &["date"]),
        (TimeOfDay, &["period"]),
        (Group, &["ctName", "ctID", "queue", "acdQueueName"]),
        (Offered, &["contactsReceived", "actualContactsReceived", "forecastContactsReceived"]),
        (HandleTime, &["aht", "actualAHT", "forecastAHT"]),
        (Handled, &["contactsHandled", "actualContactsHandled"]),
    ],
    required: &[At, TimeOfDay, Offered],
    rules: &[],
    ..USUAL
};
