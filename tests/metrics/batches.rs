//! Batch means: whether neighbours are correlated.

use deskload::metrics::BatchCheck;

#[test]
fn correlated_neighbours_are_detected() {
    // Around the mean 0: 1·1 + 1·−1 + −1·−1 = 1 of 4.
    let check = BatchCheck::new(&[1.0, 1.0, -1.0, -1.0]);
    assert!((check.autocorrelation - 0.25).abs() < 1e-12 && !check.is_correlated());
    let rising: Vec<f64> = (0..20).map(f64::from).collect();
    assert!(BatchCheck::new(&rising).is_correlated());
    assert_eq!(BatchCheck::new(&[3.0; 20]).autocorrelation.to_bits(), 0.0_f64.to_bits());
}
