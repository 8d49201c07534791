//! The license pool where messages cross on their way, as they do on the wall clock.

use std::sync::Arc;

use deskload::base::{OperatorId, PersonId, Time};
use deskload::desk::{
    Class, Desk, Fact, LicenseFact, LicenseInput, Message, OperatorInput, Outbox, PlatformExit,
    RecordableFact, Session, StaffRole, TimerId,
};
use deskload::workload::Ending;
use deskload::{NoFiles, Plan, read};

/// Two operators and one license, for which the second waits in line.
const DESK: &str = r#"
[run]
horizon = "1h"

[edition]
name = "service-2025"
named_licenses = 0
concurrent_licenses = 1
retry = "in-line"

[[groups]]
name = "all"
members = ["anna", "boris"]

[[groups]]
name = "leads"
members = ["anna"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["all"]
supervisors = ["leads"]

[[live_chats.arrivals]]
rate = "1/h"

[[live_chats.topics]]
name = "question"
effort = "1m"
"#;

/// What the pool answered, and how many licenses are held by the facts.
#[derive(Debug, Default)]
struct Told {
    granted: Vec<u32>,
    held: i64,
}

impl Outbox for Told {
    fn send(&mut self, message: Message) {
        if let Message::Operator(operator, OperatorInput::LicenseGranted) = message {
            self.granted.push(operator.0);
        }
    }

    fn schedule(&mut self, _: Time, _: Class, _: Message) -> TimerId {
        unreachable!("the pool sets no timer without a platform")
    }

    fn cancel(&mut self, _: TimerId) {}

    fn record_fact(&mut self, fact: impl RecordableFact) {
        match fact.into() {
            Fact::License(LicenseFact::Taken { .. }) => self.held += 1,
            Fact::License(LicenseFact::Returned { .. }) => self.held -= 1,
            _ => {}
        }
    }

    fn retire(&mut self, _: Box<Session>, _: Ending) {}
}

#[test]
fn a_license_that_is_on_its_way_is_not_granted_a_second_time() {
    let plan: Plan =
        read("desk.toml", DESK.as_bytes(), &NoFiles, &[]).into_plan().expect("a scenario");
    let mut desk = Desk::new(&Arc::new(plan), 0);
    let mut told = Told::default();
    let mut tell = |input| {
        desk.licenses.handle(Time::ZERO, input, &mut told);
        (std::mem::take(&mut told.granted), told.held)
    };
    let (anna, boris) = (PersonId(0), PersonId(1));
    let [as_anna, as_boris] = [0, 1].map(|number| StaffRole::Operator(OperatorId(number)));
    let exit = PlatformExit::LogOut;
    assert_eq!(tell(LicenseInput::Request(anna, as_anna)), (vec![0], 1));
    assert_eq!(tell(LicenseInput::Request(boris, as_boris)), (vec![], 1));
    // Anna goes, so boris gets the license. It is on its way while he cancels, and while he asks again.
    assert_eq!(tell(LicenseInput::Release(anna, exit)), (vec![1], 1));
    assert_eq!(tell(LicenseInput::CancelRequest(boris, as_boris, exit)), (vec![], 1));
    assert_eq!(tell(LicenseInput::Request(boris, as_boris)), (vec![], 1));
    // He has one license, and gives one back.
    assert_eq!(tell(LicenseInput::Release(boris, exit)), (vec![], 0));
    assert_eq!(tell(LicenseInput::Request(anna, as_anna)), (vec![0], 1));
}
