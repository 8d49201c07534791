//! The law that nobody does what they may not (rulebook E-R3 to E-R7): each act that the facts tell
//! of is one that role, status, license and edition permit.

use super::Metrics;
use crate::base::{OperatorId, PersonId, SupervisorId};
use crate::plan::{Licensing, Plan};
use crate::policy::rights::{
    LicenseHeld, OnlineStatus, SessionRelation, UserAction, UserRole, check_permission,
};

/// What everybody may do now: worked out when a status or a license changes, so that an act costs
/// a look.
#[derive(Clone, Debug)]
pub(super) struct StaffRights {
    licenses: Vec<LicenseHeld>,
    operators: Vec<PermittedActs>,
    supervisors: Vec<PermittedActs>,
    /// The desk closes the next session, and not its operator.
    next_close_unfinished: bool,
}

/// A set of acts: one bit each.
#[derive(Clone, Copy, Debug, Default)]
struct PermittedActs(u32);

impl PermittedActs {
    fn of(role: UserRole, has: (OnlineStatus, LicenseHeld), licensing: &Licensing) -> Self {
        let permitted = |act: &UserAction| {
            let relation = if matches!(act, UserAction::Take | UserAction::Assign) {
                SessionRelation::Waiting
            } else {
                SessionRelation::Own
            };
            check_permission(*act, role, has, licensing.edition, relation).is_ok()
        };
        Self(
            UserAction::ALL.into_iter().filter(permitted).fold(0, |set, act| set | 1 << act as u32),
        )
    }

    fn permits(self, act: UserAction) -> bool {
        self.0 & 1 << act as u32 != 0
    }
}

impl StaffRights {
    pub(super) fn new(plan: &Plan) -> Self {
        let offline = (OnlineStatus::Offline, LicenseHeld::None);
        let (rules, staff) = (&plan.licensing, plan.operators.len());
        let supervisor = PermittedActs::of(UserRole::Supervisor, offline, rules);
        Self {
            licenses: vec![LicenseHeld::None; plan.people.len()],
            operators: vec![PermittedActs::of(UserRole::Operator, offline, rules); staff],
            supervisors: vec![supervisor; plan.supervisors.len()],
            next_close_unfinished: false,
        }
    }
}

impl Metrics {
    /// Somebody took a license, or gave it back.
    pub(super) fn set_license(&mut self, person: PersonId, license: LicenseHeld) {
        self.rights.licenses[person.index()] = license;
    }

    /// What license of the solution somebody has now.
    pub(super) fn license_of(&self, person: PersonId) -> LicenseHeld {
        self.rights.licenses[person.index()]
    }

    pub(super) fn set_operator_status(&mut self, operator: OperatorId, status: OnlineStatus) {
        let person = self.plan.operators[operator.index()].person;
        let has = (status, self.rights.licenses[person.index()]);
        self.rights.operators[operator.index()] =
            PermittedActs::of(UserRole::Operator, has, &self.plan.licensing);
    }

    pub(super) fn set_supervisor_status(&mut self, supervisor: SupervisorId, status: OnlineStatus) {
        let person = self.plan.supervisors[supervisor.index()].person;
        let has = (status, self.rights.licenses[person.index()]);
        self.rights.supervisors[supervisor.index()] =
            PermittedActs::of(UserRole::Supervisor, has, &self.plan.licensing);
    }

    /// An operator does something with a session of their own, or takes one.
    #[inline]
    pub(super) fn check_operator_may(&mut self, operator: OperatorId, act: UserAction) {
        let permitted = self.rights.operators[operator.index()].permits(act);
        self.check_invariant(permitted, || {
            format!("operator {} may not {act:?} now", operator.index())
        });
    }

    /// The next session is closed because its operator has gone.
    pub(super) fn expect_unfinished_close(&mut self) {
        self.rights.next_close_unfinished = true;
    }

    /// Somebody closes a session: its operator, unless it is cut short.
    #[inline]
    pub(super) fn check_may_close(&mut self, operator: OperatorId) {
        if !std::mem::take(&mut self.rights.next_close_unfinished) {
            self.check_operator_may(operator, UserAction::Close);
        }
    }

    /// A supervisor does something with a session.
    pub(super) fn check_supervisor_may(&mut self, supervisor: SupervisorId, act: UserAction) {
        let permitted = self.rights.supervisors[supervisor.index()].permits(act);
        self.check_invariant(permitted, || {
            format!("supervisor {} may not {act:?} now", supervisor.index())
        });
    }
}
