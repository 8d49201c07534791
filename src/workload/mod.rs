//! Who comes, when, and with what: arrival streams and the people in them.
//!
//! Everything that belongs to a client is a pure function of (seed, replication, flow, number,
//! purpose, stage); what happens to a colleague, of (seed, replication, name, purpose, number). So a
//! change of staffing, routing or licenses changes nobody. Knows no desk.

mod arrivals;
mod client;
mod colleague;
mod crowd;
mod pace;
mod visit;

pub use arrivals::{Arrival, ArrivalStream};
pub use client::{BotOutcome, Client};
pub use colleague::StaffStream;
pub use crowd::ArrivalProcess;
pub use visit::{ContactHistory, Ending, SpamSender};
