//! A fitted desk and a backtest as text and tables.

mod backtest;
mod text;

pub use backtest::{BACKTEST_FILE, backtest_table, backtest_text};
pub(super) use backtest::{calibration_cells, shown_figure};
pub use text::fit_text;
pub(super) use text::{group_rows, live_chat_rows};

/// Three digits that count.
pub(super) fn short(value: f64) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}
