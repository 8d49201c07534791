//! NICE IEX: contact type exports, with pipes between cells and the time of day beside the date.

use crate::import::fields::Field::{At, Clock as TimeOfDay, Group, HandleTime, Handled, Offered};
use crate::import::profile::{Clock, HandleTimes, Headings, NOT_ARRIVED, Profile, SameId, Shape};

pub(super) const PROFILE: Profile = Profile {
    name: "iex",
    title: "NICE IEX: exports of contact types (pipes, by interval)",
    shape: Shape::Intervals(HandleTimes::Mean),
    known_by: &["date", "period", "TZ"],
    first_row: None,
    clock: Clock::Desk,
    same_id: SameId::Newest,
    between_names: None,
    headings: Headings::Documented,
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
    beside: &[],
    inside: &[],
    not_arrived: NOT_ARRIVED,
};
