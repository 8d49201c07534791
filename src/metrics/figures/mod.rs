//! Every figure of every report: name, unit, definition and formula in one place.
//!
//! A new column is one line here; the CSV files, the data dictionary and the tests follow.

pub(super) mod channels;
pub(super) mod desk;
pub(super) mod groups;
pub(super) mod intervals;
pub(super) mod licenses;
pub(super) mod live_chats;
pub(super) mod operators;
pub(super) mod rules;
pub(super) mod sla;
pub(super) mod supervisors;
pub(super) mod transfers;

use std::borrow::Cow;

use super::results::{Column, Estimate, Unit};
use super::statistics::{DurationHistogram, RatioEstimator, ValuePair};
use super::statistics::{RecordReader, TallyRecord};
use crate::base::Span;

/// The handle time (AHT) is the same in every sheet: of what an operator did for a session.
const HANDLE_TIME: &str =
    "AHT: taken to closed, transferred, reassigned or abandoned, and wrap-up, per session taken";
/// The same of operators of several groups.
const HANDLE_TIME_OF_GROUPS: &str = "AHT of all groups together: taken to closed, transferred, reassigned or \
                                     abandoned, and wrap-up, per time that an operator took a session";

/// How a figure comes from what one replication counted in `T`.
pub(super) enum Figure<T: 'static> {
    /// The mean over replications.
    Mean(Column, fn(&T) -> f64),
    /// The ratio of two sums.
    Ratio(Column, fn(&T) -> (f64, f64)),
    /// The longest of a length of time in all replications, in seconds; not a number where there is
    /// none.
    Longest(Column, fn(&T) -> f64),
    /// Percentiles of the same lengths of time: each with its share.
    Percentiles(&'static [(Column, f64)], fn(&T) -> Cow<'_, DurationHistogram>),
}

pub(super) const fn column(name: &'static str, unit: Unit, definition: &'static str) -> Column {
    Column { name, unit: Some(unit), definition }
}

pub(super) const fn key(name: &'static str, definition: &'static str) -> Column {
    Column { name, unit: None, definition }
}

/// Which column of a sheet one replication is asked about, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnQuery {
    /// The column's place among the sheet's measures.
    pub(super) column: usize,
    /// Of a percentile: not the percentile itself, but which share of the lengths is at most so
    /// long.
    pub(super) at_most: Option<Span>,
}

/// What one replication says about a column.
pub(super) fn value_pair<T>(figures: &[Figure<T>], query: ColumnQuery, tally: &T) -> ValuePair {
    let mut place = query.column;
    for figure in figures {
        match figure {
            Figure::Mean(_, of) | Figure::Longest(_, of) if place == 0 => {
                return ValuePair { sum: of(tally), count: 1.0 };
            }
            Figure::Ratio(_, of) if place == 0 => {
                let (sum, count) = of(tally);
                return ValuePair { sum, count };
            }
            Figure::Percentiles(columns, of) if place < columns.len() => {
                let lengths = of(tally);
                return match query.at_most {
                    Some(limit) => ValuePair {
                        sum: lengths.count_at_most(limit) as f64,
                        count: lengths.count() as f64,
                    },
                    None if lengths.count() == 0 => ValuePair::default(),
                    None => ValuePair { sum: lengths.quantile(columns[place].1), count: 1.0 },
                };
            }
            Figure::Mean(..) | Figure::Ratio(..) | Figure::Longest(..) => place -= 1,
            Figure::Percentiles(columns, _) => place -= columns.len(),
        }
    }
    unreachable!("a sheet is asked about its own columns")
}

/// Of a percentile, its share: 0.95 for `wait_p95`. `None` for any other column.
pub(super) fn percentile_share<T>(figures: &[Figure<T>], column: usize) -> Option<f64> {
    let shares = figures.iter().flat_map(|figure| match figure {
        Figure::Mean(..) | Figure::Ratio(..) => vec![None],
        Figure::Longest(..) => vec![Some(1.0)],
        Figure::Percentiles(columns, _) => columns.iter().map(|(_, share)| Some(*share)).collect(),
    });
    shares.into_iter().nth(column).flatten()
}

impl<T> Figure<T> {
    fn columns(&self) -> Vec<Column> {
        match self {
            Self::Mean(column, _) | Self::Ratio(column, _) | Self::Longest(column, _) => {
                vec![*column]
            }
            Self::Percentiles(columns, _) => columns.iter().map(|(column, _)| *column).collect(),
        }
    }
}

/// The headings of a list of figures.
pub(super) fn columns<T>(figures: &[Figure<T>]) -> Vec<Column> {
    figures.iter().flat_map(Figure::columns).collect()
}

/// Puts down what one replication adds to a line of a sheet: all that [`RowEstimator::add`] takes from
/// the tally.
pub(super) fn record<T>(figures: &[Figure<T>], tally: &T, into: &mut TallyRecord) {
    for figure in figures {
        match figure {
            Figure::Mean(_, of) => into.add_numbers([of(tally), 1.0]),
            Figure::Ratio(_, of) => {
                let (x, y) = of(tally);
                into.add_numbers([x, y]);
            }
            Figure::Longest(_, of) => into.add_numbers([of(tally)]),
            Figure::Percentiles(columns, of) => {
                let lengths = of(tally);
                into.add_numbers(columns.iter().map(|(_, share)| lengths.quantile(*share)));
                into.add_lengths(lengths.counts());
            }
        }
    }
}

/// One line of a sheet, as replications are added to it.
#[derive(Clone, Debug)]
pub(super) struct RowEstimator {
    cells: Vec<CellEstimator>,
    /// What the width of each cell's interval is multiplied by.
    interval_scales: Vec<f64>,
}

#[derive(Clone, Debug)]
enum CellEstimator {
    Ratio(RatioEstimator),
    /// What was seen, which estimates nothing and has no interval.
    Longest(f64),
    /// Pooled over replications, and the percentiles of each replication.
    Percentiles(Box<DurationHistogram>, Vec<(f64, RatioEstimator)>),
}

impl RowEstimator {
    pub(super) fn new<T>(figures: &[Figure<T>]) -> Self {
        let cell = |figure: &Figure<T>| match figure {
            Figure::Mean(..) | Figure::Ratio(..) => CellEstimator::Ratio(RatioEstimator::default()),
            Figure::Longest(..) => CellEstimator::Longest(f64::NAN),
            Figure::Percentiles(columns, _) => {
                let shares = columns.iter().map(|(_, share)| (*share, RatioEstimator::default()));
                CellEstimator::Percentiles(Box::default(), shares.collect())
            }
        };
        Self {
            cells: figures.iter().map(cell).collect(),
            interval_scales: vec![1.0; figures.len()],
        }
    }

    /// The same for batches of one run instead of replications. What a batch counts is a part of
    /// what the run counts, so the sum varies as much as so many means do; an average is the same
    /// for both; a peak of the run is no mean of the batches' peaks, and gets no interval.
    pub(super) fn of_batches<T>(figures: &[Figure<T>], batches: u32) -> Self {
        let scale = |figure: &Figure<T>| match figure {
            Figure::Ratio(..) | Figure::Longest(..) | Figure::Percentiles(..) => 1.0,
            Figure::Mean(Column { unit: Some(Unit::Count | Unit::Hours), .. }, _) => {
                f64::from(batches)
            }
            Figure::Mean(..) => f64::NAN,
        };
        Self { interval_scales: figures.iter().map(scale).collect(), ..Self::new(figures) }
    }

    pub(super) fn add<T>(&mut self, figures: &[Figure<T>], tally: &T) {
        for (cell, figure) in self.cells.iter_mut().zip(figures) {
            match (cell, figure) {
                (CellEstimator::Ratio(pairs), Figure::Mean(_, of)) => pairs.add(of(tally), 1.0),
                (CellEstimator::Ratio(pairs), Figure::Ratio(_, of)) => {
                    let (x, y) = of(tally);
                    pairs.add(x, y);
                }
                // `f64::max` passes over what is not a number.
                (CellEstimator::Longest(longest), Figure::Longest(_, of)) => {
                    *longest = longest.max(of(tally));
                }
                (CellEstimator::Percentiles(pooled, each), Figure::Percentiles(_, of)) => {
                    let histogram = of(tally);
                    pooled.merge(&histogram);
                    for (share, pairs) in each {
                        let value = histogram.quantile(*share);
                        if value.is_finite() {
                            pairs.add(value, 1.0);
                        }
                    }
                }
                _ => unreachable!("a row is folded with the figures that it was made for"),
            }
        }
    }

    /// Adds what [`record`] put down; `None`: the record ends too soon, or is of something else.
    pub(super) fn add_recorded(&mut self, record: &mut RecordReader<'_>) -> Option<()> {
        for cell in &mut self.cells {
            match cell {
                CellEstimator::Ratio(pairs) => pairs.add(record.number()?, record.number()?),
                CellEstimator::Longest(longest) => *longest = longest.max(record.number()?),
                CellEstimator::Percentiles(pooled, each) => {
                    for (_, pairs) in each {
                        let value = record.number()?;
                        if value.is_finite() {
                            pairs.add(value, 1.0);
                        }
                    }
                    pooled.merge_counts(record.lengths()?)?;
                }
            }
        }
        Some(())
    }

    pub(super) fn estimates(&self) -> Vec<Estimate> {
        let estimates = |(cell, scale): (&CellEstimator, &f64)| match cell {
            CellEstimator::Ratio(pairs) => {
                let Estimate { value, half_width } = pairs.ratio();
                vec![Estimate { value, half_width: half_width * scale }]
            }
            CellEstimator::Longest(value) => {
                vec![Estimate { value: *value, half_width: f64::NAN }]
            }
            CellEstimator::Percentiles(pooled, each) => {
                each.iter().map(|(share, pairs)| quantile(pooled, *share, pairs)).collect()
            }
        };
        self.cells.iter().zip(&self.interval_scales).flat_map(estimates).collect()
    }
}

/// A percentile of the waits of all replications together, with an interval from the percentiles of
/// each: Student's t over those, which are independent where the waits of one replication are not
/// (Law 2015, §9.5.3; an interval by order statistics would need independent waits).
///
/// Its limit: the percentile of few waits is biased, so that the mean of the replications' own may
/// lie beside that of all waits together. Some ten waits beyond the percentile in each replication
/// are enough: for the 99th, a thousand sessions. The longest wait of all grows with the number of
/// replications and estimates nothing, so it has no interval.
fn quantile(pooled: &DurationHistogram, share: f64, each: &RatioEstimator) -> Estimate {
    let half_width = if share < 1.0 { each.ratio().half_width } else { f64::NAN };
    Estimate { value: pooled.quantile(share), half_width }
}
