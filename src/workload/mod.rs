//! Which sessions arrive, when, and with what: arrival streams, clients and staff.
//!
//! Everything that belongs to a client is a pure function of (seed, replication, flow, number,
//! purpose, visit); what happens to a user of the desk, of (seed, replication, name, purpose,
//! number). So a change of staffing, routing or licenses changes no client and no user. Knows no
//! desk.

mod arrival_process;
mod arrival_stream;
mod client;
mod contact_history;
mod rate_modulator;
mod staff_stream;

pub use arrival_process::ArrivalProcess;
pub use arrival_stream::{Arrival, ArrivalStream};
pub use client::{BotOutcome, Client};
pub use contact_history::{ContactHistory, Ending, SpamSender};
pub use staff_stream::StaffStream;

// For the tests of how rates vary by chance.
#[doc(hidden)]
pub use rate_modulator::BusynessState;
