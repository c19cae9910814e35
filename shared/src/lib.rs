//! Meaning: what a document is, how it merges, and what may enter it. Pure: no I/O, no clock, no randomness of its
//! own, and the same code on the server and in the page.

pub mod access;
pub mod ahead;
pub mod asks;
pub mod blind;
pub mod files;
pub mod for_you;
pub mod id;
pub mod kinds;
pub mod map;
pub mod mirror;
pub mod names;
pub mod news;
pub mod oneself;
pub mod order;
pub mod past;
pub mod sheet;
pub mod shortcut;
pub mod sync;
pub mod teams;
pub mod text;
