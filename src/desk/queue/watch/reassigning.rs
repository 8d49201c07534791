//! A session that an operator has goes to another operator (rulebook E-S8): a session of an
//! operator who is Offline, or who has too many.
//!
//! Only the operators know what they have on hand, so a search goes from one to the next, within
//! the instant, and comes back with the best match.

use super::moving::report_action_done;
use crate::desk::message::{
    LiveChatInput, Message, OperatorInput, Outbox, ReassignRequest, ReassignSearch, WatchInput,
};
use crate::desk::queue::Queue;
use crate::plan::SupervisorAction;

impl Queue {
    /// A member here is to get a session that another operator has: the least loaded one who is
    /// Online and, if that operator has too many, would not have too many then.
    pub(in crate::desk::queue) fn reassign<O: Outbox>(
        &mut self,
        request: &ReassignRequest,
        out: &mut O,
    ) {
        let beyond = match self.watch_rules(request.watch).action {
            SupervisorAction::Reassign { max_sessions: Some(beyond), .. } => beyond,
            _ => u32::MAX,
        };
        let may = |seat: u32, load: u32| {
            let member = self.members[seat as usize];
            let skills = self.plan.operators[member.index()].skills;
            member != request.current_operator
                && load < beyond
                && request.requires.is_subset_of(skills)
        };
        let Some(seat) = self.roster.least_loaded(may) else {
            report_action_done(request.watch, false, out);
            return;
        };
        let to = Some(self.members[seat as usize]);
        send_reassign_request(ReassignRequest { to, ..*request }, out);
    }
}

/// The search goes on to the next operator, or back to where it began.
pub(in crate::desk) fn continue_search<O: Outbox>(mut search: ReassignSearch, out: &mut O) {
    if let Some(next) = search.remaining.pop() {
        out.send(Message::Operator(next, OperatorInput::ReassignSearch(Box::new(search))));
        return;
    }
    let (watch, seat) = search.watch;
    let found = search.best.map(|(_, subject, reaction)| (subject, reaction));
    let picked = LiveChatInput::watch(WatchInput::Picked(seat, found));
    out.send(Message::LiveChat(watch, picked));
}

/// Sends the request to the operator who has the session.
pub(in crate::desk) fn send_reassign_request<O: Outbox>(request: ReassignRequest, out: &mut O) {
    let message = OperatorInput::Reassign(Box::new(request));
    out.send(Message::Operator(request.current_operator, message));
}
