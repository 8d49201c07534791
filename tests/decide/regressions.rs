//! Baselines, and whether a desk became worse.

use deskload::decide::{
    Baseline, BaselineError, BetterWhen, Catalog, CheckOutcome, CheckPurpose, CheckTask,
    JUDGED_COLUMNS, JudgedFigure, Margin, NotCompared, OtherClients, Pairing, Regression,
    RegressionVerdict, check, figures_of, judged_columns, judged_figures, not_compared,
    regressions,
};
use deskload::metrics::{ReplicationValues, SheetName, Unit};
use deskload::plan::Plan;
use deskload::scenario::{StatedMargin, StatedText};
use deskload::study::Options;
use proptest::prelude::*;

use super::{DESK, catalog, pair_of, plan_of, said};

fn figure(name: &str, better_when: BetterWhen, margin: Margin) -> JudgedFigure {
    JudgedFigure {
        sheet: SheetName::LiveChats,
        row: 0,
        column: 0,
        name: name.to_owned(),
        unit: Unit::Seconds,
        better_when,
        margin,
    }
}

fn lower(name: &str, margin: f64) -> JudgedFigure {
    figure(name, BetterWhen::Lower, Margin::Absolute(margin))
}

/// Values of some figures, each with one value a replication.
fn values(figures: &[&[f64]]) -> Vec<ReplicationValues> {
    let of = |replication: usize| {
        figures.iter().map(|all| vec![pair_of((all[replication], 1.0))]).collect()
    };
    (0..figures[0].len()).map(of).collect()
}

fn baseline(figures: &[JudgedFigure], values: &[ReplicationValues]) -> Baseline {
    Baseline::new(&plan_of(DESK), "hash", figures, values, 0)
}

/// The only figure, compared with error 2.5 %.
fn compared(figure: &JudgedFigure, new: &[f64], old: &[f64], pairing: Pairing) -> Regression {
    let figures = std::slice::from_ref(figure);
    let kept = baseline(figures, &values(&[old]));
    regressions(figures, &values(&[new]), 0, &kept, pairing, 0.025).remove(0)
}

/// Differences 9, 10, 11, 10: mean 10, standard deviation 0.8165, standard error 0.4082, t(3) = 3.182:
/// 10 ± 1.299. The values themselves differ by hundreds.
const OLD: [f64; 4] = [100.0, 400.0, 250.0, 300.0];
const NEW: [f64; 4] = [109.0, 410.0, 261.0, 310.0];

#[test]
fn worse_where_harm_is_shown_and_beyond_the_margin() {
    use RegressionVerdict::{NotWorse, Undecided, Worse};
    let of = |margin| compared(&lower("c.asa", margin), &NEW, &OLD, Pairing::Paired).verdict;
    assert_eq!(of(9.9), Worse);
    assert_eq!(of(10.1), Undecided, "harm is shown, and may or may not be beyond the margin");
    assert_eq!(of(11.2), Undecided);
    assert_eq!(of(11.4), NotWorse);
    // Replication by replication it is plain; as if other clients had come it is not.
    let apart = compared(&lower("c.asa", 9.9), &NEW, &OLD, Pairing::Independent);
    assert_eq!(apart.verdict, Undecided);
    // Where more is better the same movement is for the good, and the way back is for the worse.
    let higher = figure("c.level", BetterWhen::Higher, Margin::Absolute(9.9));
    assert_eq!(compared(&higher, &NEW, &OLD, Pairing::Paired).verdict, NotWorse);
    assert_eq!(compared(&higher, &OLD, &NEW, Pairing::Paired).verdict, Worse);
    let neither = figure("c.offered", BetterWhen::Neither, Margin::Absolute(1.0));
    assert_eq!(compared(&neither, &NEW, &OLD, Pairing::Paired).verdict, NotWorse);
}

#[test]
fn what_did_not_move_is_not_worse_and_what_moved_alike_everywhere_is() {
    let zero = lower("c.asa", 0.0);
    let same = compared(&zero, &OLD, &OLD, Pairing::Paired);
    assert_eq!(same.verdict, RegressionVerdict::NotWorse, "{same:?}");
    let one_more: Vec<f64> = OLD.iter().map(|value| value + 1.0).collect();
    let moved = compared(&zero, &one_more, &OLD, Pairing::Paired);
    assert_eq!(moved.verdict, RegressionVerdict::Worse, "{moved:?}");
    let one = compared(&zero, &[5.0], &[1.0], Pairing::Paired);
    assert_eq!(one.verdict, RegressionVerdict::Undecided, "one replication shows nothing");
}

/// 5 % of a figure that was 262.5 s, and never less than what is stated.
#[test]
fn a_relative_margin_is_a_part_of_what_the_figure_was() {
    let margin = |least| Margin::Relative { part: 0.05, least };
    let found =
        compared(&figure("c.asa", BetterWhen::Lower, margin(1.0)), &NEW, &OLD, Pairing::Paired);
    assert!((found.margin - 13.125).abs() < 1e-9 && (found.old - 262.5).abs() < 1e-9);
    assert!((found.new - 272.5).abs() < 1e-9 && (found.difference.value - 10.0).abs() < 1e-9);
    assert!((margin(1.0).of(4.0) - 1.0).abs() < 1e-12);
    assert!((margin(1.0).of(-40.0) - 2.0).abs() < 1e-12);
}

/// One-sided p-values: of 10 ± 0.4082 it is 0.000075, of the other some 0.02; held together, twice
/// the smaller one.
#[test]
fn several_figures_are_held_together_and_the_undefined_are_left_out() {
    let figures = [lower("c.asa", 0.1), lower("c.wait", 0.1), lower("c.none", 0.1)];
    let kept = baseline(&figures, &values(&[&OLD, &[0.0; 4], &[f64::NAN; 4]]));
    let slightly = [0.1, 0.5, 0.9, 0.2];
    let new = values(&[&NEW, &slightly, &[1.0; 4]]);
    let both = regressions(&figures, &new, 0, &kept, Pairing::Paired, 0.025);
    assert_eq!(both.len(), 2);
    let alone = |place: usize| {
        let one = std::slice::from_ref(&figures[place]);
        regressions(one, &new, place, &kept, Pairing::Paired, 0.025)[0].p_value
    };
    assert!((both[0].p_value - 2.0 * alone(0)).abs() < 1e-12);
    assert!((both[1].p_value - alone(1)).abs() < 1e-12);
    let left_out = not_compared(&figures, &new, 0, &kept);
    assert_eq!(left_out, [("c.none".to_owned(), NotCompared::NothingThen)]);
}

#[test]
fn what_cannot_be_compared_is_said_with_its_reason() {
    let then = [lower("c.asa", 1.0), lower("c.wait", 1.0), lower("c.gone", 1.0)];
    let kept = baseline(&then, &values(&[&OLD, &OLD, &OLD]));
    let now = [lower("c.asa", 1.0), lower("c.wait", 1.0), lower("c.new", 1.0)];
    let new = values(&[&NEW, &[f64::NAN; 4], &NEW]);
    let compared = regressions(&now, &new, 0, &kept, Pairing::Paired, 0.025);
    assert_eq!(compared.len(), 1);
    let found = not_compared(&now, &new, 0, &kept);
    let expected = [
        ("c.wait", NotCompared::NothingNow),
        ("c.new", NotCompared::New),
        ("c.gone", NotCompared::Gone),
    ];
    assert_eq!(found, expected.map(|(name, why)| (name.to_owned(), why)));
}

/// Where there are more replications now than then, as many are compared as there are of both.
#[test]
fn paired_replications_are_those_that_both_have() {
    let longer = [109.0, 410.0, 261.0, 310.0, 9e9];
    let more = compared(&lower("c.asa", 9.9), &longer, &OLD, Pairing::Paired);
    assert_eq!(
        more.difference,
        compared(&lower("c.asa", 9.9), &NEW, &OLD, Pairing::Paired).difference
    );
    assert!((more.new - more.old - more.difference.value).abs() < 1e-9, "{more:?}");
}

#[test]
fn a_baseline_is_read_as_it_was_written() {
    let figures = [lower("c.asa", 1.0), lower("groups.\"second line\".wait", 1.0)];
    let kept = baseline(&figures, &values(&[&OLD, &[0.1, 1.0 / 3.0, 1e-300, 1e300]]));
    let bytes = kept.bytes();
    assert_eq!(Baseline::read(&bytes, "desk"), Ok(kept.clone()));
    assert_eq!(Baseline::read(&bytes, "desk").expect("one").bytes(), bytes);
    assert_eq!(kept.replications(), 4);
    let text = String::from_utf8(bytes).expect("text");
    // One line for each figure: what changed is seen in a difference of files.
    assert_eq!(text.lines().filter(|line| line.contains("\"figure\"")).count(), 2);
}

#[test]
fn a_file_that_is_no_baseline_of_this_scenario_is_refused() {
    let bytes = baseline(&[lower("c.asa", 1.0)], &values(&[&OLD])).bytes();
    let text = String::from_utf8(bytes.clone()).expect("text");
    let other = Baseline::read(&bytes, "other");
    assert_eq!(other, Err(BaselineError::OtherScenario("desk".to_owned())));
    let later = text.replace("\"baseline\": 1", "\"baseline\": 2");
    assert_eq!(Baseline::read(later.as_bytes(), "desk"), Err(BaselineError::Format(2)));
    for (from, to) in [
        ("\"baseline\": 1", "\"base\": 1"),
        ("\"seed\": 1", "\"seed\": -1"),
        ("\"seed\": 1", "\"seed\": 1.5"),
        ("\"figures\"", "\"figure\""),
        ("100.0", "\"a\""),
        ("100.0,", ""),
        ("100.0", "null"),
        ("1.0,1.0,1.0,1.0", "1.0"),
        ("\"deskload\"", "\"other\""),
    ] {
        let broken = text.replace(from, to);
        assert_ne!(broken, text, "{from}");
        let found = Baseline::read(broken.as_bytes(), "desk");
        assert!(matches!(found, Err(BaselineError::Malformed(_))), "{from}: {found:?}");
    }
    // Cut off anywhere but after its end.
    for end in 0..bytes.len() - 2 {
        assert!(Baseline::read(&bytes[..end], "desk").is_err(), "{end}");
    }
}

#[test]
fn other_clients_are_noticed_and_other_staff_is_not() {
    let kept = baseline(&[lower("c.asa", 1.0)], &values(&[&OLD]));
    let with = |from: &str, to: &str| {
        assert!(DESK.contains(from), "{from}");
        kept.pairing(&plan_of(&DESK.replacen(from, to, 1)))
    };
    let paired = (Pairing::Paired, None);
    assert_eq!(kept.pairing(&plan_of(DESK)), paired);
    for (from, to) in [
        ("limit = 2\nspeeds = [1.0, 0.8]", "limit = 1"),
        ("members = [\"anna\", \"boris\"]", "members = [\"anna\", \"boris\", \"dora\"]"),
        ("named_licenses = 20", "named_licenses = 30"),
        ("replications = 3", "replications = 4"),
        ("\"gold\" }]", "\"gold\", set_priority = \"high\" }]"),
    ] {
        assert_eq!(with(from, to), paired, "{to}");
    }
    let other = (Pairing::Independent, Some(OtherClients::Demand));
    assert_eq!(with("rate = \"12/h\"", "rate = \"13/h\""), other);
    assert_eq!(with("horizon = \"2d\"", "horizon = \"3d\""), other);
    assert_eq!(with("starts = \"mon 00:00\"", "starts = \"tue 00:00\""), other);
    let seed = OtherClients::Seed { was: 1, is: 7 };
    assert_eq!(with("replications", "seed = 7\nreplications"), (Pairing::Independent, Some(seed)));
    let mut older = kept.clone();
    older.version = "0.0.9".to_owned();
    let (pairing, why) = older.pairing(&plan_of(DESK));
    assert_eq!(pairing, Pairing::Independent);
    assert!(why.expect("a reason").to_string().contains("0.0.9"));
}

#[test]
fn margins_replace_the_defaults_and_add_figures_that_are_asked_for() {
    let stated = |figure: &str, margin: &str| StatedMargin {
        figure: StatedText::typed("--margin", figure),
        margin: StatedText::typed("--margin", margin),
    };
    let of = |all: &[StatedMargin], name: &str| {
        let (columns, faults) = judged_columns(all);
        assert!(faults.is_empty(), "{}", said(&faults));
        columns
            .into_iter()
            .filter(|one| one.column == name)
            .map(|one| one.margin)
            .collect::<Vec<_>>()
    };
    let headline = JUDGED_COLUMNS.iter().filter(|column| column.is_headline).count();
    assert_eq!(judged_columns(&[]).0.len(), headline);
    assert_eq!(of(&[stated("asa", "3s")], "asa"), [Margin::Absolute(3.0)]);
    let twice = [stated("asa", "3s"), stated("asa", "2%")];
    assert_eq!(of(&twice, "asa"), [Margin::Relative { part: 0.02, least: 0.0 }]);
    assert_eq!(of(&[stated("service_level", "0.5%")], "service_level"), [Margin::Absolute(0.005)]);
    assert!(of(&[], "occupancy").is_empty());
    assert_eq!(of(&[stated("occupancy", "3%")], "occupancy"), [Margin::Absolute(0.03)]);
    // Of live chats and of groups.
    assert_eq!(of(&[stated("wait", "3s")], "wait").len(), 2);
}

/// Every column by which desks are judged exists, and its margin has its unit.
#[test]
fn judged_columns_are_columns_of_their_sheets() {
    let catalog = catalog();
    for column in JUDGED_COLUMNS {
        let found = catalog.of_all_lines(column.sheet, column.column);
        let found = found.unwrap_or_else(|| panic!("{column:?}"));
        let is_share = matches!(column.margin, Margin::Absolute(_));
        assert_eq!(found.unit == Unit::Share, is_share, "{column:?}");
        assert!(is_share || found.unit == Unit::Seconds, "{column:?}");
        let figures = figures_of(&found, column.better_when, column.margin);
        assert_eq!(figures.len(), found.rows.len());
        assert_ne!(column.better_when, BetterWhen::Neither, "{column:?}");
    }
}

fn checked(
    plan: &Plan,
    baseline: Option<&Baseline>,
    purpose: CheckPurpose,
) -> (CheckOutcome, Baseline) {
    let figures = judged_figures(&Catalog::new(plan), &judged_columns(&[]).0);
    let task = CheckTask { plan, expectations: &[], figures: &figures, baseline, purpose };
    let outcome = check(&task, &Options::default(), &|_| {}).expect("every invariant holds");
    let values = &outcome.outcome.replication_values;
    let new = Baseline::new(plan, "hash", &figures, values, outcome.figures_from);
    (outcome, new)
}

/// The same desk and the same clients: every difference is nothing, to the last bit, after a way
/// through a file.
#[test]
fn an_unchanged_desk_is_decided_at_the_first_look() {
    let plan = plan_of(DESK);
    let (kept, baseline) = checked(&plan, None, CheckPurpose::KeepBaseline);
    assert_eq!(kept.outcome.finished, 24, "all of the budget");
    let read = Baseline::read(&baseline.bytes(), &plan.name).expect("a baseline");
    let (again, _) = checked(&plan, Some(&read), CheckPurpose::Judge);
    assert_eq!(again.outcome.finished, 3);
    assert!(again.regressions.len() >= 6, "{:?}", again.regressions);
    for one in &again.regressions {
        assert!(
            one.difference.value == 0.0 && one.verdict == RegressionVerdict::NotWorse,
            "{one:?}"
        );
    }
    assert!(again.not_compared.is_empty(), "{:?}", again.not_compared);
    assert_eq!(again.other_clients, None);
    // Errors are divided among the looks at 3, 6, 12 and 24.
    assert!((again.regression_alpha - 0.025 / 4.0).abs() < 1e-12);
}

/// With one of two operators gone it is plainly worse, whatever clients come.
#[test]
fn a_desk_with_half_of_its_staff_is_worse() {
    let (_, kept) = checked(&plan_of(DESK), None, CheckPurpose::KeepBaseline);
    let half = DESK.replace("members = [\"anna\", \"boris\"]", "members = [\"anna\"]");
    for (text, paired) in
        [(half.clone(), true), (half.replace("replications", "seed = 5\nreplications"), false)]
    {
        let (found, _) = checked(&plan_of(&text), Some(&kept), CheckPurpose::Judge);
        assert_eq!(found.worst_regression(), Some(RegressionVerdict::Worse));
        assert_eq!(found.other_clients.is_none(), paired);
        let level = found.regressions.iter().find(|one| one.figure.name == "support.service_level");
        let level = level.expect("compared");
        assert!(level.verdict == RegressionVerdict::Worse && level.new < level.old, "{level:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_are_read_back_to_the_last_bit(
        numbers in proptest::collection::vec(0.0..1e9_f64, 1..8),
        scale in -300..300_i32,
    ) {
        let numbers: Vec<f64> = numbers.iter().map(|number| number * 10_f64.powi(scale)).collect();
        let kept = baseline(&[lower("c.asa", 1.0)], &values(&[&numbers]));
        prop_assert_eq!(Baseline::read(&kept.bytes(), "desk"), Ok(kept));
    }

    #[test]
    fn any_bytes_are_a_baseline_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Baseline::read(&bytes, "desk").is_err());
    }

    /// A baseline in which a part was overwritten is one that can be compared with, or an error.
    #[test]
    fn a_damaged_baseline_never_panics(at in any::<prop::sample::Index>(), with in "[0-9eE.,:\\[\\]{}\"a-]{1,6}") {
        let figures = [lower("c.asa", 1.0)];
        let mut bytes = baseline(&figures, &values(&[&OLD])).bytes();
        let at = at.index(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with.bytes());
        if let Ok(read) = Baseline::read(&bytes, "desk") {
            drop(regressions(&figures, &values(&[&NEW]), 0, &read, Pairing::Paired, 0.025));
            drop(not_compared(&figures, &values(&[&NEW]), 0, &read));
            drop(read.pairing(&plan_of(DESK)));
        }
    }
}
