//! Rates of arrival over time.

use deskload::base::{DAY, HOUR, Span, Time};
use deskload::dist::Distribution;
use deskload::plan::{
    Calendar, Campaign, CampaignSpread, PiecewiseLinear, Population, RatePiece, RateShape, SineWave,
};

#[test]
fn a_rate_is_inverted_to_the_instant() {
    let wave =
        RatePiece::SineWave { mean: 0.3, amplitude: 0.3, angular_frequency: 0.01, phase: 1.0 };
    for piece in [
        RatePiece::Line { start: 0.5, slope: 0.0 },
        RatePiece::Line { start: 0.0, slope: 0.002 },
        RatePiece::Line { start: 3.0, slope: -0.001 },
        wave,
    ] {
        for seconds in [0.5, 17.0, 900.0] {
            let back = piece.seconds_until(piece.expected_arrivals(seconds));
            assert!((back - seconds).abs() < 1e-5, "{piece:?}: {back} for {seconds}");
        }
    }
    // A line that falls to nothing brings half of its start times its length, and no more.
    let falling = RatePiece::Line { start: 1.0, slope: -0.01 };
    assert!(falling.seconds_until(51.0).is_infinite() && falling.seconds_until(49.9).is_finite());
    assert!(RatePiece::Line { start: 0.0, slope: 0.0 }.seconds_until(1.0).is_infinite());
}

#[test]
fn piecewise_linear_rates_interpolate_and_repeat() {
    let lines = |repeats| {
        RateShape::PiecewiseLinear(PiecewiseLinear {
            points: vec![0.0, 2.0, 1.0],
            every: HOUR,
            repeats,
            offset: Span::ZERO,
        })
    };
    let at = |lines: &RateShape, hours: f64| match lines
        .piece(Time::ZERO + Span::from_secs_f64(hours * 3600.0))
        .0
    {
        RatePiece::Line { start, .. } => start,
        RatePiece::SineWave { .. } => f64::NAN,
    };
    let round = lines(true);
    let found = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5].map(|hours| at(&round, hours));
    assert_eq!(found, [0.0, 1.0, 2.0, 1.5, 1.0, 0.5, 0.0, 1.0]);
    assert_eq!(
        lines(false).piece(Time::ZERO + Span(2 * HOUR.0)),
        (RatePiece::Line { start: 0.0, slope: 0.0 }, None)
    );
}

#[test]
fn a_sine_wave_piece_ends_each_period_and_keeps_its_mean() {
    let sine = RateShape::Sine(SineWave { mean: 2.0, amplitude: 1.0, period: DAY, offset: HOUR });
    let (piece, until) = sine.piece(Time::ZERO);
    assert_eq!(until, Some(Time::ZERO + Span(23 * HOUR.0)));
    assert!((piece.expected_arrivals(86_400.0) - 2.0 * 86_400.0).abs() < 1e-6);
}

#[test]
fn think_time_elapses_only_during_working_hours() {
    let steps = vec![(Span::ZERO, false), (Span(9 * HOUR.0), true), (Span(17 * HOUR.0), false)];
    let hours = Calendar::repeating(steps, DAY, Span::ZERO).expect("sound");
    let think = Distribution::constant(1.0).expect("a distribution");
    let population = Population { members: 1, think, hours };
    let at = |hour: u64| Time::ZERO + Span(hour * HOUR.0);
    let thought =
        |from: u64, hours: u64| population.end_of_thinking(at(from), Span(hours * HOUR.0), at(500));
    assert_eq!(thought(10, 3), at(13));
    assert_eq!(thought(15, 3), at(24 + 10));
    assert_eq!(thought(20, 0), at(24 + 9));
    assert_eq!(thought(15, 2), at(24 + 9));
    assert_eq!(thought(9, 8 * 30), Time::NEVER);
}

#[test]
fn all_clients_of_a_campaign_arrive_by_its_end() {
    for spread in [CampaignSpread::Even, CampaignSpread::Falling, CampaignSpread::Peak] {
        for come in [0.0, 0.2, 0.5, 0.7, 1.0] {
            assert!((spread.cdf(spread.quantile(come)) - come).abs() < 1e-12, "{spread:?} {come}");
        }
    }
    let campaign =
        Campaign { start: Time(10), duration: Span(100), clients: 8, spread: CampaignSpread::Peak };
    assert!((campaign.expected(Time(0), Time(60)) - 4.0).abs() < 1e-12);
    assert!((campaign.expected(Time(60), Time(1_000)) - 4.0).abs() < 1e-12);
}
