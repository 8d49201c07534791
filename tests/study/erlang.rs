//! Erlang's formulas.

use deskload::study::{ErlangA, ErlangC, erlang_b};

#[track_caller]
fn close(value: f64, exact: f64) {
    assert!((value / exact - 1.0).abs() < 1e-9, "{value} is not {exact}");
}

/// Values computed with 40 digits from the same closed forms by other means.
#[test]
fn the_closed_forms_give_the_reference_values() {
    close(erlang_b(5.0, 5), 0.284_867_821_330_902_44);
    close(erlang_b(100.0, 100), 0.075_700_452_710_860_97);
    let c = ErlangC::new(200.0 / 3600.0, 180.0, 14).expect("stable");
    close(c.waited_share, 0.174_131_933_595_049_83);
    close(c.wait, 7.835_937_011_777_243);
    close(c.answered_within(20.0), 0.888_350_019_179_466_9);
    let a = ErlangA::new(2880.0 / 3600.0, 60.0, 50, 120.0);
    close(a.waited_share, 0.467_774_068_553_790_45);
    close(a.abandon_rate, 0.030_912_249_162_193_206);
    close(a.wait, 3.709_469_899_463_187);
    close(a.waiting, 2.967_575_919_570_549_6);
    close(a.occupancy, 0.930_324_240_804_295_7);
}

#[test]
fn an_overloaded_desk_without_abandonment_has_no_answer() {
    assert_eq!(ErlangC::new(1.0, 10.0, 10), None);
    assert!(ErlangA::new(1.0, 2_000.0, 1_000, 60.0).abandon_rate > 0.49);
}
