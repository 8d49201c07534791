//! Files of latencies, as the tools of HdrHistogram read them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use deskload::load::{IntervalLog, percentile_distribution};
use hdrhistogram::Histogram;

/// A thousand values from a millisecond to a second, in nanoseconds.
fn a_thousand() -> Histogram<u64> {
    let mut histogram = Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("bounds");
    for value in 1..=1_000_u64 {
        histogram.record(value * 1_000_000).expect("within the bounds");
    }
    histogram
}

#[test]
fn a_percentile_distribution_has_the_form_that_plotters_read() {
    let text = percentile_distribution(&a_thousand());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0].split_whitespace().collect::<Vec<_>>(),
        ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"]
    );
    assert_eq!(lines[1], "");
    let rows: Vec<Vec<f64>> = lines[2..]
        .iter()
        .take_while(|line| !line.starts_with('#'))
        .map(|line| line.split_whitespace().map(|cell| cell.parse().expect(line)).collect())
        .collect();
    // The last row stands for all of them and has no odds.
    let (last, before) = rows.split_last().expect("rows");
    assert_eq!((last.len(), last[1], last[2]), (3, 1.0, 1_000.0));
    assert!(before.iter().all(|row| row.len() == 4));
    assert!(rows.windows(2).all(|pair| pair[0][0] <= pair[1][0] && pair[0][2] <= pair[1][2]));
    // Half of 1, 2, … 1,000 milliseconds are at most 500: kept to three digits.
    let median = before.iter().find(|row| (row[1] - 0.5).abs() < 1e-9).expect("the median");
    assert!((median[0] - 500.0).abs() < 0.5, "{median:?}");
    let footer: Vec<&&str> = lines.iter().filter(|line| line.starts_with("#[")).collect();
    assert!(
        footer[0].starts_with("#[Mean    =") && footer[1].contains("Total count    =         1000")
    );
    // 2,048 values are told apart where three digits are kept.
    assert!(footer[2].ends_with("SubBuckets     =         2048]"), "{}", footer[2]);
}

/// The public tool for Python reads the log back. It is run where Python has it: `pip install
/// hdrhistogram`.
#[test]
fn the_log_of_intervals_is_read_by_the_tool_for_python() {
    let has_it = Command::new("python3").args(["-c", "import hdrh"]).stderr(Stdio::null()).status();
    if !has_it.is_ok_and(|status| status.success()) {
        // Left out: pip install hdrhistogram.
        return;
    }
    let mut log = IntervalLog::default();
    log.add("routing", 1, &a_thousand());
    log.add("transfer", 1, &a_thousand());
    log.add("routing", 2, &a_thousand());
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(&log.into_bytes()).expect("written");
    let program = "import sys\n\
         from hdrh.histogram import HdrHistogram\n\
         from hdrh.log import HistogramLogReader\n\
         total = HdrHistogram(1, 60000000000, 3)\n\
         reader = HistogramLogReader(sys.argv[1], total)\n\
         lines = 0\n\
         while True:\n\
         \x20   one = reader.get_next_interval_histogram()\n\
         \x20   if one is None: break\n\
         \x20   lines += 1\n\
         \x20   total.add(one)\n\
         print(lines, total.get_total_count(), total.get_value_at_percentile(50), total.get_max_value())\n";
    let read =
        Command::new("python3").args(["-c", program]).arg(file.path()).output().expect("runs");
    let said = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{said}");
    let numbers: Vec<u64> = String::from_utf8_lossy(&read.stdout)
        .split_whitespace()
        .map(|number| number.parse().expect("a number"))
        .collect();
    assert_eq!(numbers[..2], [3, 3_000]);
    // Three digits of 500 and of 1,000 milliseconds.
    assert!(numbers[2].abs_diff(500_000_000) < 500_000, "{numbers:?}");
    assert!(numbers[3].abs_diff(1_000_000_000) < 1_000_000, "{numbers:?}");
}
