//! Results become the bytes that planners and scripts read.

mod dictionary;
mod renderings;
