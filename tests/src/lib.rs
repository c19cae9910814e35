//! What the tests share.

pub mod chaos;
pub mod client;
pub mod network;
pub mod plan;
pub mod script;
pub mod server;
