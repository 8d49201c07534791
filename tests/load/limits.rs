//! Limits as they are written.

use deskload::load::{Limit, LimitedFigure};

#[test]
fn a_limit_is_read_in_the_unit_of_its_figure() {
    let limit = Limit::parse("routing.p99 < 1ms").expect("a limit");
    assert!(matches!(limit.figure, LimitedFigure::Routing(_)));
    // A millisecond is a million nanoseconds; twenty seconds are as many milliseconds of desk time.
    assert!((limit.below - 1e6).abs() < 1e-6);
    let limit = Limit::parse("wait.p90<20s").expect("a limit");
    assert!((limit.below - 20_000.0).abs() < 1e-6);
    assert_eq!(limit.to_string(), "wait.p90 < 20s");
    assert!((Limit::parse("turned_away < 0.1%").expect("a limit").below - 0.001).abs() < 1e-12);
    for text in ["transfer.max < 50ms", "routing.mean < 100us", "routing.p99.9 < 1ms"] {
        assert!(Limit::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn what_is_no_limit_is_refused_with_how_one_is_written() {
    for text in [
        "",
        "routing.p99",
        "routing < 1ms",
        "routing.p0 < 1ms",
        "routing.p100 < 1ms",
        "routing.p-5 < 1ms",
        "routing.p99 < 1",
        "routing.p99 < 0s",
        "speed.p99 < 1ms",
        "turned_away < 1ms",
    ] {
        let said = Limit::parse(text).expect_err(text);
        assert!(said.contains("routing.p99 < 1ms"), "{text}: {said}");
    }
}
