//! ELMA365: "Export data" of the app Sessions. Headings are in the language of the installation and
//! chosen there, so what is found is a guess; `--map` states it.

use crate::history::SessionOutcome::{Abandoned, Answered, Missed, Open};
use crate::import::fields::Field::{
    AcceptedAt, ArrivedAt, Channel, ClosedAt, Duration, FirstReplyAt, Group, LiveChat, Operator,
    ReplyAfter, ServiceTime, SessionId, Status, Topic, Wait,
};
use crate::import::profile::Action::Outcome;
use crate::import::profile::{Clock, Headings, Profile, Rule, SameId, Shape, Test, USUAL};

pub(super) const PROFILE: Profile = Profile {
    name: "elma365",
    title: "ELMA365: export of the app Sessions (CSV, xlsx), headings by --map or guessed",
    shape: Shape::Sessions,
    known_by: &["Линия", "Клиент", "Оператор"],
    clock: Clock::Desk,
    same_id: SameId::Newest,
    headings: Headings::Guessed,
    columns: &[
        (
            SessionId,
            &["Идентификатор", "ID", "Id", "Номер сессии", "Session ID", "Код", "Название"],
        ),
        (LiveChat, &["Линия", "Line", "Живой чат"]),
        (Channel, &["Канал", "Channel"]),
        (Topic, &["Тема", "Тематика", "Topic", "Категория"]),
        (ArrivedAt, &["Дата создания", "Created date", "Created on", "Создано", "Created at"]),
        (AcceptedAt, &["Дата взятия в работу", "Взято в работу", "Accepted at", "Taken at"]),
        (FirstReplyAt, &["Дата первого ответа", "Первый ответ", "First reply at"]),
        (ClosedAt, &["Дата закрытия", "Закрыто", "Closed at", "Дата завершения", "Closed date"]),
        (Wait, &["Время ожидания", "Wait time"]),
        (ReplyAfter, &["Время первого ответа", "First response time"]),
        (ServiceTime, &["Время обработки", "Handle time"]),
        (Duration, &["Длительность сессии", "Длительность", "Session length"]),
        (Operator, &["Оператор", "Operator"]),
        (Group, &["Группа", "Группа операторов", "Operators group", "Group"]),
        (Status, &["Статус", "Status", "Состояние"]),
    ],
    required: &[ArrivedAt],
    rules: &[
        Rule { when: &[(AcceptedAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule {
            when: &[
                (Operator, Test::Filled),
                (Status, Test::Is(&["В работе", "В обработке", "In progress"])),
            ],
            then: &[Outcome(Answered)],
        },
        Rule { when: &[(FirstReplyAt, Test::Filled)], then: &[Outcome(Answered)] },
        Rule { when: &[(ReplyAfter, Test::Filled)], then: &[Outcome(Answered)] },
        Rule {
            when: &[
                (Operator, Test::Filled),
                (Status, Test::Is(&["Закрыта", "Закрыто", "Завершена", "Closed"])),
            ],
            then: &[Outcome(Answered)],
        },
        Rule {
            when: &[
                (Operator, Test::Empty),
                (AcceptedAt, Test::Empty),
                (Status, Test::Is(&["Закрыта", "Закрыто", "Завершена", "Closed", "Пропущена"])),
            ],
            then: &[Outcome(Missed)],
        },
        Rule {
            when: &[
                (AcceptedAt, Test::Empty),
                (Status, Test::Is(&["Потеряна", "Покинута", "Abandoned"])),
            ],
            then: &[Outcome(Abandoned)],
        },
        Rule {
            when: &[
                (AcceptedAt, Test::Empty),
                (Status, Test::Is(&["Открыта", "В очереди", "Open"])),
            ],
            then: &[Outcome(Open)],
        },
    ],
    ..USUAL
};
