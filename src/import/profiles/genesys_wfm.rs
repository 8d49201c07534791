//! Genesys Cloud: the file by which history is given to its workforce management.

use crate::import::fields::Field::{At, Channel, Group, HandleTime, Handled, Offered};
use crate::import::profile::{Clock, HandleTimes, Headings, NOT_ARRIVED, Profile, SameId, Shape};

pub(super) const PROFILE: Profile = Profile {
    name: "genesys-wfm",
    title: "Genesys Cloud: historical data for workforce management (CSV, by interval)",
    shape: Shape::Intervals(HandleTimes::Total),
    known_by: &["Interval Start UTC Date", "Offered"],
    first_row: None,
    clock: Clock::Utc,
    same_id: SameId::Newest,
    between_names: None,
    headings: Headings::Documented,
    columns: &[
        (At, &["Interval Start UTC Date"]),
        (Group, &["Queue"]),
        (Channel, &["Media Type"]),
        (Offered, &["Offered"]),
        (HandleTime, &["Total Handle Time"]),
        (Handled, &["Interactions Handled"]),
    ],
    required: &[At, Offered],
    rules: &[],
    beside: &[],
    inside: &[],
    not_arrived: NOT_ARRIVED,
};
