//! Each rule of the modelled product has a row in `scenarios/rules.md`: where it is implemented,
//! and the test that holds it.

use std::collections::BTreeMap;
use std::path::Path;

/// The rulebook's sections, and how many rules each has.
const SECTIONS: [(&str, usize); 12] = [
    ("E-", 10),
    ("E-L", 13),
    ("E-R", 13),
    ("E-C", 15),
    ("E-S", 18),
    ("E-Q", 13),
    ("E-T", 7),
    ("E-O", 4),
    ("E-A", 7),
    ("E-B", 4),
    ("E-M", 6),
    ("E-D", 3),
];

fn ids() -> Vec<String> {
    let section = |(section, rules): (&str, usize)| {
        let section = section.to_owned();
        // The first section alone counts with two digits: E-01.
        (1..=rules).map(move |number| {
            if section == "E-" { format!("E-{number:02}") } else { format!("{section}{number}") }
        })
    };
    SECTIONS.into_iter().flat_map(section).collect()
}

struct Row {
    places: Vec<String>,
    tests: Vec<String>,
    no_effect: bool,
    why: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in backquotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn rows() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(root().join("scenarios/rules.md")).expect("the table");
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| E-")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, _, place, test] = cells.as_slice() else {
            panic!("four cells belong here: {line}");
        };
        let no_effect = *place == "no effect";
        let row = Row {
            places: quoted(place),
            tests: if no_effect { Vec::new() } else { quoted(test) },
            no_effect,
            why: (*test).to_owned(),
        };
        assert!(rows.insert((*id).to_owned(), row).is_none(), "{id} has two rows");
    }
    rows
}

/// The file of a test's module, and the test's name: `desk_rules::doors::name`.
fn has_test(test: &str) -> bool {
    let (module, name) = test.rsplit_once("::").unwrap_or(("", test));
    let module = module.replace("::", "/");
    let candidates = [format!("tests/{module}.rs"), format!("tests/{module}/mod.rs")];
    let said = format!("fn {name}(");
    candidates.iter().any(|file| {
        std::fs::read_to_string(root().join(file)).is_ok_and(|text| text.contains(&said))
    })
}

#[test]
fn every_rule_has_its_place_and_its_test() {
    let rows = rows();
    let mut faults: Vec<String> = Vec::new();
    for id in ids() {
        let Some(row) = rows.get(&id) else {
            faults.push(format!("{id} has no row"));
            continue;
        };
        if row.no_effect {
            if row.why.split_whitespace().count() < 4 {
                faults.push(format!("{id} has no effect, and no reason is given"));
            }
            continue;
        }
        if row.places.is_empty() || row.tests.is_empty() {
            faults.push(format!("{id} has no place or no test"));
        }
        let gone = row.places.iter().filter(|place| !root().join(place).exists());
        faults.extend(gone.map(|place| format!("{id}: there is no {place}")));
        let missing = row.tests.iter().filter(|test| !has_test(test));
        faults.extend(missing.map(|test| format!("{id}: there is no test {test}")));
    }
    let strangers = rows.keys().filter(|id| !ids().contains(id));
    faults.extend(strangers.map(|id| format!("{id} is no rule")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
