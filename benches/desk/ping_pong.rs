//! Two actix actors that send one message back and forth: what a message costs at the least.

use actix::{Actor, Addr, Context, Handler, Message, System};
use deskload::desk::OperatorInput;

/// As large as what the `actors` host sends to an operator, of whom it has most.
struct Ping {
    left: u64,
    _ballast: [u64; size_of::<OperatorInput>() / 8 - 1],
}

impl Message for Ping {
    type Result = ();
}

struct SetPartner(Addr<PingActor>);

impl Message for SetPartner {
    type Result = ();
}

#[derive(Default)]
struct PingActor {
    partner: Option<Addr<Self>>,
}

impl Actor for PingActor {
    type Context = Context<Self>;
}

impl Handler<SetPartner> for PingActor {
    type Result = ();

    fn handle(&mut self, SetPartner(partner): SetPartner, _: &mut Context<Self>) {
        self.partner = Some(partner);
    }
}

impl Handler<Ping> for PingActor {
    type Result = ();

    fn handle(&mut self, ping: Ping, _: &mut Context<Self>) {
        match (ping.left.checked_sub(1), &self.partner) {
            (Some(left), Some(partner)) => partner.do_send(Ping { left, ..ping }),
            _ => System::current().stop(),
        }
    }
}

/// Sends the message so many times, in a system of its own.
pub(crate) fn run(messages: u64) {
    let system = System::new();
    system.block_on(async move {
        let one = PingActor::default().start();
        let two = PingActor { partner: Some(one.clone()) }.start();
        one.do_send(SetPartner(two));
        one.do_send(Ping { left: messages, _ballast: Default::default() });
    });
    system.run().expect("one of the actors stops the system");
}
