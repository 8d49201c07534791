//! What-if: the whole desk with more clients, more work, more absence.

use super::Kind::{Factor, Share};
use super::Need::{Default, Otherwise};
use super::{Table, field};

/// Multiplies what is stated elsewhere.
pub static SCALE: Table = Table {
    name: "[scale]",
    doc: "The whole desk with more or fewer clients, more or less work, more or less absence.",
    one_of: false,
    fields: &[
        field(
            "volume",
            Factor,
            Default("100%"),
            "The number of clients who come, as a part of what is stated: rates, counts, campaigns and populations.",
        ),
        field(
            "effort",
            Factor,
            Default("100%"),
            "The operators' work on a session, as a part of what is stated: `effort`, or at the dialogue level each `reply`.",
        ),
        field(
            "absence",
            Share,
            Otherwise("as stated"),
            "The chance that an operator with shifts stays away, for each shift by itself, instead of what is stated.",
        ),
    ],
};

/// Whether a key stands in the table `[scale]`: on the command line its name alone is enough.
pub fn scales_a_whole_desk(key: &str) -> bool {
    SCALE.fields.iter().any(|field| field.key == key)
}
