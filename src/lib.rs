//! `deskload` simulates a live-chat desk, actor by actor, in memory and in virtual time.
//!
//! *Live chats* are the lines on which clients write: an internal one for employees, external ones
//! on messengers. *Groups* of *operators* answer, *supervisors* distribute, general operators
//! switch what they cannot answer to an expert group, and *named licenses* bound how many people
//! the groups may hold. A scenario describes such a desk and its clients; a run measures how long
//! they wait.
//!
//! # A guided tour
//! Text becomes a [`plan::Plan`] in [`scenario`]: all names resolved, nothing left to go wrong.
//! [`workload`] says who comes, when, and with what. The roles in [`desk`] are state machines that
//! are told inputs and answer with effects and facts; [`policy`] holds the choices they make. An
//! [`engine`] carries the effects, as actors or in one loop; [`metrics`] folds the facts.
//! [`study`] runs replications in parallel and puts them together, [`report`] turns results into
//! bytes, and [`cli`] is the terminal.
//!
//! ```text
//! base ◁ dist ◁ plan ◁ scenario ◁ policy ◁ workload ◁ desk ◁ metrics ◁ engine ◁ study ◁ report ◁ cli
//! ```
//! A room knows only rooms to its left.
//!
//! # What always holds
//! 1. Roles never read a clock, a generator, an address or a file.
//! 2. Metrics see only facts.
//! 3. A plan is valid by construction; nothing below `scenario` validates again.
//! 4. Report bytes depend on the program, the scenario, `--set` and `--seed`; not on threads, the
//!    host, the wall clock, the environment or the order of a map.
//! 5. In virtual time exactly one message is in flight.
//! 6. Only `cli` prints, and only `engine` knows the library of actors.
//!
//! # Glossary
//! *Live chat*: a communication line. *Session*: one conversation. *Client*: who writes.
//! *Operator*: who answers. *Supervisor*: who distributes and watches. *Group*: a set of users,
//! with a queue. *License*: the right of a user to be Online. *Platform*: where a user is logged in
//! before that, on a license of its own. *Topic*: what a session is about.
//! *Effort*: the work of a session, in time alone with it. *Switch*: handing a session on to
//! another group or operator. *Plan*: a valid scenario. *Replication*: one independent repetition.
//! *Study*: what one does with replications. *Input*: what a role is told. *Effect*: what it
//! asks. *Fact*: what happened. *Offered*: came. *Answered*: taken by an operator at least once.
//! *Abandoned*: gave up waiting before that. *Refused*: not let in.

pub mod base;
pub mod dist;
pub mod plan;
pub mod policy;
pub mod scenario;
pub mod workload;

pub mod desk;
pub mod engine;
pub mod metrics;
pub mod study;

pub mod cli;
pub mod report;
