//! The law that nobody does what they may not (rulebook E-R3 to E-R7): each act that the facts tell
//! of is one that role, status, license and edition permit.

use super::Metrics;
use crate::base::{OperatorId, PersonId, SupervisorId};
use crate::plan::{Licensing, Plan};
use crate::policy::rights::{Act, License, Relation, Role, Status, permit};

/// What everybody may do now: worked out when a status or a license changes, so that an act costs
/// a look.
#[derive(Clone, Debug)]
pub(super) struct Rights {
    licenses: Vec<License>,
    operators: Vec<Acts>,
    supervisors: Vec<Acts>,
    /// The desk closes the next session, and not its operator.
    cut_short: bool,
}

/// A set of acts: one bit each.
#[derive(Clone, Copy, Debug, Default)]
struct Acts(u32);

impl Acts {
    fn of(role: Role, has: (Status, License), licensing: &Licensing) -> Self {
        let permitted = |act: &Act| {
            let relation = if matches!(act, Act::Take | Act::Assign) {
                Relation::Waiting
            } else {
                Relation::Own
            };
            permit(*act, role, has, licensing.edition, relation).is_ok()
        };
        Self(Act::ALL.into_iter().filter(permitted).fold(0, |set, act| set | 1 << act as u32))
    }

    fn has(self, act: Act) -> bool {
        self.0 & 1 << act as u32 != 0
    }
}

impl Rights {
    pub(super) fn new(plan: &Plan) -> Self {
        let offline = (Status::Offline, License::None);
        let (rules, staff) = (&plan.licensing, plan.operators.len());
        let supervisor = Acts::of(Role::Supervisor, offline, rules);
        Self {
            licenses: vec![License::None; plan.people.len()],
            operators: vec![Acts::of(Role::Operator, offline, rules); staff],
            supervisors: vec![supervisor; plan.supervisors.len()],
            cut_short: false,
        }
    }
}

impl Metrics {
    /// Somebody took a license, or gave it back.
    pub(super) fn holds_license(&mut self, person: PersonId, license: License) {
        self.rights.licenses[person.index()] = license;
    }

    /// What license of the solution somebody has now.
    pub(super) fn license_of(&self, person: PersonId) -> License {
        self.rights.licenses[person.index()]
    }

    pub(super) fn operator_status(&mut self, operator: OperatorId, status: Status) {
        let person = self.plan.operators[operator.index()].person;
        let has = (status, self.rights.licenses[person.index()]);
        self.rights.operators[operator.index()] =
            Acts::of(Role::Operator, has, &self.plan.licensing);
    }

    pub(super) fn supervisor_status(&mut self, supervisor: SupervisorId, status: Status) {
        let person = self.plan.supervisors[supervisor.index()].person;
        let has = (status, self.rights.licenses[person.index()]);
        self.rights.supervisors[supervisor.index()] =
            Acts::of(Role::Supervisor, has, &self.plan.licensing);
    }

    /// An operator does something with a session of their own, or takes one.
    #[inline]
    pub(super) fn operator_does(&mut self, operator: OperatorId, act: Act) {
        let may = self.rights.operators[operator.index()].has(act);
        self.law(may, || format!("operator {} may not {act:?} now", operator.index()));
    }

    /// The next session is closed because its operator has gone.
    pub(super) fn is_cut_short(&mut self) {
        self.rights.cut_short = true;
    }

    /// Somebody closes a session: its operator, unless it is cut short.
    #[inline]
    pub(super) fn somebody_closes(&mut self, operator: OperatorId) {
        if !std::mem::take(&mut self.rights.cut_short) {
            self.operator_does(operator, Act::Close);
        }
    }

    /// A supervisor does something with a session.
    pub(super) fn supervisor_does(&mut self, supervisor: SupervisorId, act: Act) {
        let may = self.rights.supervisors[supervisor.index()].has(act);
        self.law(may, || format!("supervisor {} may not {act:?} now", supervisor.index()));
    }
}
