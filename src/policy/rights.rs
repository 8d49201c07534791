//! Who may do what (rulebook E-R1 to E-R13): role, status, license and edition, in this order.

use crate::plan::{Deed, Edition};

/// Something that people do at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
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

impl Act {
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

impl From<Deed> for Act {
    fn from(deed: Deed) -> Self {
        match deed {
            Deed::Move(_) | Deed::Assign(_) => Self::Assign,
            Deed::Reassign { .. } => Self::Reassign,
            Deed::Raise(_) => Self::SetPriority,
            Deed::ToBot => Self::MoveToBot,
        }
    }
}

/// In which part somebody acts. Whoever has several has the rights of each (E-R8): see
/// [`permit_any`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
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
pub enum Status {
    /// Green.
    Online,
    /// Red.
    Offline,
}

/// What license somebody has at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum License {
    /// None.
    None,
    /// One of their own.
    Named,
    /// One of the pool's.
    Concurrent,
}

/// What the session is to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
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
pub enum Denied {
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
pub fn permit(
    act: Act,
    role: Role,
    (status, license): (Status, License),
    edition: Edition,
    relation: Relation,
) -> Result<(), Denied> {
    if !in_part(act, role, relation) {
        Err(Denied::Role)
    } else if status == Status::Offline && needs_status(act, role, edition) {
        Err(Denied::Status)
    } else if !licensed(act, role, license, edition) {
        Err(Denied::License)
    } else if edition == Edition::Free && is_paid(act) {
        Err(Denied::Edition)
    } else {
        Ok(())
    }
}

/// Whether somebody who has several parts may do something: the rights add up (E-R8).
///
/// # Errors
/// What the last of the parts is denied for.
pub fn permit_any(
    act: Act,
    roles: &[Role],
    has: (Status, License),
    edition: Edition,
    relation: Relation,
) -> Result<(), Denied> {
    let mut answer = Err(Denied::Role);
    for role in roles {
        answer = permit(act, *role, has, edition, relation);
        if answer.is_ok() {
            break;
        }
    }
    answer
}

/// E-R1, E-R3 to E-R6, E-R9, E-R10, E-R12, E-T1.
fn in_part(act: Act, role: Role, relation: Relation) -> bool {
    use Relation::{Foreign, Own, Waiting};
    match role {
        Role::Administrator => matches!(act, Act::View | Act::Export | Act::Configure),
        Role::Reader => act == Act::View && relation != Foreign,
        _ if relation == Foreign => false,
        Role::Operator => match act {
            Act::View => matches!(relation, Own | Waiting),
            Act::Take => relation == Waiting,
            Act::Create => true,
            Act::Assign | Act::Export | Act::Configure => false,
            _ => relation == Own,
        },
        Role::Supervisor => match act {
            Act::Assign => relation == Waiting,
            Act::Reassign => relation != Waiting,
            Act::Take | Act::Close | Act::Reply | Act::Export | Act::Configure => false,
            _ => true,
        },
    }
}

/// E-04: `free` has no statuses. E-R7: before 2025 supervisors have none.
fn needs_status(act: Act, role: Role, edition: Edition) -> bool {
    let acts = act != Act::View;
    match role {
        Role::Operator => acts && edition != Edition::Free,
        Role::Supervisor => acts && edition == Edition::Service2025,
        Role::Reader | Role::Administrator => false,
    }
}

/// E-06, E-07, E-L1 to E-L8.
fn licensed(act: Act, role: Role, license: License, edition: Edition) -> bool {
    let unlicensed = act == Act::View || matches!(role, Role::Reader | Role::Administrator);
    match edition {
        _ if unlicensed => true,
        Edition::Free => true,
        Edition::Chatdesk | Edition::Service2024 => license == License::Named,
        Edition::Service2025 => license != License::None,
    }
}

/// E-04: no spam mark, no blocklist, no bots without a paid solution.
fn is_paid(act: Act) -> bool {
    matches!(act, Act::MarkAsSpam | Act::UnmarkAsSpam | Act::BlockClient | Act::MoveToBot)
}
