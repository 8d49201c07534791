//! The parts of a run's page, each from the sheets that a run gives.

use maud::{Markup, html};

use super::chart::{Bar, Figure, Line, Svg, Table, bars, lines_of_lengths};
use super::maps::{Flow, flows};
use super::{RunPage, column, shown, with_interval};
use crate::metrics::{Estimate, Row, Sheet, Unit};
use crate::report::expectations::quantity;

/// Figures of a live chat that are shown, with what they are called.
const HEADLINE: [(&str, &str); 11] = [
    ("offered", "Sessions"),
    ("service_level", "Service level"),
    ("asa", "Average speed of answer"),
    ("wait_p95", "95 % wait at most"),
    ("abandon_rate", "Abandoned"),
    ("refusal_rate", "Refused"),
    ("handle_time", "Average handle time (AHT)"),
    ("answer_to_close", "First answer to close"),
    ("transferred_share", "Transferred"),
    ("wait_after_transfer", "Wait after a transfer"),
    ("lost_after_transfer", "Left while waiting after a transfer"),
];

/// The figures of each live chat, a column each.
pub(super) fn headline(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("live_chats") else { return html! {} };
    let mut headings = vec!["Figure".to_owned()];
    headings.extend(sheet.rows.iter().map(|row| shown(&row.keys[0])));
    let line = |(name, label): &(&str, &str)| {
        let place = column(sheet, name)?;
        let unit = sheet.measures[place].unit?;
        let mut cells = vec![(*label).to_owned()];
        if *name == "service_level" {
            cells[0] = format!("{label} ({})", page.plan.run.answer_within);
        }
        if *name == "handle_time" && page.plan.groups.len() > 1 {
            cells[0] = format!("{label} of all groups together");
        }
        cells.extend(sheet.rows.iter().map(|row| with_interval(row.values[place], unit)));
        sheet.rows.iter().any(|row| row.values[place].value.is_finite()).then_some(cells)
    };
    let rows = HEADLINE.iter().filter_map(line).collect();
    html! {
        h2 { "Live chats" }
        (Table { headings, rows }.markup())
        @if !page.notes.is_empty() {
            ul { @for note in page.notes { li { (shown(note)) } } }
        }
    }
}

/// How long how many wait.
pub(super) fn percentiles(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("live_chats") else { return html! {} };
    let shares =
        [("wait_p50", "50 %"), ("wait_p90", "90 %"), ("wait_p95", "95 %"), ("wait_p99", "99 %")];
    let lines_of: Vec<Line> = sheet
        .rows
        .iter()
        .take(4)
        .map(|row| {
            let of = |name: &str| column(sheet, name).map(|place| row.values[place]);
            let values = shares.iter().map(|(name, _)| of(name).map_or(f64::NAN, |it| it.value));
            let bands = shares.iter().map(|(name, _)| of(name).map_or(0.0, |it| it.half_width));
            Line { name: shown(&row.keys[0]), values: values.collect(), bands: bands.collect() }
        })
        .collect();
    let finding = lines_of
        .iter()
        .map(|line| match line.values[2] {
            long if long > 0.0 => {
                let long = quantity(long, Unit::Seconds);
                format!(
                    "{}: one client in twenty waits longer than {long} for the first answer.",
                    line.name
                )
            }
            _ => format!("{}: hardly a client waits for the first answer.", line.name),
        })
        .collect::<Vec<_>>()
        .join(" ");
    let labels: Vec<(usize, String)> =
        shares.iter().enumerate().map(|(place, (_, label))| (place, (*label).to_owned())).collect();
    let mut headings = vec!["Of the clients wait at most".to_owned()];
    headings.extend(lines_of.iter().map(|line| line.name.clone()));
    let rows = shares.iter().enumerate().map(|(place, (_, label))| {
        let values = lines_of.iter().map(|line| quantity(line.values[place], Unit::Seconds));
        std::iter::once((*label).to_owned()).chain(values).collect()
    });
    let table = Table { headings, rows: rows.collect() };
    let svg = lines_of_lengths(&lines_of, &labels);
    let figure =
        Figure { id: "percentiles".into(), title: "Percentiles.".into(), finding, svg, table };
    html! {
        h2 { "How long clients wait" }
        (figure.markup())
    }
}

/// Bars of one figure, a line of the sheet each.
fn bars_of(sheet: &Sheet, name: &str, most: Option<f64>) -> Option<(Svg, Vec<(String, Estimate)>)> {
    let place = column(sheet, name)?;
    let unit = sheet.measures[place].unit?;
    let named = sheet.rows.iter().map(|row| (shown(&row.keys[0]), row.values[place]));
    let named: Vec<(String, Estimate)> = named.filter(|(_, it)| it.value.is_finite()).collect();
    let bar = |(name, estimate): &(String, Estimate)| Bar {
        name: name.clone(),
        value: estimate.value,
        half_width: estimate.half_width,
        mark: None,
        text: with_interval(*estimate, unit),
    };
    let drawn: Vec<Bar> = named.iter().map(bar).collect();
    (!named.is_empty()).then(|| (bars(&drawn, most), named))
}

/// How busy groups are.
pub(super) fn staff(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("groups").filter(|sheet| !sheet.rows.is_empty()) else {
        return html! {};
    };
    let figure = |name: &str, title: &str, most: Option<f64>, what: &str| {
        let (svg, named) = bars_of(sheet, name, most)?;
        let place = column(sheet, name)?;
        let unit = sheet.measures[place].unit?;
        let top = named.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        let finding = format!("{what} {}: {}.", top.0, with_interval(top.1, unit));
        let rows = named.iter().map(|(name, it)| vec![name.clone(), with_interval(*it, unit)]);
        let headings = vec!["Group".to_owned(), title.trim_end_matches('.').to_owned()];
        let table = Table { headings, rows: rows.collect() };
        Some(Figure { id: format!("groups-{name}"), title: title.to_owned(), finding, svg, table })
    };
    let figures = [
        figure(
            "occupancy",
            "Occupancy.",
            Some(1.0),
            "Time with a session or a wrap-up, of the time Online. The busiest group is",
        ),
        figure(
            "concurrency",
            "Sessions at once.",
            None,
            "On average while there is any. The most has",
        ),
        figure(
            "handle_time",
            "Average handle time (AHT).",
            None,
            "On average, a session taken. The longest has",
        ),
        figure("wait", "Wait in the group's queue.", None, "On average, a visit. The longest has"),
    ];
    html! {
        h2 { "Groups" }
        @for figure in figures.into_iter().flatten() { (figure.markup()) }
    }
}

/// Licenses held against those that were bought.
pub(super) fn licenses(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("licenses") else { return html! {} };
    let value = |row: &Row, name: &str| {
        column(sheet, name).map_or(f64::NAN, |place| row.values[place].value)
    };
    let bought: Vec<&Row> =
        sheet.rows.iter().filter(|row| value(row, "bought").is_finite()).collect();
    if bought.is_empty() {
        return html! {};
    }
    let bar = |row: &&Row| Bar {
        name: shown(&row.keys[0]),
        value: value(row, "peak"),
        half_width: f64::NAN,
        mark: Some(value(row, "bought")),
        text: format!(
            "{} of {}",
            quantity(value(row, "peak"), Unit::Count),
            quantity(value(row, "bought"), Unit::Count)
        ),
    };
    let drawn: Vec<Bar> = bought.iter().map(bar).collect();
    let line = |row: &&Row| {
        let count = |name: &str| quantity(value(row, name), Unit::Count);
        vec![
            shown(&row.keys[0]),
            count("bought"),
            count("peak"),
            quantity(value(row, "held"), Unit::Level),
            quantity(value(row, "at_limit_share"), Unit::Share),
            count("refused"),
        ]
    };
    let headings = [
        "License",
        "Bought",
        "Most held at once",
        "Held on average",
        "Time with none free",
        "Refused",
    ];
    let rows: Vec<Vec<String>> = bought.iter().map(line).collect();
    let refused: f64 = bought.iter().map(|row| value(row, "refused")).sum();
    let finding = if refused > 0.0 {
        format!("{refused:.1} times in a run a user could not go Online for lack of one.")
    } else {
        "No user was refused one.".to_owned()
    };
    let figure = Figure {
        id: "licenses".into(),
        title: "Most held at once, against what was bought (the mark).".into(),
        finding,
        svg: bars(&drawn, None),
        table: Table { headings: headings.map(str::to_owned).into(), rows },
    };
    html! {
        h2 { "Licenses" }
        (figure.markup())
    }
}

/// Which group transfers how many sessions to which.
pub(super) fn transfers(page: &RunPage<'_>) -> Markup {
    let Some(sheet) = page.sheet("transfers") else { return html! {} };
    let (Some(number), Some(wait)) = (column(sheet, "transferred"), column(sheet, "wait")) else {
        return html! {};
    };
    let mut rows: Vec<&Row> =
        sheet.rows.iter().filter(|row| row.values[number].value > 0.0).collect();
    rows.sort_by(|a, b| b.values[number].value.total_cmp(&a.values[number].value));
    let Some(first) = rows.first() else { return html! {} };
    let flow = |row: &&Row| Flow {
        from: shown(&row.keys[0]),
        to: shown(&row.keys[1]),
        amount: row.values[number].value,
    };
    let drawn: Vec<Flow> = rows.iter().take(30).map(flow).collect();
    let line = |row: &&Row| {
        vec![
            format!("{} \u{2192} {}", shown(&row.keys[0]), shown(&row.keys[1])),
            with_interval(row.values[number], Unit::Count),
            with_interval(row.values[wait], Unit::Seconds),
        ]
    };
    let finding = format!(
        "Most go from {} to {}: {} in a run.",
        shown(&first.keys[0]),
        shown(&first.keys[1]),
        with_interval(first.values[number], Unit::Count)
    );
    let headings = ["From and to", "Sessions", "Wait after the transfer"].map(str::to_owned).into();
    let table = Table { headings, rows: rows.iter().map(line).collect() };
    let title = "Transfers.".to_owned();
    html! {
        h2 { "Transfers" }
        // One stream fills a chart and shows nothing.
        @if let [_] = &drawn[..] {
            p { (finding) }
            (table.markup())
        } @else {
            (Figure { id: "transfers".into(), title, finding, svg: flows(&drawn), table }.markup())
        }
    }
}

/// What the figures mean, and how they are made again.
pub(super) fn assumptions(page: &RunPage<'_>) -> Markup {
    let run = &page.plan.run;
    let manifest = page.manifest;
    html! {
        h2 { "What this is" }
        dl {
            dt { "Service level" }
            dd {
                "Answered within " (run.answer_within.to_string()) ", of those answered or abandoned; \
                 who gives up sooner than " (run.short_abandon.to_string()) " does not count."
            }
            dt { "Average speed of answer" }
            dd { "From the arrival, or a bot's hand-off, to the first answer." }
            dt { "Counts" }
            dd { "Means of one simulated run of " (run.horizon.to_string()) "." }
            dt { "How sure" }
            dd {
                "Each run is simulated " (manifest.finished) " times with other luck. If the same weeks came \
                 again and again, the long-run average would lie within \u{b1}, 95 times of 100; a single \
                 day varies more."
            }
            dt { "Model" }
            dd {
                "Clients, operators, supervisors and licenses as the scenario states them; what it does not \
                 state does not happen. All columns are defined in the data dictionary of deskload."
            }
            dt { "Repeat it" }
            dd { code { (manifest.command()) } }
            dt { "Seed, files" }
            dd { (manifest.seed) ", SHA-256 " code { (super::super::fingerprint(manifest.inputs)) } }
        }
    }
}
