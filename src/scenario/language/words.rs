//! The words of the language, each with what it means: one table for a key, which the declaration,
//! the reader, the schema and the reference share.

use crate::plan::{
    AtHorizon, BotTime, BreakLogout, CampaignSpread, Channel, Choice, Claims,
    CurrentOperatorEligibility, Edition, IfNobodyOnline, IfNotTaken, IfTargetOffline,
    IntakeTrigger, LoadShape, ModelLevel, OverflowCountedFrom, PendingOffers,
    PersonalQueueAtShiftEnd, Placement, Priority, QueueAgeFrom, Reoffer, ReturnMode,
    SenderEligibility, ShiftRepeats, TieBreak,
};

use crate::table::lengths::{LengthUnit, TwoParts};
use crate::table::numbers::DecimalSign;
use crate::table::times::{DateOrder, NumbersMean};
use crate::table::{Header, Separator};

/// What a key means of which a few words may be written.
pub(in crate::scenario) trait Keyword: Copy + 'static {
    /// Each word with its meaning, in the order of the reference. The first holds for a key that has
    /// no default of its own.
    const WORDS: &'static [(&'static str, Self)];
    /// What holds without a word.
    const FIRST: Self;
    /// The words alone: what is declared for a key.
    const NAMES: &'static [&'static str];

    /// As it is written.
    fn as_str(self) -> &'static str;
}

/// Gives a type its words: every variant has one.
macro_rules! words {
    ($of:ty { $first:literal => $meaning:path $(, $word:literal => $other:path)* $(,)? }) => {
        impl Keyword for $of {
            const WORDS: &'static [(&'static str, Self)] =
                &[($first, $meaning) $(, ($word, $other))*];
            const FIRST: Self = $meaning;
            const NAMES: &'static [&'static str] = &[$first $(, $word)*];

            fn as_str(self) -> &'static str {
                match self {
                    $meaning => $first,
                    $($other => $word,)*
                }
            }
        }
    };
}

/// The same, for words that mean a part of the plan only together with other keys.
macro_rules! word_enum {
    ($(#[$doc:meta])* $of:ident { $first:literal => $meaning:ident $(, $word:literal => $other:ident)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::scenario) enum $of {
            $meaning,
            $($other,)*
        }

        words!($of { $first => $of::$meaning $(, $word => $of::$other)* });
    };
}

words!(Channel {
    "internal" => Channel::Internal,
    "whatsapp" => Channel::WhatsApp,
    "telegram" => Channel::Telegram,
    "telegram-bot" => Channel::TelegramBot,
    "viber" => Channel::Viber,
    "vk" => Channel::Vk,
    "vk-teams" => Channel::VkTeams,
    "website" => Channel::Website,
    "mail" => Channel::Mail,
    "custom" => Channel::Custom,
});

// Tables beside the scenario.
words!(Separator {
    "," => Separator::Comma,
    ";" => Separator::Semicolon,
    "tab" => Separator::Tab,
    "|" => Separator::Pipe,
});
words!(Header { "line" => Header::Line, "none" => Header::None });
words!(DateOrder { "day-first" => DateOrder::DayFirst, "month-first" => DateOrder::MonthFirst });
words!(NumbersMean {
    "excel-days" => NumbersMean::ExcelDays,
    "unix-seconds" => NumbersMean::UnixSeconds,
    "unix-milliseconds" => NumbersMean::UnixMilliseconds,
    "unix-microseconds" => NumbersMean::UnixMicroseconds,
    "hours" => NumbersMean::Hours,
});
words!(DecimalSign { "point" => DecimalSign::Point, "comma" => DecimalSign::Comma });
words!(TwoParts { "h:mm" => TwoParts::HoursMinutes, "m:ss" => TwoParts::MinutesSeconds });
words!(LengthUnit {
    "s" => LengthUnit::Seconds,
    "ms" => LengthUnit::Milliseconds,
    "m" => LengthUnit::Minutes,
    "h" => LengthUnit::Hours,
    "d" => LengthUnit::Days,
});
word_enum!(
    /// What the values of a table of arrivals are.
    CountsWord {
        "rate-per-hour" => RatePerHour,
        "mean-counts" => MeanCounts,
        "counts" => Counts,
    }
);

word_enum!(
    /// What becomes of several weeks of history.
    HistoryWord {
        "weekdays" => Weekdays,
        "days" => Days,
    }
);

// Loads.
words!(Placement { "together" => Placement::Together, "apart" => Placement::Apart });
words!(LoadShape {
    "constant" => LoadShape::Constant,
    "ramp" => LoadShape::Ramp,
    "steps" => LoadShape::Steps,
    "spike" => LoadShape::Spike,
});
words!(Claims { "atomic" => Claims::Atomic, "read-then-write" => Claims::ReadThenWrite });
word_enum!(
    /// What is done to a desk, without what it needs.
    DisturbanceWord {
        "disconnect" => Disconnect,
        "stall" => Stall,
        "fail" => Fail,
        "revoke" => Revoke,
        "outage" => Outage,
        "slow-supervisors" => SlowSupervisors,
    }
);
word_enum!(
    /// Which actors fail.
    FailingWord {
        "live-chat" => LiveChat,
        "group" => Group,
        "operators" => Operators,
        "license-pool" => LicensePool,
    }
);

// Queues.
words!(Choice {
    "least-occupied" => Choice::LeastOccupied,
    "most-occupied" => Choice::MostOccupied,
    "most-spare" => Choice::MostSpare,
    "longest-idle" => Choice::LongestIdle,
    "round-robin" => Choice::RoundRobin,
    "lifetime-count" => Choice::LifetimeCount,
    "random" => Choice::Random,
    "listed" => Choice::Listed,
});
words!(Reoffer {
    "never" => Reoffer::Never,
    "after-others" => Reoffer::AfterOthers,
    "at-once" => Reoffer::AtOnce,
});
words!(TieBreak {
    "longest-idle" => TieBreak::LongestIdle,
    "random" => TieBreak::Random,
    "listed" => TieBreak::Listed,
});
word_enum! {
    /// Which session is next.
    OrderWord {
        "fifo" => Fifo,
        "priority-first" => PriorityFirst,
        "score" => Score,
        "sla-due-first" => SlaDueFirst,
    }
}
words!(OverflowCountedFrom {
    "arrival" => OverflowCountedFrom::Arrival,
    "queue-entry" => OverflowCountedFrom::QueueEntry,
});
words!(IfNobodyOnline {
    "queue" => IfNobodyOnline::Wait,
    "refuse" => IfNobodyOnline::Refuse,
});
word_enum! {
    /// Where an overflow step leads.
    OverflowAction {
        "group-queue" => GroupQueue,
        "common-queue" => CommonQueue,
        "offline-form" => OfflineForm,
        "missed" => Missed,
    }
}

// The run and the edition.
words!(Edition {
    "free" => Edition::Free,
    "chatdesk" => Edition::Chatdesk,
    "service-2024" => Edition::Service2024,
    "service-2025" => Edition::Service2025,
    "none" => Edition::None,
});
words!(ModelLevel {
    "session" => ModelLevel::Session,
    "dialogue" => ModelLevel::Dialogue,
});
words!(AtHorizon {
    "cut" => AtHorizon::Cut,
    "drain" => AtHorizon::Drain,
});
words!(ShiftRepeats {
    "each-day" => ShiftRepeats::EachDay,
    "all-days" => ShiftRepeats::AllDays,
});
words!(BreakLogout {
    "leave" => BreakLogout::LogOut,
    "stay" => BreakLogout::StayLoggedIn,
});

// Transfers.
word_enum! {
    /// How a session changes hands.
    TransferWord {
        "cold" => Cold,
        "warm" => Warm,
        "offered" => Offered,
    }
}
words!(QueueAgeFrom {
    "kept" => QueueAgeFrom::Arrival,
    "reset" => QueueAgeFrom::Transfer,
});
words!(BotTime {
    "excluded" => BotTime::Excluded,
    "included" => BotTime::Included,
});
words!(SenderEligibility {
    "eligible" => SenderEligibility::Eligible,
    "excluded" => SenderEligibility::Excluded,
});
words!(PendingOffers {
    "withdraw" => PendingOffers::Withdraw,
    "keep" => PendingOffers::Keep,
});
words!(IfNotTaken {
    "queue" => IfNotTaken::Queue,
    "return" => IfNotTaken::Return,
    "close" => IfNotTaken::Close,
});

// Attendance.
word_enum! {
    /// What becomes of sessions on hand when a shift ends; the last for groups only.
    EndOfShiftWord {
        "own-sessions" => OwnSessions,
        "hand-back" => HandBack,
        "first-to-finish" => FirstToFinish,
    }
}
words!(PersonalQueueAtShiftEnd {
    "wait" => PersonalQueueAtShiftEnd::Keep,
    "hand-back" => PersonalQueueAtShiftEnd::Requeue,
});
word_enum! {
    /// When a break begins.
    BreakBegins {
        "after-sessions" => AfterSessions,
        "at-once" => AtOnce,
    }
}
word_enum! {
    /// What a break that begins late keeps.
    LateBreak {
        "clock" => Clock,
        "length" => Length,
    }
}
word_enum! {
    /// What becomes of the sessions of an operator who is Offline.
    OfflineWord {
        "keep" => Keep,
        "requeue" => Requeue,
        "reassign" => Reassign,
        "close" => Close,
        "on-next-client-message" => OnNextClientMessage,
    }
}

// Service levels.
word_enum! {
    /// What happens when the time of a goal runs out.
    BreachWord {
        "none" => None,
        "notify" => Notify,
        "to-operator" => ToOperator,
        "to-group" => ToGroup,
        "to-least-occupied" => ToLeastOccupied,
    }
}
words!(IfTargetOffline {
    "stay" => IfTargetOffline::Stay,
    "transfer" => IfTargetOffline::Transfer,
});
words!(CurrentOperatorEligibility {
    "excluded" => CurrentOperatorEligibility::Excluded,
    "eligible" => CurrentOperatorEligibility::Eligible,
});

// Routing.
word_enum! {
    /// What happens to a session to which no rule applies.
    DefaultRouting {
        "pull" => Pull,
        "group-queue" => GroupQueue,
        "least-occupied" => LeastOccupied,
        "supervisor" => Supervisor,
    }
}
word_enum! {
    /// What a rule does with a session.
    RuleAction {
        "invite-all" => InviteAll,
        "invite-group" => InviteGroup,
        "least-occupied" => LeastOccupied,
        "operator" => Operator,
        "last-operator" => LastOperator,
        "bot" => Bot,
    }
}

// Supervisors.
word_enum! {
    /// What supervisors do with one of the sessions that they watch.
    WatchAction {
        "move" => Move,
        "assign" => Assign,
        "reassign" => Reassign,
        "priority" => Priority,
        "to-bot" => ToBot,
    }
}
word_enum! {
    /// Where supervisors give sessions.
    SupervisionAction {
        "least-occupied" => LeastOccupied,
        "group-queue" => GroupQueue,
    }
}
words!(IntakeTrigger {
    "at-once" => IntakeTrigger::Immediate,
    "operator-free" => IntakeTrigger::OperatorFree,
});

// Groups.
word_enum! {
    /// Where a group was created.
    CreatedIn {
        "administration" => Administration,
        "live-chats" => LiveChats,
    }
}

// Clients and sessions.
word_enum! {
    /// After what clients try again.
    RetryAfter {
        "abandonment" => Abandonment,
        "refusal" => Refusal,
        "both" => Both,
    }
}
words!(CampaignSpread {
    "even" => CampaignSpread::Even,
    "falling" => CampaignSpread::Falling,
    "peak" => CampaignSpread::Peak,
});
word_enum! {
    /// Which sources of arrivals are busy at the same time.
    BusyTogether {
        "live-chat" => LiveChat,
        "scenario" => Scenario,
    }
}
words!(ReturnMode {
    "new-session" => ReturnMode::NewSession,
    "reopen-to-last" => ReturnMode::ReopenToLast,
    "reopen-to-queue" => ReturnMode::ReopenToQueue,
});
words!(Priority {
    "none" => Priority::None,
    "low" => Priority::Low,
    "medium" => Priority::Medium,
    "high" => Priority::High,
});

/// The labels alone.
pub(in crate::scenario) const LABELS: &[&str] = Priority::NAMES.split_at(1).1;
/// Those words for the end of a shift that one person may state.
pub(in crate::scenario) const END_OF_SHIFT_OF_PERSON: &[&str] = EndOfShiftWord::NAMES.split_at(2).0;
