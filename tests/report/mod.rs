//! Results become the bytes that planners and scripts read.

mod cell;
mod dictionary;
mod first_screen;
mod html;
mod manifest;
mod renderings;
mod scenario_overview;
mod tables;
mod text;
mod time_axis;
