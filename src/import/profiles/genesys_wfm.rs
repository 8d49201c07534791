//! Genesys Cloud: the file by which history is given to its workforce management.

use crate::import::fields::Field::{At, Channel, Group, HandleTime, Handled, Offered};
use crate::import::profile::{Clock, HandleTimes, Profile, SameId, Shape, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "genesys-wfm",
    title: "Genesys Cloud: historical data for workforce management (CSV, by interval)",
    shape: Shape::Intervals(HandleTimes::Total),
    known_by: &["Interval Start UTC Date", "Offered"],
    clock: Clock::Utc,
    same_id: SameId::Newest,
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
    ..USUAL
};
