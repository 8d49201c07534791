//! Which cells of a sweep hold what is expected of them, and which expectation it is that they do not hold.

use super::page::{WIDTH, pluralized, sanitized, shortened};
use super::sweep::{SweepPage, SweptCell, coordinates};
use crate::decide::Verdict;

impl SweptCell {
    /// The worst verdict; `None` where nothing is expected.
    pub fn verdict(&self) -> Option<Verdict> {
        self.expected.iter().map(|(_, verdict)| *verdict).max()
    }

    /// The expectations with this verdict.
    pub fn texts(&self, wanted: Verdict) -> Vec<&str> {
        let those = self.expected.iter().filter(|(_, verdict)| *verdict == wanted);
        those.map(|(text, _)| text.as_str()).collect()
    }
}

/// Every expectation of any cell once: an axis may change what is expected.
pub(super) fn expected_texts<'a>(page: &SweepPage<'a>) -> Vec<&'a str> {
    let mut texts: Vec<&str> = Vec::new();
    for (text, _) in page.done.iter().flat_map(|cell| &cell.expected) {
        if !texts.contains(&text.as_str()) {
            texts.push(text);
        }
    }
    texts
}

/// `✓ all 2`, `✗ (2)`, `? (1) ✗ (2)`: those that are not met by their numbers in the list of all.
pub(super) fn verdicts_in_words(cell: &SweptCell, all: &[&str]) -> String {
    let numbers = |mark: &str, verdict| {
        let own = cell.texts(verdict);
        let places = all.iter().enumerate().filter(|(_, text)| own.contains(text));
        let numbers: Vec<String> = places.map(|(place, _)| format!("({})", place + 1)).collect();
        (!numbers.is_empty()).then(|| format!("{mark} {}", numbers.join(" ")))
    };
    match cell.verdict() {
        None => "-".to_owned(),
        Some(Verdict::Met) if all.len() == 1 => "\u{2713} met".to_owned(),
        Some(Verdict::Met) => format!("\u{2713} all {}", cell.expected.len()),
        Some(Verdict::NotMet) if all.len() == 1 => "\u{2717} not met".to_owned(),
        Some(Verdict::Undecided) if all.len() == 1 => "? undecided".to_owned(),
        Some(Verdict::NotMet | Verdict::Undecided) => {
            let marked = [("\u{2717}", Verdict::NotMet), ("?", Verdict::Undecided)];
            let both = marked.into_iter().filter_map(|(mark, verdict)| numbers(mark, verdict));
            both.collect::<Vec<_>>().join(" ")
        }
    }
}

/// What the numbers stand for; nothing where there are none.
pub(super) fn numbered(all: &[&str]) -> String {
    if all.len() < 2 {
        return String::new();
    }
    let line = |(place, text): (usize, &&str)| {
        format!("({}) {}\n", place + 1, shortened(&sanitized(text), WIDTH - 6))
    };
    all.iter().enumerate().map(line).collect()
}

/// Which cells hold what is expected; `None` where nothing is. Along one axis: as far as it holds, where it
/// ends, and what is not met there; otherwise how often each is not met.
pub(super) fn holding_sentence(page: &SweepPage<'_>) -> Option<String> {
    let judged: Vec<(&SweptCell, Verdict)> =
        page.done.iter().filter_map(|cell| Some((cell, cell.verdict()?))).collect();
    let first = judged.first()?;
    let all = judged.len();
    let met = judged.iter().filter(|(_, verdict)| *verdict == Verdict::Met).count();
    if met == all {
        return Some(format!("What is expected is met in all {all} cells."));
    }
    let missed = judged.iter().find(|(_, verdict)| *verdict == Verdict::NotMet);
    let leading = judged.iter().take_while(|(_, verdict)| *verdict == Verdict::Met).count();
    if page.axes.len() == 1 && leading == met && met > 0 {
        let last = coordinates(page, judged[leading - 1].0.place);
        let from = coordinates(page, first.0.place);
        let met =
            if leading == 1 { format!("at {last}") } else { format!("from {from} to {last}") };
        return Some(match missed {
            Some((cell, _)) => {
                let beyond = coordinates(page, cell.place);
                let which = cell.texts(Verdict::NotMet).join(", ");
                format!("What is expected is met {met}; it is not met from {beyond} on: {which}.")
            }
            None => {
                let which = judged[leading].0.texts(Verdict::Undecided).join(", ");
                format!("What is expected is met up to {last}, and undecided beyond: {which}.")
            }
        });
    }
    let open = judged.iter().filter(|(_, verdict)| *verdict == Verdict::Undecided).count();
    let open = if open > 0 { format!(", and undecided in {open}") } else { String::new() };
    let met_first = judged.iter().find(|(_, verdict)| *verdict == Verdict::Met);
    let met_first = met_first.map_or(String::new(), |(cell, _)| {
        format!(", the first of them {}", coordinates(page, cell.place))
    });
    let which = how_often_missed(page);
    Some(format!("What is expected is met in {met} of {all} cells{met_first}{open}.{which}"))
}

/// ` Not met: support.wait < 60s in 3 cells, support.asa < 20s in 1 cell.`, the most frequent first.
fn how_often_missed(page: &SweepPage<'_>) -> String {
    let misses = |text: &&str| {
        page.done.iter().filter(|cell| cell.texts(Verdict::NotMet).contains(text)).count()
    };
    let mut all: Vec<(&str, usize)> =
        expected_texts(page).into_iter().map(|text| (text, misses(&text))).collect();
    all.retain(|(_, cells)| *cells > 0);
    all.sort_by_key(|(_, cells)| std::cmp::Reverse(*cells));
    let words: Vec<String> = all
        .iter()
        .map(|(text, cells)| format!("{text} in {}", pluralized(*cells, "cell")))
        .collect();
    if words.is_empty() { String::new() } else { format!(" Not met: {}.", words.join(", ")) }
}
