//! Letters: when they are due, what they say, and the mail server that takes them.

mod compose;
mod schedule;
mod sender;
mod trouble;

pub(crate) use compose::{Footer, Letter, confirming, of_digest};
pub(crate) use schedule::{again_ms, due_ms, last_ms};
pub(crate) use sender::{Outcome, Sender};
