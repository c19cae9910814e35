//! Meaning: what a document is, how it merges, and what may enter it. Pure: no I/O, no clock, no randomness of its
//! own, and the same code on the server and in the page.

pub mod access;
pub mod copy;
pub mod export;
pub mod follow;
pub mod gate;
pub mod guide;
pub mod id;
pub mod import;
pub mod kinds;
pub mod lib0;
pub mod limits;
pub mod links;
pub mod markdown;
pub mod names;
pub mod order;
pub mod replica;
pub mod room;
pub mod sample;
pub mod sheet;
pub mod shortcut;
pub mod state_vector;
pub mod typing;
pub mod undo;
pub mod wire;
