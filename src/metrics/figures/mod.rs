//! Every figure of every report: name, unit, definition and formula in one place.
//!
//! A new column is one line here; the CSV files, the data dictionary and the tests follow.

pub(super) mod groups;
pub(super) mod intervals;
pub(super) mod licenses;
pub(super) mod live_chats;
pub(super) mod operators;
pub(super) mod sla;
pub(super) mod supervisors;
pub(super) mod transfers;

use super::estimate::Pairs;
use super::tally::Spread;
use super::{Column, Estimate, Unit};

/// How a figure comes from what one replication counted in `T`.
pub(super) enum Figure<T: 'static> {
    /// The mean over replications.
    Mean(Column, fn(&T) -> f64),
    /// The ratio of two sums.
    Ratio(Column, fn(&T) -> (f64, f64)),
    /// Percentiles of the same lengths of time: each with its share.
    Percentiles(&'static [(Column, f64)], fn(&T) -> Spread),
}

pub(super) const fn column(name: &'static str, unit: Unit, definition: &'static str) -> Column {
    Column { name, unit: Some(unit), definition }
}

pub(super) const fn key(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: None, definition }
}

impl<T> Figure<T> {
    fn columns(&self) -> Vec<Column> {
        match self {
            Self::Mean(column, _) | Self::Ratio(column, _) => vec![*column],
            Self::Percentiles(columns, _) => columns.iter().map(|(column, _)| *column).collect(),
        }
    }
}

/// The headings of a list of figures.
pub(super) fn columns<T>(figures: &[Figure<T>]) -> Vec<Column> {
    figures.iter().flat_map(Figure::columns).collect()
}

/// One line of a sheet, as replications are added to it.
#[derive(Clone, Debug)]
pub(super) struct RowFold(Vec<Cell>);

#[derive(Clone, Debug)]
enum Cell {
    Pairs(Pairs),
    /// Pooled over replications, and the percentiles of each replication.
    Spread(Box<Spread>, Vec<(f64, Pairs)>),
}

impl RowFold {
    pub(super) fn new<T>(figures: &[Figure<T>]) -> Self {
        let cell = |figure: &Figure<T>| match figure {
            Figure::Mean(..) | Figure::Ratio(..) => Cell::Pairs(Pairs::default()),
            Figure::Percentiles(columns, _) => {
                let shares = columns.iter().map(|(_, share)| (*share, Pairs::default()));
                Cell::Spread(Box::default(), shares.collect())
            }
        };
        Self(figures.iter().map(cell).collect())
    }

    pub(super) fn add<T>(&mut self, figures: &[Figure<T>], tally: &T) {
        for (cell, figure) in self.0.iter_mut().zip(figures) {
            match (cell, figure) {
                (Cell::Pairs(pairs), Figure::Mean(_, of)) => pairs.add(of(tally), 1.0),
                (Cell::Pairs(pairs), Figure::Ratio(_, of)) => {
                    let (x, y) = of(tally);
                    pairs.add(x, y);
                }
                (Cell::Spread(pooled, each), Figure::Percentiles(_, of)) => {
                    let spread = of(tally);
                    pooled.merge(&spread);
                    for (share, pairs) in each {
                        let value = spread.quantile(*share);
                        if value.is_finite() {
                            pairs.add(value, 1.0);
                        }
                    }
                }
                _ => unreachable!("a row is folded with the figures that it was made for"),
            }
        }
    }

    pub(super) fn estimates(&self) -> Vec<Estimate> {
        let estimates = |cell: &Cell| match cell {
            Cell::Pairs(pairs) => vec![pairs.ratio()],
            // The value from all waits together, the interval from the replications' own.
            Cell::Spread(pooled, each) => each
                .iter()
                .map(|(share, pairs)| Estimate {
                    value: pooled.quantile(*share),
                    half_width: pairs.ratio().half_width,
                })
                .collect(),
        };
        self.0.iter().flat_map(estimates).collect()
    }
}
