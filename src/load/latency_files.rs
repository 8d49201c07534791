//! Histograms as files that public HdrHistogram tools read: percentile distributions (`.hgrm`) and
//! interval logs (`.hlog`). Values are in milliseconds there.

use std::fmt::Write as _;
use std::time::Duration;

use hdrhistogram::Histogram;
use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, Tag};

/// Nanoseconds in what the files count in.
const NANOS_PER_MILLISECOND: f64 = 1e6;

/// The percentile distribution of a histogram of nanoseconds, as `outputPercentileDistribution` of
/// the Java library writes it, with five rows for each halving of what is above.
pub fn percentile_distribution(histogram: &Histogram<u64>) -> String {
    let mut text = format!(
        "{:>12} {:>14} {:>10} {:>14}\n\n",
        "Value", "Percentile", "TotalCount", "1/(1-Percentile)"
    );
    let mut total = 0;
    for step in histogram.iter_quantiles(5) {
        total += step.count_since_last_iteration();
        let value = step.value_iterated_to() as f64 / NANOS_PER_MILLISECOND;
        let quantile = step.quantile_iterated_to();
        let row = if quantile < 1.0 {
            writeln!(
                text,
                "{value:12.3} {quantile:2.12} {total:10} {:14.2}",
                1.0 / (1.0 - quantile)
            )
        } else {
            writeln!(text, "{value:12.3} {quantile:2.12} {total:10}")
        };
        row.expect("a text takes everything");
    }
    let (mean, deviation) = (histogram.mean(), histogram.stdev());
    let max = histogram.max() as f64;
    let buckets = histogram.buckets();
    // As many values are told apart within one bucket as the digits ask for.
    let in_bucket = histogram.distinct_values() * 2 / (usize::from(buckets) + 1);
    let footer = write!(
        text,
        "#[Mean    = {:12.3}, StdDeviation   = {:12.3}]\n\
         #[Max     = {:12.3}, Total count    = {:12}]\n\
         #[Buckets = {buckets:12}, SubBuckets     = {in_bucket:12}]\n",
        mean / NANOS_PER_MILLISECOND,
        deviation / NANOS_PER_MILLISECOND,
        max / NANOS_PER_MILLISECOND,
        histogram.len(),
    );
    footer.expect("a text takes everything");
    text
}

/// The histograms of each second, one line each: a log in the format of HdrHistogram, version 1.3.
#[derive(Clone, Debug)]
pub struct IntervalLog {
    bytes: Vec<u8>,
}

impl Default for IntervalLog {
    fn default() -> Self {
        let head = "#[Histogram log format version 1.3]\n\
                    #[StartTime: 0.000 (seconds since the load began)]\n\
                    \"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n";
        Self { bytes: head.as_bytes().to_vec() }
    }
}

impl IntervalLog {
    /// Adds what was measured under a name in a second, counted from one.
    pub fn add(&mut self, name: &str, second: u64, histogram: &Histogram<u64>) {
        let mut serializer = V2DeflateSerializer::new();
        let mut line = Vec::new();
        let mut builder = IntervalLogWriterBuilder::new();
        builder.with_max_value_divisor(NANOS_PER_MILLISECOND);
        let begins = Duration::from_secs(second.saturating_sub(1));
        let written = builder.begin_log_with(&mut line, &mut serializer).map(|mut log| {
            log.write_histogram(histogram, begins, Duration::from_secs(1), Tag::new(name)).is_ok()
        });
        // A histogram of ours fits the format, and a vector takes every byte.
        debug_assert!(written.is_ok_and(|written| written), "an interval could not be written");
        self.bytes.extend(line);
    }

    /// The file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
