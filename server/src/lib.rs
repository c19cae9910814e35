//! The server: input and output around `muster_shared::room::Room`, and nothing that has a meaning of its own.

pub mod clock;
pub mod log;
pub mod rooms;
