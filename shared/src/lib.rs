//! Meaning: what a document is, how it merges, and what may enter it. Pure: no I/O, no clock, no randomness of its
//! own, and the same code on the server and in the page.

pub mod gate;
pub mod lib0;
pub mod state_vector;
