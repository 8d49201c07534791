//! What was typed after `deskload import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::parse_one_line;
use crate::history::{HistoryZone, SessionOutcome, Word as _};
use crate::import::{Field, PROFILES, Profile};
use crate::table::decoding::is_encoding;
use crate::table::lengths::TwoParts;
use crate::table::numbers::DecimalSign;
use crate::table::times::DateOrder;

/// `deskload import`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload import records.jsonl -o past\n  \
    deskload import Сессии.xlsx --profile elma365 --map \"Дата создания\"=arrived_at --time-zone Europe/Moscow -o past\n  \
    deskload import queue_log --time-zone Europe/Berlin -o past")]
pub struct ImportArgs {
    /// Exported files of one source: CSV, xlsx, JSON; several are put together
    #[arg(required = true)]
    pub files: Vec<PathBuf>,

    /// What they are exports of [default: what their columns say]
    #[arg(long, value_name = "PROFILE", value_parser = parse_profile)]
    pub profile: Option<&'static Profile>,

    /// A column and what it is taken for: "Created on"=arrived_at; of two columns, Date+Time=arrived_at
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = parse_mapping)]
    pub map: Vec<(String, Field)>,

    /// What a word of the column `status` means: Beantwortet=answered
    #[arg(long, value_name = "WORD=OUTCOME", value_parser = parse_outcome)]
    pub outcome: Vec<(String, SessionOutcome)>,

    /// The desk's time zone, and that of times without an offset: Europe/Moscow [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = parse_zone)]
    pub time_zone: Option<HistoryZone>,

    /// Which comes first in dates such as 1/2/2026 [default: what the column says]
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrderArg>,

    /// The sign before fractions [default: what the column says]
    #[arg(long, value_enum, value_name = "SIGN")]
    pub decimal: Option<DecimalArg>,

    /// What 3:20 is in a column of lengths of time: h:mm or m:ss
    #[arg(long, value_name = "FORM", value_parser = parse_two_parts)]
    pub lengths: Option<TwoParts>,

    /// The encoding of CSV files, such as windows-1251 [default: UTF-8, or UTF-16 where it shows]
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    pub encoding: Option<String>,

    /// The sheet of a workbook that has several
    #[arg(long, value_name = "NAME", value_parser = parse_one_line)]
    pub sheet: Option<String>,

    /// What the live chat is called where the source names none
    #[arg(long, value_name = "NAME", value_parser = parse_one_line, default_value = "support")]
    pub live_chat: String,

    /// When a simulated run began, for its sessions.csv: 2026-01-05T09:00
    #[arg(long, value_name = "TIME", value_parser = parse_one_line)]
    pub start: Option<String>,

    /// Operators keep their names, instead of operator-1, operator-2 …
    #[arg(long)]
    pub keep_names: bool,

    /// Where the history is written
    #[arg(long, short, value_name = "DIR", required = true)]
    pub out: PathBuf,
}

/// Which of day and month comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateOrderArg {
    /// 31/1/2026
    DayFirst,
    /// 1/31/2026
    MonthFirst,
}

impl From<DateOrderArg> for DateOrder {
    fn from(order: DateOrderArg) -> Self {
        match order {
            DateOrderArg::DayFirst => Self::DayFirst,
            DateOrderArg::MonthFirst => Self::MonthFirst,
        }
    }
}

/// The sign before fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecimalArg {
    /// 1.5
    Point,
    /// 1,5
    Comma,
}

impl From<DecimalArg> for DecimalSign {
    fn from(sign: DecimalArg) -> Self {
        match sign {
            DecimalArg::Point => Self::Point,
            DecimalArg::Comma => Self::Comma,
        }
    }
}

fn parse_profile(text: &str) -> Result<&'static Profile, String> {
    let found = PROFILES.iter().find(|profile| profile.name == text);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = PROFILES.iter().map(|profile| profile.name).collect();
        format!("the profiles are {}", names.join(", "))
    })
}

fn parse_mapping(text: &str) -> Result<(String, Field), String> {
    let (column, word) = text.rsplit_once('=').ok_or("write it as COLUMN=FIELD")?;
    let field = Field::from_word(word.trim()).ok_or_else(|| {
        let words: Vec<&str> = Field::all().map(Field::word).collect();
        format!("the fields are {}", words.join(", "))
    })?;
    let column = column.trim();
    if column.is_empty() {
        Err("name a column before `=`".to_owned())
    } else {
        Ok((column.to_owned(), field))
    }
}

fn parse_outcome(text: &str) -> Result<(String, SessionOutcome), String> {
    let (word, outcome) = text.rsplit_once('=').ok_or("write it as WORD=OUTCOME")?;
    let outcome = SessionOutcome::from_word(outcome.trim())
        .ok_or_else(|| format!("the outcomes are {}", SessionOutcome::words()))?;
    Ok((word.trim().to_lowercase(), outcome))
}

fn parse_zone(text: &str) -> Result<HistoryZone, String> {
    let help = "name a zone of the IANA database, such as Europe/Moscow, Asia/Almaty or UTC";
    HistoryZone::named(text).ok_or_else(|| help.to_owned())
}

fn parse_two_parts(text: &str) -> Result<TwoParts, String> {
    match text {
        "h:mm" => Ok(TwoParts::HoursMinutes),
        "m:ss" => Ok(TwoParts::MinutesSeconds),
        _ => Err("it is h:mm or m:ss".to_owned()),
    }
}

fn parse_encoding(text: &str) -> Result<String, String> {
    if is_encoding(text) {
        Ok(text.to_owned())
    } else {
        Err("name an encoding such as utf-8, windows-1251 or utf-16le".to_owned())
    }
}
