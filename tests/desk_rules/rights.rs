//! Who may do what: the rulebook's section 1.3, written out, against `policy::rights`.

use deskload::plan::Edition;
use deskload::policy::rights::{
    DenialReason, LicenseHeld, OnlineStatus, SessionRelation, UserAction, UserRole, check_any_role,
    check_permission,
};

/// Roles in their part, with each relation to the session: `x` what the role may do at all.
/// E-R3 (who sees what), E-R4 (supervisors), E-R5 (operators), E-R6 (who closes), E-R9 (readers),
/// E-R10 (who starts a session), E-R12 (export), E-R1 (configuration), E-T1 (who reassigns).
const ROLES: &str = "
    role          relation view take assign reassign close create reply priority rename spam unspam block process bot export configure
    reader        own      x    .    .      .        .     .      .     .        .      .    .      .     .       .   .      .
    reader        waiting  x    .    .      .        .     .      .     .        .      .    .      .     .       .   .      .
    reader        others   x    .    .      .        .     .      .     .        .      .    .      .     .       .   .      .
    reader        foreign  .    .    .      .        .     .      .     .        .      .    .      .     .       .   .      .
    operator      own      x    .    .      x        x     x      x     x        x      x    x      x     x       x   .      .
    operator      waiting  x    x    .      .        .     x      .     .        .      .    .      .     .       .   .      .
    operator      others   .    .    .      .        .     x      .     .        .      .    .      .     .       .   .      .
    operator      foreign  .    .    .      .        .     .      .     .        .      .    .      .     .       .   .      .
    supervisor    own      x    .    .      x        .     x      .     x        x      x    x      x     x       x   .      .
    supervisor    waiting  x    .    x      .        .     x      .     x        x      x    x      x     x       x   .      .
    supervisor    others   x    .    .      x        .     x      .     x        x      x    x      x     x       x   .      .
    supervisor    foreign  .    .    .      .        .     .      .     .        .      .    .      .     .       .   .      .
    administrator own      x    .    .      .        .     .      .     .        .      .    .      .     .       .   x      x
    administrator waiting  x    .    .      .        .     .      .     .        .      .    .      .     .       .   x      x
    administrator others   x    .    .      .        .     .      .     .        .      .    .      .     .       .   x      x
    administrator foreign  x    .    .      .        .     .      .     .        .      .    .      .     .       .   x      x
";

/// What a user who is Offline may still do of that. E-R7: view; before 2025 supervisors have no
/// status. E-04: `free` has none at all.
const OFFLINE: &str = "
    role          free chatdesk service-2024 service-2025 none
    reader        all  all      all          all          all
    operator      all  view     view         view         view
    supervisor    all  all      all          view         all
    administrator all  all      all          all          all
";

/// Which licenses do for more than viewing. E-06, E-07: readers and administrators need none.
/// E-L1, E-L2: named ones. E-L3, E-L5, E-L8: named or concurrent.
const LICENSES: &str = "
    role          free chatdesk service-2024 service-2025 none
    reader        any  any      any          any          any
    operator      any  named    named        either       any
    supervisor    any  named    named        either       any
    administrator any  any      any          any          any
";

/// What the edition `free` has not (E-04).
const PAID: [&str; 4] = ["spam", "unspam", "block", "bot"];

fn rows(table: &str) -> Vec<Vec<&str>> {
    let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| !row.is_empty()).collect()
}

fn cell<'t>(table: &'t str, row: &str, column: &str) -> &'t str {
    let rows = rows(table);
    let place = rows[0].iter().position(|name| *name == column).expect("a column");
    rows[1..].iter().find(|cells| cells[0] == row).expect("a row")[place]
}

const EDITIONS: [(&str, Edition); 5] = [
    ("free", Edition::Free),
    ("chatdesk", Edition::Chatdesk),
    ("service-2024", Edition::Service2024),
    ("service-2025", Edition::Service2025),
    ("none", Edition::None),
];

fn role(name: &str) -> UserRole {
    match name {
        "reader" => UserRole::Reader,
        "operator" => UserRole::Operator,
        "supervisor" => UserRole::Supervisor,
        _ => UserRole::Administrator,
    }
}

fn relation(name: &str) -> SessionRelation {
    match name {
        "own" => SessionRelation::Own,
        "waiting" => SessionRelation::Waiting,
        "others" => SessionRelation::Others,
        _ => SessionRelation::Foreign,
    }
}

/// What the tables say.
fn written(
    row: &[&str],
    act: usize,
    (edition, online): (&str, bool),
    license: LicenseHeld,
) -> Result<(), DenialReason> {
    let (role, name) = (row[0], rows(ROLES)[0][act]);
    let does = match cell(LICENSES, role, edition) {
        "any" => true,
        "named" => license == LicenseHeld::Named,
        _ => license != LicenseHeld::None,
    };
    if row[act] != "x" {
        Err(DenialReason::Role)
    } else if !online && cell(OFFLINE, role, edition) == "view" && name != "view" {
        Err(DenialReason::Status)
    } else if !does && name != "view" {
        Err(DenialReason::License)
    } else if edition == "free" && PAID.contains(&name) {
        Err(DenialReason::Edition)
    } else {
        Ok(())
    }
}

#[test]
fn every_act_is_permitted_or_denied_as_the_rulebook_has_it() {
    let table = rows(ROLES);
    let mut looked_at = 0;
    for row in &table[1..] {
        for (name, edition) in EDITIONS {
            for (status, online) in [(OnlineStatus::Online, true), (OnlineStatus::Offline, false)] {
                for license in [LicenseHeld::None, LicenseHeld::Named, LicenseHeld::Concurrent] {
                    for (place, act) in UserAction::ALL.into_iter().enumerate() {
                        let expected = written(row, place + 2, (name, online), license);
                        let found = check_permission(
                            act,
                            role(row[0]),
                            status,
                            license,
                            edition,
                            relation(row[1]),
                        );
                        assert_eq!(
                            found, expected,
                            "{} {act:?} {} {status:?} {license:?} {name}",
                            row[0], row[1]
                        );
                        looked_at += 1;
                    }
                }
            }
        }
    }
    assert_eq!(looked_at, 16 * 5 * 2 * 3 * 16);
}

#[test]
fn the_columns_of_the_table_are_the_acts() {
    let names = rows(ROLES)[0][2..].join(" ");
    let acts = UserAction::ALL.map(|act| format!("{act:?}")).join(" ");
    assert_eq!(
        (names.as_str(), acts.as_str()),
        (
            "view take assign reassign close create reply priority rename spam unspam block \
             process bot export configure",
            "View Take Assign Reassign Close Create Reply SetPriority Rename MarkAsSpam \
             UnmarkAsSpam BlockClient StartProcess MoveToBot Export Configure"
        )
    );
}

#[test]
fn who_is_operator_and_supervisor_has_the_rights_of_both() {
    let (status, license) = (OnlineStatus::Online, LicenseHeld::Named);
    let both = [UserRole::Operator, UserRole::Supervisor];
    let may = |act, roles: &[UserRole], relation| {
        check_any_role(act, roles, status, license, Edition::Service2025, relation)
    };
    assert_eq!(may(UserAction::Close, &both, SessionRelation::Own), Ok(()));
    assert_eq!(may(UserAction::Close, &both[1..], SessionRelation::Own), Err(DenialReason::Role));
    assert_eq!(may(UserAction::Close, &both, SessionRelation::Others), Err(DenialReason::Role));
    assert_eq!(may(UserAction::Reassign, &both, SessionRelation::Others), Ok(()));
    assert_eq!(
        may(UserAction::Reassign, &both[..1], SessionRelation::Others),
        Err(DenialReason::Role)
    );
}

#[test]
fn the_first_reason_counts() {
    let (status, license) = (OnlineStatus::Offline, LicenseHeld::None);
    let of = |act, role, edition| {
        check_permission(act, role, status, license, edition, SessionRelation::Own)
    };
    assert_eq!(
        of(UserAction::Close, UserRole::Supervisor, Edition::Service2025),
        Err(DenialReason::Role)
    );
    assert_eq!(
        of(UserAction::Close, UserRole::Operator, Edition::Service2025),
        Err(DenialReason::Status)
    );
    assert_eq!(
        of(UserAction::MoveToBot, UserRole::Supervisor, Edition::Service2024),
        Err(DenialReason::License)
    );
    assert_eq!(
        of(UserAction::MoveToBot, UserRole::Operator, Edition::Free),
        Err(DenialReason::Edition)
    );
}
