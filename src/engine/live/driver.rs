//! What wakes an arbiter: one sleep until its next timer is due, or until it is time to hand in what
//! happened.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use actix::clock::{Instant, Sleep, sleep_until};

use super::clock::Nanos;
use super::host::{HandIn, LiveHost};

/// An arbiter hands in what happened at least so often.
const HAND_IN_EVERY: Nanos = 10_000_000;

/// Sends the timers of an arbiter when they are due, for as long as the arbiter lives.
pub(super) async fn drive(host: Rc<LiveHost>) {
    let mut sleep: Pin<Box<Sleep>> = Box::pin(sleep_until(instant(&host, 0)));
    let mut handed_in = 0;
    poll_fn(move |context| {
        loop {
            let next = host.send_due_timers();
            let now = host.clock().now();
            if now >= handed_in + HAND_IN_EVERY {
                handed_in = now;
                host.hand_in(HandIn::Meanwhile);
            }
            let until = next.min(handed_in + HAND_IN_EVERY);
            host.note_sleep(until, context.waker().clone());
            sleep.as_mut().reset(instant(&host, until));
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::<()>::Pending;
            }
        }
    })
    .await;
}

/// An instant as the timers of actix have it.
fn instant(host: &LiveHost, at: Nanos) -> Instant {
    Instant::from_std(host.clock().instant(at))
}
