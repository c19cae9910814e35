//! The server: input and output around `muster_shared::room::Room`, and nothing that has a meaning of its own.

mod admin;
mod assets;
pub mod clock;
pub mod config;
mod connections;
mod erasing;
pub mod folder;
mod http;
pub mod log;
mod metrics;
pub mod people;
pub mod program;
mod quarantine;
pub mod rooms;
pub mod serve;
mod socket;
