//! Licenses of the platform.

use super::Kind::{Duration, Integer, Keyword, List, Name, Share};
use super::Need::{Default, Otherwise};
use super::words::Keyword as _;
use super::{Table, field};
use crate::plan::BreakLogout;

/// What was bought of the platform.
pub static PLATFORM: Table = Table {
    name: "[edition.platform]",
    doc: "Licenses of the platform below the desk, apart from those of the solution: named, floating or both (rule E-L11).",
    one_of: false,
    fields: &[
        field(
            "named",
            Integer { min: 0, max: 1_000_000 },
            Default("0"),
            "Named licenses bought: a user who holds one can always log in.",
        ),
        field(
            "floating",
            Integer { min: 0, max: 1_000_000 },
            Default("0"),
            "Floating licenses bought: everybody else occupies one from the login to the logout, and is refused the login while all are occupied. With none, everybody needs a named one.",
        ),
        field(
            "priority_login",
            List(&Name),
            Otherwise("the first people of the file, as many as there are named licenses"),
            "The groups whose members hold the named licenses; not more than were bought.",
        ),
        field(
            "inactivity",
            Duration,
            Otherwise("never"),
            "How long after leaving the platform logs a user out whose tab stands open. A user who is Online or asks for a license is not idle.",
        ),
        field(
            "tab_left_open",
            Share,
            Default("0%"),
            "How likely it is, each time that a user leaves, that the tab stays open: the license stays occupied until `inactivity`, or until that user comes back and leaves again.",
        ),
        field(
            "on_break",
            Keyword(BreakLogout::NAMES),
            Default("leave"),
            "A break is left for as a shift is, logging out unless the tab is left open; or everybody stays logged in, as with a tab left open.",
        ),
    ],
};
