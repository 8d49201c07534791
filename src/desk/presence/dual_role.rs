//! Two parts of one person: a user who answers and supervises has one status (rulebook E-O3), one
//! license (E-L9) and one calendar that is kept in one way.
//!
//! The operator leads: it has the presence, and informs the supervisor how things stand whenever that
//! changes; the supervisor informs it of acts that begin and end. So the person goes Online in both
//! parts at one instant, takes nothing new in either from one instant on, and goes Offline in both
//! when both are done. A user who goes at once drops an act, whose session any other may read again.

use crate::base::{OperatorId, SupervisorId};
use crate::plan::Plan;

/// For each person, who it is as a supervisor.
pub(in crate::desk) fn supervisors_by_person(plan: &Plan) -> Vec<Option<SupervisorId>> {
    let mut found = vec![None; plan.people.len()];
    for (place, supervisor) in plan.supervisors.iter().enumerate() {
        found[supervisor.person.index()] = Some(SupervisorId::from(place));
    }
    found
}

/// For each person, who it is as an operator.
pub(in crate::desk) fn operators_by_person(plan: &Plan) -> Vec<Option<OperatorId>> {
    let mut found = vec![None; plan.people.len()];
    for (place, operator) in plan.operators.iter().enumerate() {
        found[operator.person.index()] = Some(OperatorId::from(place));
    }
    found
}
