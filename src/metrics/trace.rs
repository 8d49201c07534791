//! What is known of each session while it is at the desk, and its row when it has ended.

use std::collections::HashMap;
use std::sync::Arc;

use super::session_record::{ContactDetails, SPAM, SessionRecord};
use super::session_row::{Cells, SessionRow};
use super::session_sink::{SessionSpool, SessionTrace};
use crate::base::{LiveChatId, SessionId, SupervisorId, Time, TopicId};
use crate::desk::{
    Abandoned, AbandonedInService, Accepted, ArrivalFact, BotFact, DialogueFact, Fact,
    FalseSpamMarkChange, FalseSpamMarkEvent, FlowOut, FlowedOut, IdleParty, QueueFact,
    RefusalReason, Replied, ServiceFact, SlaEvent, SlaFact, SupervisorFact, TransferFact,
};
use crate::plan::Plan;

/// Why a session is with no operator.
const FALSE_SPAM: &str = "false-spam";

/// The sessions of one replication: those that are at the desk. What is known of the others is a row,
/// which is kept here or is on its way to where it was to go.
#[derive(Debug)]
pub(super) struct Trace {
    plan: Arc<Plan>,
    replication: u32,
    /// How many sessions came so far.
    arrivals: u64,
    /// The map only finds a record; nothing iterates over it before it is sorted.
    open: HashMap<SessionId, Box<SessionRecord>>,
    /// The session of which the present fact is the last.
    ended: Option<Box<SessionRecord>>,
    rows: Rows,
    cells: Cells,
}

/// What becomes of rows.
#[derive(Debug)]
enum Rows {
    /// They are kept, in the order in which sessions ended.
    Kept(Vec<(u64, SessionRow)>),
    Sent(Box<dyn SessionSpool>),
}

impl Trace {
    /// The trace of a replication; `None` where none is wanted.
    pub(super) fn new(plan: &Arc<Plan>, replication: u32, wanted: &SessionTrace) -> Option<Self> {
        let rows = match wanted {
            SessionTrace::Off => return None,
            SessionTrace::Kept => Rows::Kept(Vec::new()),
            SessionTrace::Sent(sink) => Rows::Sent(sink.begin(replication)),
        };
        Some(Self {
            plan: Arc::clone(plan),
            replication,
            arrivals: 0,
            open: HashMap::new(),
            ended: None,
            rows,
            cells: Cells::default(),
        })
    }

    pub(super) fn observe(&mut self, now: Time, fact: &Fact) {
        self.note(now, fact);
        if let Some(record) = self.ended.take() {
            self.give(&record);
        }
    }

    fn note(&mut self, now: Time, fact: &Fact) {
        match *fact {
            Fact::Arrival(fact) => self.observe_arrival(now, fact),
            Fact::Queue(fact) => self.observe_queue(now, fact),
            Fact::Service(fact) => self.observe_service(now, fact),
            Fact::Transfer(fact) => self.observe_transfer(now, fact),
            Fact::Dialogue(fact) => self.observe_dialogue(now, fact),
            Fact::Bot(fact) => self.observe_bot(now, fact),
            Fact::Sla(fact) => self.observe_sla(fact),
            Fact::Supervisor(fact) => self.observe_supervisor(now, fact),
            Fact::Offer(_) | Fact::Operator(_) | Fact::License(_) => {}
        }
    }

    fn observe_arrival(&mut self, now: Time, fact: ArrivalFact) {
        match fact {
            ArrivalFact::Arrived { session, live_chat, topic } => {
                self.begin(now, session, live_chat, topic, "open");
            }
            ArrivalFact::ClientReturned {
                session,
                client,
                earlier_sessions,
                attempt,
                written_at,
                ..
            } => {
                if let Some(row) = self.open_record(session) {
                    row.contact = Some(ContactDetails {
                        client,
                        earlier_contacts: earlier_sessions,
                        attempt,
                        written: written_at,
                    });
                }
            }
            ArrivalFact::SpamArrived { session, live_chat, topic, blocked, mistaken } => {
                self.begin(now, session, live_chat, topic, SPAM);
                if blocked {
                    let row = self.end(now, session, SPAM);
                    if let (Some(row), true) = (row, mistaken) {
                        row.reason = "mistaken";
                    }
                }
            }
            ArrivalFact::Refused { session, reason, .. } => {
                if let Some(row) = self.end(now, session, "refused")
                    && row.outcome != SPAM
                {
                    row.reason = refusal_reason(reason);
                }
            }
            ArrivalFact::Routed { .. } | ArrivalFact::RetrialScheduled { .. } => {}
        }
    }

    fn observe_queue(&mut self, now: Time, fact: QueueFact) {
        match fact {
            QueueFact::Abandoned(left) => self.end_abandoned(now, left, ""),
            QueueFact::AbandonedSilently(left) => self.end_abandoned(now, left, "silent"),
            QueueFact::FlowedOut(left) => self.end_flowed_out(now, left),
            QueueFact::Dispatched { session, supervisor, .. } => {
                self.record_dispatched(now, session, supervisor);
            }
            QueueFact::Queued(_)
            | QueueFact::Requeued { .. }
            | QueueFact::PriorityRaised { .. }
            | QueueFact::RequirementsRelaxed { .. }
            | QueueFact::Constrained { .. }
            | QueueFact::Moved { .. }
            | QueueFact::SentToFallback { .. }
            | QueueFact::EndedAbandoned { .. } => {}
        }
    }

    fn observe_service(&mut self, now: Time, fact: ServiceFact) {
        match fact {
            ServiceFact::Accepted(Accepted { session, operator, group, first, joined, .. }) => {
                if let Some(row) = self.open_record(session) {
                    row.answered.get_or_insert((now, operator.index(), group.index()));
                    row.last_taken = Some((operator.index(), group.index()));
                    row.wait_after_transfers += if first { 0 } else { now.since(joined).0 };
                }
            }
            ServiceFact::Closed(closed) => {
                self.end(now, closed.session, "closed");
            }
            ServiceFact::AbandonedInService(AbandonedInService { session, silently, .. }) => {
                if let Some(row) = self.end(now, session, "abandoned-in-service") {
                    row.reason = if silently { "silent" } else { "" };
                }
            }
            ServiceFact::FalseSpamMarkChanged(FalseSpamMarkChange { session, event, .. }) => {
                if let Some(row) = self.open_record(session) {
                    (row.reason, row.false_spam_time) = match event {
                        FalseSpamMarkEvent::Marked => (FALSE_SPAM, row.false_spam_time),
                        FalseSpamMarkEvent::Unmarked { since, .. } => ("", now.since(since).0),
                    };
                }
            }
            ServiceFact::AcceptedAbandoned { .. }
            | ServiceFact::ClosedUnfinished { .. }
            | ServiceFact::AbandonmentDiscovered { .. }
            | ServiceFact::WrapUpBegun { .. }
            | ServiceFact::WrapUpEnded { .. } => {}
        }
    }

    fn observe_transfer(&mut self, now: Time, fact: TransferFact) {
        match fact {
            TransferFact::Transferred(sent) => {
                if let Some(row) = self.open_record(sent.session) {
                    row.path.push(sent.to);
                    row.transferred_at.push(now);
                }
            }
            TransferFact::Begun { .. }
            | TransferFact::Declined { .. }
            | TransferFact::Failed { .. }
            | TransferFact::Reassigned(_)
            | TransferFact::SlotHeld { .. }
            | TransferFact::SlotReleased { .. } => {}
        }
    }

    fn observe_dialogue(&mut self, now: Time, fact: DialogueFact) {
        match fact {
            DialogueFact::Replied(Replied { session, since, .. }) => {
                let keeps = matches!(self.rows, Rows::Kept(_));
                if let Some(row) = self.open_record(session) {
                    if keeps {
                        row.replied_at.push((since, now));
                    }
                    row.first_reply.get_or_insert(now);
                    row.replies += 1;
                    row.longest_reply = row.longest_reply.max(Some(now.since(since)));
                }
            }
            DialogueFact::TimedOut { session, party, .. } => {
                if let Some(row) = self.open_record(session) {
                    row.reason = match party {
                        IdleParty::Client => "timeout",
                        IdleParty::Operator => "operator-idle",
                    };
                }
            }
            DialogueFact::ReplyBegun { .. }
            | DialogueFact::ReplyCancelled { .. }
            | DialogueFact::Paused { .. }
            | DialogueFact::Resumed { .. }
            | DialogueFact::IdleReminderSent { .. } => {}
        }
    }

    fn observe_bot(&mut self, now: Time, fact: BotFact) {
        match fact {
            BotFact::HandedOff { session, accepted, answered, in_age, .. } => {
                if let Some(row) = self.open_record(session) {
                    row.with_bot += now.since(accepted).0;
                    row.with_bot_before_answer +=
                        if answered || in_age { 0 } else { now.since(accepted).0 };
                }
            }
            BotFact::Closed { session, accepted, answered, .. } => {
                let outcome = if answered.is_some() { "closed" } else { "contained" };
                if let Some(row) = self.end(now, session, outcome) {
                    row.with_bot += now.since(accepted).0;
                }
            }
            BotFact::Accepted { .. } | BotFact::AutoReplied { .. } => {}
        }
    }

    fn observe_sla(&mut self, SlaFact { session, sla, event, .. }: SlaFact) {
        if let Some(row) = self.open_record(session) {
            match event {
                SlaEvent::Attached => row.sla = Some(sla),
                SlaEvent::Breached(standard) => row.breached.push(standard),
                SlaEvent::Reminded(_)
                | SlaEvent::Escalated(_)
                | SlaEvent::EscalationFailed(_)
                | SlaEvent::ClockStopped(..) => {}
            }
        }
    }

    fn observe_supervisor(&mut self, now: Time, fact: SupervisorFact) {
        match fact {
            SupervisorFact::Intervened { session, supervisor, .. } => {
                self.record_dispatched(now, session, supervisor);
            }
            SupervisorFact::DutyChanged { .. }
            | SupervisorFact::WentOnline { .. }
            | SupervisorFact::WentOffline { .. }
            | SupervisorFact::TaskBegun { .. }
            | SupervisorFact::TaskEnded { .. } => {}
        }
    }

    fn record_dispatched(&mut self, now: Time, session: SessionId, supervisor: SupervisorId) {
        if let Some(row) = self.open_record(session) {
            row.dispatched = Some((now, supervisor.index()));
        }
    }

    fn end_flowed_out(&mut self, now: Time, left: FlowedOut) {
        let FlowedOut { session, answered, joined, kind, .. } = left;
        let outcome = if answered { "lost-after-transfer" } else { "flowed-out" };
        if let Some(row) = self.end(now, session, outcome) {
            row.reason = if row.outcome == SPAM { row.reason } else { flow_out_reason(kind) };
            row.wait_after_transfers += if answered { now.since(joined).0 } else { 0 };
        }
    }

    fn end_abandoned(&mut self, now: Time, left: Abandoned, reason: &'static str) {
        let Abandoned { session, answered, joined, .. } = left;
        let outcome = if answered { "lost-after-transfer" } else { "abandoned" };
        if let Some(row) = self.end(now, session, outcome) {
            row.reason = reason;
            row.wait_after_transfers += if answered { now.since(joined).0 } else { 0 };
        }
    }

    fn begin(
        &mut self,
        now: Time,
        session: SessionId,
        live_chat: LiveChatId,
        topic: TopicId,
        outcome: &'static str,
    ) {
        let record = SessionRecord::new(session, self.arrivals, live_chat, topic, now, outcome);
        self.arrivals += 1;
        self.open.insert(session, Box::new(record));
    }

    fn open_record(&mut self, session: SessionId) -> Option<&mut SessionRecord> {
        self.open.get_mut(&session).map(Box::as_mut)
    }

    fn end(
        &mut self,
        now: Time,
        session: SessionId,
        outcome: &'static str,
    ) -> Option<&mut SessionRecord> {
        let row = self.ended.insert(self.open.remove(&session)?);
        if row.outcome == SPAM {
            row.reason = if outcome == "closed" { "marked" } else { "blocked" };
        } else {
            row.outcome = outcome;
        }
        row.ended = Some(now);
        Some(row)
    }

    /// All is known about a session: its row.
    fn give(&mut self, record: &SessionRecord) {
        record.fill_cells(&self.plan, &mut self.cells);
        match &mut self.rows {
            Rows::Kept(rows) => {
                let cells = std::mem::take(&mut self.cells.record);
                let transferred_at = record.transferred_at.clone();
                let replied_at = record.replied_at.clone();
                let row =
                    SessionRow { replication: self.replication, cells, transferred_at, replied_at };
                rows.push((record.arrival, row));
            }
            Rows::Sent(spool) => {
                spool.put(record.arrival, &self.cells.record);
                self.cells.record.clear();
            }
        }
    }

    /// Nothing further will happen: the sessions that are at the desk get rows too.
    pub(super) fn finish(&mut self) {
        let mut open: Vec<_> = std::mem::take(&mut self.open).into_values().collect();
        open.sort_unstable_by_key(|record| record.arrival);
        for record in open {
            self.give(&record);
        }
    }

    /// It is this replication's turn: its rows in the order of arrival, or none where they go on to
    /// where they were sent.
    pub(super) fn into_rows(self) -> Vec<SessionRow> {
        match self.rows {
            Rows::Kept(mut rows) => {
                rows.sort_unstable_by_key(|(arrival, _)| *arrival);
                rows.into_iter().map(|(_, row)| row).collect()
            }
            Rows::Sent(spool) => {
                spool.complete();
                Vec::new()
            }
        }
    }
}

fn refusal_reason(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::Closed => "closed",
        RefusalReason::NotPermitted => "not-permitted",
        RefusalReason::QueueFull => "queue-full",
        RefusalReason::ChannelDown => "channel-down",
        RefusalReason::NobodyOnline => "nobody-online",
    }
}

fn flow_out_reason(how: FlowOut) -> &'static str {
    match how {
        FlowOut::OfflineForm => "offline-form",
        FlowOut::Missed => "missed",
    }
}
