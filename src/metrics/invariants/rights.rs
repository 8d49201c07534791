//! Rights: nothing is done that role, status, license and edition do not permit (rulebook E-R3 to
//! E-R7).

use std::fmt;
use std::sync::Arc;

use crate::base::{OperatorId, PersonId, SupervisorId};
use crate::desk::{
    DialogueFact, FalseSpamMarkChange, FalseSpamMarkEvent, LicenseFact, OperatorFact, ServiceFact,
    SupervisorFact, TaskKind, TransferFact,
};
use crate::plan::{LicenseKind, Licensing, Plan};
use crate::policy::rights::{
    LicenseHeld, OnlineStatus, SessionRelation, UserAction, UserRole, check_permission,
};

/// What everybody may do now: worked out when a status or a license changes, so that an act costs
/// a look.
#[derive(Clone, Debug)]
pub(super) struct RightsCheck {
    plan: Arc<Plan>,
    licenses: Vec<LicenseHeld>,
    operators: Vec<PermittedActs>,
    supervisors: Vec<PermittedActs>,
    /// The desk closes the next session, and not its operator.
    next_close_unfinished: bool,
}

/// An act that was not permitted.
#[derive(Clone, Copy, Debug)]
pub(super) enum DeniedAct {
    Operator(OperatorId, UserAction),
    Supervisor(SupervisorId, UserAction),
}

impl fmt::Display for DeniedAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(id, act) => write!(f, "operator {} may not {act:?} now", id.index()),
            Self::Supervisor(id, act) => write!(f, "supervisor {} may not {act:?} now", id.index()),
        }
    }
}

/// A set of acts: one bit each.
#[derive(Clone, Copy, Debug, Default)]
struct PermittedActs(u32);

impl PermittedActs {
    fn of(
        role: UserRole,
        status: OnlineStatus,
        license: LicenseHeld,
        licensing: &Licensing,
    ) -> Self {
        let permitted = |act: &UserAction| {
            let relation = if matches!(act, UserAction::Take | UserAction::Assign) {
                SessionRelation::Waiting
            } else {
                SessionRelation::Own
            };
            check_permission(*act, role, status, license, licensing.edition, relation).is_ok()
        };
        Self(
            UserAction::ALL.into_iter().filter(permitted).fold(0, |set, act| set | 1 << act as u32),
        )
    }

    fn permits(self, act: UserAction) -> bool {
        self.0 & 1 << act as u32 != 0
    }
}

impl RightsCheck {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        let (offline, license) = (OnlineStatus::Offline, LicenseHeld::None);
        let (rules, staff) = (&plan.licensing, plan.operators.len());
        let supervisor = PermittedActs::of(UserRole::Supervisor, offline, license, rules);
        Self {
            plan: Arc::clone(plan),
            licenses: vec![LicenseHeld::None; plan.people.len()],
            operators: vec![PermittedActs::of(UserRole::Operator, offline, license, rules); staff],
            supervisors: vec![supervisor; plan.supervisors.len()],
            next_close_unfinished: false,
        }
    }

    #[inline(always)]
    pub(super) fn observe_service(&mut self, fact: ServiceFact) -> Result<(), DeniedAct> {
        match fact {
            ServiceFact::Accepted(taken) => self.operator_may(taken.operator, UserAction::Take),
            ServiceFact::AcceptedAbandoned { operator, .. } => {
                self.operator_may(operator, UserAction::Take)
            }
            ServiceFact::Closed(closed) => {
                if std::mem::take(&mut self.next_close_unfinished) {
                    Ok(())
                } else {
                    self.operator_may(closed.operator, UserAction::Close)
                }
            }
            ServiceFact::ClosedUnfinished { .. } => {
                self.next_close_unfinished = true;
                Ok(())
            }
            ServiceFact::FalseSpamMarkChanged(FalseSpamMarkChange { operator, event, .. }) => {
                match event {
                    FalseSpamMarkEvent::Marked => {
                        self.operator_may(operator, UserAction::MarkAsSpam)
                    }
                    FalseSpamMarkEvent::Unmarked { by: None, .. } => {
                        self.operator_may(operator, UserAction::UnmarkAsSpam)
                    }
                    FalseSpamMarkEvent::Unmarked { by: Some(supervisor), .. } => {
                        self.supervisor_may(supervisor, UserAction::UnmarkAsSpam)
                    }
                }
            }
            ServiceFact::AbandonedInService(_)
            | ServiceFact::AbandonmentDiscovered { .. }
            | ServiceFact::WrapUpBegun { .. }
            | ServiceFact::WrapUpEnded { .. } => Ok(()),
        }
    }

    #[inline(always)]
    pub(super) fn observe_transfer(&mut self, fact: TransferFact) -> Result<(), DeniedAct> {
        match fact {
            // What comes of it is known only when the target has answered, and is no act any more.
            TransferFact::Begun { operator } => self.operator_may(operator, UserAction::Reassign),
            TransferFact::Transferred(sent) => {
                if sent.target_asked {
                    Ok(())
                } else {
                    self.operator_may(sent.operator, UserAction::Reassign)
                }
            }
            TransferFact::Declined { .. }
            | TransferFact::Failed { .. }
            | TransferFact::Reassigned(_)
            | TransferFact::SlotHeld { .. }
            | TransferFact::SlotReleased { .. } => Ok(()),
        }
    }

    #[inline(always)]
    pub(super) fn observe_dialogue(&mut self, fact: DialogueFact) {
        match fact {
            // Closed by the clock, whether or not the operator is there.
            DialogueFact::TimedOut { .. } => self.next_close_unfinished = true,
            DialogueFact::ReplyBegun { .. }
            | DialogueFact::ReplyCancelled { .. }
            | DialogueFact::Replied(_)
            | DialogueFact::Paused { .. }
            | DialogueFact::Resumed { .. }
            | DialogueFact::IdleReminderSent { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_operator(&mut self, fact: OperatorFact) {
        match fact {
            OperatorFact::WentOnline { operator } => {
                self.set_operator_status(operator, OnlineStatus::Online);
            }
            OperatorFact::WentOffline { operator } => {
                self.set_operator_status(operator, OnlineStatus::Offline);
            }
            OperatorFact::DutyChanged { .. }
            | OperatorFact::AcceptingChanged { .. }
            | OperatorFact::BecameUnavailable { .. }
            | OperatorFact::LicenseLackChanged { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_supervisor(&mut self, fact: SupervisorFact) -> Result<(), DeniedAct> {
        match fact {
            SupervisorFact::WentOnline { supervisor } => {
                self.set_supervisor_status(supervisor, OnlineStatus::Online);
                Ok(())
            }
            SupervisorFact::WentOffline { supervisor } => {
                self.set_supervisor_status(supervisor, OnlineStatus::Offline);
                Ok(())
            }
            SupervisorFact::TaskEnded { supervisor, live_chat, task } => {
                let watch = self.plan.live_chats[live_chat.index()].watch.as_ref();
                let action = match task {
                    TaskKind::Watch => watch.map(|watch| UserAction::from(watch.action)),
                    TaskKind::Intake => None,
                };
                self.supervisor_may(supervisor, action.unwrap_or(UserAction::Assign))
            }
            SupervisorFact::DutyChanged { .. }
            | SupervisorFact::TaskBegun { .. }
            | SupervisorFact::Intervened { .. } => Ok(()),
        }
    }

    #[inline(always)]
    pub(super) fn observe_license(&mut self, fact: LicenseFact) {
        match fact {
            LicenseFact::Taken { person, kind } => {
                self.licenses[person.index()] = license_held(kind);
            }
            LicenseFact::Returned { person, .. } => {
                self.licenses[person.index()] = LicenseHeld::None;
            }
            LicenseFact::Refused { .. } | LicenseFact::LoginChanged { .. } => {}
        }
    }

    fn set_operator_status(&mut self, operator: OperatorId, status: OnlineStatus) {
        let license = self.license_of(self.plan.operators[operator.index()].person);
        self.operators[operator.index()] =
            PermittedActs::of(UserRole::Operator, status, license, &self.plan.licensing);
    }

    fn set_supervisor_status(&mut self, supervisor: SupervisorId, status: OnlineStatus) {
        let license = self.license_of(self.plan.supervisors[supervisor.index()].person);
        self.supervisors[supervisor.index()] =
            PermittedActs::of(UserRole::Supervisor, status, license, &self.plan.licensing);
    }

    fn license_of(&self, person: PersonId) -> LicenseHeld {
        self.licenses[person.index()]
    }

    /// An operator does something with a session of their own, or takes one.
    #[inline(always)]
    fn operator_may(&self, operator: OperatorId, act: UserAction) -> Result<(), DeniedAct> {
        let permitted = self.operators[operator.index()].permits(act);
        if permitted { Ok(()) } else { Err(DeniedAct::Operator(operator, act)) }
    }

    /// A supervisor does something with a session.
    #[inline(always)]
    fn supervisor_may(&self, supervisor: SupervisorId, act: UserAction) -> Result<(), DeniedAct> {
        let permitted = self.supervisors[supervisor.index()].permits(act);
        if permitted { Ok(()) } else { Err(DeniedAct::Supervisor(supervisor, act)) }
    }
}

/// What a license of a kind permits its holder. Those of the platform permit no act by themselves.
fn license_held(kind: LicenseKind) -> LicenseHeld {
    match kind {
        LicenseKind::Named => LicenseHeld::Named,
        LicenseKind::Concurrent => LicenseHeld::Concurrent,
        LicenseKind::PlatformNamed | LicenseKind::PlatformFloating => LicenseHeld::None,
    }
}
