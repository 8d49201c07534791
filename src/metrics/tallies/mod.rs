//! What is counted in one replication, by what it is about. Nothing here knows a fact: what is
//! counted when is up to `recording`.

mod channels;
mod forecast_errors;
mod licenses;
mod live_chats;
mod operator_load;
mod outcomes;
mod queues;
mod replies;
mod slas;
mod staff;

pub(super) use channels::ByChannel;
pub(super) use forecast_errors::ForecastErrors;
pub(super) use licenses::LicenseTally;
pub(super) use live_chats::{DeskTally, LiveChatTally, RuleTally};
pub(super) use operator_load::OperatorLoad;
pub(super) use outcomes::Outcomes;
pub(super) use queues::{QueueTally, TransferTally};
pub(super) use replies::{Replies, ReplyWaits};
pub(super) use slas::{SlaTally, StandardTally};
pub(super) use staff::{GroupTally, OperatorTally, OperatorTime, SupervisorTally};
