//! Identities: indices into the plan's lists, one type for each kind of thing.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// The index in the list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).expect("a plan holds fewer than 2^32 of anything"))
            }
        }
    )*};
}

ids! {
    /// A communication line.
    LiveChatId;
    /// A group of users: operators or supervisors.
    GroupId;
    /// A user in the role of an operator.
    OperatorId;
    /// A user in the role of a supervisor.
    SupervisorId;
    /// A user, whatever the roles.
    PersonId;
    /// A group of clients.
    ClientGroupId;
    /// What a session is about.
    TopicId;
    /// One flow: a stream of arrivals at a live chat.
    FlowId;
    /// A queue: the common queue of a live chat, or that of a group.
    QueueId;
}

/// One session: its flow and its number in the flow, both from zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(u64);

impl SessionId {
    const ORDINAL_BITS: u32 = 44;
    /// The lower bits hold a client's number where clients may come again, the upper ones how many
    /// sessions that client had before.
    const CLIENT_BITS: u32 = 30;
    /// Sessions of one client that can be kept apart.
    pub const MAX_SESSIONS_PER_CLIENT: u32 = 1 << (Self::ORDINAL_BITS - Self::CLIENT_BITS);

    /// The `ordinal`-th session (from zero) of `flow`.
    pub fn new(flow: FlowId, ordinal: u64) -> Self {
        debug_assert!(ordinal < 1 << Self::ORDINAL_BITS && u64::from(flow.0) < 1 << 20);
        Self(u64::from(flow.0) << Self::ORDINAL_BITS | ordinal)
    }

    /// The session of the `client`-th client of `flow` who had `earlier_sessions` before.
    pub fn of_returning_client(flow: FlowId, client: u32, earlier_sessions: u32) -> Self {
        debug_assert!(
            earlier_sessions < Self::MAX_SESSIONS_PER_CLIENT && client < 1 << Self::CLIENT_BITS
        );
        Self::new(flow, u64::from(earlier_sessions) << Self::CLIENT_BITS | u64::from(client))
    }

    /// The flow to which the session belongs.
    pub fn flow(self) -> FlowId {
        FlowId((self.0 >> Self::ORDINAL_BITS) as u32)
    }

    /// Its number in the flow, from zero.
    pub fn ordinal(self) -> u64 {
        self.0 & ((1 << Self::ORDINAL_BITS) - 1)
    }
}

/// `flow-ordinal`, both from zero; `flow-client.2` for the second session after a client's first.
impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let client = self.ordinal() & ((1 << Self::CLIENT_BITS) - 1);
        write!(f, "{}-{client}", self.flow().0)?;
        match self.ordinal() >> Self::CLIENT_BITS {
            0 => Ok(()),
            before => write!(f, ".{before}"),
        }
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
