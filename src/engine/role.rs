//! What a host needs to know of a role that it runs as an actor.

use crate::base::Time;
use crate::desk::{
    Group, GroupInput, LicenseInput, LicensePool, LiveChat, LiveChatInput, Operator, OperatorInput,
    Outbox, Supervisor, SupervisorInput,
};

/// A role of the desk: it is given inputs, one after the other, and answers into an outbox.
pub(super) trait Role: Unpin + Send + 'static {
    /// What this role is given.
    type Input: Send + 'static;

    /// The role acts on an input.
    fn handle<O: Outbox>(&mut self, now: Time, input: Self::Input, out: &mut O);

    /// How many sessions the role holds.
    fn session_count(&self) -> u32 {
        0
    }

    /// An input that has been in a mailbox for a while is taken out of it: if it is a session that
    /// arrives, it arrives now.
    fn note_taken_in(_: &mut Self::Input, _: Time) {}
}

impl Role for LiveChat {
    type Input = LiveChatInput;

    fn handle<O: Outbox>(&mut self, now: Time, input: LiveChatInput, out: &mut O) {
        self.handle(now, input, out);
    }

    fn session_count(&self) -> u32 {
        self.session_count()
    }

    fn note_taken_in(input: &mut LiveChatInput, now: Time) {
        if let LiveChatInput::Arrive(session) = input {
            session.taken_in_at(now);
        }
    }
}

impl Role for Group {
    type Input = GroupInput;

    fn handle<O: Outbox>(&mut self, now: Time, input: GroupInput, out: &mut O) {
        self.handle(now, input, out);
    }

    fn session_count(&self) -> u32 {
        self.session_count()
    }
}

impl Role for Operator {
    type Input = OperatorInput;

    fn handle<O: Outbox>(&mut self, now: Time, input: OperatorInput, out: &mut O) {
        self.handle(now, input, out);
    }

    fn session_count(&self) -> u32 {
        self.session_count()
    }
}

impl Role for Supervisor {
    type Input = SupervisorInput;

    fn handle<O: Outbox>(&mut self, now: Time, input: SupervisorInput, out: &mut O) {
        self.handle(now, input, out);
    }
}

impl Role for LicensePool {
    type Input = LicenseInput;

    fn handle<O: Outbox>(&mut self, now: Time, input: LicenseInput, out: &mut O) {
        self.handle(now, input, out);
    }
}
