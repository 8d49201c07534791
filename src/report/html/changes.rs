//! Bars to both sides of zero: how much each of several figures changes.

use std::fmt::Write as _;

use super::chart::{RIGHT, Svg, TOP, WIDTH, at, escaped, shortened};

/// How much a figure changes, as a part of what it was.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) name: String,
    pub(super) change: f64,
    /// Its interval.
    pub(super) low: f64,
    pub(super) high: f64,
    /// The change in its own unit, and what is said of it.
    pub(super) text: String,
}

/// What changes by more is drawn up to here, with an arrow: three times what it was.
pub(super) const MOST_DRAWN: f64 = 2.0;
/// What is said of such bars.
pub(super) const CUT_BARS: &str = " A bar that ends in an arrow is cut at 200 %.";

/// One bar for each figure, from zero to the left or to the right, with its interval.
pub(super) fn changes(bars: &[Change]) -> Svg {
    const ROW: f64 = 24.0;
    const NAMES: f64 = 230.0;
    const TEXTS: f64 = 210.0;
    let height = TOP + ROW * bars.len() as f64 + 6.0;
    let reach = bars.iter().flat_map(|bar| [bar.change, bar.low, bar.high]);
    let reach = reach.map(f64::abs).filter(|value| value.is_finite()).fold(0.01, f64::max);
    let reach = reach.min(MOST_DRAWN);
    let half = (WIDTH - RIGHT - NAMES - TEXTS) / 2.0;
    let middle = NAMES + half;
    let x = |value: f64| middle + value.clamp(-reach, reach) / reach * half;
    let mut inside = String::new();
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        inside,
        "<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
        at(TOP - 4.0),
        at(height),
        x = at(middle)
    );
    for (row, bar) in bars.iter().enumerate() {
        let y = TOP + row as f64 * ROW;
        let base = at(y + 14.0);
        let (from, to) = (x(bar.change.min(0.0)), x(bar.change.max(0.0)));
        let _ = write!(
            inside,
            "<text class=\"tick\" x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text>\
             <rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{base}\">{}</text>",
            at(NAMES - 8.0),
            escaped(&shortened(&bar.name, 34)),
            at(from),
            at(y + 3.0),
            at(to - from),
            at(WIDTH - RIGHT - TEXTS + 8.0),
            escaped(&shortened(&bar.text, 34))
        );
        if bar.change.abs() > reach {
            let (tip, length) = (x(bar.change), 7.0_f64.copysign(bar.change));
            let _ = write!(
                inside,
                "<path class=\"bar\" d=\"M{} {}l{} 7l{} 7z\"/>",
                at(tip),
                at(y + 3.0),
                at(length),
                at(-length)
            );
        }
        if bar.low.is_finite() && bar.high.is_finite() {
            let _ = write!(
                inside,
                "<line class=\"whisker\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>",
                at(x(bar.low)),
                at(x(bar.high)),
                y = at(y + 10.0)
            );
        }
    }
    Svg::new(inside, height)
}
