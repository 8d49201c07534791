//! What a scenario must have for a column to say anything: without a bot there is nothing to say of one.
//!
//! It follows from the scenario alone, so that two runs of one scenario have the same columns whatever
//! their seeds. A column without a line here is in every report.

mod columns;

pub use columns::{conditional_columns, given};

use crate::plan::{
    Arrivals, Attendance, BegunBy, BreachAction, Calendar, Duty, EndOfShift, IfNobodyOnline,
    IntakeMode, ModelLevel, Overflow, OverflowTarget, Plan, RoutingAction, TransferMode,
    TransferTarget, WhenClosed, WhenOffline,
};

/// What a column is about, as far as some scenarios have nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Every scenario has it.
    Always,
    Dates,
    Patience,
    SilentAbandonment,
    Dialogues,
    Bot,
    AutoReplies,
    Forecasts,
    Transfers,
    OfferedTransfers,
    TransferRules,
    Reassignment,
    TransfersOrReassignment,
    DirectAssignment,
    Retrials,
    RepeatContacts,
    Spam,
    SpamOrFalseMarks,
    FalseMarks,
    Rings,
    OpeningHours,
    WaitingForOpening,
    FlowOut,
    OfflineForm,
    ClientGroups,
    QueueLimit,
    Outages,
    RefusalIfNobodyOnline,
    Intake,
    Watch,
    Fallback,
    HeldSlots,
    Offers,
    SlowAcceptance,
    WrapUp,
    Breaks,
    Absence,
    Connections,
    Licenses,
    Platform,
    Escalation,
}

impl Given {
    /// Whether a scenario has it.
    #[expect(clippy::too_many_lines, reason = "one condition for each variant")]
    pub fn holds(self, plan: &Plan) -> bool {
        let topics = || plan.topics.iter();
        let chats = || plan.live_chats.iter();
        let queues = || plan.queues.iter();
        let behaviours = || plan.flows.iter().filter_map(|flow| flow.behaviour.as_deref());
        match self {
            Self::Always => true,
            Self::Dates => plan.run.first_monday.is_some(),
            Self::Patience => {
                topics().any(|topic| topic.patience.is_some() || topic.silent_abandonment.is_some())
            }
            Self::SilentAbandonment => topics().any(|topic| topic.silent_abandonment.is_some()),
            Self::Dialogues => plan.model_level() == ModelLevel::Dialogue,
            Self::Bot => chats().any(|chat| chat.bot.is_some()),
            Self::AutoReplies => chats().any(|chat| chat.rules.iter().any(|rule| rule.auto_reply)),
            Self::Forecasts => plan.run.forecasts,
            Self::Transfers => topics().any(|topic| !topic.transfers.is_empty()),
            Self::OfferedTransfers => {
                has_transfer_mode(plan, |mode| matches!(mode, TransferMode::Offered(_)))
            }
            Self::TransferRules => {
                let mut transfers = topics().flat_map(|topic| &topic.transfers);
                transfers.any(|transfer| transfer.rules.is_some())
            }
            Self::Reassignment => can_reassign(plan),
            Self::TransfersOrReassignment => {
                Self::Transfers.holds(plan)
                    || can_reassign(plan)
                    || behaviours().any(|it| it.repeat_contact.is_some())
            }
            Self::DirectAssignment => can_assign_directly(plan),
            Self::Retrials => behaviours().any(|it| it.retrial.is_some()),
            Self::RepeatContacts => {
                let is_population =
                    |arrivals: &Arrivals| matches!(arrivals, Arrivals::Population(_));
                behaviours().any(|it| it.repeat_contact.is_some())
                    || plan.flows.iter().any(|flow| is_population(&flow.arrivals))
            }
            Self::Spam => behaviours().any(|it| it.spam.is_some()),
            Self::FalseMarks => behaviours().any(|it| it.false_spam_mark.is_some()),
            Self::SpamOrFalseMarks => Self::Spam.holds(plan) || Self::FalseMarks.holds(plan),
            Self::Rings => queues()
                .flat_map(|queue| &queue.matching)
                .any(|it| !it.rings.is_empty() || it.relaxed_first),
            Self::OpeningHours => chats().any(|chat| is_ever(&chat.opening_hours, false)),
            Self::WaitingForOpening => chats().any(|chat| {
                chat.when_closed == WhenClosed::WaitForOpening
                    && is_ever(&chat.opening_hours, false)
            }),
            Self::FlowOut => can_flow_out(plan),
            Self::OfflineForm => {
                let mut steps = overflows(plan).flat_map(|overflow| &overflow.steps);
                steps.any(|step| step.target == OverflowTarget::OfflineForm)
            }
            Self::ClientGroups => chats().any(|chat| chat.client_groups.is_some()),
            Self::QueueLimit => queues().any(|queue| queue.max_waiting.is_some()),
            Self::Outages => behaviours().any(|it| !it.outages.is_empty()),
            Self::RefusalIfNobodyOnline => {
                overflows(plan).any(|overflow| overflow.if_nobody_online == IfNobodyOnline::Refuse)
                    || plan.flows.iter().any(|flow| matches!(flow.begun_by, BegunBy::Operators(_)))
            }
            Self::Intake => {
                chats().any(|chat| matches!(chat.intake, IntakeMode::Supervisors { .. }))
            }
            Self::Watch => chats().any(|chat| chat.watch.is_some()),
            Self::Fallback => overflows(plan).any(|overflow| overflow.fallback.is_some()),
            Self::HeldSlots => {
                Self::Offers.holds(plan)
                    || Self::Intake.holds(plan)
                    || Self::Watch.holds(plan)
                    || has_transfer_mode(plan, |mode| !matches!(mode, TransferMode::Cold))
            }
            Self::Offers => {
                Self::OfferedTransfers.holds(plan)
                    || queues().flat_map(|queue| &queue.matching).any(|it| it.offer.is_some())
            }
            Self::SlowAcceptance => {
                Self::Offers.holds(plan)
                    || queues().flat_map(|queue| &queue.matching).any(|it| it.reaction.is_some())
            }
            Self::WrapUp => {
                topics().any(|topic| topic.wrap_up.is_some())
                    || plan.groups.iter().any(|group| group.wrap_up.is_some())
            }
            Self::Breaks => plan.operators.iter().any(|who| is_ever(&who.duty, Duty::Break)),
            Self::Absence => attendances(plan).any(|it| it.absence > 0.0),
            Self::Connections => attendances(plan).any(|it| it.connection.is_some()),
            Self::Licenses => {
                let bought = &plan.licensing;
                bought.named.is_some()
                    || bought.concurrent.is_some()
                    || bought.expires.is_some()
                    || bought.max_users_online.is_some()
                    || bought.platform.is_some()
            }
            Self::Platform => plan.licensing.platform.is_some(),
            Self::Escalation => moves_on_breach(plan),
        }
    }

    /// In the data dictionary: what a scenario must have.
    pub fn words(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Dates => "a date in `starts` of `[run]`",
            Self::Patience => "patience",
            Self::SilentAbandonment => "silent abandonment",
            Self::Dialogues => "dialogues",
            Self::Bot => "a bot",
            Self::AutoReplies => "rules with `auto_reply`",
            Self::Forecasts => "forecasts of waits",
            Self::Transfers => "transfers",
            Self::OfferedTransfers => "transfers that are offered",
            Self::TransferRules => "transfers with rules of their own",
            Self::Reassignment => "something that takes sessions off hands",
            Self::TransfersOrReassignment => {
                "transfers, or something that takes sessions off hands"
            }
            Self::DirectAssignment => "something that gives sessions to one operator alone",
            Self::Retrials => "retrials",
            Self::RepeatContacts => "clients who come again",
            Self::Spam => "spam",
            Self::SpamOrFalseMarks => "spam, or marks by mistake",
            Self::FalseMarks => "marks of spam by mistake",
            Self::Rings => "requirements that are dropped",
            Self::OpeningHours => "opening hours",
            Self::WaitingForOpening => "clients who wait for the opening",
            Self::FlowOut => "an overflow that sends clients away",
            Self::OfflineForm => "an overflow that asks for a message",
            Self::ClientGroups => "groups of clients who may write",
            Self::QueueLimit => "a limit of a queue",
            Self::Outages => "outages of a channel",
            Self::RefusalIfNobodyOnline => {
                "refusal where no operator is Online, or sessions that operators begin"
            }
            Self::Intake => "supervisors who dispatch",
            Self::Watch => "a watch",
            Self::Fallback => "a fallback group",
            Self::HeldSlots => {
                "supervisors who dispatch or watch, offers, or transfers that are warm or offered"
            }
            Self::Offers => "offers",
            Self::SlowAcceptance => "offers, or time to accept",
            Self::WrapUp => "wrap-up",
            Self::Breaks => "breaks",
            Self::Absence => "absence",
            Self::Connections => "connections that fail",
            Self::Licenses => "licenses or a limit of users",
            Self::Platform => "licenses of the platform",
            Self::Escalation => "breaches that move sessions",
        }
    }
}

fn is_ever<T: Copy + PartialEq>(calendar: &Calendar<T>, value: T) -> bool {
    calendar.steps().iter().any(|(_, step)| *step == value)
}

/// How each user keeps to the calendar, where that is not exactly.
fn attendances(plan: &Plan) -> impl Iterator<Item = &Attendance> {
    let operators = plan.operators.iter().filter_map(|who| who.attendance.as_deref());
    operators.chain(plan.supervisors.iter().filter_map(|who| who.attendance.as_deref()))
}

fn overflows(plan: &Plan) -> impl Iterator<Item = &Overflow> {
    plan.queues.iter().filter_map(|queue| queue.overflow.as_deref())
}

fn breach_actions(plan: &Plan) -> impl Iterator<Item = BreachAction> {
    let levels = plan.live_chats.iter().flat_map(|chat| &chat.slas);
    levels.flat_map(|level| level.goals.iter().flatten()).map(|goal| goal.on_breach)
}

fn moves_on_breach(plan: &Plan) -> bool {
    breach_actions(plan)
        .any(|action| !matches!(action, BreachAction::Nothing | BreachAction::Notify))
}

fn has_transfer_mode(plan: &Plan, wanted: impl Fn(&TransferMode) -> bool) -> bool {
    let mut transfers = plan.topics.iter().flat_map(|topic| &topic.transfers);
    transfers.any(|transfer| transfer.rules.as_deref().is_some_and(|rules| wanted(&rules.mode)))
}

/// Whether anything but a transfer takes sessions off an operator's hands before they are done.
fn can_reassign(plan: &Plan) -> bool {
    let by_attendance = attendances(plan).any(|it| {
        it.can_requeue()
            || it.end_of_shift != EndOfShift::FinishSessions
            || it.when_offline != WhenOffline::Keep
    });
    let by_chat = plan.live_chats.iter().any(|chat| {
        let policy = &chat.dialogue_policy;
        policy.no_reply.is_some()
            || policy.client_inactivity.requeues_on_message
            || chat.watch.is_some()
            || chat.bot.as_ref().is_some_and(|bot| bot.at_shift_end)
    });
    by_attendance || by_chat || moves_on_breach(plan) || Given::FalseMarks.holds(plan)
}

/// Whether a session may wait for one operator alone.
fn can_assign_directly(plan: &Plan) -> bool {
    let is_direct = |action: RoutingAction| {
        matches!(
            action,
            RoutingAction::Operator(_)
                | RoutingAction::LastOperator
                | RoutingAction::LeastOccupied(_)
        )
    };
    let by_chat = plan.live_chats.iter().any(|chat| {
        chat.rules.iter().any(|rule| is_direct(rule.action)) || chat.intake.actions().any(is_direct)
    });
    let mut transfers = plan.topics.iter().flat_map(|topic| &topic.transfers);
    let by_transfer = transfers.any(|transfer| {
        transfer.targets().any(|target| matches!(target, TransferTarget::Operator(_)))
            || transfer.rules.is_some()
    });
    by_chat || by_transfer || can_reassign(plan) || Given::RepeatContacts.holds(plan)
}

/// Whether clients are sent away who were let in.
fn can_flow_out(plan: &Plan) -> bool {
    let closes = attendances(plan).any(|it| matches!(it.when_offline, WhenOffline::Close(_)));
    closes
        || plan.queues.iter().any(|queue| queue.max_waiting.is_some())
        || overflows(plan).any(|overflow| {
            overflow.max_wait.is_some() || overflow.steps.iter().any(|step| is_out(step.target))
        })
}

fn is_out(target: OverflowTarget) -> bool {
    match target {
        OverflowTarget::OfflineForm | OverflowTarget::Missed => true,
        OverflowTarget::Group(_) | OverflowTarget::CommonQueue => false,
    }
}
