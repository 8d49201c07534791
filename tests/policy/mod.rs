//! The choices that roles make.

mod choice;
mod order;
