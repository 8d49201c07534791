//! How wrong forecasts of waits were.

/// How wrong the forecasts at one live chat were.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct ForecastErrors {
    pub(in crate::metrics) verified: u64,
    /// Forecast minus wait, in seconds, and its square, for each way.
    pub(in crate::metrics) errors: [f64; 3],
    pub(in crate::metrics) squares: [f64; 3],
}

impl ForecastErrors {
    /// The root of the mean square error of one way, weighted with the number that it is of.
    pub(in crate::metrics) fn rmse(&self, way: usize) -> (f64, f64) {
        let verified = self.verified as f64;
        ((self.squares[way] * verified).sqrt(), verified)
    }

    pub(in crate::metrics) fn record_error(&mut self, announced: [f64; 3], wait: f64) {
        self.verified += 1;
        for (way, forecast) in announced.into_iter().enumerate() {
            self.errors[way] += forecast - wait;
            self.squares[way] += (forecast - wait).powi(2);
        }
    }
}
