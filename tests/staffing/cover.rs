//! Covering: the cheapest shifts for a need, worked out by hand.

use deskload::staffing::SearchLimits;

use super::{desk, search, small};

/// Sessions come from 08:00 to 10:00 and from 12:00 to 14:00, and short shifts cover just these: no
/// one is paid for the hours between, and the dear long shift is not taken.
#[test]
fn short_shifts_are_taken_where_the_long_one_costs_more() {
    let staffing = r#"
        [staffing]
        price_per_hour = 10
        [[staffing.shifts]]
        name = "long"
        first_start = "08:00"
        length = "6h"
        [[staffing.shifts]]
        name = "short"
        first_start = "08:00"
        last_start = "12:00"
        start_every = "2h"
        length = "2h"
        [[expect]]
        that = "support.service_level >= 80%"
    "#;
    let text = small(3, 0, staffing).replace(
        "rate = \"0/h\"",
        "rates = [\"0/h\", \"0/h\", \"0/h\", \"0/h\", \"30/h\", \"0/h\", \"30/h\", \"0/h\", \"0/h\", \"0/h\", \"0/h\", \"0/h\"]\nevery = \"2h\"\nrepeat = \"1d\"",
    );
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 8, ..Default::default() }, 1);
    let on = |label: &str| {
        let place = desk.columns.iter().position(|column| column.label.ends_with(label));
        found.counts[place.expect("a shift")]
    };
    assert!(on("short mon 08:00") >= 2 && on("short mon 12:00") >= 2, "{:?}", found.counts);
    assert_eq!((on("long mon 08:00"), on("short mon 10:00")), (0, 0), "{:?}", found.counts);
    let (cost, at_least) = found.covering.expect("a covering");
    assert!(cost >= at_least && cost <= at_least * 1.01 + 1e-6, "{cost} {at_least}");
}
