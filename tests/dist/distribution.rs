//! Distributions draw with the mean and variance that are stated.

use deskload::base::StreamKey;
use deskload::dist::Distribution;

/// Each distribution's sample mean and variance lie within five standard errors of the stated ones.
#[test]
fn samples_have_the_stated_mean_and_variance() {
    let exponential = Distribution::exponential(300.0).expect("valid");
    let distributions = [
        Distribution::constant(42.0),
        Ok(exponential.clone()),
        Distribution::lognormal(240.0, 1.2),
        Distribution::gamma(180.0, 0.5),
        Distribution::weibull(0.6, 120.0),
        Distribution::uniform(10.0, 20.0),
        Distribution::empirical(vec![1.0, 2.0, 6.0]),
        Distribution::mixture(vec![
            (Distribution::constant(0.0).expect("valid"), 1.0),
            (exponential, 9.0),
        ]),
    ];
    const N: usize = 200_000;
    for distribution in distributions {
        let distribution = distribution.expect("valid");
        let mut rng = StreamKey::root(20_261).stream();
        let draws: Vec<f64> = (0..N).map(|_| distribution.sample(&mut rng).as_secs_f64()).collect();
        let mean = draws.iter().sum::<f64>() / N as f64;
        let moment = |k: i32| draws.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / N as f64;
        let se_mean = (moment(2) / N as f64).sqrt();
        // Var(s²) ≈ (μ₄ − σ⁴)/N, with the sample's own fourth moment.
        let se_variance = ((moment(4) - moment(2).powi(2)) / N as f64).sqrt();
        assert!(
            (mean - distribution.mean()).abs() <= 5.0 * se_mean + 1e-6,
            "{distribution:?}: mean {mean}"
        );
        assert!(
            (moment(2) - distribution.variance()).abs() <= 5.0 * se_variance + 1e-6,
            "{distribution:?}: variance {}",
            moment(2)
        );
    }
}

#[test]
fn invalid_parameters_are_refused() {
    assert!(Distribution::exponential(0.0).is_err());
    assert!(Distribution::lognormal(f64::NAN, 1.0).is_err());
    assert!(Distribution::lognormal(1.0, -1.0).is_err());
    assert!(Distribution::gamma(1.0, 0.0).is_err());
    assert!(Distribution::weibull(0.0, 1.0).is_err());
    assert!(Distribution::uniform(2.0, 1.0).is_err());
    assert!(Distribution::empirical(vec![]).is_err());
    assert!(Distribution::empirical(vec![f64::INFINITY]).is_err());
    assert!(Distribution::mixture(vec![]).is_err());
}
