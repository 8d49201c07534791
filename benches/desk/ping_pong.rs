//! Two actix actors that throw a ball: what one message costs at the least.

use actix::{Actor, Addr, Context, Handler, Message, System};

/// As large as the message with which the `actors` host hands its baton on.
struct Ball {
    left: u64,
    _ballast: [u64; 3],
}

impl Message for Ball {
    type Result = ();
}

struct Meet(Addr<Player>);

impl Message for Meet {
    type Result = ();
}

#[derive(Default)]
struct Player {
    other: Option<Addr<Self>>,
}

impl Actor for Player {
    type Context = Context<Self>;
}

impl Handler<Meet> for Player {
    type Result = ();

    fn handle(&mut self, Meet(other): Meet, _: &mut Context<Self>) {
        self.other = Some(other);
    }
}

impl Handler<Ball> for Player {
    type Result = ();

    fn handle(&mut self, ball: Ball, _: &mut Context<Self>) {
        match (ball.left.checked_sub(1), &self.other) {
            (Some(left), Some(other)) => other.do_send(Ball { left, ..ball }),
            _ => System::current().stop(),
        }
    }
}

/// Throws the ball so many times, in a system of its own.
pub(crate) fn run(throws: u64) {
    let system = System::new();
    system.block_on(async move {
        let one = Player::default().start();
        let two = Player { other: Some(one.clone()) }.start();
        one.do_send(Meet(two));
        one.do_send(Ball { left: throws, _ballast: [0; 3] });
    });
    system.run().expect("the system stops when told to");
}
