//! What the tests share.

pub mod chaos;
pub mod client;
pub mod server;
