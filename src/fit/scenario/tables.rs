//! The tables that a scenario names: arrivals and patience.

use super::FittedFile;
use super::live_chats::{DAYS, is_tabled, patience_column};
use crate::fit::arrivals::SLOTS;
use crate::fit::desk::FittedDesk;
use crate::fit::survival::equal_shares;

/// Rows of the table of patience.
const SHARES: usize = 500;

/// `arrivals.csv`: sessions an hour, a line for each half-hour of the week, a column for each live chat.
pub(super) fn arrivals_table(desk: &FittedDesk, prefix: &str) -> FittedFile {
    let mut rows = vec![vec!["from".to_owned()]];
    rows[0].extend(desk.live_chats.iter().map(|chat| chat.name.clone()));
    for (weekday, day) in DAYS.iter().enumerate() {
        for slot in 0..SLOTS {
            let mut row = vec![format!("{day} {:02}:{:02}", slot / 2, slot % 2 * 30)];
            row.extend(desk.live_chats.iter().map(|chat| {
                let rate = 2.0 * chat.arrivals.profile[weekday][slot];
                format!("{:.4}", rate)
            }));
            rows.push(row);
        }
    }
    table(format!("{prefix}arrivals.csv"), &rows)
}

/// `patience.csv`: equally likely lengths in seconds, a column for each patience that is no distribution; `None` without
/// any.
pub(super) fn patience_table(desk: &FittedDesk, prefix: &str) -> Option<FittedFile> {
    let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
    for chat in &desk.live_chats {
        let of_topics =
            chat.topics.iter().filter_map(|topic| Some((Some(topic), topic.patience.as_ref()?)));
        let whole_used = chat.topics.iter().any(|topic| topic.patience.is_none());
        let of_all = chat.patience.as_ref().filter(|_| whole_used).map(|all| (None, all));
        for (topic, fitted) in of_topics.chain(of_all) {
            if is_tabled(fitted) {
                columns.push((patience_column(chat, topic), equal_shares(&fitted.curve, SHARES)));
            }
        }
    }
    if columns.is_empty() {
        return None;
    }
    let mut rows = vec![columns.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()];
    for place in 0..SHARES {
        rows.push(columns.iter().map(|(_, values)| format!("{:.1}", values[place])).collect());
    }
    Some(table(format!("{prefix}patience.csv"), &rows))
}

fn table(name: String, rows: &[Vec<String>]) -> FittedFile {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("memory takes every row, and all are equally long");
    }
    FittedFile { name, bytes: writer.into_inner().expect("memory takes every byte") }
}
