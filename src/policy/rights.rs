//! Who may do what (rulebook E-R1 to E-R13): role, status, license and edition, in this order.

use crate::plan::{Edition, SupervisorAction};

/// Something that people do at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserAction {
    /// Read the session.
    View,
    /// Take it from a queue.
    Take,
    /// Give one that waits to an operator or a group.
    Assign,
    /// Give one that somebody has to another operator or a group.
    Reassign,
    /// End it.
    Close,
    /// Begin one with a client.
    Create,
    /// Write to the client.
    Reply,
    /// Set its priority.
    SetPriority,
    /// Name it.
    Rename,
    /// Mark it as spam.
    MarkAsSpam,
    /// Take that mark off.
    UnmarkAsSpam,
    /// Put its client on the blocklist.
    BlockClient,
    /// Start a process on it.
    StartProcess,
    /// Give it to a bot.
    MoveToBot,
    /// Save the list of sessions as a file.
    Export,
    /// Change live chats, groups, routing.
    Configure,
}

impl UserAction {
    /// Each of them.
    pub const ALL: [Self; 16] = [
        Self::View,
        Self::Take,
        Self::Assign,
        Self::Reassign,
        Self::Close,
        Self::Create,
        Self::Reply,
        Self::SetPriority,
        Self::Rename,
        Self::MarkAsSpam,
        Self::UnmarkAsSpam,
        Self::BlockClient,
        Self::StartProcess,
        Self::MoveToBot,
        Self::Export,
        Self::Configure,
    ];
}

impl From<SupervisorAction> for UserAction {
    fn from(action: SupervisorAction) -> Self {
        match action {
            SupervisorAction::Move(_) | SupervisorAction::Assign(_) => Self::Assign,
            SupervisorAction::Reassign { .. } => Self::Reassign,
            SupervisorAction::RaisePriority(_) => Self::SetPriority,
            SupervisorAction::MoveToBot => Self::MoveToBot,
        }
    }
}

/// In which part somebody acts. Whoever has several has the rights of each (E-R8): see
/// [`permit_any`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserRole {
    /// Of a group with read access (E-R9).
    Reader,
    /// Of an operator group of a live chat.
    Operator,
    /// Of a supervisor group of a live chat.
    Supervisor,
    /// Of the whole product.
    Administrator,
}

/// What somebody's status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlineStatus {
    /// Green.
    Online,
    /// Red.
    Offline,
}

/// What license somebody has at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseHeld {
    /// None.
    None,
    /// One of their own.
    Named,
    /// One of the pool's.
    Concurrent,
}

/// What the session is to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionRelation {
    /// Assigned to them.
    Own,
    /// In a queue of theirs.
    Waiting,
    /// Somebody else's, of a live chat of theirs.
    Others,
    /// Of a live chat that is none of theirs.
    Foreign,
}

/// Why somebody may not do something: the first of these that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenialReason {
    /// Nobody in this part may do that, with such a session.
    Role,
    /// Nobody who is Offline may do that.
    Status,
    /// It needs a license.
    License,
    /// The edition has no such thing.
    Edition,
}

/// Whether somebody may do something.
///
/// # Errors
/// The first reason why not, in the order role, status, license, edition.
pub fn check_permission(
    action: UserAction,
    role: UserRole,
    (status, license): (OnlineStatus, LicenseHeld),
    edition: Edition,
    relation: SessionRelation,
) -> Result<(), DenialReason> {
    if !role_allows(action, role, relation) {
        Err(DenialReason::Role)
    } else if status == OnlineStatus::Offline && requires_online(action, role, edition) {
        Err(DenialReason::Status)
    } else if !license_allows(action, role, license, edition) {
        Err(DenialReason::License)
    } else if edition == Edition::Free && requires_paid_edition(action) {
        Err(DenialReason::Edition)
    } else {
        Ok(())
    }
}

/// Whether somebody who has several parts may do something: the rights add up (E-R8).
///
/// # Errors
/// What the last of the parts is denied for.
pub fn check_any_role(
    action: UserAction,
    roles: &[UserRole],
    has: (OnlineStatus, LicenseHeld),
    edition: Edition,
    relation: SessionRelation,
) -> Result<(), DenialReason> {
    let mut answer = Err(DenialReason::Role);
    for role in roles {
        answer = check_permission(action, *role, has, edition, relation);
        if answer.is_ok() {
            break;
        }
    }
    answer
}

/// E-R1, E-R3 to E-R6, E-R9, E-R10, E-R12, E-T1.
fn role_allows(action: UserAction, role: UserRole, relation: SessionRelation) -> bool {
    use SessionRelation::{Foreign, Own, Waiting};
    match role {
        UserRole::Administrator => {
            matches!(action, UserAction::View | UserAction::Export | UserAction::Configure)
        }
        UserRole::Reader => action == UserAction::View && relation != Foreign,
        _ if relation == Foreign => false,
        UserRole::Operator => match action {
            UserAction::View => matches!(relation, Own | Waiting),
            UserAction::Take => relation == Waiting,
            UserAction::Create => true,
            UserAction::Assign | UserAction::Export | UserAction::Configure => false,
            _ => relation == Own,
        },
        UserRole::Supervisor => match action {
            UserAction::Assign => relation == Waiting,
            UserAction::Reassign => relation != Waiting,
            UserAction::Take
            | UserAction::Close
            | UserAction::Reply
            | UserAction::Export
            | UserAction::Configure => false,
            _ => true,
        },
    }
}

/// E-04: `free` has no statuses. E-R7: before 2025 supervisors have none.
fn requires_online(action: UserAction, role: UserRole, edition: Edition) -> bool {
    let acts = action != UserAction::View;
    match role {
        UserRole::Operator => acts && edition != Edition::Free,
        UserRole::Supervisor => acts && edition == Edition::Service2025,
        UserRole::Reader | UserRole::Administrator => false,
    }
}

/// E-06, E-07, E-L1 to E-L8.
fn license_allows(
    action: UserAction,
    role: UserRole,
    license: LicenseHeld,
    edition: Edition,
) -> bool {
    let unlicensed =
        action == UserAction::View || matches!(role, UserRole::Reader | UserRole::Administrator);
    match edition {
        _ if unlicensed => true,
        Edition::Free => true,
        Edition::Chatdesk | Edition::Service2024 => license == LicenseHeld::Named,
        Edition::Service2025 => license != LicenseHeld::None,
    }
}

/// E-04: no spam mark, no blocklist, no bots without a paid solution.
fn requires_paid_edition(action: UserAction) -> bool {
    matches!(
        action,
        UserAction::MarkAsSpam
            | UserAction::UnmarkAsSpam
            | UserAction::BlockClient
            | UserAction::MoveToBot
    )
}
