//! One run of an hour in ten batches of six minutes, by hand.

use deskload::metrics::{Estimate, student_t_quantile};

use super::{ONE_OPERATOR, Played, desk};

fn half_width(played: &Played, name: &str) -> f64 {
    let sheet = played.sheet("live_chats");
    let Estimate { half_width, .. } = sheet.get(&["support"], name).expect("a figure");
    half_width
}

/// Half the width of the interval of the mean of ten.
fn wide(values: [f64; 10]) -> f64 {
    let mean = values.iter().sum::<f64>() / 10.0;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    student_t_quantile(9) * (squares / 9.0 / 10.0).sqrt()
}

#[test]
fn levels_are_cut_at_the_borders_and_sessions_count_where_they_came() {
    let played = desk(ONE_OPERATOR).with("run.batches=10").write("support", "0 350 355 3590").run();
    played
        .sessions(
            "arrived answered ended
             0       0        60
             350     350      410
             355     410      470
             3590    3590     -",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("offered", 4.0), ("wait", 55.0 / 4.0), ("serving", 190.0 / 3600.0)],
        );
    // The third came in the first batch and was answered in the second.
    let offered = [3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    assert!((half_width(&played, "offered") - 10.0 * wide(offered)).abs() < 1e-9);
    // 0–60 and 350–360; 360–470; 3590–3600.
    let serving = [70.0, 110.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0];
    assert!((half_width(&played, "serving") - wide(serving) / 360.0).abs() < 1e-9);
    // 355–360; 360–410.
    let waiting = [5.0, 50.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    assert!((half_width(&played, "waiting") - wide(waiting) / 360.0).abs() < 1e-9);
    // Around the ratio 55/4: what each batch waited more than that for each of its sessions.
    let mut rest = offered.map(|sessions| -13.75 * sessions);
    rest[0] += 55.0;
    assert!((half_width(&played, "wait") - wide(rest) / 0.4).abs() < 1e-9);
}
