//! The answer of `deskload staff`: a page of text, and the files of a plan.

mod files;
mod roster;
mod tables;
mod text;

pub use files::{PLAN_FILES, PlanTexts, STAFFED_FILE, plan_files, plan_tables};
pub(super) use roster::roster_rows;
pub(super) use tables::{neighbour_rows, staff_rows};
pub(super) use text::{abandonment_line, cost_line, notes_of, sentences, working_time_line};
pub use text::{phase_in_words, staffing_text};
