//! The maximum of a smooth function of a few variables, and how sharp it is there.

/// A maximum: where, how high, and the inverse of the curvature (the covariance of maximum
/// likelihood estimates, if the function is a log-likelihood).
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    pub at: Vec<f64>,
    pub value: f64,
}

/// How often a function may be asked for a value, for each of its variables.
const EVALUATIONS: usize = 300;

/// Seeks a maximum from `start` by the simplex method of Nelder and Mead (1965); `step` is the size of the
/// first simplex. Values that are no number count as lower than all others.
pub fn maximum(f: &dyn Fn(&[f64]) -> f64, start: &[f64], step: f64) -> Maximum {
    let value_at = |at: &[f64]| {
        let value = f(at);
        if value.is_nan() { f64::NEG_INFINITY } else { value }
    };
    let size = start.len();
    if size == 0 {
        return Maximum { at: Vec::new(), value: value_at(&[]) };
    }
    let mut simplex: Vec<(Vec<f64>, f64)> = (0..=size)
        .map(|corner| {
            let mut at = start.to_vec();
            if corner > 0 {
                at[corner - 1] += step;
            }
            let value = value_at(&at);
            (at, value)
        })
        .collect();
    for _ in 0..EVALUATIONS * size {
        simplex.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (best, worst) = (simplex[0].1, simplex[size].1);
        let spread = (0..size)
            .map(|place| {
                let values = simplex.iter().map(|(at, _)| at[place]);
                let (low, high) = values
                    .fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(it), high.max(it)));
                high - low
            })
            .fold(0.0, f64::max);
        if spread < 1e-7 || (best - worst).abs() < 1e-10 * (1.0 + best.abs()) && spread < 1e-5 {
            break;
        }
        improve(&mut simplex, &value_at);
    }
    simplex.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (at, value) = simplex.swap_remove(0);
    Maximum { at, value }
}

/// One step: the worst corner of a sorted simplex moves, or all move towards the best.
fn improve(simplex: &mut [(Vec<f64>, f64)], value_at: &dyn Fn(&[f64]) -> f64) {
    let size = simplex.len() - 1;
    let middle: Vec<f64> = (0..size)
        .map(|place| simplex[..size].iter().map(|(at, _)| at[place]).sum::<f64>() / size as f64)
        .collect();
    let worst = simplex[size].clone();
    let moved = |by: f64| {
        let at: Vec<f64> =
            middle.iter().zip(&worst.0).map(|(middle, old)| middle + by * (middle - old)).collect();
        let value = value_at(&at);
        (at, value)
    };
    let reflected = moved(1.0);
    if reflected.1 > simplex[0].1 {
        let expanded = moved(2.0);
        simplex[size] = if expanded.1 > reflected.1 { expanded } else { reflected };
    } else if reflected.1 > simplex[size - 1].1 {
        simplex[size] = reflected;
    } else {
        let contracted = moved(if reflected.1 > worst.1 { 0.5 } else { -0.5 });
        if contracted.1 > worst.1.max(reflected.1) {
            simplex[size] = contracted;
        } else {
            let best = simplex[0].0.clone();
            for (at, value) in &mut simplex[1..] {
                for (place, best) in at.iter_mut().zip(&best) {
                    *place = f64::midpoint(*place, *best);
                }
                *value = value_at(at);
            }
        }
    }
}

/// The inverse of the negative matrix of second derivatives, by central differences of width `step`:
/// the observed information of a log-likelihood, inverted. `None` where the function is flat or no
/// maximum.
pub fn covariance(f: &dyn Fn(&[f64]) -> f64, at: &[f64], step: f64) -> Option<Vec<Vec<f64>>> {
    let size = at.len();
    let moved = |moves: &[(usize, f64)]| {
        let mut place = at.to_vec();
        for (variable, by) in moves {
            place[*variable] += by * step;
        }
        f(&place)
    };
    let middle = f(at);
    let second = |row: usize, column: usize| {
        if row == column {
            let curve = moved(&[(row, 1.0)]) - 2.0 * middle + moved(&[(row, -1.0)]);
            return -curve / (step * step);
        }
        let mixed = moved(&[(row, 1.0), (column, 1.0)])
            - moved(&[(row, 1.0), (column, -1.0)])
            - moved(&[(row, -1.0), (column, 1.0)])
            + moved(&[(row, -1.0), (column, -1.0)]);
        -mixed / (4.0 * step * step)
    };
    let information =
        (0..size).map(|row| (0..size).map(|column| second(row, column)).collect()).collect();
    let inverse = inverse(information)?;
    (0..size).all(|place| inverse[place][place] > 0.0).then_some(inverse)
}

/// The inverse of a square matrix by elimination with pivots; `None` where it has none.
pub fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    for (place, row) in matrix.iter_mut().enumerate() {
        row.extend((0..size).map(|column| if column == place { 1.0 } else { 0.0 }));
    }
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-300 || !matrix[pivot][column].is_finite() {
            return None;
        }
        matrix.swap(column, pivot);
        let head = matrix[column][column];
        matrix[column].iter_mut().for_each(|cell| *cell /= head);
        let pivot_row = matrix[column].clone();
        for (place, row) in matrix.iter_mut().enumerate() {
            let factor = row[column];
            if place != column && factor != 0.0 {
                row.iter_mut().zip(&pivot_row).for_each(|(cell, pivot)| *cell -= factor * pivot);
            }
        }
    }
    Some(matrix.into_iter().map(|row| row[size..].to_vec()).collect())
}
