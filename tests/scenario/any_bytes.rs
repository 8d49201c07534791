//! Whatever the bytes: no panic, and a plan if and only if nothing is wrong.

use deskload::scenario::{ReadOutcome, Severity, read};
use proptest::prelude::*;

use super::{Beside, MadeUp, rendered, scenarios, shipped};

fn plan_xor_error(reading: &ReadOutcome) {
    let errors = reading.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
    assert_eq!(reading.plan.is_none(), errors, "{}", rendered(reading));
    // Rendering must not panic either.
    reading.diagnostics.iter().for_each(|fault| drop(fault.render(true)));
}

fn texts() -> Vec<Vec<u8>> {
    shipped().iter().map(|path| std::fs::read(path).expect("readable")).collect()
}

/// Bits of the language, to be thrown into a file that was well.
const BITS: [&str; 24] = [
    "[",
    "]",
    "{",
    "}",
    "\"",
    "=",
    "\n",
    ",",
    ".",
    "-1",
    "nan",
    "inf",
    "1e999",
    "99999999999999999999",
    "\"24:00\"",
    "\"0s\"",
    "\"99999999d\"",
    "count = 100000\n",
    "[[groups]]\n",
    "name = \"general\"\n",
    "limit = 0\n",
    "\u{1b}",
    "µ",
    "every = \"1us\"\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_at_all(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        plan_xor_error(&read("any.toml", &bytes, &MadeUp(&[]), &[]));
    }

    #[test]
    fn a_shipped_file_with_something_thrown_in(
        which in any::<prop::sample::Index>(),
        throws in proptest::collection::vec((any::<prop::sample::Index>(), 0..BITS.len(), 0..12usize), 1..4),
    ) {
        let texts = texts();
        let mut text = which.get(&texts).clone();
        for (at, bit, eaten) in throws {
            let at = at.index(text.len());
            let end = (at + eaten).min(text.len());
            text.splice(at..end, BITS[bit].bytes());
        }
        plan_xor_error(&read("thrown.toml", &text, &Beside(scenarios()), &[]));
    }

    #[test]
    fn any_csv(bytes in proptest::collection::vec(prop::sample::select(&b"from,calls\n09:0312;\"\r# mon.\xff"[..]), 0..120)) {
        let text = super::faults::changed("rate = \"30/h\"", "csv = \"in.csv\"\ncolumn = \"calls\"");
        let mut csv = b"from,calls\n".to_vec();
        csv.extend(bytes);
        plan_xor_error(&read("desk.toml", text.as_bytes(), &MadeUp(&[("in.csv", &csv)]), &[]));
    }

    #[test]
    fn any_override(text in "[a-z_.0-9\"]{0,20}=?[\\PC]{0,10}", more in "(run|groups|live_chats|people|edition)\\.[a-z0-9.]{1,12}=[a-z0-9\"\\[{]{0,6}") {
        let overrides = [text, more];
        plan_xor_error(&read("desk.toml", super::faults::DESK.as_bytes(), &MadeUp(&[]), &overrides));
    }
}
