//! The server: input and output around `muster_shared::sync::room::Room`, and nothing that has a meaning of its own.

mod admin;
mod assets;
mod calendar;
pub mod carried;
pub mod clock;
pub mod config;
mod connections;
mod digest;
mod erasing;
pub mod folder;
mod http;
mod intake;
mod letters;
pub mod log;
mod metrics;
mod opening;
pub mod people;
pub mod program;
mod proxies;
mod purse;
mod quarantine;
mod reads;
mod recipes;
mod rhythm;
pub mod rooms;
pub mod serve;
mod unread;
