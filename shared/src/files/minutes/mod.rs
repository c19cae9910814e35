//! Minutes of meetings in Markdown, as many teams keep them: one file becomes one review of a series.
//!
//! Every line stays: those below a heading are the notes of an item of that name, all others the notes of the review. People
//! and actions are rows that are read out of these lines, and take nothing away from them.

mod actions;
mod page;
mod people;
mod read;
mod settle;
#[cfg(test)]
mod tests;
mod when;

pub use read::{Minutes, NoMinutes, is_minutes, minutes};
pub use settle::settled;
