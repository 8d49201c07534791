//! Spans as they are written and rounded.

use deskload::base::{MINUTE, SECOND, Span};

#[test]
fn a_span_is_written_as_the_language_writes_it() {
    assert_eq!(Span(90 * MINUTE.0).to_string(), "1h30m");
    assert_eq!((SECOND + Span(250_000)).to_string(), "1s250ms");
    assert_eq!(Span::ZERO.to_string(), "0s");
    assert_eq!(Span::FOREVER.to_string(), "forever");
}

#[test]
fn odd_seconds_become_whole_microseconds_and_nothing_panics() {
    assert_eq!(Span::from_secs_f64(0.1), Span(100_000));
    assert_eq!(Span::from_secs_f64(-3.0), Span::ZERO);
    assert_eq!(Span::from_secs_f64(f64::NAN), Span::ZERO);
    assert_eq!(Span::from_secs_f64(f64::INFINITY), Span::FOREVER);
}
