//! Whether the batches of one long run are long enough to be taken for independent.

/// Whether batches tell as much as independent replications would.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchCheck {
    /// How many.
    pub batches: u32,
    /// The correlation of neighbours in the mean number of sessions at the desk; 0 where that never
    /// varies.
    pub autocorrelation: f64,
    /// What it exceeds for one of twenty sequences of independent batches: 1.645/√n, its normal
    /// limit.
    pub bound: f64,
}

impl BatchCheck {
    pub fn new(means: &[f64]) -> Self {
        let n = means.len() as f64;
        let mean = means.iter().sum::<f64>() / n;
        let around = |value: &f64| value - mean;
        let spread: f64 = means.iter().map(|value| around(value).powi(2)).sum();
        let neighbour_products: f64 =
            means.windows(2).map(|pair| around(&pair[0]) * around(&pair[1])).sum();
        let autocorrelation = if spread > 0.0 { neighbour_products / spread } else { 0.0 };
        Self { batches: means.len() as u32, autocorrelation, bound: 1.645 / n.sqrt() }
    }

    /// Neighbours resemble each other too much: the intervals are too narrow.
    pub fn is_correlated(&self) -> bool {
        self.autocorrelation > self.bound
    }
}
