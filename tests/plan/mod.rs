//! The parts of a plan that answer questions.

mod calendar;
mod condition;
mod rates;
mod working_hours;
