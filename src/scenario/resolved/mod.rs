//! Names become places in the lists of a plan: the third step of reading.
//!
//! - **Takes** the scenario as stated.
//! - **Gives** the people with their roles ([`people::StaffDraft`]) and, if no name is missing, the
//!   parts of the plan ([`assemble`]); and which queues a session can reach ([`reachable`]).
//! - **Must not know** which edition allows what: it reports names that do not exist, do not belong
//!   here, or contradict each other.
//!
//! For most files of `stated` there is one of the same name here: the same table, its names resolved.

pub(super) mod assemble;
pub(super) mod attendance;
pub(super) mod bot;
pub(super) mod dialogue;
pub(super) mod duplicates;
pub(super) mod flows;
pub(super) mod licensing;
pub(super) mod load;
pub(super) mod name_index;
pub(super) mod overflow;
pub(super) mod people;
pub(super) mod platform;
pub(super) mod queue;
pub(super) mod reachable;
pub(super) mod routing;
mod shifts;
pub(super) mod sla;
pub(super) mod staffing;
pub(super) mod supervision;
pub(super) mod transfer_rules;
