//! How people keep to their shifts: what contradicts itself is refused.

use super::faults::{DESK, changed, read_text};
use super::rendered;

/// The desk with keys for its first group, which has a shift.
fn with(keys: &str) -> String {
    changed("shifts = [\"early\"]", &format!("shifts = [\"early\"]\n{keys}"))
}

#[track_caller]
fn refused(text: &str, code: &str, says: &str) {
    let reading = read_text(text);
    let all = rendered(&reading);
    assert!(reading.plan.is_none(), "{all}");
    let told = reading.diagnostics.iter().filter(|fault| fault.code() == code).count();
    assert!(told == 1 && all.contains(says), "{all}");
}

#[test]
fn what_is_well_written_is_read() {
    let keys = r#"
end_of_shift = "hand-back"
late_break = "length"
absence = "5%"
lateness = { exponential = "4m" }
ramp_up = { for = "15m", speed = "50%" }
connection = { uptime = { exponential = "8h" }, downtime = { exponential = "3m" }, auto_offline = "5m" }
when_offline = "reassign"
offline_grace = "90s"
"#;
    for text in [with(keys), with("break_begins = \"at-once\"\nend_of_shift = \"first-to-finish\"")]
    {
        let reading = read_text(&text);
        let said = rendered(&reading);
        // The shift of this desk has no breaks.
        let others = reading.diagnostics.iter().filter(|one| !one.message.contains("with breaks"));
        assert!(reading.plan.is_some() && others.count() == 0, "{said}");
    }
}

#[test]
fn what_counts_by_shift_needs_a_shift() {
    let always = |keys: &str| changed("shifts = [\"early\"]", keys);
    refused(&always("absence = 0.1"), "needs", "this counts by shift");
    refused(&always("lateness = \"5m\""), "needs", "this counts by shift");
    refused(
        &always("personal_queue_at_shift_end = \"hand-back\""),
        "needs",
        "no shift that could end",
    );
    assert!(read_text(&always("personal_queue_at_shift_end = \"wait\"")).plan.is_some());
    let logins = "logins = { online = \"1h\", offline = \"1h\" }";
    assert!(read_text(&always(logins)).plan.is_some());
    refused(&with(logins), "conflict", "not both");
    refused(
        &always("logins = { online = \"0s\", offline = \"1h\" }"),
        "out-of-range",
        "more than nothing",
    );
    // Who answers and supervises logs in once for both.
    let both = always(logins).replace("[\"leads\"]", "[\"general\"]");
    assert!(read_text(&both).plan.is_some());
}

#[test]
fn positions_belong_to_no_operator_in_particular() {
    let first = "end_of_shift = \"first-to-finish\"\n";
    let logins = "logins = { online = \"1h\", offline = \"1h\" }";
    let always = changed("shifts = [\"early\"]", &format!("{first}{logins}"));
    refused(&always, "conflict", "positions that any member fills");
    // Who fills a position may be late for it, or not come.
    assert!(read_text(&with(&format!("{first}absence = 0.1\nlateness = \"5m\""))).plan.is_some());
    let person = format!("{DESK}\n[[people]]\nname = \"anna\"\n{first}");
    refused(&person, "unknown-word", "not a word for `end_of_shift`");
}

#[test]
fn what_would_be_passed_over_is_refused() {
    let at_once = "break_begins = \"at-once\"\nlate_break = \"length\"";
    refused(&with(at_once), "conflict", "keeps both clock and length");
    refused(&with("offline_grace = \"1m\""), "no-effect", "sessions stay");
    refused(&with("when_offline = \"on-next-client-message\""), "conflict", "dialogue level");
    let reading = read_text(&with("when_offline = \"close\""));
    assert!(rendered(&reading).contains("warning[no-effect]"), "{}", rendered(&reading));
}

#[test]
fn a_status_is_lost_after_whole_minutes_from_two_to_999_and_only_where_there_is_one() {
    let after = |after: &str| {
        with(&format!(
            "connection = {{ uptime = \"8h\", downtime = \"5m\", auto_offline = \"{after}\" }}"
        ))
    };
    for wrong in ["1m", "1000m", "150s"] {
        refused(&after(wrong), "E-O2", "no operator is shown Offline");
    }
    let free = after("3m").replace("name = \"chatdesk\"\nnamed_licenses = 10", "name = \"free\"");
    refused(&free, "E-04", "no statuses");
    refused(&with("ramp_up = { for = \"5m\", speed = 0 }"), "out-of-range", "no speed at all");
}

#[test]
fn ways_to_try_again_for_a_license_are_read_as_written() {
    let retry = |retry: &str| {
        let edition = "name = \"service-2025\"\nnamed_licenses = 1\nconcurrent_licenses = 3";
        let edition = format!("{edition}\nretry = \"{retry}\"");
        changed("name = \"chatdesk\"\nnamed_licenses = 10", &edition)
    };
    for good in ["backoff 1m", "backoff 1m to 20m", "random 5m", "every 2m", "in-line", "none"] {
        assert!(read_text(&retry(good)).plan.is_some(), "{good}");
    }
    for bad in ["backoff", "backoff 5m to 1m", "random 0s", "random", "every", "sometimes"] {
        refused(&retry(bad), "unknown-word", "no way to try again");
    }
}
