//! Charts of areas as SVG: heat maps of shares, and flows from place to place.

use std::fmt::Write as _;

use super::chart::{LEFT, RIGHT, Svg, TOP, WIDTH, at, escaped, shortened};

/// The step of a share in the colors of a heat map: two above what is aimed at, three below.
fn color_step(value: f64, target: f64) -> usize {
    let limits = [target / 2.0, target * 0.9, target, f64::midpoint(target, 1.0)];
    limits.iter().filter(|limit| value >= **limit).count()
}

/// A heat map: rows of cells; `None` where nothing was measured. Shares from 0 to 1; the colors change
/// sides at the target.
pub(super) fn heat_map(
    rows: &[(String, Vec<Option<f64>>)],
    labels: &[(usize, String)],
    target: f64,
) -> Svg {
    const ROW: f64 = 24.0;
    let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(1).max(1);
    let height = TOP + ROW * rows.len() as f64 + 24.0;
    let width = (WIDTH - LEFT - RIGHT) / columns as f64;
    let mut inside = String::new();
    for (row, (name, cells)) in rows.iter().enumerate() {
        let y = TOP + row as f64 * ROW;
        let _ = write!(
            inside,
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            at(LEFT - 6.0),
            at(y + 15.0),
            escaped(name)
        );
        for (column, cell) in cells.iter().enumerate() {
            let Some(value) = cell else { continue };
            // Five steps that differ in lightness, so that print and color-blind readers see them.
            let step = color_step(*value, target);
            let _ = write!(
                inside,
                "<rect class=\"heat h{step}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                at(LEFT + column as f64 * width),
                at(y),
                at((width - 1.0).max(0.5)),
                at(ROW - 2.0)
            );
            if width >= 26.0 {
                let _ = write!(
                    inside,
                    "<text class=\"cell h{step}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{:.0}</text>",
                    at(LEFT + (column as f64 + 0.5) * width),
                    at(y + 15.0),
                    value * 100.0
                );
            }
        }
    }
    for (column, text) in labels {
        let _ = write!(
            inside,
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            at(LEFT + *column as f64 * width),
            at(height - 8.0),
            escaped(text)
        );
    }
    Svg::new(inside, height)
}

/// Something that goes from one place to another.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) amount: f64,
}

/// Places on the left and on the right, with bands between them as wide as what goes there.
pub(super) fn flows(flows: &[Flow]) -> Svg {
    const GAP: f64 = 14.0;
    const SIDE: f64 = 190.0;
    let names = |of: fn(&Flow) -> &String| {
        let mut names: Vec<(String, f64)> = Vec::new();
        for flow in flows {
            match names.iter_mut().find(|(name, _)| name == of(flow)) {
                Some((_, sum)) => *sum += flow.amount,
                None => names.push((of(flow).clone(), flow.amount)),
            }
        }
        names
    };
    let (left, right) = (names(|flow| &flow.from), names(|flow| &flow.to));
    let total: f64 = flows.iter().map(|flow| flow.amount).sum();
    let rows = left.len().max(right.len()) as f64;
    let height = (60.0 + rows * 34.0).max(120.0);
    let unit = (height - TOP - GAP * rows) / total.max(f64::MIN_POSITIVE);
    let mut inside = String::new();
    let mut place = |places: &[(String, f64)], is_left: bool| {
        let mut y = TOP;
        let mut tops = Vec::new();
        for (name, amount) in places {
            let size = (amount * unit).max(1.0);
            let (x, anchor, text_x) = if is_left {
                (SIDE, "end", SIDE - 8.0)
            } else {
                (WIDTH - SIDE - 8.0, "start", WIDTH - SIDE + 8.0)
            };
            let _ = write!(
                inside,
                "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\"/>\
                 <text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                at(x),
                at(y),
                at(size),
                at(text_x),
                at(y + size / 2.0 + 4.0),
                escaped(&shortened(name, 24))
            );
            tops.push(y);
            y += size + GAP;
        }
        tops
    };
    let (mut left_tops, mut right_tops) = (place(&left, true), place(&right, false));
    for flow in flows {
        let find = |places: &[(String, f64)], name: &str| {
            places.iter().position(|(known, _)| known == name).unwrap_or(0)
        };
        let (from, to) = (find(&left, &flow.from), find(&right, &flow.to));
        let size = flow.amount * unit;
        let (a, b) = (left_tops[from], right_tops[to]);
        let (x0, x1) = (SIDE + 8.0, WIDTH - SIDE - 8.0);
        let middle = f64::midpoint(x0, x1);
        let _ = write!(
            inside,
            "<path class=\"flow\" d=\"M{x0} {a} C{m} {a} {m} {b} {x1} {b} L{x1} {b1} C{m} {b1} {m} {a1} \
             {x0} {a1} Z\"/>",
            x0 = at(x0),
            x1 = at(x1),
            m = at(middle),
            a = at(a),
            b = at(b),
            a1 = at(a + size),
            b1 = at(b + size)
        );
        left_tops[from] += size;
        right_tops[to] += size;
    }
    Svg::new(inside, height)
}
