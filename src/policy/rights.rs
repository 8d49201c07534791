//! Which user may do what (rulebook E-R1 to E-R13): role, status, license and edition, in this
//! order.

use crate::plan::{Edition, SupervisorAction};

/// An action of a user at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserAction {
    /// Read the session.
    View,
    /// Take it from a queue.
    Take,
    /// Assign a waiting session to an operator or a group.
    Assign,
    /// Move an operator's session to another operator or a group.
    Reassign,
    /// End it.
    Close,
    /// Begin a session with a client.
    Create,
    /// Write to the client.
    Reply,
    /// Set its priority.
    SetPriority,
    /// Rename it.
    Rename,
    /// Mark it as spam.
    MarkAsSpam,
    /// Undo that mark.
    UnmarkAsSpam,
    /// Put its client on the blocklist.
    BlockClient,
    /// Start a process on it.
    StartProcess,
    /// Hand it to a bot.
    MoveToBot,
    /// Export the list of sessions as a file.
    Export,
    /// Change live chats, groups, routing.
    Configure,
}

impl UserAction {
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

/// The role in which a user acts. A user with several roles has the rights of each (E-R8): see
/// [`check_any_role`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserRole {
    /// Member of a group with read access (E-R9).
    Reader,
    /// Member of an operator group of a live chat.
    Operator,
    /// Member of a supervisor group of a live chat.
    Supervisor,
    /// Administrator of the whole product.
    Administrator,
}

/// A user's status, Online (green) or Offline (red).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlineStatus {
    Online,
    Offline,
}

/// The license that a user holds at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseHeld {
    None,
    /// Named: the user's own.
    Named,
    /// Concurrent: one of the pool's.
    Concurrent,
}

/// How the user is related to the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionRelation {
    /// Assigned to the user.
    Own,
    /// In a queue of the user.
    Waiting,
    /// Another user's, of one of the user's live chats.
    Others,
    /// Of another live chat.
    Foreign,
}

/// Why an action is denied: the first of these that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenialReason {
    /// The role does not permit the action on such a session.
    Role,
    /// The action needs the status Online.
    Status,
    /// The action needs a license.
    License,
    /// The edition lacks the feature.
    Edition,
}

/// Whether a user may do something.
///
/// # Errors
/// The first reason why not, in the order role, status, license, edition.
pub fn check_permission(
    action: UserAction,
    role: UserRole,
    status: OnlineStatus,
    license: LicenseHeld,
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

/// Whether a user with several roles may do something: the rights add up (E-R8).
///
/// # Errors
/// The reason for the last of the roles.
pub fn check_any_role(
    action: UserAction,
    roles: &[UserRole],
    status: OnlineStatus,
    license: LicenseHeld,
    edition: Edition,
    relation: SessionRelation,
) -> Result<(), DenialReason> {
    let mut answer = Err(DenialReason::Role);
    for role in roles {
        answer = check_permission(action, *role, status, license, edition, relation);
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
        Edition::Free | Edition::None => true,
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
