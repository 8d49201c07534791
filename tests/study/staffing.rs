//! The least number of operators or licenses that meets a target.

use deskload::study::{engset, erlang_b, erlang_b_servers, licenses_for};

#[test]
fn the_first_number_that_meets_the_target_is_found() {
    let servers = erlang_b_servers(10.0, 0.01).expect("enough exist");
    assert!(erlang_b(10.0, servers) <= 0.01 && erlang_b(10.0, servers - 1) > 0.01);
    assert_eq!(erlang_b_servers(0.0, 0.01), Some(1));
    assert_eq!(erlang_b_servers(5.0, 1.0), Some(0));
}

#[test]
fn no_user_is_refused_who_has_a_license_of_their_own() {
    assert_eq!(engset(5, 5, 60.0, 60.0).to_bits(), 0.0_f64.to_bits());
    // One other, who holds the only license half of the time.
    assert!((engset(2, 1, 60.0, 60.0) - 0.5).abs() < 1e-12);
    assert_eq!(licenses_for(2, 60.0, 60.0, 0.4), 2);
}
