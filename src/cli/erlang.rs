//! `deskload erlang`: the closed forms for figures that were typed.

use super::ExitStatus;
use super::args::SummaryFormat;
use super::commands::print_data;
use super::intent::ErlangRequest;
use super::terminal::Terminal;
use crate::report;
use crate::study::ErlangQuestion;

/// Answers, and prints the answer.
pub(super) fn erlang(request: &ErlangRequest, terminal: Terminal) -> ExitStatus {
    let Some(flows) = &request.flows else {
        terminal.error("as many lengths as flows: write --aht once, or once for each --arrivals");
        return ExitStatus::WrongCommandLine;
    };
    let question = ErlangQuestion {
        flows: flows.clone(),
        patience: request.patience,
        limit: request.limit,
        speeds: request.speeds.clone(),
        target: request.target,
        operators: request.operators,
    };
    let answer = question.answer();
    let page = match request.format {
        SummaryFormat::Text => {
            let text = report::erlang_text(&question, &answer, request.shrinkage);
            terminal.in_its_characters(text).into_bytes()
        }
        SummaryFormat::Csv => report::erlang_table(&question, &answer).csv(request.csv),
        SummaryFormat::Json => {
            report::erlang_json(&question, &answer, request.shrinkage).into_bytes()
        }
    };
    print_data(&page, terminal)
}
