//! After how many replications the precision is looked at.

use deskload::study::next_look;

#[test]
fn looks_are_few_and_never_beyond_the_maximum() {
    let looks = |replications, most| {
        let next = |done: &u32| Some(next_look(replications, most, *done)).filter(|n| n > done);
        std::iter::successors(next(&0), next).collect::<Vec<_>>()
    };
    assert_eq!(looks(1, 100), [10, 20, 30, 45, 67, 100]);
    assert_eq!(looks(20, 50), [20, 30, 45, 50]);
    assert_eq!(looks(20, 20), [20]);
    assert!(looks(10, 1_000_000).len() < 35);
}
