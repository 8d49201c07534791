//! What becomes of sessions by the channel through which they came.

use super::Outcomes;
use crate::base::SessionId;
use crate::plan::{Channel, Plan};

/// The outcomes of each channel of each live chat. Kept only where a live chat has several: where
/// each has one they are the live chats' own.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct ByChannel {
    outcomes: Vec<Outcomes>,
    /// Which of them a flow adds to.
    index_of_flow: Vec<usize>,
}

impl ByChannel {
    pub(in crate::metrics) fn new(plan: &Plan) -> Option<Box<Self>> {
        if plan.live_chats.iter().all(|chat| chat.channels.len() == 1) {
            return None;
        }
        let channels: Vec<(usize, Channel)> = plan.channels().collect();
        let place = |flow: &crate::plan::Flow| {
            let its = (flow.live_chat.index(), flow.channel);
            channels.iter().position(|one| *one == its).expect("the plan was checked")
        };
        let index_of_flow = plan.flows.iter().map(place).collect();
        Some(Box::new(Self { outcomes: vec![Outcomes::default(); channels.len()], index_of_flow }))
    }

    /// Those of the channel through which a session came.
    #[inline]
    pub(in crate::metrics) fn of_session(&mut self, session: SessionId) -> &mut Outcomes {
        &mut self.outcomes[self.index_of_flow[session.flow().index()]]
    }

    /// Those of the channel in this place of [`Plan::channels`].
    pub(in crate::metrics) fn of_channel(&self, place: usize) -> &Outcomes {
        &self.outcomes[place]
    }
}
