//! Choosing among weighted things with one uniform number.

/// Items with weights. One uniform number chooses an item, and the same number always the same one.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted<T> {
    items: Vec<T>,
    /// Cumulative shares in list order; the last is exactly 1.
    cumulative: Vec<f64>,
}

impl<T> Weighted<T> {
    /// `None` if the list is empty, a weight is negative or not finite, or all are zero.
    pub fn new(parts: impl IntoIterator<Item = (T, f64)>) -> Option<Self> {
        let (items, weights): (Vec<T>, Vec<f64>) = parts.into_iter().unzip();
        let total: f64 = weights.iter().sum();
        let sound = weights.iter().all(|w| w.is_finite() && *w >= 0.0);
        if !sound || !total.is_finite() || total <= 0.0 {
            return None;
        }
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum / total
            })
            .collect();
        // Rounding must not leave a gap below 1 that no item owns.
        let last = weights.iter().rposition(|w| *w > 0.0)?;
        for share in &mut cumulative[last..] {
            *share = 1.0;
        }
        Some(Self { items, cumulative })
    }

    /// The item, if there is only one: then no number needs to be drawn.
    #[inline]
    pub fn single(&self) -> Option<&T> {
        match self.items.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The item that owns `uniform`, a number in `[0, 1)`.
    pub fn pick(&self, uniform: f64) -> &T {
        let place = self.cumulative.partition_point(|share| *share <= uniform);
        &self.items[place.min(self.items.len() - 1)]
    }

    /// Each item with its share of the whole.
    pub fn shares(&self) -> impl Iterator<Item = (&T, f64)> {
        let before = std::iter::once(0.0).chain(self.cumulative.iter().copied());
        self.items
            .iter()
            .zip(self.cumulative.iter().zip(before).map(|(cumulative, before)| cumulative - before))
    }
}
