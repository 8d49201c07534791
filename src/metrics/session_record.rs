//! What is known of one session, and its row.

use super::session_row::Cells;
use crate::base::{LiveChatId, SessionId, Span, Time, TopicId};
use crate::plan::{Plan, SlaMetric, TransferTarget};

/// What became of a message that came from no client.
pub(super) const SPAM: &str = "spam";

#[derive(Debug)]
pub(super) struct SessionRecord {
    session: SessionId,
    /// The number of the session in the replication, from zero.
    pub(super) arrival: u64,
    live_chat: usize,
    topic: usize,
    pub(super) outcome: &'static str,
    pub(super) reason: &'static str,
    arrived: Time,
    pub(super) dispatched: Option<(Time, usize)>,
    pub(super) answered: Option<(Time, usize, usize)>,
    pub(super) last_taken: Option<(usize, usize)>,
    pub(super) path: Vec<TransferTarget>,
    pub(super) transferred_at: Vec<Time>,
    pub(super) wait_after_transfers: u64,
    pub(super) ended: Option<Time>,
    pub(super) first_reply: Option<Time>,
    pub(super) replies: u32,
    pub(super) replied_at: Vec<(Time, Time)>,
    pub(super) longest_reply: Option<Span>,
    /// What is special about the client; `None`: a new client's first message.
    pub(super) contact: Option<ContactDetails>,
    pub(super) with_bot: u64,
    /// Of that, before the first answer.
    pub(super) with_bot_before_answer: u64,
    pub(super) false_spam_time: u64,
    pub(super) sla: Option<u32>,
    pub(super) breached: Vec<SlaMetric>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ContactDetails {
    pub(super) client: u32,
    pub(super) earlier_contacts: u32,
    pub(super) attempt: u32,
    pub(super) written: Time,
}

impl SessionRecord {
    /// A session that has come.
    pub(super) fn new(
        session: SessionId,
        arrival: u64,
        live_chat: LiveChatId,
        topic: TopicId,
        arrived: Time,
        outcome: &'static str,
    ) -> Self {
        Self {
            session,
            arrival,
            live_chat: live_chat.index(),
            topic: topic.index(),
            outcome,
            reason: if outcome == SPAM { "open" } else { "" },
            arrived,
            dispatched: None,
            answered: None,
            last_taken: None,
            path: Vec::new(),
            transferred_at: Vec::new(),
            wait_after_transfers: 0,
            ended: None,
            first_reply: None,
            replies: 0,
            replied_at: Vec::new(),
            longest_reply: None,
            contact: None,
            with_bot: 0,
            with_bot_before_answer: 0,
            false_spam_time: 0,
            sla: None,
            breached: Vec::new(),
        }
    }

    /// Its row, after what the cells hold already.
    pub(super) fn fill_cells(&self, plan: &Plan, cells: &mut Cells) {
        let operator = |place: usize| plan.operators[place].name.as_str();
        let group = |place: usize| plan.groups[place].name.as_str();
        let target = |target: &TransferTarget| match target {
            TransferTarget::Group(id) => group(id.index()),
            TransferTarget::Operator(id) => operator(id.index()),
            TransferTarget::LiveChat(id) => &plan.live_chats[id.index()].name,
            TransferTarget::Bot => "bot",
        };
        let answered = self.answered;
        let wait_end = answered.map(|(at, ..)| at).or(match self.outcome {
            "abandoned" | "flowed-out" => self.ended,
            _ => None,
        });
        let live_chat = &plan.live_chats[self.live_chat];
        let flow = self.session.flow();
        cells.push_formatted(format_args!("{}", self.session));
        cells.push_text(&live_chat.name);
        cells.push_text(plan.flows[flow.index()].channel.name());
        cells.push_text(&plan.topics[self.topic].name);
        cells.push_text(self.outcome);
        cells.push_text(self.reason);
        cells.push_time(Some(self.arrived));
        cells.push_time(self.dispatched.map(|(at, _)| at));
        cells.push_text(self.dispatched.map_or("", |(_, who)| &plan.supervisors[who].name));
        cells.push_time(answered.map(|(at, ..)| at));
        cells.push_seconds(
            wait_end.map(|end| end.since(self.arrived).0 - self.with_bot_before_answer),
        );
        cells.push_text(answered.map_or("", |(_, who, _)| operator(who)));
        cells.push_text(answered.map_or("", |(_, _, place)| group(place)));
        cells.push_formatted(format_args!("{}", self.path.len()));
        cells.push_list(" > ", self.path.iter().map(target));
        cells.push_seconds(Some(self.wait_after_transfers));
        cells.push_text(self.last_taken.map_or("", |(who, _)| operator(who)));
        cells.push_text(self.last_taken.map_or("", |(_, place)| group(place)));
        cells.push_time(self.ended);
        let contact = self.contact;
        let client = contact.map_or(self.session.ordinal(), |visit| visit.client.into());
        cells.push_formatted(format_args!("{}-{client}", flow.0));
        cells.push_formatted(format_args!(
            "{}",
            contact.map_or(1, |visit| visit.earlier_contacts + 1)
        ));
        cells.push_formatted(format_args!("{}", contact.map_or(1, |visit| visit.attempt + 1)));
        cells.push_time(Some(contact.map_or(self.arrived, |visit| visit.written)));
        cells.push_seconds(Some(self.with_bot));
        cells.push_seconds(Some(self.false_spam_time));
        cells.push_text(self.sla.map_or("", |sla| &live_chat.slas[sla as usize].name));
        cells.push_list(" ", self.breached.iter().map(|one| one.name()));
        cells.push_time(self.first_reply);
        cells.push_formatted(format_args!("{}", self.replies));
        cells.push_seconds(self.longest_reply.map(|span| span.0));
        cells.push_time(match self.transferred_at.as_slice() {
            [once] => Some(*once),
            _ => None,
        });
    }
}
