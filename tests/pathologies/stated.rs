//! The figures that each pathology states in its comments, for itself and for its cure.
//!
//! A line reads `#   trouble live_chats support wait 1006 ± 131`: the sheet, the keys of its row, the
//! figure, its mean and half of its 95 % interval. What a run shows today must not be further away than
//! the two standard errors together explain.

use std::fmt::Write as _;

use super::{Figure, Seen, seen};
use crate::bless;
use crate::scenario::scenarios;

/// Further apart than so many standard errors of the difference is no chance: of a hundred figures one
/// in a hundred thousand would be.
const MOST_ERRORS: f64 = 5.0;

/// What a comment states.
struct Stated<'a> {
    is_cure: bool,
    /// The sheet, the keys of the row, the figure.
    path: Vec<&'a str>,
    value: f64,
    half_width: f64,
}

fn stated(line: &str) -> Option<Stated<'_>> {
    let words: Vec<&str> = line.strip_prefix("#   ")?.split_whitespace().collect();
    let (kind, rest) = words.split_first()?;
    let is_cure = match *kind {
        "trouble" => false,
        "cure" => true,
        _ => return None,
    };
    let [path @ .., value, "±", half_width] = rest else { return None };
    let (value, half_width) = (value.parse().ok()?, half_width.parse().ok()?);
    Some(Stated { is_cure, path: path.to_vec(), value, half_width })
}

/// The overrides of the line `# Cure: --set … --set …`.
fn cure(text: &str) -> Vec<&str> {
    let line = text.lines().find_map(|line| line.strip_prefix("# Cure: --set "));
    line.map(|line| line.split(" --set ").map(str::trim).collect()).unwrap_or_default()
}

fn shown(desk: &Seen, path: &[&str]) -> Figure {
    let [sheet, keys @ .., name] = path else { panic!("{path:?} is no figure") };
    desk.figure(sheet, keys, name)
}

/// Four digits are enough for a comment.
fn rounded(value: f64) -> f64 {
    let scale = 10_f64.powf(3.0 - value.abs().max(1e-3).log10().floor());
    (value * scale).round() / scale
}

#[test]
fn each_pathology_shows_the_figures_that_it_states_and_so_does_its_cure() {
    let folder = std::fs::read_dir(scenarios().join("pathologies")).expect("the folder");
    let mut files = 0;
    let mut wrong = String::new();
    for entry in folder {
        let path = entry.expect("readable").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("readable");
        let all: Vec<Stated<'_>> = text.lines().filter_map(stated).collect();
        assert!(!all.is_empty(), "{name} states no figure");
        let cure = cure(&text);
        assert!(cure.is_empty() || all.iter().any(|one| one.is_cure), "{name}: no cure is shown");
        let trouble = seen(&name, &[]);
        let cured = (!cure.is_empty()).then(|| seen(&name, &cure));
        let found = |one: &Stated<'_>| {
            let desk = if one.is_cure { cured.as_ref().expect("a cure") } else { &trouble };
            shown(desk, &one.path)
        };
        if bless::is_asked() {
            std::fs::write(&path, written_anew(&text, found)).expect("writable");
            continue;
        }
        for one in &all {
            let Figure(value, half_width) = found(one);
            // Half widths are two standard errors, near enough.
            let error = (half_width.powi(2) + one.half_width.powi(2)).sqrt() / 2.0;
            let rounding = 1e-3 * one.value.abs();
            if (value - one.value).abs() > MOST_ERRORS * error + rounding {
                let _ = writeln!(
                    wrong,
                    "{name} {:?}: stated {} ± {}, seen {value} ± {half_width}",
                    one.path, one.value, one.half_width
                );
            }
        }
        files += 1;
    }
    assert!(wrong.is_empty(), "{wrong}{}", bless::HOW);
    assert!(files >= 13 || bless::is_asked(), "{files}");
}

fn written_anew(text: &str, found: impl Fn(&Stated<'_>) -> Figure) -> String {
    let mut fresh = String::new();
    for line in text.lines() {
        let _ = match stated(line) {
            None => writeln!(fresh, "{line}"),
            Some(one) => {
                let Figure(value, half_width) = found(&one);
                let (kind, path) =
                    (if one.is_cure { "cure" } else { "trouble" }, one.path.join(" "));
                writeln!(fresh, "#   {kind} {path} {} ± {}", rounded(value), rounded(half_width))
            }
        };
    }
    fresh
}
