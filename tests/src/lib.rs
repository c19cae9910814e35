//! What the tests share.

pub mod chaos;
pub mod network;
pub mod plan;
pub mod script;
