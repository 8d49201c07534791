//! What the file states: the second step of reading.
//!
//! - **Takes** the tree, and reads it against the tables of the language ([`fields`]).
//! - **Gives** a [`scenario::Scenario`]: values are of their kind and within their bounds, and names
//!   of groups, people, topics and live chats are still words, each with its place. What needs no
//!   name is a part of the plan already (hours, arrivals, distributions).
//! - **Must not know** which names exist, nor what an edition forbids.

mod advice;
pub(super) mod arrivals;
pub(super) mod attendance;
pub(super) mod bot;
mod by_time;
pub(super) mod channels;
pub(super) mod client_behaviour;
mod dates;
pub(super) mod dialogue;
pub(super) mod distributions;
pub(super) mod expectations;
pub(super) mod fields;
mod file_format;
pub(super) mod groups;
pub(super) mod hours;
mod intervals;
pub(super) mod live_chats;
pub(super) mod load;
pub(super) mod platform;
pub(super) mod queue;
pub(super) mod rules;
pub(super) mod run;
pub(super) mod scale;
pub(super) mod scenario;
pub(super) mod sla;
pub(super) mod staffing;
pub(super) mod statistics;
pub(super) mod supervision;
pub(super) mod topics;
pub(super) mod transfer_rules;
