//! The least staff that holds what a scenario expects.
//!
//! The method, each step in a file of its own:
//! 1. `kinds`: whose numbers are sought, `columns`: the shifts that they may have, those of the scenario or of
//!    `[staffing]`;
//! 2. `need`: a first guess for each group and interval, by the formulas for chats at once, lagged by
//!    the work, from above: below its inflection a service level is no guide to where staff lacks
//!    (Atlason, Epelman and Henderson 2004);
//! 3. `intervals`: every interval of every group is moved at once by what was simulated (iterative
//!    staffing; Feldman, Mandelbaum, Massey and Whitt 2008);
//! 4. `cover`: the cheapest shifts that cover the need, day by day and group by group;
//! 5. `search`: the plan of shifts itself is simulated, and where it is short the need is raised: the
//!    two-step method without this is sometimes far from the best (Avramidis, Chan, Gendreau, L'Ecuyer
//!    and Pisacane 2010);
//! 6. `polish`: single shifts are taken out and swapped as long as everything holds on the same
//!    clients, until no such step is left (the neighbourhood of R-SPLINE; Wang, Pasupathy and
//!    Schmeiser 2013);
//! 7. `licenses`: the fewest licenses of each kind, shared ones by bisection;
//! 8. `proof`: other clients, until each expectation is decided or the budget is spent.
//!
//! `today` prices the staff that the scenario itself states. `trials` simulates, judges and prices plans for all of these; `memory` keeps what was simulated for a search that goes on; `planned` lets other machines run the proof.
//!
//! Pure: from a scenario and its files to plain data. `cli` asks, prints and writes.

mod answer;
mod columns;
mod cover;
mod dealing;
mod desk;
mod goals;
mod intervals;
mod kinds;
mod license_kinds;
mod licenses;
mod look;
mod memory;
mod need;
mod neighbours;
mod outcome;
mod people;
mod planned;
mod polish;
mod proof;
mod repair;
mod search;
mod today;
mod trials;

pub use answer::{Ending, Phase, Progress, SearchError, SearchLimits, Staffed};
pub use columns::{Column, Origin};
pub use cover::Cover;
pub use desk::{Counts, DeskError, StaffedDesk};
pub use goals::{Goals, depends_on, unjudged_waits};
pub use kinds::{StaffedGroup, StaffedKind};
pub use license_kinds::LicenseNumbers;
pub use look::Look;
pub use memory::{LookMemory, NoMemory, line_to_look, look_to_line};
pub use neighbours::{Neighbour, NeighbourChange, NeighbourStep};
pub use people::{PersonOnRoster, RosterFacts, person_rosters, rests_before, roster_facts};
pub use planned::{KeptLooks, PlannedSearch, ProofRecords, proof_as_looked_at};
pub use proof::{Proof, ProofPlan};
pub use search::{SearchControl, holds_on_sample, search_until_proof, staff};
pub use today::TodaysStaff;
