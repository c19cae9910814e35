//! What the tests share.

pub mod chaos;
pub mod client;
pub mod server;
pub mod network;
pub mod plan;
