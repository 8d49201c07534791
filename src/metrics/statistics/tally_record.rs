//! What one replication adds to the lines of all sheets, as plain numbers: the same to the last bit when
//! it is written, carried to another machine and read.

use super::LengthCounts;

/// The numbers of all lines, one after the other, and the lengths of time behind percentiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::metrics) struct TallyRecord {
    numbers: Vec<f64>,
    lengths: Vec<LengthCounts>,
}

/// As it is written: floats by their bits, lengths as steps from one to the next.
pub(in crate::metrics) type TallyNumbers = (Vec<u64>, Vec<(u32, u64, Vec<(u64, u32)>)>);

impl TallyRecord {
    pub(in crate::metrics) fn add_numbers(&mut self, numbers: impl IntoIterator<Item = f64>) {
        self.numbers.extend(numbers);
    }

    pub(in crate::metrics) fn add_lengths(&mut self, lengths: LengthCounts) {
        self.lengths.push(lengths);
    }

    pub(in crate::metrics) fn reader(&self) -> RecordReader<'_> {
        RecordReader { numbers: &self.numbers, lengths: &self.lengths }
    }

    pub(in crate::metrics) fn to_numbers(&self) -> TallyNumbers {
        let steps = |counts: &[(u64, u32)]| {
            let before = [0].into_iter().chain(counts.iter().map(|(value, _)| *value));
            let steps = counts.iter().zip(before);
            steps.map(|((value, count), before)| (value - before, *count)).collect()
        };
        let lengths = self.lengths.iter();
        (
            self.numbers.iter().copied().map(to_bits).collect(),
            lengths.map(|one| (one.zeros, one.longest, steps(&one.counts))).collect(),
        )
    }

    pub(in crate::metrics) fn of_numbers((numbers, lengths): TallyNumbers) -> Self {
        let whole = |(zeros, longest, steps): (u32, u64, Vec<(u64, u32)>)| {
            let mut value = 0_u64;
            let counts = steps.into_iter().map(|(step, count)| {
                value = value.saturating_add(step);
                (value, count)
            });
            LengthCounts { zeros, longest, counts: counts.collect() }
        };
        Self {
            numbers: numbers.into_iter().map(of_bits).collect(),
            lengths: lengths.into_iter().map(whole).collect(),
        }
    }
}

/// A float by its bits, the sign and the exponent last: whole numbers, which most figures are, have
/// zeros at the end of their bits, and so become small numbers, which take few bytes.
pub(in crate::metrics) fn to_bits(value: f64) -> u64 {
    value.to_bits().swap_bytes()
}

/// The float that [`to_bits`] was given.
pub(in crate::metrics) fn of_bits(bits: u64) -> f64 {
    f64::from_bits(bits.swap_bytes())
}

/// Takes numbers out of a record in the order in which they were put in.
pub(in crate::metrics) struct RecordReader<'a> {
    numbers: &'a [f64],
    lengths: &'a [LengthCounts],
}

impl<'a> RecordReader<'a> {
    pub(in crate::metrics) fn number(&mut self) -> Option<f64> {
        self.numbers.split_off_first().copied()
    }

    pub(in crate::metrics) fn lengths(&mut self) -> Option<&'a LengthCounts> {
        self.lengths.split_off_first()
    }

    /// Whether all was taken out.
    pub(in crate::metrics) fn is_at_end(&self) -> bool {
        self.numbers.is_empty() && self.lengths.is_empty()
    }
}
