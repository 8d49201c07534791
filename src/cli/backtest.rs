//! `deskload backtest`: how often a second part of the past fell inside what the first part predicts.

use std::sync::Arc;

use super::args::{BacktestArgs, Split};
use super::commands::print_page;
use super::history_source::{HistorySource, read_past};
use super::pending_file::PendingFile;
use super::shard::{Cell, Cells};
use super::terminal::Terminal;
use super::{ExitStatus, SourceOfCell, memory};
use crate::fit::{self, Backtest, BacktestCell, BacktestOptions, BacktestWork, FitError, Past};
use crate::metrics::RecordContent;
use crate::report;
use crate::study::Options;

/// Fits, simulates, counts.
pub(super) fn backtest(
    request: &BacktestArgs,
    history: HistorySource<'_>,
    terminal: Terminal,
    source_of: SourceOfCell<'_>,
) -> ExitStatus {
    match judged(request, history, source_of, terminal) {
        Ok(found) => {
            let page = report::backtest_text(&found, terminal.ink());
            print_page(page, terminal)
        }
        Err(exit) => exit,
    }
}

fn judged(
    request: &BacktestArgs,
    history: HistorySource<'_>,
    source_of: SourceOfCell<'_>,
    terminal: Terminal,
) -> Result<Backtest, ExitStatus> {
    let failed = |why: &str| {
        terminal.error(why);
        ExitStatus::Failed
    };
    let file = request.out.as_deref().map(PendingFile::create).transpose();
    let file = file.map_err(|why| failed(&why))?;
    let page = request.html.as_deref().map(PendingFile::create).transpose();
    let page = page.map_err(|why| failed(&why))?;
    let past = read_past(history, terminal)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let run_options = Options {
        jobs: request.jobs.map_or(cores, |jobs| jobs as usize),
        // Of a part of the simulations nothing is reported, so that a signal leaves at once.
        stop: Arc::default(),
        memory: memory::budget(None),
        ..Options::default()
    };
    let bar = terminal.progress_of(0, "simulations");
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let options = options(request, &past);
    let found = fit::backtest(&past, &options, &run_options, &source_of, &progress);
    bar.finish_and_clear();
    let found = found.map_err(|why| failed(&why.to_string()))?;
    if let Some(file) = file {
        file.write(&report::backtest_table(&found).csv(request.csv.into()))
            .map_err(|why| failed(&why))?;
    }
    if let Some(page) = page {
        let name = request.history.display().to_string();
        page.write(&report::backtest_html(&found, &name)).map_err(|why| failed(&why))?;
    }
    Ok(found)
}

fn options(request: &BacktestArgs, past: &Past) -> BacktestOptions {
    BacktestOptions {
        split: first_day(past, request.split),
        replications: request.replications,
        answer_within: request.answer_within,
    }
}

/// The replications of all weeks and draws.
pub(super) fn cells(
    request: &BacktestArgs,
    history: HistorySource<'_>,
    terminal: Terminal,
) -> Result<Cells, ExitStatus> {
    let past = read_past(history, terminal)?;
    let failed = move |why: FitError| {
        terminal.error(&why.to_string());
        ExitStatus::Failed
    };
    let work = BacktestWork::new(&past, &options(request, &past)).map_err(failed)?;
    let count = work.cell_count();
    let read = move |place: usize| {
        let BacktestCell { name, replications, inputs, plan, tracked, .. } =
            work.cell(place).map_err(failed)?;
        let content = RecordContent::Values;
        Ok(Cell { name, plan, replications, tracked: tracked.into(), content, inputs })
    };
    Ok(Cells { count, read: Box::new(read) })
}

/// The first day of the second part.
fn first_day(past: &Past, split: Split) -> i64 {
    match (split, past.days()) {
        (Split::Day(day), _) => day,
        (Split::Share(share), Some((first, last))) => {
            first + (share * (last - first + 1) as f64).round() as i64
        }
        (Split::Share(_), None) => 0,
    }
}
