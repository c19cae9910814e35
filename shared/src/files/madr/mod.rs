//! Decision records in the form of MADR, as many projects keep them beside their source: into a log and out of one.
//! A record that is written is read again as the same decision, and every word of a record has a place in a log.

mod outcome;
mod parts;
mod read;
mod settle;
#[cfg(test)]
mod tests;
mod write;

pub use read::{NoRecord, is_record, record};
pub use settle::settled;
pub use write::{Record, records};
