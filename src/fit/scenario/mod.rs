//! A fitted desk as a scenario: TOML with the reason and the uncertainty of each figure beside it, and the tables
//! that it names.

mod groups;
mod live_chats;
mod tables;
mod words;

pub use words::{day_text, distribution_toml, distribution_words};

use std::fmt::Write as _;

use super::desk::FittedDesk;
use super::past::DutySpan;
use super::staff::DutySource;
use groups::{QUARTERS, Rota, group_text};
use live_chats::live_chat_text;
use tables::{arrivals_table, patience_table};
use words::{quoted, whole};

/// A file beside others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FittedFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// How closely the scenario follows work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitLevel {
    /// A session is a piece of work.
    Session,
    /// A session is rounds of messages and replies.
    Dialogue,
}

/// Whose hours the scenario has.
#[derive(Clone, Copy, Debug)]
pub enum StaffChoice<'a> {
    /// Those of a typical week.
    Typical,
    /// Those who were there in the week that begins on this Monday.
    OfWeek { monday: i64, spans: &'a [DutySpan] },
}

/// What a scenario is written with.
#[derive(Clone, Copy, Debug)]
pub struct ScenarioOptions<'a> {
    pub name: &'a str,
    pub level: FitLevel,
    pub staff: StaffChoice<'a>,
    /// What the tables' names begin with, so that several scenarios may lie in one folder.
    pub prefix: &'a str,
    /// The threshold of the service level, in seconds.
    pub answer_within: u64,
}

/// The scenario, first, and the tables that it names. `FitLevel::Dialogue` needs conversations; without them it is
/// the session level.
pub fn scenario_files(desk: &FittedDesk, options: &ScenarioOptions<'_>) -> Vec<FittedFile> {
    let level = match (options.level, &desk.conversation) {
        (FitLevel::Dialogue, Some(_)) => FitLevel::Dialogue,
        _ => FitLevel::Session,
    };
    let mut rotas: Vec<Rota> = (0..desk.groups.len())
        .map(|group| match options.staff {
            StaffChoice::Typical => Rota::typical(&desk.groups[group].staff),
            StaffChoice::OfWeek { monday, spans } => Rota::of_week(spans, group, monday),
        })
        .collect();
    if desk.duty_source == DutySource::Seen {
        fill_gaps(desk, &mut rotas);
    }
    let mut text = head(desk, options, level, &rotas);
    for (place, group) in desk.groups.iter().enumerate() {
        if has_work(desk, place) {
            text.push_str(&group_text(group, &rotas[place], place, level));
        }
    }
    text.push_str(
        "\n# The paid edition asks for a supervisor, who does nothing here: the data do not tell what\n\
         # supervisors did.\n[[groups]]\nname = \"no-supervisors-seen\"\ncount = 1\n",
    );
    for live_chat in &desk.live_chats {
        text.push_str(&live_chat_text(desk, live_chat, &rotas, level, options.prefix));
    }
    let mut files = vec![FittedFile { name: String::new(), bytes: text.into_bytes() }];
    files.push(arrivals_table(desk, options.prefix));
    files.extend(patience_table(desk, options.prefix));
    files
}

/// Where duty is taken from sessions, a group that had none may have been there all the same: it is taken to be
/// there while another group of its live chat is.
fn fill_gaps(desk: &FittedDesk, rotas: &mut [Rota]) {
    for chat in &desk.live_chats {
        let groups: Vec<usize> =
            (0..desk.groups.len()).filter(|group| live_chats::serves(chat, *group)).collect();
        let mut open = [false; QUARTERS];
        groups.iter().for_each(|group| rotas[*group].cover(&mut open));
        groups.iter().for_each(|group| rotas[*group].fill(&open));
    }
}

/// Whether a group is in the scenario: some session begins there, or is transferred there.
fn has_work(desk: &FittedDesk, group: usize) -> bool {
    desk.live_chats.iter().any(|chat| {
        chat.first_group == group
            || chat.topics.iter().any(|topic| {
                topic.first_group == group || topic.transfers.iter().any(|(_, to, _)| *to == group)
            })
    })
}

fn head(
    desk: &FittedDesk,
    options: &ScenarioOptions<'_>,
    level: FitLevel,
    rotas: &[Rota],
) -> String {
    let people: usize = (0..desk.groups.len())
        .filter(|group| has_work(desk, *group))
        .map(|group| rotas[group].heads())
        .sum();
    let mut text = format!(
        "# Fitted to {} sessions from {} to {}.\n\
         # Each figure has the 95 % interval of its estimate beside it; the words are those of the glossary.\n",
        whole(desk.sessions),
        day_text(desk.days.0),
        day_text(desk.days.1)
    );
    for note in &desk.notes {
        let _ = writeln!(text, "# Note: {}", one_line(note));
    }
    let source = match desk.duty_source {
        DutySource::Listed => "# Staff on duty is as the history lists it (staff.csv).\n",
        DutySource::Seen => {
            "# Staff on duty is taken from the sessions that operators had, from the first one taken to the last one\n\
             # closed; on quiet days that is a little less than there was.\n"
        }
    };
    text.push_str(source);
    let level = match level {
        FitLevel::Session => "",
        FitLevel::Dialogue => "level = \"dialogue\"\n",
    };
    let _ = write!(
        text,
        "\nname = {}\ndescription = \"Fitted to sessions from {} to {}\"\n\n\
         # An assumption: the paid edition with a license for everybody, so that licenses bound nothing.\n\
         [edition]\nname = \"chatdesk\"\nnamed_licenses = {}\n\n\
         [run]\nstarts = \"mon 00:00\"\nhorizon = \"7d\"\n{level}answer_within = \"{}s\"\n",
        quoted(options.name),
        day_text(desk.days.0),
        day_text(desk.days.1),
        people + 1,
        options.answer_within
    );
    text
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
