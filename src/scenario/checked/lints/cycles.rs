//! Transfers that lead back to where a session was before.

use crate::base::GroupId;
use crate::plan::{PlanParts, Topic, TransferTarget};
use crate::scenario::checked::lints::{LintBudget, product};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, quoted};

/// Where fewer go round again, that is a second opinion and not a circle.
const MIN_CYCLE_CHANCE: f64 = 0.25;

/// Warns of each topic whose sessions go round in a circle more often than now and then.
pub(super) fn check_transfer_cycles(
    scenario: &Scenario,
    parts: &PlanParts,
    budget: &LintBudget<'_>,
) {
    let stated = scenario.live_chats.iter().flat_map(|chat| &chat.topics);
    for (topic, stated) in parts.topics.iter().zip(stated) {
        // From each start the way goes on from each group that is reached, and each time all are
        // looked through.
        let (switches, groups) = (topic.transfers.len(), parts.groups.len());
        let steps = product(&[switches, switches.min(groups), switches + groups]);
        if switches > 0 && !budget.spend(steps, &stated.name.at) {
            return;
        }
        let Some((path, chance)) = likeliest_cycle(topic, parts.groups.len()) else {
            continue;
        };
        if chance < MIN_CYCLE_CHANCE {
            continue;
        }
        let mut names: Vec<String> =
            path.iter().map(|id| quoted(&parts.groups[id.index()].name)).collect();
        names.extend(names.first().cloned());
        let round = names.join(" > ");
        let how_often = if chance > 1.0 - 1e-9 {
            "every session that gets there goes round until `max_transfers` ends it".to_owned()
        } else {
            format!("{:.0} % of the sessions that get there go round again", chance * 100.0)
        };
        let message = format!("topic {} goes in a circle: {round}", stated.name.quoted());
        let fault = Diagnostic::warning("transfer-cycle", &stated.name.at, message);
        budget.faults.add(fault.help(how_often));
    }
}

/// The likeliest way from a group back to itself, no group passed twice, and how likely it is.
fn likeliest_cycle(topic: &Topic, groups: usize) -> Option<(Vec<GroupId>, f64)> {
    let mut best: Option<(Vec<GroupId>, f64)> = None;
    let mut starts: Vec<GroupId> = topic.transfers.iter().map(|transfer| transfer.from).collect();
    starts.dedup();
    for start in starts {
        // Chances only shrink along a way, so the likeliest way to each group is found by always
        // going on from the likeliest reached so far (Dijkstra 1959, with products for sums).
        let mut reached: Vec<(f64, Option<GroupId>)> = vec![(0.0, None); groups];
        let mut settled = vec![false; groups];
        let mut here = start;
        let mut so_far = 1.0;
        loop {
            for transfer in topic.transfers.iter().filter(|transfer| transfer.from == here) {
                if let TransferTarget::Group(to) = transfer.to {
                    let chance = so_far * transfer.chance;
                    if chance > reached[to.index()].0 && !settled[to.index()] {
                        reached[to.index()] = (chance, Some(here));
                    }
                }
            }
            let open = (0..groups).filter(|group| !settled[*group] && reached[*group].0 > 0.0);
            let next = open.max_by(|a, b| reached[*a].0.total_cmp(&reached[*b].0));
            let Some(next) = next else { break };
            settled[next] = true;
            (here, so_far) = (GroupId::from(next), reached[next].0);
            if here == start {
                break;
            }
        }
        let (chance, mut before) = reached[start.index()];
        if settled[start.index()] && best.as_ref().is_none_or(|(_, least)| chance > *least) {
            let mut path = Vec::new();
            while let Some(group) = before.filter(|group| *group != start) {
                path.push(group);
                before = reached[group.index()].1;
            }
            path.push(start);
            path.reverse();
            best = Some((path, chance));
        }
    }
    best
}
