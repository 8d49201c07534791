//! What a desk is expected to hold, and how much worse it may become.

use super::Kind::Text;
use super::Need::{Otherwise, Required};
use super::{Kind, Table, field};

/// An expectation.
pub static EXPECT: Table = Table {
    name: "[[expect]]",
    doc: "Something that the desk is expected to hold.",
    one_of: false,
    fields: &[
        field(
            "that",
            Text,
            Required,
            "A figure, an operator (`<`, `<=`, `>`, `>=`, `==`) and a limit with its unit: `\"support.service_level >= 80%\"`, `\"groups.it.occupancy < 85%\"`, `\"each interval of support.wait_p95 < 3m\"`.",
        ),
        field(
            "on",
            Text,
            Otherwise("in the long run: as a mean over replications"),
            "A share of the days on which it holds: `\"95% of days\"`.",
        ),
    ],
};

/// How much worse each figure may become: names of figures are the keys.
pub(super) const MARGINS: Kind = Kind::Map(&Text);
