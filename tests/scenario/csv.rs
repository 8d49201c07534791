//! CSV files beside a scenario.

use deskload::base::{DAY, HOUR, MINUTE, SECOND, Span, Time};
use deskload::plan::{Arrivals, Plan};
use deskload::scenario::{ReadOutcome, read};

use super::faults::changed;
use super::{MadeUp, rendered, without_old_names};

fn with(keys: &str, csv: &str) -> ReadOutcome {
    let text = changed("rate = \"30/h\"", keys);
    without_old_names(read(
        "desk.toml",
        text.as_bytes(),
        &MadeUp(&[("in.csv", csv.as_bytes())]),
        &[],
    ))
}

fn plan(keys: &str, csv: &str) -> Plan {
    let reading = with(keys, csv);
    let all = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{all}"))
}

fn fault(keys: &str, csv: &str, place: &str, says: &str) {
    let reading = with(keys, csv);
    let all = rendered(&reading);
    assert!(reading.plan.is_none(), "{all}");
    assert!(all.contains(place) && all.contains(says), "no {place} {says} in\n{all}");
}

const DAILY: &str = "csv = \"in.csv\"\ncolumn = \"calls\"";

#[test]
fn a_day_of_rates_repeats_on_its_days() {
    let plan =
        plan(&format!("{DAILY}\ndays = \"mon-fri\""), "from,calls\n09:00,36\n09:30,72\n10:00,0\n");
    let Arrivals::Poisson(rate) = &plan.flows[0].arrivals else { panic!("rates") };
    let at = |span: Span| rate.at(Time::ZERO + span) * 3600.0;
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(close(at(Span(9 * HOUR.0)), 36.0));
    assert!(close(at(Span(9 * HOUR.0 + 59 * MINUTE.0)), 72.0));
    assert!(close(at(Span(4 * DAY.0 + 9 * HOUR.0)), 36.0));
    assert!(close(at(Span(5 * DAY.0 + 9 * HOUR.0)), 0.0));
    assert!(close(at(Span(7 * DAY.0 + 9 * HOUR.0)), 36.0));
    assert!(close(at(Span::ZERO), 0.0));
}

#[test]
fn a_week_of_counts_has_gaps_between_its_days() {
    let csv = "\u{feff}from;calls\r\nmon 09:00;3\r\nmon 10:00;5\r\nwed 09:00;7\r\n";
    let plan = plan(&format!("{DAILY}\nkind = \"counts\""), csv);
    let Arrivals::Counts(counts) = &plan.flows[0].arrivals else { panic!("counts") };
    assert_eq!(counts.length, HOUR);
    assert_eq!(counts.table.len(), 7 * 24);
    assert_eq!((counts.table[9], counts.table[10], counts.table[2 * 24 + 9]), (3.0, 5.0, 7.0));
    assert_eq!(counts.table.iter().sum::<f64>(), 15.0);
}

#[test]
fn exact_instants_are_replayed_in_order() {
    let csv = "who,at\na,90\nb,1m\n\"c, d\",1h\n";
    let plan = plan("replay = \"in.csv\"\ncolumn = \"at\"", csv);
    let at = |span: Span| Time::ZERO + span;
    let expected = vec![at(MINUTE), at(Span(90 * SECOND.0)), at(HOUR)];
    assert_eq!(plan.flows[0].arrivals, Arrivals::Replay(expected));
}

#[test]
fn each_fault_of_a_file_is_shown_in_that_file() {
    fault(DAILY, "from,calls\n09:00,x\n09:30,5\n10:00,\"1,5\"\n", "in.csv:2:7", "`x` is no rate");
    let both = "from,calls\n09:00,1.5\n09:30,5\n10:00,\"1,5\"\n";
    fault(DAILY, both, "in.csv:4:7", "`1,5` has a decimal comma, and `1.5` a point");
    fault(DAILY, "from,calls\n09:00,1\n9.30,5\n", "in.csv:3:1", "`9.30` is no time");
    fault(DAILY, "from,calls\n09:00,1\n09:00,5\n10:00,1\n", "in.csv:3:1", "`09:00` is there twice");
    fault(DAILY, "from,calls\n09:00,1\n09:07,5\n", "in.csv:2:1", "do not meet midnight");
    fault(DAILY, "from,calls\n09:00,1\n09:30\n", "in.csv:3:1", "has 1 cells, the header has 2");
    fault(DAILY, "from,calls\n09:00,-1\n09:30,nan\n", "in.csv:2:7", "`-1` is no rate");
    fault(DAILY, "from,calls\n09:00,1\n", "in.csv:1:1", "no day of the file has two rows");
    fault(DAILY, "", "in.csv:1:1", "the file is empty");
    fault(DAILY, "from,cals\n09:00,1\n", "desk.toml:", "did you mean `cals`?");
    fault(
        "csv = \"out.csv\"\ncolumn = \"calls\"",
        "",
        "desk.toml:",
        "`out.csv` cannot be read: there is no such file",
    );
    let counts = format!("{DAILY}\nkind = \"counts\"");
    fault(&counts, "from,calls\n09:00,-1.5\n09:30,2\n", "in.csv:2:7", "`-1.5` is no count");
    fault(
        "replay = \"in.csv\"\ncolumn = \"at\"",
        "at\n5\nsoon\n",
        "in.csv:3:1",
        "`soon` is no time of an arrival",
    );
}

#[test]
fn a_file_that_is_no_text_is_said_so() {
    let text = changed("rate = \"30/h\"", DAILY);
    let files = [("in.csv", b"from,calls\n09:00,\xff\n".as_slice())];
    let reading = read("desk.toml", text.as_bytes(), &MadeUp(&files), &[]);
    assert!(rendered(&reading).contains("in.csv:2:7"), "{}", rendered(&reading));
}

#[test]
fn a_distribution_of_observations_comes_from_a_column() {
    let text = changed(
        "{ exponential = \"6m\" }",
        "{ empirical = { csv = \"in.csv\", column = \"effort\" } }",
    );
    let files = [("in.csv", b"effort\n60\n2m\n".as_slice())];
    let reading = read("desk.toml", text.as_bytes(), &MadeUp(&files), &[]);
    let plan = reading.plan.expect("a plan");
    assert!((plan.topics[0].effort.mean() - 90.0).abs() < 1e-9);
    assert_eq!(reading.inputs.len(), 2);
}
